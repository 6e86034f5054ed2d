import type { Unit, orgOperations } from '../../../shared/org'
import type { Input, Reply } from '../../../shared/operation'
import type { Notes } from '../../core/book/book'
import { insertAll } from '../../core/insert'
import { record, type Actor, type Ctx, type Io } from '../../core/slice'
import { inParts, readIn } from '../../core/sql'
import { PersonEntity } from '../entities'
import { placesSeenFrom } from '../near'
import { momentIn } from '../posts'
import { lockPosts, reseat } from '../reseat'
import { dotted, mayAppoint, mobileOf, spokenName } from '../rules'
import { mustFindUnit, subtreeOf, topUnit } from '../units'
import { tellProgress } from './importing'
import { judge, seatKey, type Judged, type Seen, type Standing, type Taken } from './judge'
import { Kinds } from './kinds'
import { Places } from './places'
import type { NotedList, read as readList } from './readList'
import { Roster } from './roster'
import { RowRefused } from './rowRefused'
import type { Row, Spot } from './rows'
import { unheldPosts } from './unheld'

type Org = typeof orgOperations
type Imported = Reply<Org['importPosts']>
/** What a reply may carry: base64 text, and so many remarks. */
const maxFileText = 8_000_000
const maxRemarks = 1_000
/** So few that others hardly wait for one part. */
const rowsAtOnce = 40
const listReader = require.resolve('./readList')

/**
 * 责任人名单 from Excel: good rows are taken, bad ones come back in the same file, each with its reason,
 * and so does whatever is to be remarked. Each part is a transaction of its own, between which
 * others have their turn; the same file again changes nothing.
 */
export async function importPosts(
  io: Io,
  { unitPath, file }: Input<Org['importPosts']>,
  actor: Actor,
): Promise<Imported> {
  const bytes = Buffer.from(file, 'base64')
  const { base, began } = await io.look(
    async (ctx) => ({ base: await mustFindUnit(ctx, unitPath), began: ctx.now }),
    actor,
  )
  const units = await io.look(async (ctx) => subtreeOf(ctx, await topUnit(ctx)), actor)
  const { posts } = io.policy.posts
  const given = { base, units, posts }
  const read = await io.ports.sheets.readBy<typeof readList>(bytes, listReader, given)
  await othersTurn()
  const list = { ...read, base, units, places: new Places(base, units), kinds: new Kinds(posts) }
  await othersTurn()

  const { taken, refused, remarks, vacancies } = await takeParts(io, list, actor, began)
  await io.transact(async (ctx) => {
    record(ctx, { kind: 'org.imported', unitPath, data: { taken, refused: refused.length } })
  }, actor)

  const all = [...list.remarks, ...remarks]
  const { names } = list.places
  return {
    taken,
    refused,
    remarks: all.slice(0, maxRemarks),
    vacancies: vacancies.map((one) => ({ ...one, unitName: spokenName(one.unitPath, names) })),
    missing: await io.look((ctx) => unheldPosts(ctx, list), actor),
    file: await notedFile(io, bytes, list, { refused, remarks: all }),
  }
}

/** Whoever waits meanwhile is served first. */
const othersTurn = () => new Promise(setImmediate)

/** What all parts have in common. */
type List = ReturnType<typeof readList> & {
  base: Unit
  units: readonly Unit[]
  places: Places
  kinds: Kinds
}

async function takeParts(io: Io, list: List, actor: Actor, began: Date): Promise<Judged> {
  const all: Judged = { changes: [], taken: 0, refused: [], remarks: [], vacancies: [] }
  const seen = new Map<string, Taken>()
  let told = began
  for (let start = 0; start < list.rows.length; start += rowsAtOnce) {
    const rows = list.rows.slice(start, start + rowsAtOnce)
    const progress = { done: start, rows: list.rows.length }
    const { judged, own, ...part } = await io.transact(async (ctx) => {
      const at = tellProgress(ctx, told, list.base.path, progress)
      return { ...(await takePart(ctx, rows, list, seen)), told: at }
    }, actor)
    told = part.told
    for (const [key, seat] of own) seen.set(key, seat)
    all.taken += judged.taken
    all.refused.push(...judged.refused)
    all.remarks.push(...judged.remarks)
    all.vacancies.push(...judged.vacancies)
    await othersTurn()
  }
  return all
}
/** May be done again from the start, so it leaves alone what it was given. */
async function takePart(ctx: Ctx, rows: readonly Row[], list: List, seen: Seen) {
  await lockPosts(ctx)
  const roster = await rosterFor(ctx, rows, list.base.path)
  const own = new Map<string, Taken>()
  const judged = judge(
    rows,
    {
      roster,
      places: list.places,
      kinds: list.kinds,
      standing: await standingAt(ctx, rows, list.places),
      now: ctx.now,
      mayAppoint: (kind, path) => mayAppoint(ctx.actor, kind, path),
    },
    { get: (key) => own.get(key) ?? seen.get(key), set: (key, seat) => void own.set(key, seat) },
  )
  await saveJoining(ctx, roster)
  await saveGaining(ctx, roster)
  await reseat(ctx, judged.changes)
  return { judged, own }
}

