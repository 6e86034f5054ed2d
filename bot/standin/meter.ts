import { monthOf } from '../../shared/time'
import type { Clock } from './clock'

const ordinaryRate = 20

/**
 * What a caller may do: calls per second, calls per month, and the ban of an address that never
 * stops.
 */
export class Meter {
  readonly used = { api: 0, stream: 0 }
  readonly ding: { sms: number; phone: number }
  readonly limits: { api: number; stream: number }
  private month: string
  private readonly buckets = new Map<string, { tokens: number; at: number }>()
  private burst = { since: 0, calls: 0 }
  private bannedUntil = 0

  constructor(
    private readonly clock: Pick<Clock, 'now' | 'elapsed'>,
    private readonly start: { api: number; stream: number },
    private readonly packs: { sms: number; phone: number },
  ) {
    this.limits = { ...start }
    this.ding = { ...packs }
    this.month = this.thisMonth()
  }

  clear() {
    this.forgetUse()
    Object.assign(this.limits, this.start)
    Object.assign(this.ding, this.packs)
    this.buckets.clear()
    this.bannedUntil = 0
    this.burst = { since: 0, calls: 0 }
  }

  /** Takes one token of this API's bucket; false means too fast. */
  pass(api: string, rate = ordinaryRate) {
    const at = this.clock.elapsed()
    const bucket = this.buckets.get(api) ?? { tokens: rate, at }
    bucket.tokens = Math.min(rate, bucket.tokens + ((at - bucket.at) / 1_000) * rate)
    bucket.at = at
    this.buckets.set(api, bucket)
    if (bucket.tokens < 1) return false
    bucket.tokens--
    return true
  }

  /** 10,000 calls within 20 s: the address is shut out for 5 minutes. */
  banned() {
    const now = this.clock.now()
    if (now < this.bannedUntil) return true
    if (now - this.burst.since > 20_000 || now < this.burst.since) {
      this.burst = { since: now, calls: 0 }
    }
    if (++this.burst.calls <= 10_000) return false
    this.bannedUntil = now + 300_000
    this.burst = { since: 0, calls: 0 }
    return true
  }

  exhausted(kind: 'api' | 'stream') {
    this.turn()
    return this.used[kind] >= this.limits[kind]
  }

  count(kind: 'api' | 'stream') {
    this.turn()
    this.used[kind]++
  }

  read() {
    this.turn()
    return {
      month: this.month,
      ding: { ...this.ding },
      api: { used: this.used.api, limit: this.limits.api },
      stream: { used: this.used.stream, limit: this.limits.stream },
    }
  }

  private forgetUse() {
    this.used.api = 0
    this.used.stream = 0
  }

  private thisMonth() {
    return monthOf(new Date(this.clock.now()))
  }

  private turn() {
    const month = this.thisMonth()
    if (month === this.month) return
    this.month = month
    this.forgetUse()
  }
}
