/** A process: the same HTTP calls in a bare loop, so many under way at once over kept connections. */
import { Agent, request } from 'node:http'

export type Calls = { url: string; token: string; parallel: number; bodies: string[] }
export type Called = { seconds: number; taken: number }

async function run({ url, token, parallel, bodies }: Calls): Promise<Called> {
  const agent = new Agent({ keepAlive: true, maxSockets: parallel }), address = new URL('/v1.0/card/instances/createAndDeliver', url)
  const post = (body: string) => new Promise<number>((done, fail) => {
    const call = request(address, { method: 'POST', agent, headers: { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body), 'x-acs-dingtalk-access-token': token } }, (response) => {
      const parts: Buffer[] = []
      response.on('data', (part: Buffer) => parts.push(part)).on('error', fail).on('end', () => {
        const { result } = JSON.parse(Buffer.concat(parts).toString()) as { result?: { deliverResults: { success: boolean }[] } }
        done(result?.deliverResults.filter((it) => it.success).length ?? 0)
      })
    })
    call.on('error', fail).end(body)
  })
  const began = performance.now()
  let next = 0, taken = 0
  await Promise.all(Array.from({ length: parallel }, async () => {
    while (next < bodies.length) {
      const reached = await post(bodies[next++]!)
      taken += reached
    }
  }))
  agent.destroy()
  return { seconds: (performance.now() - began) / 1_000, taken }
}

process.on('message', (calls: Calls) => void run(calls).then((called) => process.send!(called)))
process.send!('ready')
