/**
 * A process: the same HTTP calls in a bare loop, so many under way at once over kept connections;
 * or in the same loop through the official SDK.
 */
import { Agent, request } from 'node:http'
import * as card from '@alicloud/dingtalk/dist/card_1_0/client'
import { Config } from '@alicloud/openapi-client'
import { RuntimeOptions } from '@alicloud/tea-util'

export type Calls = {
  url: string
  token: string
  parallel: number
  bodies: string[]
  through: 'nothing' | 'sdk'
}
export type Called = { seconds: number; taken: number }

type Post = (body: string) => Promise<number>
const taken = (answer: { result?: { deliverResults?: { success?: boolean }[] } }) =>
  answer.result?.deliverResults?.filter((it) => it.success).length ?? 0

function bare({ url, token, parallel }: Calls): Post {
  const agent = new Agent({ keepAlive: true, maxSockets: parallel })
  const address = new URL('/v1.0/card/instances/createAndDeliver', url)
  return (body) =>
    new Promise<number>((done, fail) => {
      const call = request(
        address,
        {
          method: 'POST',
          agent,
          headers: {
            'content-type': 'application/json',
            'content-length': Buffer.byteLength(body),
            'x-acs-dingtalk-access-token': token,
          },
        },
        (response) => {
          const parts: Buffer[] = []
          response
            .on('data', (part: Buffer) => parts.push(part))
            .on('error', fail)
            .on('end', () => done(taken(JSON.parse(Buffer.concat(parts).toString()) as never)))
        },
      )
      call.on('error', fail).end(body)
    })
}

function throughSdk({ url, token }: Calls): Post {
  const client = new card.default(
    new Config({ protocol: 'http', endpoint: new URL(url).host, regionId: 'central' }),
  )
  const headers = new card.CreateAndDeliverHeaders({ xAcsDingtalkAccessToken: token })
  const runtime = new RuntimeOptions({ readTimeout: 10_000, connectTimeout: 10_000 })
  return async (body) =>
    taken(
      (
        await client.createAndDeliverWithOptions(
          new card.CreateAndDeliverRequest(JSON.parse(body) as never),
          headers,
          runtime,
        )
      ).body as never,
    )
}

async function run(calls: Calls): Promise<Called> {
  const { parallel, bodies, through } = calls
  const post = through === 'sdk' ? throughSdk(calls) : bare(calls)
  const began = performance.now()
  let next = 0
  let people = 0
  await Promise.all(
    Array.from({ length: parallel }, async () => {
      while (next < bodies.length) {
        const reached = await post(bodies[next++]!)
        people += reached
      }
    }),
  )
  return { seconds: (performance.now() - began) / 1_000, taken: people }
}

process.on('message', (calls: Calls) => void run(calls).then((called) => process.send!(called)))
process.send!('ready')
