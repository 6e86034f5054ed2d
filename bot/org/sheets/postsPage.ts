import { Problem } from '../../../shared/problem'
import type { Unit } from '../../../shared/org'
import { noteHead } from '../../core/book/annotate'
import type { Book, Cell, Line, Sheet } from '../../core/book/book'
import { dayEnd, textOf, unreadable } from '../../core/sheet'
import {
  cellAt,
  filledIn,
  findHead,
  headOf,
  isEntry,
  labelsOf,
  readHead,
  type Column as Headed,
  type Head,
} from '../../core/sheetHead'
import { isBlank, tight } from '../../core/text'
import { levelOf, type Level } from './placeHeads'

/**
 * The columns of the list, the first name being the one in our own table; how else they are called.
 * Columns of places are known by what their heads are made of (`placeHeads`).
 */
export const columns = {
  township: ['乡镇/街道'],
  village: ['村/社区'],
  grid: ['网格'],
  kind: ['岗位', '岗位名称', '责任岗位', '责任人类型', '岗位类型', '责任人类别', '岗位类别'],
  object: ['对象', '责任对象', '管理对象', '对象名称'],
  name: ['姓名', '责任人姓名', 'A角姓名', '姓名A角', 'A角', '责任人'],
  phone: [
    '手机',
    '手机号',
    '手机号码',
    '责任人手机',
    'A角手机',
    '手机A角',
    'A角手机号',
    'A角手机号码',
    'A角电话',
    'A角联系电话',
    '责任人电话',
    '联系方式',
    '联系电话',
    '电话',
  ],
  deputyName: ['AB角姓名', 'AB角', 'B角姓名', '姓名B角', 'B角', '代理人姓名', '代理人'],
  deputyPhone: [
    'AB角手机',
    'AB角电话',
    'B角手机',
    '手机B角',
    'B角手机号',
    'B角手机号码',
    'B角电话',
    'B角联系电话',
    '代理人手机',
  ],
  until: ['任期至', '任期', '任期截止', '到期日期', '截止日期'],
} as const
/** Where a list has these instead of 岗位, or beside it: one post in two columns. */
const kindColumns = {
  type: ['类型', '类别', '责任类型', '人员类型', '人员类别'],
  job: ['职位', '职务', '职务(职位)'],
} as const
export type TemplateColumn = keyof typeof columns
type Text = Exclude<TemplateColumn, 'township' | 'village' | 'grid'> | keyof typeof kindColumns
export type Column = Text | Level
const ways: Record<string, readonly string[]> = { ...columns, ...kindColumns }
const named = labelsOf(Object.keys(ways) as Column[], (column) => ways[column]!)
const labels = (label: string) => named(label) ?? levelOf(label) ?? undefined
const isLevel = (name: Column): name is Level => !(name in ways) || name in placeOrder
const placeOrder = { county: 0, township: 1, village: 2, grid: 3, several: 4, unit: 5 }

export type PlaceText = { level: Level; text: string }
/**
 * A row as written. `until` undefined: not to be understood. A column that the sheet lacks is not
 * in it. `unreadable`: why a cell of it says nothing.
 */
export type Row = {
  row: number
  places: PlaceText[]
  hidden?: true
  unreadable?: string
  section?: Unit
  until?: Date | null | undefined
} & { [K in Exclude<Text, 'until'>]?: string }
/** A row of the list, or a line that may be a title over the rows that follow. */
export type Item = { line: Line; head: ListHead; title: string | null }
type ListHead = { columns: Headed<Column>[]; places: number[] }
export type Remark = { row: number; remark: string }
/** The list as it was found. `reasonAt`: the column for what is wrong with a row. */
export type PostsPage = {
  part: string
  headRow: number
  reasonAt: number
  is1904: boolean
  items: Item[]
  remarks: Remark[]
}

/** Finds the list in a workbook. `needsTownship`: rows must say in which. */
export function readPosts(book: Book, needsTownship: boolean): PostsPage {
  const head = firstList(findHead(book, labels))
  const missing = missingIn(head, needsTownship)
  if (!head || missing.length) throw new Problem('file.missingHeads', { heads: missing.join('、') })
  const first = listHead(head)
  const { items, remarks } = itemsBelow(head, first)
  if (!items.some((item) => item.title === null)) throw new Problem('file.noRows')
  const unused = unusedColumns(head, first)
  if (unused.length) {
    remarks.unshift({ row: head.headRow, remark: `这几列没有用到：${unused.join('、')}` })
  }
  return {
    part: head.sheet.part,
    headRow: head.headRow,
    reasonAt: head.labels.get(noteHead) ?? head.last + 1,
    is1904: book.is1904,
    items,
    remarks: [...remarks, ...otherLists(book, head)],
  }
}

/** Where the most heads are may be a second list: the first that has what is needed is the first. */
function firstList(most: Head<Column> | null): Head<Column> | null {
  if (!most) return null
  const { sheet, headRow } = most
  for (const [index, line] of sheet.lines.entries()) {
    if (line.number >= headRow - 1) return most
    const head = readHead(sheet, index, labels)
    if (missingIn(head, false).length) continue
    const under = readHead(sheet, index + 1, labels)
    const isUpper = under.headRow === head.headRow + 1 && under.at.size >= head.at.size
    return isUpper ? under : head
  }
  return most
}

function missingIn(head: Head<Column> | null, needsTownship: boolean): string[] {
  const has = (...names: Column[]) => names.some((name) => head?.at.has(name))
  const missing: string[] = []
  if (needsTownship && !has('township', 'several', 'unit')) missing.push(columns.township[0])
  if (!has('kind', 'type', 'job')) missing.push(columns.kind[0])
  if (!has('name')) missing.push(columns.name[0])
  if (!has('phone')) missing.push(columns.phone[0])
  return missing
}

