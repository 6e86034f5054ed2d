/** A process: somebody at another address who throws log-ins at the door, at a steady pace. */
import { Agent, request } from 'node:http'
import { setTimeout as pause } from 'node:timers/promises'

/** `from`: the address that it comes from. */
export type Junk = { url: string; from: string; perSecond: number; seconds: number }
/** `asked`: those that DingTalk was asked about; the others were turned away at once. */
export type Junked = { answered: number; asked: number }

const slice = 50

async function run({ url, from, perSecond, seconds }: Junk): Promise<Junked> {
  const agent = new Agent({ keepAlive: true, maxSockets: 256, localAddress: from })
  const open: Promise<number>[] = []
  const began = performance.now()
  for (let sent = 0; sent < perSecond * seconds;) {
    const due = Math.min(perSecond * seconds, ((performance.now() - began) / 1_000) * perSecond)
    for (; sent < due; sent++) open.push(knock(agent, url, `junk-${sent}`))
    await pause(slice)
  }
  const statuses = await Promise.all(open)
  agent.destroy()
  const answered = statuses.filter((status) => status > 0).length
  return { answered, asked: statuses.filter((status) => status === 401).length }
}

/** The status of the answer; 0: none. */
const knock = (agent: Agent, url: string, authCode: string) =>
  new Promise<number>((done) => {
    const body = JSON.stringify({ authCode })
    const headers = { 'content-type': 'application/json', 'content-length': body.length }
    request(url, { method: 'POST', agent, headers }, (answer) => {
      answer.resume().on('end', () => done(answer.statusCode!))
    })
      .on('error', () => done(0))
      .end(body)
  })

process.on('message', (junk: Junk) => void run(junk).then((junked) => process.send!(junked)))
process.send!('ready')
