import { randomUUID } from 'node:crypto'
import type { Clock } from './clock'
import type { Settings } from './options'
import type { Subscription } from './stream'

const second = 1_000
const minute = 60 * second

export type TokenState = 'valid' | 'missing' | 'unknown' | 'expired'

/** What opens one thing, once and within its time; the key of another opens nothing here. */
class OneTimeKeys<Value> {
  private readonly known = new Map<string, { until: number; value: Value }>()

  constructor(
    private readonly clock: Clock,
    private readonly prefix: string,
    private readonly lifetime: number,
  ) {}

  hand(value: Value): string {
    const key = this.prefix + randomUUID()
    this.known.set(key, { until: this.clock.now() + this.lifetime, value })
    forgetOldest(this.known)
    return key
  }

  redeem(key: string): Value | undefined {
    const found = this.known.get(key)
    this.known.delete(key)
    return found && found.until > this.clock.now() ? found.value : undefined
  }
}

function forgetOldest(map: Map<string, unknown>) {
  if (map.size > 100_000) map.delete(map.keys().next().value!)
}

/** Everything that is handed out for a while: tokens, tickets, login codes, reply links. */
export class Tokens {
  private token: { value: string; until: number } | undefined
  private readonly expired = new Set<string>()
  /** Each opens one connection to the stream. */
  readonly tickets: OneTimeKeys<readonly Subscription[]>
  /** Each names the person who logs in. */
  readonly codes: OneTimeKeys<string>
  /** Each fetches the next token of a person. */
  readonly renewals: OneTimeKeys<string>
  /** Tokens that act for a person. */
  private readonly ofPeople = new Map<string, { until: number; userId: string }>()
  private readonly sessions = new Map<
    string,
    { until: number; userId: string; conversationId: string }
  >()

  constructor(
    private readonly clock: Clock,
    private readonly settings: Settings,
  ) {
    this.tickets = new OneTimeKeys(clock, 't-', 90 * second)
    this.codes = new OneTimeKeys(clock, 'c-', 5 * minute)
    this.renewals = new OneTimeKeys(clock, 'r-', 30 * 24 * 60 * minute)
  }

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
    this.ofPeople.set(accessToken, { until: now + 7_200 * second, userId })
    forgetOldest(this.ofPeople)
    return { accessToken, refreshToken: this.renewals.hand(userId) }
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

  session(userId: string, conversationId: string) {
    const since = this.clock.now()
    const until = since + 90 * minute
    const key = randomUUID().replaceAll('-', '')
    this.sessions.set(key, { until, userId, conversationId })
    forgetOldest(this.sessions)
    return { key, since, until }
  }

  sessionOf(key: string) {
    const found = this.sessions.get(key)
    return found && found.until > this.clock.now() ? found : undefined
  }
}
