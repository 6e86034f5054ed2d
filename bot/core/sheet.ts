import { inflateRawSync } from 'node:zlib'
import type { CellValue, Workbook } from 'exceljs'
import { Problem } from '../../shared/problem'
import { isBlank } from './text'

/** What a sheet of posts may weigh when it is unpacked; more than enough for 50,000 rows. */
const limits = {
  bytes: 64 << 20,
  entries: 2_000,
  sheets: 20,
  tags: 2_500_000,
  area: 200_000,
  merges: 10_000,
}
/** What the reader would spread out cell by cell over a whole column, and what a list does not need. */
const ignored = [
  'dataValidations',
  'conditionalFormatting',
  'drawing',
  'legacyDrawing',
  'picture',
  'tableParts',
  'extLst',
  'sheetProtection',
]

/** The library is loaded when the first sheet is needed: most days nobody sends one. */
export const newWorkbook = async (): Promise<Workbook> =>
  new (await import('exceljs')).default.Workbook()

/** Opens an .xlsx that somebody sent; what is none, or would fill the memory, is refused before it is read. */
export async function openWorkbook(bytes: Buffer): Promise<Workbook> {
  inspect(bytes)
  const workbook = await newWorkbook()
  try {
    await workbook.xlsx.load(bytes as never, { ignoreNodes: ignored })
  } catch {
    throw new Problem('file.notExcel')
  }
  if (!workbook.worksheets.length) throw new Problem('file.notExcel')
  return workbook
}

/** Unpacks everything once, within the limits, and believes none of the sizes that the file states. */
function inspect(bytes: Buffer) {
  let left = limits.bytes
  let tags = limits.tags
  let sheets = 0
  for (const { name, content } of entriesOf(bytes)) {
    const data = content(left)
    left -= data.length
    if (!/\.(xml|rels)$/.test(name)) continue
    tags -= tagsIn(data)
    const isSheet = /^\/?xl\/worksheets\/[^/]+\.xml$/.test(name)
    const isBook = /^\/?xl\/workbook\.xml$/.test(name)
    if (isSheet) sheets++
    if (tags < 0 || sheets > limits.sheets) throw new Problem('input.tooLarge')
    if ((isSheet || isBook) && isSpread(data.toString('latin1'))) {
      throw new Problem('input.tooLarge')
    }
  }
  if (!sheets) throw new Problem('file.notExcel')
}
function tagsIn(xml: Buffer): number {
  const opening = '<'.charCodeAt(0)
  let count = 0
  for (let at = xml.indexOf(opening); at >= 0; at = xml.indexOf(opening, at + 1)) count++
  return count
}

