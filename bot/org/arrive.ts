import { In, IsNull } from 'typeorm'
import type { Person } from '../../shared/org'
import { groupBy } from '../core/groups'
import { uuid } from '../core/ids'
import { insertAll } from '../core/insert'
import { record, type Ctx } from '../core/slice'
import { readIn } from '../core/sql'
import { cut } from '../core/text'
import { FormerNameEntity, PersonEntity } from './entities'
import { joinPeople, type Arrival, type Known } from './joining'
import { mobileOf } from './rules'
import { topUnit } from './units'

type Phoned = Arrival & { phone: string | null; phoneIndex: string | null }
type Written = { before: Person | null; after: Person }
const maxName = 64

/**
 * Writes some arrivals down; says how many of them joined or came back. `present`: the keys of all
 * who are in the directory.
 */
export async function saveArrivals(
  ctx: Ctx,
  arrivals: readonly Arrival[],
  present: ReadonlySet<string>,
): Promise<number> {
  const phoned = arrivals.map((arrival) => withPhone(ctx, arrival))
  const known = joinPeople(phoned, await candidatesFor(ctx, phoned, present))
  const written = phoned.map((arrival, index): Written => {
    const before = known[index] ?? null
    return { before, after: personAfter(ctx, arrival, before) }
  })
  for (const { after } of written) ctx.rows.put(PersonEntity, { id: after.id }, after)
  await saveFormerNames(ctx, written.filter(isRenamed))
  const top = await topUnit(ctx)
  for (const one of written) recordArrival(ctx, top, one)
  return written.filter(hasJoined).length
}

function withPhone({ seal }: Ctx, arrival: Arrival): Phoned {
  const phone = mobileOf(arrival.person.mobile ?? '')
  return { ...arrival, phone, phoneIndex: phone && seal.index(phone) }
}
/** A phone that the directory does not tell stays as it was. */
function personAfter(
  { now, seal }: Ctx,
  { person, phone, phoneIndex }: Phoned,
  before: Person | null,
): Person {
  const isNewPhone = phone !== null && phoneIndex !== before?.phoneIndex
  return {
    id: before?.id ?? uuid(),
    name: cut(person.name, maxName),
    directoryKey: person.key,
    phoneSealed: isNewPhone ? seal.close(phone) : (before?.phoneSealed ?? null),
    phoneIndex: isNewPhone ? phoneIndex : (before?.phoneIndex ?? null),
    leftAt: null,
    syncedAt: now,
  }
}

type Renamed = { before: Person; after: Person }
const isRenamed = (one: Written): one is Renamed =>
  one.before !== null && one.before.name !== one.after.name
const hasJoined = ({ before }: Written) => !before?.directoryKey || before.leftAt !== null

async function saveFormerNames(ctx: Ctx, renamed: readonly Renamed[]) {
  const names = renamed.map(({ before }) => ({
    id: uuid(),
    of: before.id,
    name: before.name,
    until: ctx.now,
  }))
  await insertAll(ctx, FormerNameEntity, names)
}
function recordArrival(ctx: Ctx, unitPath: string, one: Written) {
  const personId = one.after.id
  if (isRenamed(one)) {
    const data = { personId, before: one.before.name, after: one.after.name }
    record(ctx, { kind: 'org.renamed', unitPath, data })
  }
  if (hasJoined(one)) record(ctx, { kind: 'org.joined', unitPath, data: { personId } })
}

/**
 * Everybody who could be one of these arrivals: by key, by phone, or by name on a post of a unit
 * that is called like the department.
 */
async function candidatesFor(
  ctx: Ctx,
  arrivals: readonly Phoned[],
  present: ReadonlySet<string>,
): Promise<Known[]> {
  const byKey = await ctx.db.find(PersonEntity, {
    where: { directoryKey: In(arrivals.map((arrival) => arrival.person.key)) },
    ...ctx.locks.row,
  })
  const met = new Set(byKey.map((person) => person.directoryKey))
  const strangers = arrivals.filter((arrival) => !met.has(arrival.person.key))
  const byPhone = await ctx.db.findBy(PersonEntity, {
    phoneIndex: In(strangers.flatMap((arrival) => arrival.phoneIndex ?? [])),
  })
  const isFree = ({ directoryKey }: Person) => directoryKey === null || !present.has(directoryKey)
  const byName = await ctx.db.findBy(PersonEntity, {
    name: In(strangers.map((arrival) => arrival.person.name)),
    directoryKey: IsNull(),
    leftAt: IsNull(),
  })
  const people = new Map(
    [...byKey, ...byPhone.filter(isFree), ...byName].map((person) => [person.id, person]),
  )
  const units = await unitsHeldBy(
    ctx,
    byName.map((person) => person.id),
  )
  return [...people.values()].map((person) => ({ person, units: units.get(person.id) ?? [] }))
}
/** Person → the names of the units where the person holds a post. */
async function unitsHeldBy(ctx: Ctx, personIds: readonly string[]): Promise<Map<string, string[]>> {
  const sql = `
    select p.person_id id, u.name unit
    from post p
    join unit u on u.path = p.unit_path
    where p.ended_at is null
    and`
  const places = await readIn<{ id: string; unit: string }>(ctx, sql, 'p.person_id', personIds)
  return new Map(
    [...groupBy(places, (place) => place.id)].map(([id, some]) => [
      id,
      some.map((place) => place.unit),
    ]),
  )
}
