import type { Workbook } from 'exceljs'
import { In } from 'typeorm'
import type { Unit, orgOperations } from '../../shared/org'
import type { Input, Reply } from '../../shared/operation'
import { insertAll } from '../core/insert'
import { record, type Ctx } from '../core/slice'
import { lockPosts, mustFindUnit, reseat } from './actions'
import { PersonEntity } from './entities'
import {
  judge,
  kindsByTitle,
  Places,
  Roster,
  seatKey,
  type Somebody,
  type Standing,
} from './listing'
import { columns, readPosts, reasonHead, type PostsSheet, type Row } from './postsSheet'
import { depth, mayAppoint, mobileOf, upwards } from './rules'
import { unitsByPath } from './store'
import { below, inParts, read, readIn } from '../core/sql'
import { newWorkbook, openWorkbook } from '../core/sheet'

type Org = typeof orgOperations
const fileMost = 8_000_000

/** 责任人名单 from Excel: good rows are taken, bad ones come back in the same file, each with its reason. The same file again changes nothing. */
export async function importPosts(
  ctx: Ctx,
  { unitPath, file }: Input<Org['importPosts']>,
): Promise<Reply<Org['importPosts']>> {
  const base = await mustFindUnit(ctx, unitPath)
  const workbook = await openWorkbook(Buffer.from(file, 'base64'))
  const sheet = readPosts(workbook, base.kind === 'city' || base.kind === 'county')
  await lockPosts(ctx)
  const roster = await rosterFor(ctx, sheet.rows, unitPath)
  const { changes, taken, refused } = judge(sheet.rows, {
    roster,
    places: await placesUnder(ctx, base),
    kinds: kindsByTitle(ctx.policy.posts.posts),
    standing: await standingUnder(ctx, unitPath),
    now: ctx.now,
    mayAppoint: (kind, path) => mayAppoint(ctx.actor, kind, path),
  })
  await enrol(ctx, roster)
  await reseat(ctx, changes)
  record(ctx, { kind: 'org.imported', unitPath, data: { taken, refused: refused.length } })
  return {
    taken,
    refused,
    file: refused.length ? await withReasons(workbook, sheet, refused) : null,
  }
}

async function placesUnder(ctx: Ctx, base: Unit): Promise<Places> {
  const here = below('path', [base.path])
  const units = await read<Omit<Unit, 'endedAt'>>(
    ctx,
    `select path, kind, name from unit where ended_at is null and ${here.sql} order by path`,
    here.values,
  )
  const above = await unitsByPath(ctx, upwards(base.path).slice(1))
  return new Places(
    base,
    units.map((unit) => ({ ...unit, endedAt: null })),
    [...above.values()],
  )
}

async function standingUnder(ctx: Ctx, unitPath: string): Promise<Map<string, Standing>> {
  const here = below('unit_path', [unitPath])
  const rows = await read<Omit<Standing, 'until'> & { until: number | null }>(
    ctx,
    `select id, kind, unit_path unitPath, object, person_id personId, deputy_id deputyId, until from post where ended_at is null and ${here.sql}`,
    here.values,
  )
  return new Map(
    rows.map((row) => [
      seatKey(row),
      { ...row, until: row.until === null ? null : new Date(Number(row.until)) },
    ]),
  )
}

/** Everybody whom the rows could mean, by phone or by name. */
async function rosterFor(ctx: Ctx, rows: readonly Row[], unitPath: string): Promise<Roster> {
  const indexes = new Map<string, string>()
  const seal = ctx.seal
  const indexOf = (phone: string) =>
    indexes.get(phone) ?? (indexes.set(phone, seal.index(phone)), indexes.get(phone)!)
  const phones = rows
    .flatMap((row) => [row.phone, row.deputyPhone])
    .flatMap((text) => mobileOf(text ?? '') ?? [])
  const names = rows.flatMap((row) => [row.name, row.deputyName]).flatMap((name) => name || [])
  type Known = { id: string; name: string; phoneIndex: string | null; leftAt: number | null }
  const select = 'select id, name, phone_index phoneIndex, left_at leftAt from person where'
  const known = [
    ...(await inParts(phones.map(indexOf), (part) =>
      readIn<Known>(ctx, select, 'phone_index', part),
    )),
    ...(await inParts(names, (part) => readIn<Known>(ctx, select, 'name', part))),
  ]
  const people = new Map(known.map((person) => [person.id, person]))
  const here = below('unit_path', [unitPath]).values
  const seats = await inParts(people.keys(), (part) =>
    readIn<{ id: string; path: string }>(
      ctx,
      'select person_id id, unit_path path from post where ended_at is null and',
      'person_id',
      part,
    ),
  )
  const elsewhere = new Set(seats.map((seat) => seat.id))
  const near = new Set(
    seats
      .filter(({ path }) => path === here[0] || path.startsWith(String(here[1])))
      .map((seat) => seat.id),
  )
  return new Roster(
    [...people.values()].map(({ id, name, phoneIndex, leftAt }): Somebody => ({
      id,
      name,
      phoneIndex,
      left: leftAt !== null,
      near: near.has(id) || !elsewhere.has(id),
    })),
    indexOf,
  )
}

