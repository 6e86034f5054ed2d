import { In, IsNull, MoreThanOrEqual } from 'typeorm'
import type { Person } from '../../shared/org'
import { uuid } from '../core/ids'
import { insertAll } from '../core/insert'
import type { DirectoryPerson } from '../core/ports'
import { record, type Ctx, type Io } from '../core/slice'
import { FactEntity } from '../journal/entities'
import { FormerNameEntity, PersonEntity, PostEntity } from './entities'
import {
  joinPeople,
  readingAt,
  tooManyLeft,
  withClearNames,
  type Arrival,
  type Known,
} from './joining'
import { mobileOf } from './rules'
import { topUnit } from './store'
import { oneOf, read } from '../core/sql'

const batch = 500

/** Every ten minutes: is the hour of the directory, and has it not been read since? What fails is tried again within the hour. */
export async function syncOnTime(io: Io): Promise<boolean> {
  const due = await io.look(async (ctx) => {
    const since = readingAt(io.policy.posts.directory.syncAt, ctx.now)
    return (
      since !== null &&
      !(await ctx.db.findOneBy(FactEntity, { kind: 'org.synced', at: MoreThanOrEqual(since) }))
    )
  })
  if (due) await syncDirectory(io)
  return false
}

/** Makes our people those of the directory. All is read before anything is written: a directory that breaks off changes nobody. */
export async function syncDirectory(io: Io): Promise<void> {
  const arrivals = await readDirectory(io)
  const keys = new Set(arrivals.map(({ person }) => person.key))
  const gone = await io.look((ctx) => goneFrom(ctx, keys))
  if (tooManyLeft(gone.absent.length, gone.known)) {
    throw new Error(
      `the directory lacks ${gone.absent.length} of ${gone.known} people: nothing was changed, check what the application may see in the address book`,
    )
  }
  let joined = 0
  for (let start = 0; start < arrivals.length; start += batch) {
    joined += await io.transact((ctx) => take(ctx, io, arrivals.slice(start, start + batch), keys))
  }
  for (let start = 0; start < gone.absent.length; start += batch) {
    await io.transact((ctx) => leave(ctx, gone.absent.slice(start, start + batch)))
  }
  await io.transact(async (ctx) =>
    record(ctx, {
      kind: 'org.synced',
      unitPath: await topUnit(ctx),
      data: { seen: keys.size, joined, left: gone.absent.length },
    }),
  )
}

/** Somebody has changed, says the directory: it is asked again about each, as its word may be old. */
export async function hintDirectory(io: Io, keys: readonly string[]): Promise<void> {
  for (const key of new Set(keys)) {
    const person = await io.ports.directory.person(key)
    await io.transact<unknown>((ctx) =>
      person ? take(ctx, io, [{ person, departments: [] }], new Set([key])) : leave(ctx, [key]),
    )
  }
}

/** Somebody may be in several departments: one arrival, with the names of all of them. */
async function readDirectory({ ports: { directory } }: Io): Promise<Arrival[]> {
  const arrivals = new Map<string, { person: DirectoryPerson; departments: string[] }>()
  const departments = []
  for await (const department of directory.departments()) departments.push(department)
  for (const { key, name } of departments) {
    for await (const person of directory.people(key)) {
      const arrival = arrivals.get(person.key) ?? { person, departments: [] }
      arrival.departments.push(name)
      arrivals.set(person.key, arrival)
    }
  }
  return withClearNames([...arrivals.values()])
}

async function goneFrom(ctx: Ctx, keys: ReadonlySet<string>) {
  const known = await read<{ key: string }>(
    ctx,
    'select directory_key `key` from person where directory_key is not null and left_at is null',
    [],
  )
  return {
    known: known.length,
    absent: known.map((row) => row.key).filter((key) => !keys.has(key)),
  }
}

