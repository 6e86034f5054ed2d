import { inflateRawSync } from 'node:zlib'
import type { CellValue, Workbook } from 'exceljs'
import { Problem } from '../../shared/problem'
import { dayAfter, endOf } from '../../shared/time'
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
/**
 * What the reader would spread out cell by cell over a whole column, and what a list does not need.
 */
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

export const base64Of = async (workbook: Workbook): Promise<string> =>
  Buffer.from(await workbook.xlsx.writeBuffer()).toString('base64')

/**
 * Opens an .xlsx that somebody sent; what is none, or would fill the memory, is refused before it
 * is read.
 */
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

/**
 * Unpacks everything once, within the limits, and believes none of the sizes that the file states.
 */
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
const tagStart = '<'.charCodeAt(0)
function tagsIn(xml: Buffer): number {
  let tags = 0
  for (let at = xml.indexOf(tagStart); at >= 0; at = xml.indexOf(tagStart, at + 1)) tags++
  return tags
}

/**
 * Merged cells and named ranges are built cell by cell: one line of text can mean the whole sheet.
 */
function isSpread(xml: string): boolean {
  const merges = [...xml.matchAll(/<(?:\w+:)?mergeCell\s[^>]*?ref\s*=\s*["']([^"']*)/g)]
  const names = [...xml.matchAll(/<(?:\w+:)?definedName\b[^>]*>([^<]*)/g)]
  const ranges = [...merges, ...names].flatMap((it) => [
    ...it[1]!.replaceAll('$', '').matchAll(/([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})/gi),
  ])
  const area = ranges.reduce((sum, range) => sum + areaOf(range), 0)
  return area > limits.area || merges.length > limits.merges
}
/** How many cells a range such as `A1:C9` has. */
function areaOf([, left, top, right, bottom]: readonly string[]): number {
  const width = 1 + Math.abs(columnOf(right!) - columnOf(left!))
  return width * (1 + Math.abs(Number(bottom) - Number(top)))
}
const columnOf = (letters: string) =>
  [...letters.toUpperCase()].reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0)

type Entry = { name: string; content: (most: number) => Buffer }
const broken = () => new Problem('file.notExcel')
/** The signatures of a zip, and the length of each of its heads. */
const zip = {
  local: 0x04034b50,
  central: 0x02014b50,
  end: Buffer.from([0x50, 0x4b, 5, 6]),
  localLength: 30,
  centralLength: 46,
  endLength: 22,
}

/**
 * The entries of a zip by its directory, each unpacked only when asked, and never to more than it
 * may have.
 */
function* entriesOf(bytes: Buffer): Generator<Entry> {
  const end = endOfZip(bytes)
  const count = bytes.readUInt16LE(end + 10)
  if (count > limits.entries) throw new Problem('input.tooLarge')
  let at = bytes.readUInt32LE(end + 16)
  for (let n = 0; n < count; n++) {
    const { entry, next } = entryAt(bytes, at)
    yield entry
    at = next
  }
}
/** Where the last head stands, which says where the directory is. */
function endOfZip(bytes: Buffer): number {
  if (bytes.length < zip.endLength || bytes.readUInt32LE(0) !== zip.local) throw broken()
  const end = bytes.lastIndexOf(zip.end)
  if (end < 0 || end + zip.endLength > bytes.length) throw broken()
  return end
}
function entryAt(bytes: Buffer, at: number): { entry: Entry; next: number } {
  const nameAt = at + zip.centralLength
  if (nameAt > bytes.length || bytes.readUInt32LE(at) !== zip.central) throw broken()
  const isSealed = (bytes.readUInt16LE(at + 8) & 1) === 1
  const method = bytes.readUInt16LE(at + 10)
  const packed = bytes.readUInt32LE(at + 20)
  const nameEnd = nameAt + bytes.readUInt16LE(at + 28)
  const start = dataAt(bytes, bytes.readUInt32LE(at + 42))
  if (isSealed || ![0, 8].includes(method) || start + packed > bytes.length) throw broken()
  const entry = {
    name: bytes.toString('utf8', nameAt, nameEnd),
    content: (most: number) => unpack(bytes.subarray(start, start + packed), method, most),
  }
  return { entry, next: nameEnd + bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32) }
}
/** Where the data of an entry begin: behind its own head, its name and what else stands there. */
function dataAt(bytes: Buffer, head: number): number {
  const headEnd = head + zip.localLength
  if (headEnd > bytes.length) throw broken()
  return headEnd + bytes.readUInt16LE(head + 26) + bytes.readUInt16LE(head + 28)
}
function unpack(data: Buffer, method: number, most: number): Buffer {
  try {
    if (method === 8) return inflateRawSync(data, { maxOutputLength: Math.max(1, most) })
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

/**
 * What stands in a cell, as text: half-width, without invisible signs, spaces at the ends or
 * doubled.
 */
export const textOf = (value: CellValue | undefined): string =>
  plainOf(value)
    .normalize('NFKC')
    .replace(/\p{Cf}/gu, '')
    .replace(/\s+/g, ' ')
    .trim()
function plainOf(value: CellValue | undefined): string {
  if (value === null || value === undefined) return ''
  if (value instanceof Date) {
    return Number.isNaN(value.getTime()) ? '' : dayIn(value)
  }
  if (typeof value !== 'object') return String(value)
  if ('richText' in value) return value.richText.map((run) => run.text).join('')
  if ('text' in value) return plainOf(value.text)
  if ('result' in value) return plainOf(value.result)
  return ''
}

/**
 * The end of a day in Shanghai, from a date, the number that Excel keeps for one, or text; null: no
 * end; undefined: not to be understood.
 */
export function dayEnd(value: CellValue | undefined): Date | null | undefined {
  const inner = resultOf(value)
  if (typeof inner === 'number' && isSerial(inner)) return endOfWritten(dayOfSerial(inner))
  const text = textOf(inner).replace(/\s/g, '')
  if (isBlank(text) || text === '长期') return null
  const end = endOfWritten(text)
  if (end || !/^\d{5}$/.test(text) || !isSerial(Number(text))) return end
  return endOfWritten(dayOfSerial(Number(text)))
}
/** What a formula came to; anything else as it is. */
export const resultOf = (value: CellValue | undefined): CellValue | undefined =>
  value && typeof value === 'object' && 'result' in value ? value.result : value

/** Excel counts days, the first of 1970 being the 25,569th. */
const isSerial = (days: number) => days > 20_000 && days < 80_000
const dayOfSerial = (days: number) => dayIn(new Date(Math.round((days - 25_569) * 86_400) * 1000))
const dayIn = (date: Date) => date.toISOString().slice(0, 10)

const written =
  /^(\d{4})(?:年|[-/.])?(\d{1,2})(?:月|[-/.])?(?:(\d{1,2})日?)?(?:T?00:00(?::00)?(?:\.000Z)?)?$/
/** The end of a day, however it is written; of the month, where no day is named. */
function endOfWritten(text: string): Date | undefined {
  const [, year, month, day] = written.exec(text) ?? []
  if (!year || !month) return undefined
  const first = `${year}-${month.padStart(2, '0')}-01`
  if (Number.isNaN(Date.parse(first)) || year < '2000' || year > '2100') return undefined
  const last = new Date(Date.UTC(Number(year), Number(month), 0)).getUTCDate()
  const date = day ? Number(day) : last
  if (date < 1 || date > last) return undefined
  return endOf(dayAfter(first, date - 1))
}
