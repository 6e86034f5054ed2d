import { createHmac, randomUUID } from 'node:crypto'

const minute = 60_000
const perMinute = 20
const silence = 10 * minute
const hour = 60 * minute

export type WebhookRules = {
  conversationId: string
  accessToken?: string | undefined
  /** With it every call must be signed. */
  secret?: string | undefined
  /** One of them must be among the words. */
  keywords?: readonly string[] | undefined
}
type Webhook = WebhookRules & {
  accessToken: string
  sentAt: number[]
  silentUntil: number
  seen: Set<string>
}

/** Custom robots: an address in a group at which whoever knows it may speak. */
export class Webhooks {
  private readonly webhooks = new Map<string, Webhook>()

  constructor(private readonly now: () => number) {}

  add(rules: WebhookRules) {
    const accessToken = rules.accessToken ?? randomUUID().replaceAll('-', '')
    const webhook = { ...rules, accessToken, sentAt: [], silentUntil: 0, seen: new Set<string>() }
    this.webhooks.set(accessToken, webhook)
    return webhook
  }

  get(accessToken: string) {
    return this.webhooks.get(accessToken)
  }

  /** What is wrong with the signature of a call; undefined when nothing is. */
  faultOf({ secret }: Webhook, timestamp: string, sign: string): string | undefined {
    if (!secret) return undefined
    const isNear = Math.abs(this.now() - Number(timestamp)) <= hour
    if (!timestamp || !isNear) return 'invalid timestamp'
    return sign === signatureOf(timestamp, secret) ? undefined : 'sign not match'
  }

  /** Above 20 messages a minute the robot is silent for ten. */
  maySpeak(webhook: Webhook): boolean {
    const now = this.now()
    if (now < webhook.silentUntil) return false
    webhook.sentAt = webhook.sentAt.filter((at) => now - at < minute)
    if (webhook.sentAt.length >= perMinute) {
      webhook.silentUntil = now + silence
      return false
    }
    webhook.sentAt.push(now)
    return true
  }

  clear() {
    this.webhooks.clear()
  }
}

/** Milliseconds and secret, as custom robots and the robot of an app in HTTP mode are signed. */
export const signatureOf = (timestamp: string, secret: string) =>
  createHmac('sha256', secret).update(`${timestamp}\n${secret}`).digest('base64')
