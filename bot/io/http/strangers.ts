import type { Policy } from '../../../config/policy'
import { Problem } from '../../../shared/problem'
import type { Caller } from '../../core/fairQueue'
import { ticksNow } from '../../core/wall'

type Rate = Policy['guard']['strangers']['together']
type Bucket = { left: number; at: number }

/** Which bucket an address fills: of IPv6 a household has a whole range. */
export function placeOf(address: string): string {
  const v4 = /^(?:::ffff:)?(\d+\.\d+\.\d+\.\d+)$/i.exec(address)
  return v4 ? v4[1]! : address.split(':').slice(0, 4).join(':')
}

const mostPlaces = 20_000

/**
 * Counts what comes without a session, by line and in all: a flood of it is turned away before
 * anything is read. Phones that are known each have their own count, and none with others.
 */
export function createStrangers({ perAddress, together }: Policy['guard']['strangers']) {
  const places = new Map<string, Bucket>()
  const all: Bucket = { left: together.burst, at: ticksNow() }

  function bucketOf(place: string): Bucket {
    const bucket = places.get(place) ?? { left: perAddress.burst, at: ticksNow() }
    // The one that was quiet for longest is the first in the map, and makes room.
    places.delete(place)
    places.set(place, bucket)
    if (places.size > mostPlaces) places.delete(places.keys().next().value!)
    return bucket
  }

  return function admit({ line, isKnown }: Caller) {
    if (!take(bucketOf(line), perAddress)) throw new Problem('access.tooMany')
    if (!isKnown && !take(all, together)) throw new Problem('access.busy')
  }
}

function take(bucket: Bucket, { perSecond, burst }: Rate): boolean {
  const now = ticksNow()
  bucket.left = Math.min(burst, bucket.left + ((now - bucket.at) / 1000) * perSecond)
  bucket.at = now
  if (bucket.left < 1) return false
  bucket.left--
  return true
}
