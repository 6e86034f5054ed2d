import { own } from '../../shared/own'
import type { Policy } from '../../config/policy'
import type { Channel, ChannelError, ChannelFacts } from '../core/ports'
import type { Parcel } from './entities'

type Delivery = Policy['delivery']
/**
 * What becomes of a parcel whose call came to nothing. `again`: the same key later; `next`: another
 * channel; `end`: nothing more is tried.
 */
export type Course =
  { again: Date; attempts: number } | { next: Channel } | { end: 'failed' | 'unknown' }
/**
 * A call that came to nothing: how its channel behaves, what the trouble was, and whether the same
 * call again does no harm.
 */
export type Failure = {
  parcel: Pick<Parcel, 'channel' | 'attempts'>
  facts: Pick<ChannelFacts, 'standIn'>
  trouble: Pick<ChannelError, 'kind' | 'waitMs'>
  repeatable: boolean
}

/** The month's quota is not renewed for a while, and may be bought at any moment. */
const quotaSeconds = 600

/**
 * What is done about trouble, by its kind. Whatever may have happened is only repeated where a
 * repetition is harmless; else it is said another way, since hearing it twice is better than never.
 */
export function afterTrouble(policy: Delivery, failure: Failure, now: Date): Course {
  const { retry } = policy
  const { parcel, trouble, repeatable } = failure
  const again = (seconds: number, attempts = parcel.attempts): Course => ({
    again: new Date(now.getTime() + Math.max(seconds * 1000, trouble.waitMs)),
    attempts,
  })
  function later(): Course {
    const attempts = parcel.attempts + 1
    return attempts < retry.tries
      ? again(retry.firstSeconds * retry.factor ** parcel.attempts, attempts)
      : otherwise(policy, failure)
  }
  switch (trouble.kind) {
    case 'throttled':
      return again(retry.throttledSeconds)
    case 'banned':
      return again(retry.bannedSeconds)
    case 'quota':
      return again(quotaSeconds)
    case 'denied':
    case 'invalid':
      return otherwise(policy, failure)
    case 'abandoned':
      return otherwise(policy, failure, 'unknown')
    case 'unknown': // what may be repeated: as if nothing had happened
      return repeatable ? later() : otherwise(policy, failure, 'unknown')
    case 'unavailable':
      return later()
  }
}

/** The channel to try when this one does not reach somebody; null where nothing stands in. */
export function nextChannel(
  { fallback }: Pick<Delivery, 'fallback'>,
  channel: Channel,
  { standIn }: Pick<ChannelFacts, 'standIn'>,
): Channel | null {
  if (standIn === null) return null
  if (standIn !== 'byPolicy') return standIn.channel
  return fallback[fallback.indexOf(channel) + 1] ?? null
}
function otherwise(
  policy: Delivery,
  { parcel, facts }: Failure,
  end: 'failed' | 'unknown' = 'failed',
): Course {
  const next = nextChannel(policy, parcel.channel, facts)
  return next ? { next } : { end }
}

/** What must arrive is first tried this way. */
export const firstChannel = ({ fallback }: Pick<Delivery, 'fallback'>): Channel => fallback[0]!

/** How many people one call carries: what policy asks for, or else as many as the channel takes. */
export const peoplePerCall = (
  { perCall }: Pick<Delivery, 'perCall'>,
  channel: Channel,
  facts: Pick<ChannelFacts, 'perCall'>,
) => own(perCall, channel) ?? facts.perCall

/** How many calls and seconds it takes to tell so many people. */
export function cost(people: number, perCall: number, perSecond: number) {
  const calls = Math.ceil(people / perCall)
  return { calls, seconds: perSecond ? Math.ceil(calls / perSecond) : Math.min(calls, 1) }
}
