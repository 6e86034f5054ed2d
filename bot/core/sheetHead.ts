import type { Book, Cell, Line, Sheet } from './book/book'
import { textOf, unreadable } from './sheet'
import { tight } from './text'

const limits = { columns: 64, headLines: 30 }

/** The column that a label names, plain as `plainLabel` makes it. */
export type Labels<C> = (label: string) => C | undefined
export type Column<C> = { name: C; column: number; label: string }
/**
 * The row of heads above a list. `at`: the first column of each name; `doubled`: names that have
 * another; `labels`: every label there with its first column; `last`: the last column that has one;
 * `own`: how many of the columns are named by this row, and not only by the one above.
 */
export type Head<C> = {
  sheet: Sheet
  headRow: number
  columns: Column<C>[]
  at: Map<C, number>
  doubled: C[]
  labels: Map<string, number>
  last: number
  own: number
}

/** 「* 手 机(必填)：」 is 手机 too. */
export const plainLabel = (text: string) => wholeLabel(text).replace(/\([^)]*\)$/, '')
/** The same with what stands in brackets: 姓名(B角) is another column than 姓名. */
const wholeLabel = (text: string) => tight(text).replace(/[*:]/g, '').toUpperCase()
const withoutBrackets = (label: string) => label.replace(/[()]/g, '')
/**
 * `blankBeside`: beside a head that is merged to the right nothing stands, so the head above is
 * read there; else its words stand in each of its columns.
 */
type Reading = { blankBeside?: boolean }

/** The ways to write each column, as `findHead` looks for them. */
export function labelsOf<C>(
  columns: readonly C[],
  waysOf: (column: C) => readonly string[],
): Labels<C> {
  const names = new Map(
    columns.flatMap((column) =>
      waysOf(column).map((label) => [plainLabel(label), column] as const),
    ),
  )
  return (label) => names.get(label)
}

/**
 * Finds the list in a workbook, whatever stands above or beside it: where the most heads are. Null:
 * no sheet is to be seen.
 */
export function findHead<C>(book: Book, labels: Labels<C>, reading: Reading = {}): Head<C> | null {
  const heads = book.sheets
    .filter((sheet) => sheet.visible)
    .map((sheet) => headOf(sheet, labels, reading))
  const most = Math.max(...heads.map((head) => head.at.size))
  return heads.find((head) => head.at.size === most) ?? null
}

/**
 * The first row with the most heads; of two rows of heads under one another the lower, read together with
 * the one above.
 */
export function headOf<C>(sheet: Sheet, labels: Labels<C>, reading: Reading = {}): Head<C> {
  let found = readHead(sheet, -1, labels, reading)
  const lowest = Math.min(sheet.lines.length, limits.headLines)
  for (let index = 0; index < lowest; index++) {
    const head = readHead(sheet, index, labels, reading)
    const isUnder = head.headRow === found.headRow + 1 && head.own > 0
    if (head.at.size > found.at.size || (isUnder && head.at.size === found.at.size)) found = head
  }
  return found
}
/** What the line at this place says, read as heads. */
export function readHead<C>(
  sheet: Sheet,
  index: number,
  labels: Labels<C>,
  { blankBeside }: Reading = {},
): Head<C> {
  const line = sheet.lines[index] ?? { number: 0, cells: [] }
  const above = sheet.lines[index - 1]
  const lineAbove = above?.number === line.number - 1 ? above : undefined
  const head: Head<C> = {
    sheet,
    headRow: line.number,
    columns: [],
    at: new Map(),
    doubled: [],
    labels: new Map(),
    last: 0,
    own: 0,
  }
  const width = Math.min(limits.columns, Math.max(line.cells.length, lineAbove?.cells.length ?? 0))
  for (let column = 1; column <= width; column++) {
    const beside = isBeside(line, column)
    const words = blankBeside && beside ? '' : wordsIn(line, column)
    enter(
      head,
      { column, words, above: textOf(lineAbove && cellAt(lineAbove, column)), beside },
      labels,
    )
  }
  return head
}
/** What cannot be read is not nothing: the head above does not stand for it. */
const wordsIn = (line: Line, column: number) =>
  unreadable(cellAt(line, column)) ? '?' : textOf(cellAt(line, column))
type Written = { column: number; words: string; above: string; beside: boolean }
function enter<C>(head: Head<C>, { column, words, above, beside }: Written, labels: Labels<C>) {
  const label = plainLabel(words)
  if (label) head.last = column
  if (label && !head.labels.has(label)) head.labels.set(label, column)
  const name = nameOf(words, above, labels)
  if (name === undefined) return
  if (label) head.own++
  const isRepeated = head.at.has(name)
  if (isRepeated && label && beside) return
  if (isRepeated) head.doubled.push(name)
  else head.at.set(name, column)
  head.columns.push({ name, column, label: label || plainLabel(above) })
}
/** 「A角」 over 「姓名」, or 「乡镇」 over nothing; a head merged downwards is not read twice. */
function nameOf<C>(words: string, above: string, labels: Labels<C>): C | undefined {
  const label = plainLabel(words)
  const upper = plainLabel(above)
  const under = upper === label ? '' : upper
  const whole = withoutBrackets(wholeLabel(words))
  const ways = [under + whole, under + label, whole, label]
  return ways.map(labels).find((name) => name !== undefined)
}

export const cellAt = (line: Line, column: number): Cell | undefined => line.cells[column - 1]
/** Part of a cell that was merged to the right: its words stand in the first. */
const isBeside = (line: Line, column: number) => line.merged?.[column]?.row === line.number

/** How much a line says in these columns: what is merged across them counts once. */
export function filledIn(line: Line, columns: readonly number[]): number {
  const filled = columns.filter((column) => cellAt(line, column) !== undefined)
  if (!line.merged) return filled.length
  const places = filled.map((column) => {
    const first = line.merged?.[column] ?? { row: line.number, column }
    return `${first.row}:${first.column}`
  })
  return new Set(places).size
}
/** Is this a row of the list? Neither nothing, nor one remark merged across the sheet. */
export function isEntry(line: Line, columns: readonly number[]): boolean {
  const filled = columns.filter((column) => cellAt(line, column) !== undefined)
  return filled.length < 2 ? filled.length === 1 : filledIn(line, columns) > 1
}