/**
 * Every column of a place is read; of others that are there twice the one with the better name. Two
 * of one name are two lists, or two people in a row: nobody can tell which is meant.
 */
function listHead(head: Head<Column>): ListHead {
  const chosen = head.columns.filter((one) => {
    if (isLevel(one.name)) return true
    const best = Math.min(...head.columns.filter((it) => it.name === one.name).map(rank))
    return rank(one) === best
  })
  const doubled = chosen.filter(
    (one) => !isLevel(one.name) && chosen.some((other) => other !== one && other.name === one.name),
  )
  const certain = doubled.filter((one) => one.name !== 'type' && one.name !== 'job')
  if (certain.length) throw new Problem('file.doubledHeads', { heads: certain[0]!.label })
  return { columns: chosen, places: chosen.map((one) => one.column) }
}
/** How near a label is to our own. */
function rank({ name, label }: Headed<Column>): number {
  const place = ways[name]!.findIndex((way) => tight(way) === label)
  return place < 0 ? Infinity : place
}
const usual = new Set(['序号', '编号', '行号', '备注', noteHead])
function unusedColumns(head: Head<Column>, { columns: read }: ListHead): string[] {
  const used = new Set(read.map((one) => one.column))
  return [...head.labels]
    .filter(([label, column]) => !used.has(column) && !usual.has(label))
    .map(([label]) => label)
}

/**
 * The rows below, each with the heads that stand over it: a table may begin anew further down, with
 * the same heads or others.
 */
function itemsBelow(head: Head<Column>, first: ListHead) {
  const { sheet, headRow } = head
  const items: Item[] = []
  const remarks: Remark[] = []
  let current = first
  for (const [index, line] of sheet.lines.entries()) {
    if (line.number <= headRow) continue
    const again = mayBeHead(line) ? readHead(sheet, index, labels) : null
    if (again && !missingIn(again, false).length) {
      current = listHead(again)
      dropUpperHead(items, again)
      continue
    }
    const item = itemIn(line, current)
    if (item) items.push(item)
    else if (saysMore(line, head)) {
      remarks.push({ row: line.number, remark: '这一行没有写在名单的列里，没有导入' })
    }
  }
  return { items, remarks }
}
/** Most rows are none, and that is quickly seen. */
const mayBeHead = ({ cells }: Line) =>
  cells.some(
    (cell) =>
      typeof cell === 'string' && cell.length <= 20 && /手\s*机|电\s*话|联系方式/.test(cell),
  )
/** Of two rows of heads the upper one was taken for a row. */
function dropUpperHead(items: Item[], { headRow, sheet }: Head<Column>) {
  const last = items.at(-1)
  if (last?.line.number !== headRow - 1) return
  const upper = readHead(sheet, sheet.lines.indexOf(last.line), labels)
  if (upper.at.size >= 2) items.pop()
}

function itemIn(line: Line, head: ListHead): Item | null {
  const filled = filledIn(line, head.places)
  if (!filled) return null
  const title = filled === 1 ? titleOf(line, head.places) : null
  return { line, head, title }
}
/** The words of a line that says one thing only. */
function titleOf(line: Line, places: readonly number[]): string {
  const column = places.find((one) => cellAt(line, one) !== undefined)!
  return textOf(cellAt(line, column))
}
/** Does a line say something outside the columns of the list, other than its number? */
function saysMore(line: Line, head: Head<Column>): boolean {
  const own = line.cells.flatMap((cell, index) =>
    cell === undefined || line.merged?.[index + 1] ? [] : [index + 1],
  )
  const numbers = ['序号', '编号', '行号', noteHead].map((label) => head.labels.get(label))
  return own.some((column) => !numbers.includes(column))
}

/** Lists on other sheets are not taken, and that is said. */
function otherLists(book: Book, head: Head<Column>): Remark[] {
  return book.sheets
    .filter((sheet) => sheet !== head.sheet && hasList(sheet))
    .map(({ name, visible }) => ({
      row: head.headRow,
      remark: `${visible ? '' : '隐藏的'}工作表“${name}”没有导入，一次导入一张，请另传`,
    }))
}
function hasList(sheet: Sheet): boolean {
  const head = headOf(sheet, labels)
  return !missingIn(head, false).length && sheet.lines.some((line) => line.number > head.headRow)
}

/** A line that says one thing, merged across the columns, is no row. */
export const isRow = ({ line, head, title }: Item) => title === null || isEntry(line, head.places)
/** What a line of the list says. */
export function rowOf({ line, head }: Item, is1904: boolean): Row {
  const row: Row = { row: line.number, places: [], ...(line.hidden && { hidden: true }) }
  for (const { name, column, label } of head.columns) {
    const cell = cellAt(line, column)
    const why = unreadable(cell)
    if (why) row.unreadable ??= `${label}${why}`
    if (isLevel(name)) addPlace(row, name, cell)
    else if (name === 'until') row.until = dayEnd(cell, is1904)
    else row[name] ??= wordsOf(name, cell)
  }
  row.places.sort((one, other) => placeOrder[one.level] - placeOrder[other.level])
  return row
}
function addPlace(row: Row, level: Level, cell: Cell | undefined) {
  const text = tight(textOf(cell))
  if (!isBlank(text)) row.places.push({ level, text })
}
/** Two-sign names are often spread with a space; names of other peoples keep theirs. */
function wordsOf(name: Text, cell: Cell | undefined): string {
  const text = textOf(cell)
  if (isBlank(text)) return ''
  const isName = name === 'name' || name === 'deputyName'
  return isName && !/\p{Script=Han}/u.test(text) ? text : tight(text)
}
