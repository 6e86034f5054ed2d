import { Problem } from '../../../shared/problem'
import { limits, placeOf, type Line, type Place, type Sheet } from './book'
import { cellOf, type RawCell, type Shared } from './cells'
import { attributesOf, walk, type Tag } from './xml'

/** How much of a file may still be taken, empty cells included; all its sheets share it. */
export type Budget = { rows: number; cells: number; signs: number; merged: number }
export const fullBudget = (): Budget => ({
  rows: limits.rows,
  cells: limits.cells,
  signs: limits.signs,
  merged: limits.merged,
})
function spend(budget: Budget, of: keyof Budget, amount: number) {
  budget[of] -= amount
  if (budget[of] < 0) throw new Problem('input.tooLarge')
}

type ReadSheet = Pick<Sheet, 'lines' | 'hidden' | 'isCut'>
/** The rows of a sheet in which something stands, and its hidden columns. */
export function readSheet(xml: string, shared: Shared, budget: Budget): ReadSheet {
  const reader = new SheetReader(shared, budget)
  walk(xml, { tag: (tag) => reader.tag(tag), text: (text) => reader.text(text) })
  return reader.finish()
}

/** Follows the tags of a sheet. A row or a cell without a reference is the next one. */
class SheetReader {
  private readonly lines: Line[] = []
  private readonly merges: Range[] = []
  private readonly hidden = new Set<number>()
  private isCut = false
  private inData = false
  private row: Line | null = null
  private cell: RawCell | null = null
  private column = 0
  private rowNumber = 0
  private reading: 'value' | 'words' | null = null
  private aloud = false

  constructor(
    private readonly shared: Shared,
    private readonly budget: Budget,
  ) {}

  tag(tag: Tag) {
    if (tag.name === 'sheetData') this.inData = tag.kind === 'open'
    else if (tag.name === 'mergeCell' && tag.kind !== 'close') this.merge(tag)
    else if (tag.name === 'col' && tag.kind !== 'close') this.columns(attributesOf(tag))
    else if (!this.inData) return
    else if (tag.name === 'row') this.rowTag(tag)
    else if (tag.name === 'c') this.cellTag(tag)
    else if (this.cell) this.inCell(tag, this.cell)
  }
  text(text: string) {
    if (!this.cell || !this.reading) return
    if (this.reading === 'value') this.cell.value = (this.cell.value ?? '') + text
    else this.cell.words += text
  }

  private rowTag(tag: Tag) {
    if (tag.kind !== 'close') this.openRow(tag)
    if (tag.kind !== 'open') this.closeRow()
  }
  private openRow(tag: Tag) {
    const attributes = attributesOf(tag)
    spend(this.budget, 'cells', 1)
    this.rowNumber = Number(attributes.get('r') ?? this.rowNumber + 1)
    if (!Number.isInteger(this.rowNumber) || this.rowNumber < 1) throw new Problem('file.broken')
    this.column = 0
    this.row = { number: this.rowNumber, cells: [] }
    if (isTrue(attributes.get('hidden'))) this.row.hidden = true
  }
  private closeRow() {
    if (this.row?.cells.length) {
      spend(this.budget, 'rows', 1)
      this.lines.push(this.row)
    }
    this.row = null
  }

  private cellTag(tag: Tag) {
    if (tag.kind !== 'close') this.openCell(tag)
    if (tag.kind !== 'open') this.closeCell()
  }
  private openCell(tag: Tag) {
    const attributes = attributesOf(tag)
    spend(this.budget, 'cells', 1)
    this.column = placeOf(attributes.get('r') ?? '')?.column ?? this.column + 1
    this.reading = null
    this.aloud = false
    this.cell = {
      type: attributes.get('t') ?? 'n',
      style: Number(attributes.get('s') ?? 0),
      value: null,
      words: '',
      hasFormula: false,
    }
  }
  private closeCell() {
    const cell = this.cell && cellOf(this.cell, this.shared)
    this.cell = null
    if (cell === undefined || cell === null || !this.row) return
    if (this.column > limits.columns) {
      this.isCut = true
      return
    }
    if (typeof cell === 'string') spend(this.budget, 'signs', cell.length)
    this.row.cells[this.column - 1] = cell
  }
  private inCell({ name, kind }: Tag, cell: RawCell) {
    if (name === 'f') cell.hasFormula = true
    if (name === 'rPh') this.aloud = kind === 'open'
    if (name === 'v') this.reading = kind === 'open' ? 'value' : null
    if (name === 't') this.reading = kind === 'open' && !this.aloud ? 'words' : null
  }

  private columns(attributes: Map<string, string>) {
    if (!isTrue(attributes.get('hidden'))) return
    const last = Math.min(Number(attributes.get('max')), limits.columns)
    for (let column = Math.max(1, Number(attributes.get('min'))); column <= last; column++) {
      this.hidden.add(column)
    }
  }
  private merge(tag: Tag) {
    const range = rangeOf(attributesOf(tag).get('ref') ?? '')
    if (!range) return
    spend(this.budget, 'merged', 1)
    this.merges.push(range)
  }
  finish(): ReadSheet {
    this.lines.sort((one, other) => one.number - other.number)
    for (const range of this.merges) spread(this.lines, range, this.budget)
    const hidden = this.hidden.size && { hidden: [...this.hidden] }
    return { lines: this.lines, ...hidden, ...(this.isCut && { isCut: true }) }
  }
}
const isTrue = (value: string | undefined) => value === '1' || value === 'true'

type Range = { first: Place; last: Place }
function rangeOf(ref: string): Range | null {
  const [from = '', to = from] = ref.split(':')
  const first = placeOf(from)
  const last = placeOf(to)
  return first && last && { first, last }
}
/** What stands in the first cell of a merged range stands in all of it, where there are rows. */
function spread(lines: readonly Line[], { first, last }: Range, budget: Budget) {
  const right = Math.min(last.column, limits.columns)
  const start = indexAt(lines, first.row)
  if (lines[start]?.number !== first.row) return
  const cell = lines[start].cells[first.column - 1]
  if (cell === undefined) return
  for (let at = start; lines[at] && lines[at]!.number <= last.row; at++) {
    const line = lines[at]!
    line.merged ??= {}
    for (let column = first.column; column <= right; column++) {
      if (at === start && column === first.column) continue
      spend(budget, 'merged', 1)
      line.cells[column - 1] = cell
      line.merged[column] = first
    }
  }
}
/** The first line at or below this row. */
function indexAt(lines: readonly Line[], row: number): number {
  let low = 0
  let high = lines.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (lines[middle]!.number < row) low = middle + 1
    else high = middle
  }
  return low
}