/** Writes some arrivals down; says how many of them joined or came back. */
async function take(
  ctx: Ctx,
  { ports: { seal } }: Io,
  arrivals: readonly Arrival[],
  present: ReadonlySet<string>,
): Promise<number> {
  const indexed = arrivals
    .map((arrival) => ({ ...arrival, phone: mobileOf(arrival.person.mobile ?? '') }))
    .map((it) => ({ ...it, phoneIndex: it.phone && seal.index(it.phone) }))
  const known = joinPeople(indexed, await candidates(ctx, indexed, present))
  const top = await topUnit(ctx)
  const formers: { id: string; of: string; name: string; until: Date }[] = []
  let joined = 0
  for (const [index, { person, phone, phoneIndex }] of indexed.entries()) {
    const before = known[index]!
    const name = person.name.slice(0, 64)
    const sealed =
      phone && phoneIndex !== before?.phoneIndex
        ? { phoneSealed: seal.close(phone), phoneIndex }
        : {}
    const after: Person = {
      ...(before ?? { id: uuid(), name, directoryKey: null, phoneSealed: null, phoneIndex: null }),
      name,
      ...sealed,
      directoryKey: person.key,
      leftAt: null,
      syncedAt: ctx.now,
    }
    ctx.rows.put(PersonEntity, { id: after.id }, after)
    if (before && before.name !== name) {
      formers.push({ id: uuid(), of: before.id, name: before.name, until: ctx.now })
      record(ctx, {
        kind: 'org.renamed',
        unitPath: top,
        data: { personId: before.id, before: before.name, after: name },
      })
    }
    if (before?.directoryKey && !before.leftAt) continue
    joined++
    record(ctx, { kind: 'org.joined', unitPath: top, data: { personId: after.id } })
  }
  await insertAll(ctx, FormerNameEntity, formers)
  return joined
}

/** Everybody who could be one of these arrivals: by key, by phone, or by name on a post of a unit that is called like the department. */
async function candidates(
  ctx: Ctx,
  arrivals: readonly (Arrival & { phoneIndex: string | null })[],
  present: ReadonlySet<string>,
): Promise<Known[]> {
  const byKey = await ctx.db.find(PersonEntity, {
    where: { directoryKey: In(arrivals.map((it) => it.person.key)) },
    ...ctx.locks.row,
  })
  const met = new Set(byKey.map((person) => person.directoryKey))
  const strangers = arrivals.filter((it) => !met.has(it.person.key))
  const byPhone = await ctx.db.findBy(PersonEntity, {
    phoneIndex: In(strangers.flatMap((it) => it.phoneIndex ?? [])),
  })
  const named = await ctx.db.findBy(PersonEntity, {
    name: In(strangers.map((it) => it.person.name)),
    directoryKey: IsNull(),
    leftAt: IsNull(),
  })
  const these = oneOf(
    'p.person_id',
    named.map((person) => person.id),
  )
  const places = await read<{ id: string; unit: string }>(
    ctx,
    `select p.person_id id, u.name unit from post p join unit u on u.path = p.unit_path where p.ended_at is null and ${these.sql}`,
    these.values,
  )
  const free = byPhone.filter(
    (person) => person.directoryKey === null || !present.has(person.directoryKey),
  )
  return [
    ...new Map([...byKey, ...free, ...named].map((person) => [person.id, person])).values(),
  ].map((person) => ({
    person,
    units: places.filter((place) => place.id === person.id).map((place) => place.unit),
  }))
}

/** Whoever is gone keeps the row and the posts' history; the posts count as vacant from now on. */
async function leave(ctx: Ctx, keys: readonly string[]) {
  const people = await ctx.db.findBy(PersonEntity, {
    directoryKey: In([...keys]),
    leftAt: IsNull(),
  })
  const ids = people.map((person) => person.id)
  await ctx.db.update(PersonEntity, { id: In(ids) }, { leftAt: ctx.now })
  const posts = new Map(
    (await ctx.db.findBy(PostEntity, { personId: In(ids), endedAt: IsNull() })).map((post) => [
      post.personId,
      post.unitPath,
    ]),
  )
  const top = await topUnit(ctx)
  for (const id of ids) {
    record(ctx, { kind: 'org.left', unitPath: posts.get(id) ?? top, data: { personId: id } })
  }
}
