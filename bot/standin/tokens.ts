import { randomUUID } from 'node:crypto'
import type { Clock } from './clock'
import type { Settings } from './options'

const second = 1_000
const minute = 60 * second

export type TokenState = 'valid' | 'missing' | 'unknown' | 'expired'

/** Everything that is handed out for a while: tokens, tickets, login codes, reply links. */
export class Tokens {
  private token: { value: string; until: number } | undefined
  private readonly expired = new Set<string>()
  private readonly once = new Map<string, { until: number; value: unknown }>()
  /** Tokens that act for a person, and what renews them. */
  private readonly ofPeople = new Map<string, { until: number; userId: string }>()
  private readonly sessions = new Map<
    string,
    { until: number; userId: string; conversationId: string }
  >()

  constructor(
    private readonly clock: Clock,
    private readonly settings: Settings,
  ) {}

  knows(clientId: string, secret: string) {
    return clientId === this.settings.clientId && secret === this.settings.clientSecret
  }

  /** The same token while it lives, renewed to the full 7,200 s. */
  issue() {
    const until = this.clock.now() + 7_200 * second
    if (!this.token || this.token.until <= this.clock.now()) {
      this.token = { value: randomUUID().replaceAll('-', ''), until }
    }
    this.token.until = until
    return this.token.value
  }

  check(value: string | null | undefined): TokenState {
    if (!value) return 'missing'
    if (value === this.token?.value) {
      return this.token.until > this.clock.now() ? 'valid' : 'expired'
    }
    return this.expired.has(value) ? 'expired' : 'unknown'
  }

  expire() {
    if (this.token) this.expired.add(this.token.value)
    this.token = undefined
  }

  /** A token of this person for 7,200 s, and another that fetches the next one within 30 days. */
  issueFor(userId: string) {
    const now = this.clock.now()
    const accessToken = randomUUID().replaceAll('-', '')
    const refreshToken = randomUUID().replaceAll('-', '')
    this.ofPeople.set(accessToken, { until: now + 7_200 * second, userId })
    this.once.set(refreshToken, { until: now + 30 * 24 * 60 * minute, value: userId })
    this.forgetOldest(this.ofPeople)
    this.forgetOldest(this.once)
    return { accessToken, refreshToken }
  }

  checkPerson(value: string | null | undefined): TokenState {
    if (!value) return 'missing'
    const found = this.ofPeople.get(value)
    if (!found) return 'unknown'
    return found.until > this.clock.now() ? 'valid' : 'expired'
  }

  personOf(value: string) {
    return this.ofPeople.get(value)?.userId
  }

  /** A ticket opens one connection within 90 s; a login code names one person within 5 minutes. */
  ticket(value: unknown) {
    return this.hand('t-', 90 * second, value)
  }

  code(userId: string) {
    return this.hand('c-', 5 * minute, userId)
  }

  redeem(key: string) {
    const found = this.once.get(key)
    this.once.delete(key)
    return found && found.until > this.clock.now() ? found.value : undefined
  }

  session(userId: string, conversationId: string) {
    const since = this.clock.now()
    const until = since + 90 * minute
    const key = randomUUID().replaceAll('-', '')
    this.sessions.set(key, { until, userId, conversationId })
    this.forgetOldest(this.sessions)
    return { key, since, until }
  }

  sessionOf(key: string) {
    const found = this.sessions.get(key)
    return found && found.until > this.clock.now() ? found : undefined
  }

  private hand(prefix: string, lifetime: number, value: unknown) {
    const key = prefix + randomUUID()
    this.once.set(key, { until: this.clock.now() + lifetime, value })
    this.forgetOldest(this.once)
    return key
  }

  private forgetOldest(map: Map<string, unknown>) {
    if (map.size > 100_000) map.delete(map.keys().next().value!)
  }
}
