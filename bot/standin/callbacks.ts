import { createHmac, randomBytes } from 'node:crypto'
import { z } from 'zod'
import { jsonOf } from './json'
import { open, seal, sign, type Sealing } from './sealing'
import type { Ack } from './stream'
import { signatureOf } from './webhooks'

/** How long an address may take to answer an event; the stream has half a second more. */
const eventWaitMs = 2_500

export type EventAddress = Sealing & { url: string; tags: readonly string[] }
export type CardAddress = { url: string; apiSecret: string }

/**
 * Where the service is called in HTTP mode; what has no address goes by the stream. Cards name
 * their address by a key.
 */
export class Callbacks {
  events: EventAddress | undefined
  robot: { url: string } | undefined
  readonly cards = new Map<string, CardAddress>()

  constructor(
    private readonly now: () => number,
    private readonly appSecret: () => string,
  ) {}

  clear() {
    this.events = undefined
    this.robot = undefined
    this.cards.clear()
  }

  /** Whether events of this type go to the address; without a list of types all do. */
  takes(eventType: string): EventAddress | undefined {
    const { events } = this
    return events && (!events.tags.length || events.tags.includes(eventType)) ? events : undefined
  }

  /** An event, sealed; taken is what answers with "success" under the same seal. */
  async postEvent(address: EventAddress, event: object, withinMs: number): Promise<Ack | null> {
    const timestamp = String(this.now())
    const nonce = randomBytes(6).toString('hex')
    const encrypt = seal(address, JSON.stringify(event))
    const signature = sign(address, timestamp, nonce, encrypt)
    const query = { signature, msg_signature: signature, timestamp, nonce }
    const url = withQuery(address.url, query)
    const answer = await post(url, { encrypt }, {}, Math.min(withinMs, eventWaitMs))
    if (answer?.status !== 200) return null
    return isSuccess(address, answer.text) ? { code: 200, data: '' } : { code: 500, data: '' }
  }

  /** What a person said, signed with the secret of the app; taken by whatever is no 5xx. */
  async postMessage(url: string, message: object, withinMs: number): Promise<Ack | null> {
    const timestamp = String(this.now())
    const headers = { timestamp, sign: signatureOf(timestamp, this.appSecret()) }
    const answer = await post(url, message, headers, withinMs)
    return answer && answer.status < 500 ? { code: 200, data: '' } : null
  }

  /** A press; the answer is what the stream has inside `response`. */
  async postPress({ url, apiSecret }: CardAddress, press: object, withinMs: number) {
    const timestamp = String(this.now())
    const signature = createHmac('sha256', apiSecret).update(timestamp).digest('base64')
    const headers = {
      'x-ddpaas-signature-timestamp': timestamp,
      'x-ddpaas-signature': signature,
    }
    const answer = await post(url, press, apiSecret ? headers : {}, withinMs)
    if (answer?.status !== 200) return null
    return { code: 200, data: JSON.stringify({ response: jsonOf(answer.text || '{}') }) }
  }
}

function withQuery(url: string, query: Record<string, string>): string {
  const whole = new URL(url)
  for (const [name, value] of Object.entries(query)) whole.searchParams.set(name, value)
  return whole.href
}

const Answer = z.object({
  msg_signature: z.string(),
  timeStamp: z.coerce.string(),
  nonce: z.string(),
  encrypt: z.string(),
})

function isSuccess(address: EventAddress, text: string): boolean {
  const { data } = Answer.safeParse(jsonOf(text))
  if (!data) return false
  const signature = sign(address, data.timeStamp, data.nonce, data.encrypt)
  return signature === data.msg_signature && open(address, data.encrypt) === 'success'
}

/** Null when no answer comes in time. */
async function post(
  url: string,
  body: object,
  headers: Record<string, string>,
  withinMs: number,
): Promise<{ status: number; text: string } | null> {
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json; charset=utf-8', ...headers },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(withinMs),
      redirect: 'manual',
    })
    return { status: response.status, text: await response.text() }
  } catch {
    return null
  }
}
