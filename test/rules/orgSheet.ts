import ExcelJS, { type CellValue, type Worksheet } from 'exceljs'
import type { Book } from '../../bot/core/book/book'
import { readBook } from '../../bot/core/book/open'
import { entriesOf } from '../../bot/org/sheets/entries'
import { judge, seatKey, type Standing } from '../../bot/org/sheets/judge'
import { Kinds } from '../../bot/org/sheets/kinds'
import { Places } from '../../bot/org/sheets/places'
import { readPosts } from '../../bot/org/sheets/postsPage'
import { Roster, type Somebody } from '../../bot/org/sheets/roster'
import { rowOf } from '../../bot/org/sheets/rows'
import { city, firstGrid, policy, shitang, units, wenling } from '../flows/orgHouse'

export const heads = [
  '乡镇/街道',
  '村/社区',
  '网格',
  '岗位',
  '对象',
  '姓名',
  '手机',
  'AB角姓名',
  'AB角手机',
  '任期至',
]
export const good = [
  '石塘镇',
  '里箬村',
  '第一网格',
  '网格员',
  '',
  '王阿芬',
  '13800001111',
  '',
  '',
  '',
]
const rowWith = (set: Record<number, CellValue>) =>
  good.map((value, index) => (index in set ? set[index]! : value))
const column = Object.fromEntries(heads.map((head, index) => [head, index])) as Record<
  string,
  number
>
export const but = (set: Record<string, CellValue>) =>
  rowWith(Object.fromEntries(Object.entries(set).map(([head, value]) => [column[head]!, value])))

export type Rows = readonly (readonly CellValue[])[]
/** A file of one sheet with these rows. */
export async function bytesOf(
  rows: Rows,
  dress: (sheet: Worksheet) => void = () => undefined,
): Promise<Buffer> {
  const workbook = new ExcelJS.Workbook()
  const sheet = workbook.addWorksheet('名单')
  for (const row of rows) sheet.addRow([...row])
  dress(sheet)
  return Buffer.from(await workbook.xlsx.writeBuffer())
}
const now = new Date('2026-08-12T06:28:00Z')
const someone = (
  name: string,
  phoneIndex: string | null,
  more: Partial<Somebody> = {},
): Somebody => ({
  id: `id-${name}-${phoneIndex ?? ''}`,
  name,
  phoneIndex,
  left: false,
  place: 'here',
  ...more,
})
const known = () => [
  someone('蒋根法', '13900000001'),
  someone('郑已走', '13900000002', { left: true }),
  someone('无号码', null),
  someone('张三', '13900000003'),
  someone('张三', '13900000004'),
  someone('外乡人', '13900000005', { place: 'elsewhere' }),
  someone('闲人', '13900000006', { place: 'none' }),
  someone('闲走', '13900000008', { place: 'none', left: true }),
  someone('双号码', null),
  someone('双号码', null, { id: 'id-second' }),
]
const inPathOrder = [...units].sort((one, other) => (one.path < other.path ? -1 : 1))
const unitAt = (path: string) => units.find((unit) => unit.path === path)!
/** The rows of a workbook, before anybody judges them. */
export function listed(book: Book, base = wenling) {
  const kinds = new Kinds(policy.posts.posts)
  const page = readPosts(book, (words) => kinds.kindIn(words))
  const places = new Places(unitAt(base), inPathOrder)
  return { page, kinds, places, ...entriesOf(page, places, base === city || base === wenling) }
}
/** What a list comes to, for a town with these people; `seats`: what it changes. */
export async function readList(bytes: Buffer, base = wenling, standing: Standing[] = []) {
  const { page, kinds, places, entries, remarks } = listed(readBook(bytes), base)
  const roster = new Roster(known(), (phone) => phone)
  const rows = entries.map((entry) => rowOf(entry, page.is1904))
  const judged = judge(rows, {
    roster,
    places,
    kinds,
    now,
    standing: new Map(standing.map((it) => [seatKey(it), it])),
    mayAppoint: (kind) => kind.name !== 'systemAdmin',
  })
  const who = new Map([
    ...roster.joining.map(({ id, name, phone }) => [id, `${name} ${phone}`] as const),
    ...known().map(({ id }) => [id, id] as const),
  ])
  return {
    headRow: page.lists[0]!.headRow,
    judged,
    roster,
    remarks: [...remarks, ...judged.remarks],
    seats: judged.changes.map(({ seat }) => [
      seat.kind,
      seat.unitPath,
      seat.object,
      who.get(seat.personId),
      seat.deputyId && who.get(seat.deputyId),
      seat.until?.toISOString() ?? null,
    ]),
  }
}
/** Where the rows are seated, by name, and what is said of the others, each with its row. */
export async function outcome(bytes: Buffer | Promise<Buffer>, base = shitang) {
  const { judged, seats, remarks } = await readList(await bytes, base)
  const said = (one: { row: number; sheet?: string }, words: string) =>
    `${one.sheet ?? ''}${one.row} ${words}`
  return {
    seats: seats.map((seat) => `${String(seat[3]).split(' ')[0]} ${seat[0]} ${seat[1]}`),
    refused: judged.refused.map((one) => said(one, one.reason)),
    remarks: remarks.map((one) => said(one, one.remark)),
  }
}
export const problem = (work: () => unknown) =>
  Promise.resolve()
    .then(work)
    .then(
      () => 'taken',
      (error: Error & { code?: string }) => error.code ?? String(error),
    )
export const plain = ['gridMember', firstGrid, '', '王阿芬 13800001111', null, null]
/** The post of the first grid, held, with a deputy. */
export const heldByJiang = {
  id: 'p',
  kind: 'gridMember',
  unitPath: firstGrid,
  object: '',
  personId: 'id-蒋根法-13900000001',
  deputyId: 'id-无号码-',
}
