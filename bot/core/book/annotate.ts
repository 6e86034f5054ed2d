import { letterOf, placeOf, type Notes } from './book'
import { csvLines, csvText } from './csv'
import { attributesOf, escaped, walk, xmlText, type Tag } from './xml'
import { Archive, isZip } from './zip'

export const noteHead = '错误原因'

/**
 * The file that came, with a note beside each row that has one; everything else in it stays as it
 * is. What came as plain text goes back as a workbook.
 */
export async function annotate(bytes: Buffer, notes: readonly Notes[]): Promise<Buffer> {
  if (!isZip(bytes)) return annotatedText(bytes, notes[0]!)
  const archive = new Archive(bytes)
  const parts = notes.map((own): [string, Buffer] => {
    const writer = new NoteWriter(xmlText(archive.read(own.part)), own)
    return [own.part, Buffer.from(writer.write())]
  })
  return archive.replacing(new Map(parts))
}

/** A piece of the text that gives way to another. */
type Edit = { start: number; end: number; words: string }

/** Goes through the rows of a sheet as its reader does, and notes what is to be changed where. */
class NoteWriter {
  private readonly edits: Edit[] = []
  private inData = false
  private row = 0
  private column = 0
  private cellStart = 0
  private cellColumn = 0
  private isWritten = false

  constructor(
    private readonly xml: string,
    private readonly notes: Notes,
  ) {}

  write(): string {
    walk(this.xml, { tag: (tag) => this.tag(tag) })
    const pieces: string[] = []
    let at = 0
    for (const { start, end, words } of this.edits) {
      pieces.push(this.xml.slice(at, start), words)
      at = end
    }
    return [...pieces, this.xml.slice(at)].join('')
  }

  private tag(tag: Tag) {
    if (tag.name === 'sheetData') this.inData = tag.kind === 'open'
    if (!this.inData) return
    if (tag.name === 'row') this.rowTag(tag)
    if (tag.name === 'c') this.cellTag(tag)
  }
  private rowTag(tag: Tag) {
    if (tag.kind === 'close') this.writeBefore(tag)
    else this.openRow(tag)
  }
  private openRow(tag: Tag) {
    this.row = Number(attributesOf(tag).get('r') ?? this.row + 1)
    this.column = 0
    this.isWritten = this.row < this.notes.headRow
    if (this.isWritten) return
    // Which columns the row spans is no longer true, and need not be said.
    const spans = /\sspans="[^"]{0,20}"/.exec(tag.attributes)
    const at = spans ? this.xml.indexOf(spans[0].trim(), tag.start) : -1
    if (spans && at >= 0) {
      this.edits.push({ start: at, end: at + spans[0].trim().length, words: '' })
    }
  }
  private cellTag(tag: Tag) {
    if (tag.kind !== 'close') {
      const place = placeOf(attributesOf(tag).get('r') ?? '')
      this.column = place?.column ?? this.column + 1
      this.cellColumn = this.column
      this.cellStart = tag.start
      if (place && this.column > this.notes.column) this.writeBefore(tag)
    }
    if (tag.kind !== 'open' && this.cellColumn === this.notes.column) this.replace(tag)
  }
  /** What stood in the cell is of the time before. */
  private replace({ end, prefix }: Tag) {
    if (this.isWritten) return
    this.isWritten = true
    this.edits.push({ start: this.cellStart, end, words: this.cell(prefix) })
  }
  private writeBefore({ start, prefix }: Tag) {
    if (this.isWritten) return
    this.isWritten = true
    const words = this.cell(prefix)
    if (words) this.edits.push({ start, end: start, words })
  }
  /** In red, without a style of the workbook. */
  private cell(prefix: string): string {
    const { headRow, column, byRow } = this.notes
    const words = this.row === headRow ? noteHead : byRow.get(this.row)
    if (!words) return ''
    const p = prefix
    const font = `<${p}rPr><${p}color rgb="FFC00000"/></${p}rPr>`
    const run = `<${p}r>${font}<${p}t>${escaped(words)}</${p}t></${p}r>`
    const place = `${letterOf(column)}${this.row}`
    return `<${p}c r="${place}" t="inlineStr"><${p}is>${run}</${p}is></${p}c>`
  }
}

async function annotatedText(bytes: Buffer, { column, headRow, byRow }: Notes): Promise<Buffer> {
  const { default: excel } = await import('exceljs')
  const workbook = new excel.Workbook()
  const sheet = workbook.addWorksheet('名单')
  for (const { number, cells } of csvLines(csvText(bytes).replace(/^\ufeff/, ''))) {
    cells.forEach((cell, index) => {
      sheet.getCell(number, index + 1).value = String(cell)
    })
  }
  sheet.getCell(headRow, column).value = noteHead
  for (const [row, words] of byRow) sheet.getCell(row, column).value = words
  return Buffer.from(await workbook.xlsx.writeBuffer())
}
