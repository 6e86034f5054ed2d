import type { Unit, orgOperations } from '../../../shared/org'
import type { Input, Reply } from '../../../shared/operation'
import { insertAll } from '../../core/insert'
import { record, type Actor, type Ctx, type Io } from '../../core/slice'
import { inParts, readIn } from '../../core/sql'
import { PersonEntity } from '../entities'
import { placesSeenFrom } from '../near'
import { momentIn } from '../posts'
import { lockPosts, reseat } from '../reseat'
import { dotted, mayAppoint, mobileOf, spokenName } from '../rules'
import { mustFindUnit, subtreeOf, topUnit } from '../units'
import { judge, seatKey, type Judged, type Seen, type Standing, type Taken } from './judge'
import { Kinds } from './kinds'
import { Places } from './places'
import { readPosts, rowOf, type PostsPage, type Row } from './postsPage'
import { Roster } from './roster'
import { RowRefused } from './rowRefused'
import { underTitles } from './titles'
import { unheldPosts } from './unheld'

type Org = typeof orgOperations
type Imported = Reply<Org['importPosts']>
/** What a reply may carry: base64 text, and so many remarks. */
const maxFileText = 8_000_000
const maxRemarks = 1_000
/** So few that others hardly wait for one part. */
const rowsAtOnce = 60

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
  const base = await io.look((ctx) => mustFindUnit(ctx, unitPath), actor)
  const book = await io.ports.sheets.read(bytes)
  const page = readPosts(book, base.kind === 'city' || base.kind === 'county')
  await othersTurn()
  const list = await io.look(async (ctx) => listOf(ctx, base, page), actor)

  const { taken, refused, remarks, vacancies } = await takeParts(io, list, actor)
  await io.transact(async (ctx) => {
    record(ctx, { kind: 'org.imported', unitPath, data: { taken, refused: refused.length } })
  }, actor)

  const all = [...page.remarks, ...list.remarks, ...remarks]
  const { names } = list.places
  return {
    taken,
    refused,
    remarks: all.slice(0, maxRemarks),
    vacancies: vacancies.map((one) => ({ ...one, unitName: spokenName(one.unitPath, names) })),
    missing: await io.look((ctx) => unheldPosts(ctx, list), actor),
    file: await notedFile(io, bytes, page, { refused, remarks: all }),
  }
}

/** Whoever waits meanwhile is served first. */
const othersTurn = () => new Promise(setImmediate)

/** What all parts have in common. */
type List = Pick<ReturnType<typeof underTitles>, 'entries' | 'remarks'> & {
  base: Unit
  is1904: boolean
  units: readonly Unit[]
  places: Places
  kinds: Kinds
}
async function listOf(ctx: Ctx, base: Unit, { items, is1904 }: PostsPage): Promise<List> {
  const units = await subtreeOf(ctx, await topUnit(ctx))
  await othersTurn()
  const places = new Places(base, units)
  await othersTurn()
  const kinds = new Kinds(ctx.policy.posts.posts)
  return { base, is1904, units, places, kinds, ...underTitles(items, places) }
}

async function takeParts(io: Io, list: List, actor: Actor): Promise<Judged> {
  const all: Judged = { changes: [], taken: 0, refused: [], remarks: [], vacancies: [] }
  const seen = new Map<string, Taken>()
  for (let start = 0; start < list.entries.length; start += rowsAtOnce) {
    const rows = list.entries
      .slice(start, start + rowsAtOnce)
      .map(({ item, section }) => ({ ...rowOf(item, list.is1904), ...(section && { section }) }))
    const { judged, own } = await io.transact((ctx) => takePart(ctx, rows, list, seen), actor)
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
  { part, headRow, reasonAt }: PostsPage,
  { refused, remarks }: Told,
): Promise<string | null> {
  const byRow = new Map<number, string>()
  for (const { row, remark } of remarks) if (row !== headRow) byRow.set(row, `提示：${remark}`)
  for (const { row, reason } of refused) byRow.set(row, reason)
  if (!byRow.size) return null
  const noted = await io.ports.sheets.annotate(bytes, { part, column: reasonAt, headRow, byRow })
  const text = noted.toString('base64')
  return text.length <= maxFileText ? text : null
}
