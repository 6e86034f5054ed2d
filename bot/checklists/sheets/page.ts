import { Problem } from '../../../shared/problem'
import { letterOf, type Book, type Cell, type Line as SheetLine } from '../../core/book/book'
import { plainOf, textOf, unreadable } from '../../core/sheet'
import { cellAt, findHead, isEntry, labelsOf, type Head } from '../../core/sheetHead'
import { columnNames, columns, headOf, neededColumns, type Column } from './columns'

/** A row as written. `own` leaves out what only shines through from a merged cell above. */
export type Line = {
  row: number
  text: (column: Column) => string
  own: (column: Column) => string
  unreadable: () => { column: Column; why: string }[]
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
export function pageOf(book: Book): Page {
  const head = findHead(book, labels, { blankBeside: true })
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
      return number === undefined ? name : `${letterOf(number)} ${name}`
    },
  }
}

/** Part of a cell that was merged downwards: its words stand in the row above. */
const isBelow = (line: SheetLine, column: number) =>
  (line.merged?.[column]?.row ?? line.number) < line.number

function linesBelow({ sheet, headRow, at }: Head<Column>): Line[] {
  const lines: Line[] = []
  const places = [...at.values()]
  for (const line of sheet.lines) {
    if (line.number <= headRow) continue
    const own = places.filter((column) => !isBelow(line, column))
    if (!isEntry(line, own)) continue
    if (lines.length >= limits.rows) throw new Problem('input.tooLarge')
    lines.push(lineOf(line, at))
  }
  const columnsThere = [...at.keys()]
  const isTooLong = (line: Line) =>
    columnsThere.some((column) => line.text(column).length > limits.cell)
  if (lines.some(isTooLong)) throw new Problem('input.tooLarge')
  return lines
}
function lineOf(line: SheetLine, at: ReadonlyMap<Column, number>): Line {
  const cellOf = (column: Column) => {
    const place = at.get(column)
    return place === undefined ? undefined : cellAt(line, place)
  }
  return {
    row: line.number,
    text: (column) => cellWords(cellOf(column)),
    own: (column) => (isBelow(line, at.get(column) ?? 0) ? '' : cellWords(cellOf(column))),
    unreadable: () =>
      [...at.keys()].flatMap((column) => {
        const why = unreadable(cellOf(column))
        return why ? [{ column, why }] : []
      }),
  }
}

/** The words of a cell as they will be shown: signs stay full-width, lines stay lines. */
function cellWords(cell: Cell | undefined): string {
  if (!textOf(cell)) return ''
  return plainOf(cell)
    .replace(/\p{Cf}/gu, '')
    .replace(/[^\S\n]+/g, ' ')
    .replace(/\s*\n\s*/g, '\n')
    .trim()
}
