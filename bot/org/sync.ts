import { MoreThanOrEqual } from 'typeorm'
import type { DirectoryPerson } from '../core/ports'
import { record, type Ctx, type Io } from '../core/slice'
import { read } from '../core/sql'
import { FactEntity } from '../journal/entities'
import { saveArrivals } from './arrive'
import { readingAt, tooManyLeft, withClearNames, type Arrival } from './joining'
import { saveLeaving } from './leave'
import { topUnit } from './units'

const batch = 500

/**
 * Every ten minutes: is the hour of the directory, and has it not been read since? What fails is
 * tried again within the hour.
 */
export async function syncOnTime(io: Io): Promise<boolean> {
  if (await io.look((ctx) => isDue(ctx, io.policy.posts.directory.syncAt))) await syncDirectory(io)
  return false
}
async function isDue(ctx: Ctx, syncAt: string): Promise<boolean> {
  const since = readingAt(syncAt, ctx.now)
  if (!since) return false
  const done = { kind: 'org.synced', at: MoreThanOrEqual(since) }
  return !(await ctx.db.findOneBy(FactEntity, done))
}

/**
 * Makes our people those of the directory. All is read before anything is written: a directory that
 * breaks off changes nobody.
 */
export async function syncDirectory(io: Io): Promise<void> {
  const arrivals = await readDirectory(io)
  const listed = new Set(arrivals.map(({ person }) => person.key))
  const absent = await absentFrom(io, listed)
  const gone = await goneAmong(io, absent)
  const present = new Set([...listed, ...absent.filter((key) => !gone.has(key))])
  let joined = 0
  for (const part of batchesOf(arrivals)) {
    joined += await io.transact((ctx) => saveArrivals(ctx, part, present))
  }
  for (const part of batchesOf([...gone])) await io.transact((ctx) => saveLeaving(ctx, part))
  await io.transact(async (ctx) =>
    record(ctx, {
      kind: 'org.synced',
      unitPath: await topUnit(ctx),
      data: { seen: listed.size, joined, left: gone.size },
    }),
  )
}

/**
 * Somebody has changed, says the directory: it is asked again about each, as its word may be old.
 */
export async function hintDirectory(io: Io, keys: readonly string[]): Promise<void> {
  for (const key of new Set(keys)) {
    const person = await io.ports.directory.person(key)
    await io.transact((ctx) => (person ? saveArrival(ctx, person) : saveLeaving(ctx, [key])))
  }
}

async function saveArrival(ctx: Ctx, person: DirectoryPerson): Promise<void> {
  await saveArrivals(ctx, [{ person, departments: [] }], new Set([person.key]))
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

/** Those of us whom the directory does not have any more, by its keys. */
async function absentFrom(io: Io, present: ReadonlySet<string>): Promise<string[]> {
  const known = await io.look(knownKeys)
  const absent = known.filter((key) => !present.has(key))
  if (tooManyLeft(absent.length, known.length)) {
    throw new Error(
      `the directory lacks ${absent.length} of ${known.length} people: nothing was changed, check what the application may see in the address book`,
    )
  }
  return absent
}
/**
 * To be in no list is only a hint: the department may not be readable, or somebody moved between
 * two readings. Each is asked about again.
 */
async function goneAmong(io: Io, absent: readonly string[]): Promise<Set<string>> {
  const gone = new Set<string>()
  for (const key of absent) {
    if (!(await io.ports.directory.person(key))) gone.add(key)
  }
  return gone
}
async function knownKeys(ctx: Ctx): Promise<string[]> {
  const sql = `
    select directory_key \`key\`
    from person
    where directory_key is not null and left_at is null`
  const rows = await read<{ key: string }>(ctx, sql, [])
  return rows.map((row) => row.key)
}

/** Each is a transaction of its own. */
function batchesOf<T>(all: readonly T[]): T[][] {
  const count = Math.ceil(all.length / batch)
  return Array.from({ length: count }, (_, n) => all.slice(n * batch, (n + 1) * batch))
}
