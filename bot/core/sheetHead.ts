import type { Cell, Workbook, Worksheet } from 'exceljs'
import { textOf } from './sheet'
import { tight } from './text'

const limits = { columns: 64, headAt: 30 }

/** Label as it stands in a head, plain → the column that it names. */
export type Labels<C> = ReadonlyMap<string, C>
/**
 * The row of heads above a list. `labels`: every label there with its first column; `last`: the
 * last column that has one.
 */
export type Head<C> = {
  sheet: Worksheet
  headRow: number
  at: Map<C, number>
  doubled: C[]
  labels: Map<string, number>
  last: number
}

/** 「* 手 机(必填)：」 is 手机 too. */
export const plainLabel = (text: string) =>
  tight(text)
    .replace(/[*:]/g, '')
    .replace(/\([^)]*\)$/, '')
    .toUpperCase()
/**
 * `blankBeside`: beside a head that is merged to the right nothing stands, so the head above is
 * read there; else its words stand in each of its columns.
 */
type Reading = { blankBeside?: boolean }
type Look<C> = Reading & { labels: Labels<C>; width: number }

/** The ways to write each column, as `findHead` looks for them. */
export const labelsOf = <C>(columns: readonly C[], waysOf: (column: C) => readonly string[]) =>
  new Map(
    columns.flatMap((column) =>
      waysOf(column).map((label) => [plainLabel(label), column] as const),
    ),
  )

/**
 * Finds the list in a workbook, whatever stands above or beside it: where the most heads are. Null:
 * no sheet is to be seen.
 */
export function findHead<C>(
  workbook: Workbook,
  labels: Labels<C>,
  reading: Reading = {},
): Head<C> | null {
  const heads = workbook.worksheets
    .filter((sheet) => sheet.state === 'visible')
    .map((sheet) => headOf(sheet, labels, reading))
  const most = Math.max(...heads.map((head) => head.at.size))
  return heads.find((head) => head.at.size === most) ?? null
}

/**
 * The row with the most heads; of two rows of heads under one another the lower, read together with
 * the one above.
 */
function headOf<C>(sheet: Worksheet, labels: Labels<C>, reading: Reading): Head<C> {
  const lowest = Math.min(sheet.rowCount, limits.headAt)
  const look = { ...reading, labels, width: Math.min(sheet.columnCount, limits.columns) }
  let found = emptyHead<C>(sheet, 0)
  for (let row = 1; row <= lowest; row++) {
    const head = readHead(emptyHead<C>(sheet, row), look)
    if (head.at.size && head.at.size >= found.at.size) found = head
  }
  return found
}
const emptyHead = <C>(sheet: Worksheet, headRow: number): Head<C> => ({
  sheet,
  headRow,
  at: new Map(),
  doubled: [],
  labels: new Map(),
  last: 0,
})
function readHead<C>(head: Head<C>, { labels, width, blankBeside }: Look<C>): Head<C> {
  for (let column = 1; column <= width; column++) {
    const cell = head.sheet.getCell(head.headRow, column)
    const label = blankBeside && isBeside(cell) ? '' : plainLabel(textOf(cell.value))
    if (label) head.last = column
    if (label && !head.labels.has(label)) head.labels.set(label, column)
    const name = labels.get(labelAbove(cell, label) + label) ?? labels.get(label)
    if (name === undefined) continue
    if (!head.at.has(name)) head.at.set(name, column)
    else if (!label || !isBeside(cell)) head.doubled.push(name)
  }
  return head
}
/** 「A角」 over 「姓名」, or 「乡镇」 over nothing; a head merged downwards is not read twice. */
function labelAbove(cell: Cell, label: string): string {
  const row = Number(cell.row)
  if (row === 1) return ''
  const above = plainLabel(textOf(cell.worksheet.getCell(row - 1, Number(cell.col)).value))
  return above === label ? '' : above
}
/** Part of a cell that was merged to the right: its words stand in the first. */
const isBeside = (cell: Cell) =>
  cell.isMerged &&
  cell.master.address !== cell.address &&
  Number(cell.master.row) === Number(cell.row)

/** Is this a row of the list? Neither nothing, nor one remark merged across the sheet. */
export function isEntry(cells: readonly Cell[]): boolean {
  const filled = cells.filter((cell) => textOf(cell.value) !== '')
  if (filled.length < 2) return filled.length === 1
  return new Set(filled.map((cell) => cell.master.address)).size > 1
}
