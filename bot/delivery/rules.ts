import type { Policy } from '../../config/policy'
import type { Channel, ChannelError } from '../core/ports'
import type { Parcel } from './entities'

type Delivery = Policy['delivery']
/** What becomes of a parcel whose call came to nothing. `again`: the same key later; `next`: another channel; `end`: nothing more is tried. */
export type Course =
  { again: Date; attempts: number } | { next: Channel } | { end: 'failed' | 'unknown' }

/** What is done about trouble, by its kind. Whatever may have happened is only repeated where a repetition is harmless. */
export function afterTrouble(
  policy: Delivery,
  parcel: Pick<Parcel, 'channel' | 'attempts'>,
  { kind, waitMs }: Pick<ChannelError, 'kind' | 'waitMs'>,
  repeatable: boolean,
  now: Date,
): Course {
  const { retry } = policy
  const again = (seconds: number, attempts = parcel.attempts): Course => ({
    again: new Date(now.getTime() + Math.max(seconds * 1000, waitMs)),
    attempts,
  })
  switch (kind) {
    case 'throttled':
      return again(retry.throttledSeconds)
    case 'banned':
      return again(retry.bannedSeconds)
    case 'quota':
      return again(600)
    case 'denied':
    case 'invalid':
      return otherwise(policy, parcel.channel)
    case 'unknown':
      if (!repeatable) return { end: 'unknown' } // falls through: a repetition is harmless
    case 'unavailable': {
      const attempts = parcel.attempts + 1
      return attempts < retry.tries
        ? again(retry.firstSeconds * retry.factor ** parcel.attempts, attempts)
        : otherwise(policy, parcel.channel)
    }
  }
}

/** The channel to try when this one does not reach somebody. A DING is an extra, so nothing stands in for it. */
export function nextChannel({ fallback }: Delivery, channel: Channel): Channel | null {
  if (channel === 'reply') return 'text'
  if (channel === 'ding') return null
  return fallback[fallback.indexOf(channel) + 1] ?? null
}
function otherwise(policy: Delivery, channel: Channel): Course {
  const next = nextChannel(policy, channel)
  return next ? { next } : { end: 'failed' }
}

/** How many calls and seconds it takes to tell so many people. */
export function cost(people: number, perCall: number, perSecond: number) {
  const calls = Math.ceil(people / perCall)
  return { calls, seconds: perSecond ? Math.ceil(calls / perSecond) : Math.min(calls, 1) }
}

/** The calendar month that a quota is counted in, at Beijing time: `2026-11`. */
export const monthOf = (at: Date) =>
  new Date(at.getTime() + 8 * 3_600_000).toISOString().slice(0, 7)