async function enrol(ctx: Ctx, { joining, gaining }: Roster) {
  const seal = ctx.seal
  const phones = (phone: string) => ({
    phoneSealed: seal.close(phone),
    phoneIndex: seal.index(phone),
  })
  await insertAll(
    ctx,
    PersonEntity,
    joining.map(({ id, name, phone }) => ({
      id,
      name,
      directoryKey: null,
      ...phones(phone),
      leftAt: null,
      syncedAt: null,
    })),
  )
  for (const { id, phone } of gaining) {
    await ctx.db.update(PersonEntity, { id: In([id]) }, phones(phone))
  }
}

async function withReasons(
  workbook: Workbook,
  { sheet, headRow, reasonAt, rows }: PostsSheet,
  refused: readonly { row: number; reason: string }[],
): Promise<string | null> {
  const reasons = new Map(refused.map(({ row, reason }) => [row, reason]))
  const font = { color: { argb: 'FFC00000' } }
  sheet.getCell(headRow, reasonAt).value = reasonHead
  sheet.getColumn(reasonAt).width = 40
  for (const { row } of rows) {
    const cell = sheet.getCell(row, reasonAt)
    cell.value = reasons.get(row) ?? null
    if (cell.value) cell.font = font
  }
  const file = await base64Of(workbook)
  return file.length <= fileMost ? file : null
}
const base64Of = async (workbook: Workbook) =>
  Buffer.from(await workbook.xlsx.writeBuffer()).toString('base64')

/** The empty table, with the posts and units of the place to choose from. */
export async function postsTemplate(
  ctx: Ctx,
  { unitPath }: Input<Org['postsTemplate']>,
): Promise<Reply<Org['postsTemplate']>> {
  const base = await mustFindUnit(ctx, unitPath)
  const here = below('path', [unitPath])
  const units = await read<Unit>(
    ctx,
    `select path, kind, name from unit where ended_at is null and ${here.sql} order by path`,
    here.values,
  )
  const of = (...kinds: string[]) => [
    ...new Set(units.filter((unit) => kinds.includes(unit.kind)).map((unit) => unit.name)),
  ]
  const kinds = new Set(units.map((unit) => unit.kind))
  const titles = ctx.policy.posts.posts
    .filter((kind) => kind.at.some((it) => kinds.has(it)) && mayAppoint(ctx.actor, kind, base.path))
    .map((kind) => kind.title)
  const choices = {
    township: of(...(depth(unitPath) < 2 ? ['county'] : []), 'township', 'area'),
    village: of('village'),
    grid: of('grid'),
    kind: titles,
  }
  const workbook = await newWorkbook()
  const sheet = workbook.addWorksheet('责任人名单', { views: [{ state: 'frozen', ySplit: 1 }] })
  const lists = workbook.addWorksheet('选项', { state: 'hidden' })
  const heads = Object.entries(columns)
  sheet.columns = heads.map(([key, [header]]) => ({
    key,
    header,
    width: 16,
    style: { numFmt: '@' },
  }))
  sheet.getRow(1).font = { bold: true }
  for (const [index, [key]] of heads.entries()) {
    const list = choices[key as keyof typeof choices] ?? []
    if (!list.length) continue
    const letter = sheet.getColumn(index + 1).letter
    list.forEach((name, row) => {
      lists.getCell(row + 1, index + 1).value = name
    })
    for (let row = 2; row <= 501; row++) {
      sheet.getCell(`${letter}${row}`).dataValidation = {
        type: 'list',
        allowBlank: true,
        formulae: [`选项!$${letter}$1:$${letter}$${list.length}`],
      }
    }
  }
  return { file: await base64Of(workbook) }
}
