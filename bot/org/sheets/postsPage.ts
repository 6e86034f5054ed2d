import { Problem } from '../../../shared/problem'
import { noteHead } from '../../core/book/annotate'
import { limits, type Book, type Line, type Sheet } from '../../core/book/book'
import { textOf } from '../../core/sheet'
import {
  cellAt,
  filledIn,
  headOf,
  isEntry,
  readHead,
  type Column as Headed,
  type Head,
} from '../../core/sheetHead'
import { columns, isLevel, labels, rank, type Column } from './columns'
import type { Remark, Spot } from './rows'

/** The heads over a part of a list. `others`: the columns that are not read, by what stands there. */
export type ListHead = {
  row: number
  columns: Headed<Column>[]
  others: Map<number, string>
}
/**
 * A row of a list, or a line that may be a title over the rows that follow. `title`: the words of a
 * line that says one thing; `outside`: it says it where the list has no column.
 */
export type Item = {
  line: Line
  head: ListHead
  list: PostsList
  title: string | null
  outside?: true
}
/**
 * A list as it was found on a sheet. `width`: the last column in which something stands; `reasonAt`: the column for what is wrong with a row; `words`:
 * what stands above it, and the name of the sheet; `kind`: the post that these name, where no column
 * does.
 */
export type PostsList = {
  name: string
  part: string
  headRow: number
  width: number
  reasonAt: number
  words: string[]
  kind: string | null
  items: Item[]
  remarks: Remark[]
  spot: (row: number) => Spot
}
export type PostsPage = { is1904: boolean; lists: PostsList[]; remarks: Remark[] }
/** Finds the post that words speak of. */
type KindIn = (words: string) => string | null

/** Finds the lists in a workbook: every sheet to be seen that has the heads of one. */
export function readPosts(book: Book, kindIn: KindIn): PostsPage {
  const sheets = book.sheets.filter(({ lines }) => lines.length > 0)
  const found = sheets.map((sheet) => ({ sheet, list: listOn(sheet, kindIn) }))
  const isList = ({ sheet, list }: (typeof found)[number]) => sheet.visible && 'items' in list
  const lists = found.filter(isList).map(({ list }) => list as PostsList)
  if (!lists.length) throw nearestTo(found.filter(({ sheet }) => sheet.visible))
  if (!lists.some(({ items }) => items.some((item) => item.title === null))) {
    throw new Problem('file.noRows')
  }
  if (lists.length > 1) {
    for (const list of lists) list.spot = (row) => ({ row, sheet: list.name })
  }
  const left = found.filter((one) => !isList(one))
  const remarks = left.flatMap(({ sheet, list }) => leftOut(sheet, list, lists[0]!))
  return { is1904: book.is1904, lists, remarks }
}

/** Why a sheet has no list that can be taken. `heads`: how much of one it has. */
type NoList = { problem: Problem; heads: number }
const nearestTo = (found: readonly { list: PostsList | NoList }[]): Problem => {
  const faults = found.map(({ list }) => list as NoList)
  const most = Math.max(0, ...faults.map(({ heads }) => heads))
  return faults.find(({ heads }) => heads === most)?.problem ?? lacking([])
}
function leftOut({ name, visible }: Sheet, list: PostsList | NoList, first: PostsList): Remark[] {
  const at = { row: first.headRow }
  const isTable = 'items' in list || list.heads >= 3
  if (!visible && !isTable) return []
  const sheet = `${visible ? '' : '隐藏的'}工作表“${name}”没有导入`
  if ('items' in list) return [{ ...at, remark: `${sheet}，要导入请先取消隐藏` }]
  const why = isTable ? list.problem.message : '它不是名单'
  return [{ ...at, remark: `${sheet}：${why}` }]
}

function listOn(sheet: Sheet, kindIn: KindIn): PostsList | NoList {
  const most = headOf(sheet, labels)
  const words = [...wordsAbove(most), sheet.name]
  const kind = hasKind(most) ? null : (words.map(kindIn).find(Boolean) ?? null)
  const head = firstList(most, kind)
  const missing = missingIn(head, kind)
  try {
    if (missing.length) throw lacking(missing)
    return takeList(head, { words: [...wordsAbove(head), sheet.name], kind })
  } catch (problem) {
    if (problem instanceof Problem) return { problem, heads: most.at.size }
    throw problem
  }
}
const lacking = (missing: readonly string[]) =>
  new Problem('file.missingHeads', { heads: missing.join('、') })

