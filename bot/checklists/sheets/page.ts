import type { Cell, CellValue, Workbook, Worksheet } from 'exceljs'
import { Problem } from '../../../shared/problem'
import { textOf } from '../../core/sheet'
import { tight } from '../../core/text'
import { columnNames, columns, headOf, neededColumns, type Column } from './columns'

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

const limits = { rows: 2_000, columns: 64, headRow: 30, cell: 2_000 }

/** Finds the list in a workbook, whatever stands above or beside it. */
export function pageOf(workbook: Workbook): Page {
  const heads = mostHeads(workbook.worksheets.filter((sheet) => sheet.state === 'visible'))
  const missing = neededColumns.filter((column) => !heads?.at.has(column))
  if (!heads || missing.length) {
    throw new Problem('file.missingHeads', { heads: missing.map(headOf).join('、') })
  }
  const lines = linesBelow(heads)
  if (!lines.length) throw new Problem('file.noRows')
  const { sheet, headRow, at, doubled } = heads
  return {
    name: sheet.name,
    headRow,
    lines,
    doubled,
    place(column) {
      const number = at.get(column)
      const head = headOf(column)
      return number === undefined ? head : `${sheet.getColumn(number).letter} ${head}`
    },
  }
}

type Heads = { sheet: Worksheet; headRow: number; at: Map<Column, number>; doubled: Column[] }

/** Of the sheets the one with the most heads, of several the first. */
function mostHeads(sheets: readonly Worksheet[]): Heads | null {
  const [first, ...others] = sheets.map(headsOf)
  if (!first) return null
  return others.reduce((most, heads) => (heads.at.size > most.at.size ? heads : most), first)
}
/** The row with the most heads; of two rows of heads under one another the lower, read together with the one above. */
function headsOf(sheet: Worksheet): Heads {
  let most: Heads = { sheet, headRow: 0, at: new Map(), doubled: [] }
  for (let row = 1; row <= Math.min(sheet.rowCount, limits.headRow); row++) {
    const heads = headsIn(sheet, row)
    if (heads.at.size && heads.at.size >= most.at.size) most = heads
  }
  return most
}
function headsIn(sheet: Worksheet, headRow: number): Heads {
  const at = new Map<Column, number>()
  const doubled: Column[] = []
  for (let number = 1; number <= Math.min(sheet.columnCount, limits.columns); number++) {
    const column = columnAt(sheet, headRow, number)
    if (!column) continue
    if (at.has(column)) doubled.push(column)
    else at.set(column, number)
  }
  return { sheet, headRow, at, doubled }
}
/** The column that a head names, alone or together with what stands above it. */
function columnAt(sheet: Worksheet, row: number, number: number): Column | undefined {
  const cell = sheet.getCell(row, number)
  const label = isBeside(cell) ? '' : headIn(cell)
  const above = row > 1 ? headIn(sheet.getCell(row - 1, number)) : ''
  const together = above && above !== label ? columnsByHead.get(above + label) : undefined
  return together ?? columnsByHead.get(label)
}
/** 「* 期 限(日)：」 is 期限 too. */
const plainHead = (text: string) =>
  tight(text)
    .replace(/[*:]/g, '')
    .replace(/\([^)]*\)$/, '')
const headIn = (cell: Cell) => plainHead(textOf(cell.value))
const columnsByHead = new Map(
  columnNames.flatMap((name) =>
    columns[name].heads.map((head) => [plainHead(head), name] as const),
  ),
)

/** Part of a cell that was merged to the right: its words stand in the first. */
const isBeside = (cell: Cell) =>
  cell.isMerged &&
  cell.master.address !== cell.address &&
  Number(cell.master.row) === Number(cell.row)
const isBelow = (cell: Cell) => cell.isMerged && Number(cell.master.row) < Number(cell.row)

function linesBelow({ sheet, headRow, at }: Heads): Line[] {
  const lines: Line[] = []
  sheet.eachRow((row, number) => {
    if (number <= headRow) return
    const cells = new Map([...at].map(([column, place]) => [column, row.getCell(place)] as const))
    if (saysNothing([...cells.values()])) return
    if (lines.length >= limits.rows) throw new Problem('input.tooLarge')
    lines.push(lineOf(number, cells))
  })
  const columnsThere = [...at.keys()]
  const isTooLong = (line: Line) =>
    columnsThere.some((column) => line.text(column).length > limits.cell)
  if (lines.some(isTooLong)) throw new Problem('input.tooLarge')
  return lines
}
/** Nothing at all, or one remark across the sheet. */
function saysNothing(cells: readonly Cell[]): boolean {
  const filled = cells.filter((cell) => !isBelow(cell) && textOf(cell.value) !== '')
  if (!filled.length) return true
  return filled.length > 1 && new Set(filled.map((cell) => cell.master.address)).size === 1
}
const lineOf = (row: number, cells: ReadonlyMap<Column, Cell>): Line => ({
  row,
  text: (column) => cellWords(cells.get(column)?.value),
  own(column) {
    const cell = cells.get(column)
    return cell && !isBelow(cell) ? cellWords(cell.value) : ''
  },
})

/** The words of a cell as they will be shown: signs stay full-width, lines stay lines. */
function cellWords(value: CellValue | undefined): string {
  const text = rawText(value)
  if (!textOf(text)) return ''
  return text
    .replace(/\p{Cf}/gu, '')
    .replace(/[^\S\n]+/g, ' ')
    .replace(/\s*\n\s*/g, '\n')
    .trim()
}
function rawText(value: CellValue | undefined): string {
  if (typeof value === 'string') return value
  if (!value || typeof value !== 'object') return textOf(value)
  if ('result' in value) return rawText(value.result)
  if ('richText' in value) return value.richText.map((run) => run.text).join('')
  return textOf(value)
}
