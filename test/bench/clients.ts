/**
 * A process: so many clients, each with one thing to post after another, over lines that stay open.
 */
import { Agent, request } from 'node:http'
import { percentile } from './figure'

/** `key`: the client's own id of it. */
export type Post = { token: string; key: string; checklistId: string; item: string }
/**
 * Ends with the posts or after so many seconds, whichever comes first. `copies`: each post goes so
 * often at once.
 */
export type Posts = {
  url: string
  parallel: number
  copies: number
  warmUp: number
  seconds: number
  answers: Record<string, unknown>
  posts: Post[]
}
/** `wrong`: not answered with 200. `differs`: a copy that was not answered as the first was. */
export type Posted = {
  posted: number
  perSecond: number
  p50: number
  p95: number
  p99: number
  wrong: number
  differs: number
  sample: string
}

async function run({
  url,
  parallel,
  copies,
  warmUp,
  seconds,
  answers,
  posts,
}: Posts): Promise<Posted> {
  const agent = new Agent({ keepAlive: true, maxSockets: parallel * copies })
  const address = new URL(url)
  const waits: number[] = []
  const send = ({ token, key, ...ref }: Post) =>
    new Promise<{ status: number; text: string }>((done, fail) => {
      const body = JSON.stringify({ ...ref, answers, revision: 0 })
      const headers = {
        'content-type': 'application/json',
        'content-length': Buffer.byteLength(body),
        authorization: `Bearer ${token}`,
        'idempotency-key': key,
      }
      request(address, { method: 'POST', agent, headers }, (response) => {
        let text = ''
        response
          .setEncoding('utf8')
          .on('data', (part: string) => {
            text += part
          })
          .on('error', fail)
          .on('end', () => done({ status: response.statusCode!, text }))
      })
        .on('error', fail)
        .end(body)
    })
  let began = performance.now()
  let last = began
  let next = 0
  let posted = 0
  let wrong = 0
  let differs = 0
  let sample = ''
  await Promise.all(
    Array.from({ length: parallel }, async () => {
      while (next < posts.length && (posted <= warmUp || last - began < seconds * 1_000)) {
        const post = posts[next++]!
        const at = performance.now()
        const replies = await Promise.all(Array.from({ length: copies }, () => send(post)))
        last = performance.now()
        if (++posted === warmUp) began = last
        else if (posted > warmUp) waits.push(last - at)
        sample ||= replies[0]!.text
        wrong += replies.filter((it) => it.status !== 200).length
        differs += replies.filter((it) => it.text !== replies[0]!.text).length
      }
    }),
  )
  agent.destroy()
  return {
    posted,
    perSecond: (waits.length * 1_000) / (last - began),
    p50: percentile(waits, 0.5),
    p95: percentile(waits, 0.95),
    p99: percentile(waits, 0.99),
    wrong,
    differs,
    sample,
  }
}

process.on('message', (posts: Posts) => void run(posts).then((posted) => process.send!(posted)))
process.send!('ready')