/** Merged cells and named ranges are built cell by cell: one line of text can mean the whole sheet. */
function isSpread(xml: string): boolean {
  const merges = [...xml.matchAll(/<(?:\w+:)?mergeCell\s[^>]*?ref\s*=\s*["']([^"']*)/g)]
  const names = [...xml.matchAll(/<(?:\w+:)?definedName\b[^>]*>([^<]*)/g)]
  const ranges = [...merges, ...names].flatMap((it) => [
    ...it[1]!.replaceAll('$', '').matchAll(/([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})/gi),
  ])
  const area = ranges.reduce(
    (sum, [, left, top, right, bottom]) =>
      sum +
      (1 + Math.abs(columnOf(right!) - columnOf(left!))) *
        (1 + Math.abs(Number(bottom) - Number(top))),
    0,
  )
  return area > limits.area || merges.length > limits.merges
}
const columnOf = (letters: string) =>
  [...letters.toUpperCase()].reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0)

type Entry = { name: string; content: (most: number) => Buffer }
const broken = () => new Problem('file.notExcel')
/** The signs that the parts of a zip begin with, and the lengths of those before their names. */
const zip = {
  local: { sign: 0x04034b50, length: 30 },
  entry: { sign: 0x02014b50, length: 46 },
  end: { sign: Buffer.from([0x50, 0x4b, 5, 6]), length: 22 },
}
const ways = { stored: 0, deflated: 8 }

/** The entries of a zip by its directory, each unpacked only when asked, and never to more than it may have. */
function* entriesOf(bytes: Buffer): Generator<Entry> {
  const end = endOf(bytes)
  const count = bytes.readUInt16LE(end + 10)
  if (count > limits.entries) throw new Problem('input.tooLarge')
  let at = bytes.readUInt32LE(end + 16)
  for (let n = 0; n < count; n++) {
    const { entry, next } = entryAt(bytes, at)
    yield entry
    at = next
  }
}
function endOf(bytes: Buffer): number {
  if (bytes.length < zip.end.length || bytes.readUInt32LE(0) !== zip.local.sign) throw broken()
  const end = bytes.lastIndexOf(zip.end.sign)
  if (end < 0 || end + zip.end.length > bytes.length) throw broken()
  return end
}
function entryAt(bytes: Buffer, at: number): { entry: Entry; next: number } {
  const nameAt = at + zip.entry.length
  if (nameAt > bytes.length || bytes.readUInt32LE(at) !== zip.entry.sign) throw broken()
  const isLocked = (bytes.readUInt16LE(at + 8) & 1) === 1
  const way = bytes.readUInt16LE(at + 10)
  const length = bytes.readUInt32LE(at + 20)
  const nameEnd = nameAt + bytes.readUInt16LE(at + 28)
  const start = contentAt(bytes, bytes.readUInt32LE(at + 42))
  const isKnown = way === ways.stored || way === ways.deflated
  if (isLocked || !isKnown || start + length > bytes.length) throw broken()
  return {
    entry: {
      name: bytes.toString('utf8', nameAt, nameEnd),
      content: (most) => unpack(bytes.subarray(start, start + length), way, most),
    },
    next: nameEnd + bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32),
  }
}
/** What an entry holds lies behind a head of its own, which has a name and an extra part once more. */
function contentAt(bytes: Buffer, head: number): number {
  const nameAt = head + zip.local.length
  if (nameAt > bytes.length) throw broken()
  return nameAt + bytes.readUInt16LE(head + 26) + bytes.readUInt16LE(head + 28)
}
function unpack(data: Buffer, way: number, most: number): Buffer {
  try {
    if (way === ways.deflated) return inflateRawSync(data, { maxOutputLength: Math.max(1, most) })
  } catch (error) {
    throw new Problem(
      (error as { code?: string }).code === 'ERR_BUFFER_TOO_LARGE'
        ? 'input.tooLarge'
        : 'file.notExcel',
    )
  }
  if (data.length > most) throw new Problem('input.tooLarge')
  return data
}

/** What stands in a cell, as text: half-width, without invisible signs, spaces at the ends or doubled. */
export const textOf = (value: CellValue | undefined): string =>
  plainOf(value)
    .normalize('NFKC')
    .replace(/\p{Cf}/gu, '')
    .replace(/\s+/g, ' ')
    .trim()
function plainOf(value: CellValue | undefined): string {
  if (value === null || value === undefined) return ''
  if (value instanceof Date) {
    return Number.isNaN(value.getTime()) ? '' : value.toISOString().slice(0, 10)
  }
  if (typeof value !== 'object') return String(value)
  if ('richText' in value) return value.richText.map((run) => run.text).join('')
  if ('text' in value) return plainOf(value.text)
  if ('result' in value) return plainOf(value.result)
  return ''
}

/** The end of a day in Shanghai, from a date, the number that Excel keeps for one, or text; null: no end; undefined: not to be understood. */
export function dayEnd(value: CellValue | undefined): Date | null | undefined {
  const inner = innerOf(value)
  if (typeof inner === 'number' && isSerial(inner)) return dayEnd(dateOfSerial(inner))
  const text = textOf(inner).replace(/\s/g, '')
  if (isBlank(text) || text === '长期') return null
  const parts = written.exec(text)
  const end = parts && endOfDate(parts)
  if (end) return end
  // A cell that was made text still holds Excel's number for its day: no year that we know begins so.
  return /^[2-7]\d{4}$/.test(text) ? dayEnd(Number(text)) : undefined
}
/** What a formula has come to. */
const innerOf = (value: CellValue | undefined) =>
  value && typeof value === 'object' && 'result' in value ? (value.result as CellValue) : value
/** Excel counts days from 1900: these are the years from 1954 to 2119. */
const isSerial = (n: number) => n > 20_000 && n < 80_000
const dateOfSerial = (n: number) => new Date(Math.round((n - 25_569) * 86_400) * 1000)
const written =
  /^(\d{4})(?:年|[-/.])?(\d{1,2})(?:月|[-/.])?(?:(\d{1,2})日?)?(?:T?00:00(?::00)?(?:\.000Z)?)?$/
/** A month without a day ends with its last. */
function endOfDate([, ...parts]: RegExpExecArray): Date | null {
  const year = Number(parts[0])
  const month = Number(parts[1])
  if (year < 2000 || year > 2100 || month < 1 || month > 12) return null
  const last = new Date(Date.UTC(year, month, 0)).getUTCDate()
  const day = Number(parts[2] ?? last)
  if (day < 1 || day > last) return null
  return new Date(Date.UTC(year, month - 1, day, 15, 59, 59))
}
