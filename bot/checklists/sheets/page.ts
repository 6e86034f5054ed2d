import type { Cell, CellValue, Workbook } from 'exceljs'
import { Problem } from '../../../shared/problem'
import { textOf } from '../../core/sheet'
import { findHead, isEntry, labelsOf, type Head } from '../../core/sheetHead'
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

const limits = { rows: 2_000, cell: 2_000 }
const labels = labelsOf(columnNames, (column) => columns[column].heads)

/** Finds the list in a workbook, whatever stands above or beside it. */
export function pageOf(workbook: Workbook): Page {
  const head = findHead(workbook, labels, { blankBeside: true })
  const missing = neededColumns.filter((column) => !head?.at.has(column))
  if (!head || missing.length) {
    throw new Problem('file.missingHeads', { heads: missing.map(headOf).join('、') })
  }
  const lines = linesBelow(head)
  if (!lines.length) throw new Problem('file.noRows')
  const { sheet, headRow, at, doubled } = head
  return {
    name: sheet.name,
    headRow,
    lines,
    doubled,
    place(column) {
      const number = at.get(column)
      const name = headOf(column)
      return number === undefined ? name : `${sheet.getColumn(number).letter} ${name}`
    },
  }
}

/** Part of a cell that was merged downwards: its words stand in the row above. */
const isBelow = (cell: Cell) => cell.isMerged && Number(cell.master.row) < Number(cell.row)

function linesBelow({ sheet, headRow, at }: Head<Column>): Line[] {
  const lines: Line[] = []
  sheet.eachRow((row, number) => {
    if (number <= headRow) return
    const cells = new Map([...at].map(([column, place]) => [column, row.getCell(place)] as const))
    if (!isEntry([...cells.values()].filter((cell) => !isBelow(cell)))) return
    if (lines.length >= limits.rows) throw new Problem('input.tooLarge')
    lines.push(lineOf(number, cells))
  })
  const columnsThere = [...at.keys()]
  const isTooLong = (line: Line) =>
    columnsThere.some((column) => line.text(column).length > limits.cell)
  if (lines.some(isTooLong)) throw new Problem('input.tooLarge')
  return lines
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
