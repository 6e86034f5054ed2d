import type { Cell, CellValue, Workbook, Worksheet } from 'exceljs'
import { Problem } from '../../shared/problem'
import { columnNames, columns, headOf, neededColumns, type Column } from './sheetColumns'
import { tight } from '../core/text'
import { textOf } from '../core/sheet'

/** What is wrong with a sheet, and where; in words for whoever filled it. */
export type SheetFault = { sheet: string; row: number; column: string; message: string }
/** A row as written. `own` leaves out what only shines through from a merged cell above. */
export type Line = {
  row: number
  text: (column: Column) => string
  own: (column: Column) => string
}
export type Page = {
  name: string
  headRow: number
  lines: Line[]
  place: (column: Column) => string
  doubled: Column[]
}

const most = { rows: 2_000, columns: 64, headAt: 30, cell: 2_000 }
/** 「* 期 限(日)：」 is 期限 too. */
const plainHead = (text: string) =>
  tight(text)
    .replace(/[*:]/g, '')
    .replace(/\([^)]*\)$/, '')
const byHead = new Map(
  columnNames.flatMap((name) =>
    columns[name].heads.map((head) => [plainHead(head), name] as const),
  ),
)
type Heads = { sheet: Worksheet; headRow: number; at: Map<Column, number>; doubled: Column[] }

/** Finds the list in a workbook, whatever stands above or beside it. */
export function pageOf(workbook: Workbook): Page {
  const found = workbook.worksheets
    .filter((sheet) => sheet.state === 'visible')
    .map(headsOf)
    .reduce<Heads | null>((one, other) => (one && one.at.size >= other.at.size ? one : other), null)
  const missing = neededColumns.filter((name) => !found?.at.has(name))
  if (!found || missing.length) {
    throw new Problem('file.missingHeads', { heads: missing.map(headOf).join('、') })
  }
  const lines = linesOf(found)
  if (!lines.length) throw new Problem('file.noRows')
  const { sheet, headRow, at, doubled } = found
  return {
    name: sheet.name,
    headRow,
    lines,
    doubled,
    place: (column) =>
      at.has(column)
        ? `${sheet.getColumn(at.get(column)!).letter} ${headOf(column)}`
        : headOf(column),
  }
}

/** The row with the most heads; of two rows of heads under one another the lower, read together with the one above. */
function headsOf(sheet: Worksheet): Heads {
  let found: Heads = { sheet, headRow: 0, at: new Map(), doubled: [] }
  for (let row = 1; row <= Math.min(sheet.rowCount, most.headAt); row++) {
    const at = new Map<Column, number>()
    const doubled: Column[] = []
    for (let column = 1; column <= Math.min(sheet.columnCount, most.columns); column++) {
      const cell = sheet.getCell(row, column)
      const label = isBeside(cell) ? '' : plainHead(textOf(cell.value))
      const above = row > 1 ? plainHead(textOf(sheet.getCell(row - 1, column).value)) : ''
      const name =
        (above && above !== label ? byHead.get(above + label) : undefined) ?? byHead.get(label)
      if (name && at.has(name)) doubled.push(name)
      else if (name) at.set(name, column)
    }
    if (at.size && at.size >= found.at.size) found = { sheet, headRow: row, at, doubled }
  }
  return found
}
/** Part of a cell that was merged to the right: its words stand in the first. */
const isBeside = (cell: Cell) =>
  cell.isMerged &&
  cell.master.address !== cell.address &&
  Number(cell.master.row) === Number(cell.row)
const isBelow = (cell: Cell) => cell.isMerged && Number(cell.master.row) < Number(cell.row)

function linesOf({ sheet, headRow, at }: Heads): Line[] {
  const lines: Line[] = []
  sheet.eachRow((row, number) => {
    if (number <= headRow) return
    const cells = new Map([...at].map(([name, column]) => [name, row.getCell(column)] as const))
    const filled = [...cells.values()].filter((cell) => !isBelow(cell) && textOf(cell.value) !== '')
    if (
      !filled.length ||
      (filled.length > 1 && new Set(filled.map((cell) => cell.master.address)).size === 1)
    ) {
      return
    } // nothing, or a remark across the sheet
    const text = (column: Column) => {
      const cell = cells.get(column)
      return cell ? wordsOf(cell.value) : ''
    }
    if (lines.length >= most.rows) throw new Problem('input.tooLarge')
    lines.push({
      row: number,
      text,
      own: (column) => {
        const cell = cells.get(column)
        return cell && !isBelow(cell) ? wordsOf(cell.value) : ''
      },
    })
  })
  if (lines.some((line) => [...at.keys()].some((column) => line.text(column).length > most.cell))) {
    throw new Problem('input.tooLarge')
  }
  return lines
}

/** The words of a cell as they will be shown: signs stay full-width, lines stay lines. */
function wordsOf(value: CellValue | undefined): string {
  const inner =
    value && typeof value === 'object' && 'result' in value ? (value.result as CellValue) : value
  const text =
    typeof inner === 'string'
      ? inner
      : inner && typeof inner === 'object' && 'richText' in inner
        ? inner.richText.map((run) => run.text).join('')
        : textOf(inner)
  return textOf(text)
    ? text
        .replace(/\p{Cf}/gu, '')
        .replace(/[^\S\n]+/g, ' ')
        .replace(/\s*\n\s*/g, '\n')
        .trim()
    : ''
}