function takeList(head: Head<Column>, said: Pick<PostsList, 'words' | 'kind'>): PostsList {
  const { sheet, headRow } = head
  const width = sheet.lines.reduce((most, { cells }) => Math.max(most, cells.length), head.last)
  const list: PostsList = {
    ...said,
    name: sheet.name,
    part: sheet.part,
    headRow,
    width,
    reasonAt: head.labels.get(noteHead) ?? width + 1,
    items: [],
    remarks: [],
    spot: (row) => ({ row }),
  }
  addLines(list, head)
  const hidden = list.items[0]?.head.columns.filter((one) => sheet.hidden?.includes(one.column))
  if (hidden?.length) {
    const labelled = hidden.map((one) => one.label).join('、')
    list.remarks.push({ row: headRow, remark: `这几列是隐藏的，也导入了：${labelled}` })
  }
  if (sheet.isCut) {
    list.remarks.push({ row: headRow, remark: `第 ${limits.columns} 列右边的没有读` })
  }
  return list
}
/** Where the most heads are may be a second list: the first that has what is needed is the first. */
function firstList(most: Head<Column>, kind: string | null): Head<Column> {
  const { sheet, headRow } = most
  for (const [index, line] of sheet.lines.entries()) {
    if (line.number >= headRow - 1) return most
    const head = readHead(sheet, index, labels)
    if (missingIn(head, kind).length) continue
    const under = readHead(sheet, index + 1, labels)
    const isUpper =
      under.headRow === head.headRow + 1 && under.own > 0 && under.at.size >= head.at.size
    return isUpper ? under : head
  }
  return most
}

const hasKind = ({ at }: Head<Column>) => at.has('kind') || at.has('type') || at.has('job')
function missingIn(head: Head<Column>, kind: string | null): string[] {
  const missing: string[] = []
  if (!kind && !hasKind(head)) missing.push(columns.kind[0])
  if (!head.at.has('name')) missing.push(columns.name[0])
  if (!head.at.has('phone')) missing.push(columns.phone[0])
  return missing
}

/**
 * Every column of a place is read; of others that are there twice the one with the better name. Two
 * of one name are two lists, or two people in a row: nobody can tell which is meant.
 */
function listHead(head: Head<Column>, width: number): ListHead {
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
  return { row: head.headRow, columns: chosen, others: othersThan(chosen, head, width) }
}
function othersThan(
  chosen: readonly Headed<Column>[],
  head: Head<Column>,
  width: number,
): Map<number, string> {
  const labelled = new Map([...head.labels].map(([label, column]) => [column, label]))
  const others = new Map<number, string>()
  for (let column = 1; column <= width; column++) {
    const label = labelled.get(column) ?? ''
    const isRead = chosen.some((one) => one.column === column)
    if (!isRead && label !== noteHead) others.set(column, label)
  }
  return others
}

const mostWords = 100
/** What stands above the heads, each cell for itself. */
function wordsAbove({ sheet, headRow }: Head<Column>): string[] {
  return sheet.lines
    .filter(({ number }) => number < headRow)
    .flatMap((line) => ownCells(line).map((column) => textOf(cellAt(line, column))))
    .slice(0, mostWords)
}
/** The columns in which a line itself says something; what was merged stands in its first. */
const ownCells = (line: Line): number[] =>
  line.cells.flatMap((cell, index) =>
    cell === undefined || line.merged?.[index + 1] ? [] : [index + 1],
  )

/**
 * The rows below, each with the heads that stand over it: a table may begin anew further down, with
 * the same heads or others.
 */
function addLines(list: PostsList, first: Head<Column>) {
  const { sheet } = first
  let head = listHead(first, list.width)
  for (const [index, line] of sheet.lines.entries()) {
    if (line.number <= list.headRow) continue
    const again = mayBeHead(line) ? readHead(sheet, index, labels) : null
    if (again && !missingIn(again, list.kind).length) {
      head = listHead(again, list.width)
      dropUpperHead(list.items, again, index)
      continue
    }
    addLine(list, line, head)
  }
}
/** Most rows are none, and that is quickly seen. */
const mayBeHead = ({ cells }: Line) =>
  cells.some(
    (cell) =>
      typeof cell === 'string' && cell.length <= 20 && /手\s*机|电\s*话|联系方式/.test(cell),
  )
/** Of two rows of heads the upper one was taken for a row. */
function dropUpperHead(items: Item[], { headRow, sheet }: Head<Column>, index: number) {
  const last = items.at(-1)
  if (last?.line.number !== headRow - 1) return
  const upper = readHead(sheet, index - 1, labels)
  if (upper.at.size >= 2) items.pop()
}

function addLine(list: PostsList, line: Line, head: ListHead) {
  const places = head.columns.map((one) => one.column)
  const filled = filledIn(line, places)
  const column = places.find((one) => cellAt(line, one) !== undefined)
  if (filled && column) {
    const title = filled === 1 ? textOf(cellAt(line, column)) : null
    return void list.items.push({ line, head, list, title })
  }
  const [said, ...more] = ownCells(line).filter((one) => saysMore(line, one, head))
  if (!said) return
  const title = more.length ? '' : textOf(cellAt(line, said))
  list.items.push({ line, head, list, title, outside: true })
}
const numbered = ['序号', '编号', '行号']
/** What is wrong with a row was written by us, and a number alone says nothing. */
function saysMore(line: Line, column: number, { others }: ListHead): boolean {
  const label = others.get(column)
  const isNumber = /^[\d.、]*$/.test(textOf(cellAt(line, column)))
  return label !== undefined && !(numbered.includes(label) && isNumber)
}

/** A line that says one thing, merged across the columns, is no row. */
export const isRow = ({ line, head, title }: Item) =>
  title === null ||
  isEntry(
    line,
    head.columns.map((one) => one.column),
  )
