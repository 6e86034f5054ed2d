import type { Workbook } from 'exceljs'
import type { Unit, orgOperations } from '../../../shared/org'
import type { Input, Reply } from '../../../shared/operation'
import { upwards } from '../../../shared/vocabulary'
import { insertAll } from '../../core/insert'
import { base64Of, openWorkbook } from '../../core/sheet'
import { record, type Ctx } from '../../core/slice'
import { below, inParts, read, readIn } from '../../core/sql'
import { PersonEntity } from '../entities'
import { nearTo } from '../near'
import { kindsByTitle } from '../postKinds'
import { momentIn } from '../posts'
import { lockPosts, reseat } from '../reseat'
import { mayAppoint, mobileOf } from '../rules'
import { mustFindUnit, subtreeOf, unitsByPath } from '../units'
import { judge, seatKey, type Judged, type Standing } from './judge'
import { Places } from './places'
import { readPosts, reasonLabel, type PostsPage, type Row } from './postsPage'
import { Roster } from './roster'

type Org = typeof orgOperations
/** What a reply may carry: base64 text. */
const maxFileText = 8_000_000

/**
 * 责任人名单 from Excel: good rows are taken, bad ones come back in the same file, each with its reason.
 * The same file again changes nothing.
 */
export async function importPosts(
  ctx: Ctx,
  { unitPath, file }: Input<Org['importPosts']>,
): Promise<Reply<Org['importPosts']>> {
  const base = await mustFindUnit(ctx, unitPath)
  const workbook = await openWorkbook(Buffer.from(file, 'base64'))
  const page = readPosts(workbook, base.kind === 'city' || base.kind === 'county')
  await lockPosts(ctx)

  const roster = await rosterFor(ctx, page.rows, unitPath)
  const { changes, taken, refused } = judge(page.rows, {
    roster,
    places: await placesUnder(ctx, base),
    kinds: kindsByTitle(ctx.policy.posts.posts),
    standing: await standingUnder(ctx, unitPath),
    now: ctx.now,
    mayAppoint: (kind, path) => mayAppoint(ctx.actor, kind, path),
  })

  await saveJoining(ctx, roster)
  await saveGaining(ctx, roster)
  await reseat(ctx, changes)
  record(ctx, { kind: 'org.imported', unitPath, data: { taken, refused: refused.length } })
  const reasons = refused.length ? await withReasons(workbook, page, refused) : null
  return { taken, refused, file: reasons }
}

async function placesUnder(ctx: Ctx, base: Unit): Promise<Places> {
  const above = await unitsByPath(ctx, upwards(base.path).slice(1))
  return new Places(base, await subtreeOf(ctx, base.path), [...above.values()])
}

async function standingUnder(ctx: Ctx, unitPath: string): Promise<Map<string, Standing>> {
  const here = below('unit_path', [unitPath])
  const sql = `
    select id, kind, unit_path unitPath, object, person_id personId, deputy_id deputyId, until
    from post
    where ended_at is null
    and ${here.sql}`
  const rows = await read<Omit<Standing, 'until'> & { until: number | null }>(ctx, sql, here.values)
  return new Map(rows.map((row) => [seatKey(row), { ...row, until: momentIn(row.until) }]))
}

/** Everybody whom the rows could mean, by phone or by name. */
async function rosterFor(ctx: Ctx, rows: readonly Row[], unitPath: string): Promise<Roster> {
  const indexOf = remembered((phone) => ctx.seal.index(phone))
  const people = await peopleNamed(ctx, rows, indexOf)
  const isNear = await nearTo(
    ctx,
    unitPath,
    people.map((person) => person.id),
  )
  const somebodies = people.map(({ id, name, phoneIndex, leftAt }) => ({
    id,
    name,
    phoneIndex,
    left: leftAt !== null,
    near: isNear(id),
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

/**
 * The file that came, with a reason beside each row that was refused; null when it would be too
 * large to send.
 */
async function withReasons(
  workbook: Workbook,
  { sheet, headRow, reasonAt, rows }: PostsPage,
  refused: Judged['refused'],
): Promise<string | null> {
  const reasons = new Map(refused.map(({ row, reason }) => [row, reason]))
  const font = { color: { argb: 'FFC00000' } }
  sheet.getCell(headRow, reasonAt).value = reasonLabel
  sheet.getColumn(reasonAt).width = 40
  for (const { row } of rows) {
    const cell = sheet.getCell(row, reasonAt)
    cell.value = reasons.get(row) ?? null
    if (cell.value) cell.font = font
  }
  const file = await base64Of(workbook)
  return file.length <= maxFileText ? file : null
}
