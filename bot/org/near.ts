import { Problem } from '../../shared/problem'
import { covers, type Role } from '../../shared/vocabulary'
import { groupBy } from '../core/groups'
import { mayReach } from '../core/scope'
import type { Ctx } from '../core/slice'
import { inParts, readIn } from '../core/sql'
import { presentAmong } from './people'

type Seat = { id: string; path: string }

/** Person → the units of the person's posts, as holder or deputy; who has none is not in it. */
export async function placesByPerson(
  ctx: Ctx,
  personIds: readonly string[],
): Promise<Map<string, string[]>> {
  const seatsBy = (column: 'person_id' | 'deputy_id') => {
    const seats = `select ${column} id, unit_path path from post where ended_at is null and`
    return inParts(personIds, (part) => readIn<Seat>(ctx, seats, column, part))
  }
  const seats = [...(await seatsBy('person_id')), ...(await seatsBy('deputy_id'))]
  return new Map([...groupBy(seats, (seat) => seat.id)].map(([id, some]) => [id, pathsOf(some)]))
}
const pathsOf = (seats: readonly Seat[]) => [...new Set(seats.map((seat) => seat.path))].sort()

/** Where somebody belongs, seen from a unit: has a post there or below, none anywhere yet, others. */
export type Place = 'here' | 'none' | 'elsewhere'
type PlaceOf = (personId: string) => Place

export async function placesSeenFrom(
  ctx: Ctx,
  unitPath: string,
  personIds: readonly string[],
): Promise<PlaceOf> {
  return placesWhere(ctx, personIds, (path) => covers(unitPath, path))
}
async function placesWhere(
  ctx: Ctx,
  personIds: readonly string[],
  isHere: (path: string) => boolean,
): Promise<PlaceOf> {
  const places = await placesByPerson(ctx, personIds)
  return (personId) => {
    const held = places.get(personId)
    if (!held) return 'none'
    return held.some(isHere) ? 'here' : 'elsewhere'
  }
}

/**
 * All of these people have not left, and are near to where the actor has one of these roles:
 * somebody of elsewhere is as unknown as nobody.
 */
export async function mustBeNear(
  ctx: Ctx,
  roles: readonly Role[],
  personIds: readonly (string | null)[],
): Promise<void> {
  const ids = personIds.filter((id) => id !== null)
  const present = await presentAmong(ctx, ids)
  const placeOf = await placesWhere(ctx, ids, (path) => mayReach(ctx.actor, roles, [path]))
  const areAllNear = ids.every((id) => present.has(id) && placeOf(id) !== 'elsewhere')
  if (!areAllNear) throw new Problem('person.notFound')
}