/** The posts that stand at the units of which these rows speak. */
async function standingAt(
  ctx: Ctx,
  rows: readonly Row[],
  places: Places,
): Promise<Map<string, Standing>> {
  const paths = rows.flatMap((row) => {
    const unit = places.unitIn(row)
    return unit instanceof RowRefused ? [] : [unit.path]
  })
  const select = `
    select id, kind, unit_path unitPath, object, person_id personId, deputy_id deputyId, until
    from post
    where ended_at is null
    and`
  const found = await inParts(paths, (part) =>
    readIn<Omit<Standing, 'until'> & { until: number | null }>(ctx, select, 'unit_path', part),
  )
  return new Map(found.map((row) => [seatKey(row), { ...row, until: momentIn(row.until) }]))
}

/** Everybody whom the rows could mean, by phone or by name. */
async function rosterFor(ctx: Ctx, rows: readonly Row[], unitPath: string): Promise<Roster> {
  const indexOf = remembered((phone) => ctx.seal.index(phone))
  const people = await peopleNamed(ctx, rows, indexOf)
  const placeOf = await placesSeenFrom(
    ctx,
    unitPath,
    people.map((person) => person.id),
  )
  const somebodies = people.map(({ id, name, phoneIndex, leftAt }) => ({
    id,
    name,
    phoneIndex,
    left: leftAt !== null,
    place: placeOf(id),
  }))
  return new Roster(somebodies, indexOf)
}
/** A phone's index takes time, and a list asks for each several times. */
function remembered(indexOf: (phone: string) => string): (phone: string) => string {
  const indexes = new Map<string, string>()
  return (phone) => {
    const index = indexes.get(phone) ?? indexOf(phone)
    indexes.set(phone, index)
    return index
  }
}

type Known = { id: string; name: string; phoneIndex: string | null; leftAt: number | null }
async function peopleNamed(
  ctx: Ctx,
  rows: readonly Row[],
  indexOf: (phone: string) => string,
): Promise<Known[]> {
  const phones = rows
    .flatMap((row) => [row.phone ?? '', row.deputyPhone ?? ''])
    .flatMap((text) => mobileOf(text) ?? [])
  const names = rows
    .flatMap((row) => [row.name ?? '', row.deputyName ?? ''])
    .filter((name) => name !== '')
    .flatMap(dotted)
  const select = 'select id, name, phone_index phoneIndex, left_at leftAt from person where'
  const byPhone = await inParts(phones.map(indexOf), (part) =>
    readIn<Known>(ctx, select, 'phone_index', part),
  )
  const byName = await inParts(names, (part) => readIn<Known>(ctx, select, 'name', part))
  const people = new Map([...byPhone, ...byName].map((person) => [person.id, person]))
  return [...people.values()]
}
async function saveJoining(ctx: Ctx, { joining }: Roster) {
  const people = joining.map(({ id, name, phone }) => ({
    id,
    name,
    directoryKey: null,
    ...sealed(ctx, phone),
    leftAt: null,
    syncedAt: null,
  }))
  await insertAll(ctx, PersonEntity, people)
}
async function saveGaining(ctx: Ctx, { gaining }: Roster) {
  for (const { id, phone } of gaining) {
    await ctx.db.update(PersonEntity, { id }, sealed(ctx, phone))
  }
}
const sealed = ({ seal }: Ctx, phone: string) => ({
  phoneSealed: seal.close(phone),
  phoneIndex: seal.index(phone),
})

type Told = Pick<Judged, 'refused' | 'remarks'>
/**
 * The file that came, with what is to be said beside its rows; null when there is nothing, or when
 * it would be too large to send.
 */
async function notedFile(
  io: Io,
  bytes: Buffer,
  { lists }: List,
  told: Told,
): Promise<string | null> {
  const notes = lists.map((list) => notesOn(list, told)).filter(({ byRow }) => byRow.size)
  if (!notes.length) return null
  const noted = await io.ports.sheets.annotate(bytes, notes)
  const text = noted.toString('base64')
  return text.length <= maxFileText ? text : null
}
function notesOn(list: NotedList, { refused, remarks }: Told): Notes {
  const { part, headRow, reasonAt } = list
  const byRow = new Map<number, string>()
  const isHere = ({ row, sheet }: Spot) => row !== headRow && sheet === list.sheet
  for (const one of remarks.filter(isHere)) byRow.set(one.row, `提示：${one.remark}`)
  for (const one of refused.filter(isHere)) byRow.set(one.row, one.reason)
  return { part, column: reasonAt, headRow, byRow }
}
