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
    for (let at = data.indexOf(60); at >= 0; at = data.indexOf(60, at + 1)) tags--
    const sheet = /^\/?xl\/worksheets\/[^/]+\.xml$/.test(name)
    const book = /^\/?xl\/workbook\.xml$/.test(name)
    if (sheet) sheets++
    if (
      tags < 0 ||
      sheets > limits.sheets ||
      ((sheet || book) && isSpread(data.toString('latin1')))
    ) {
      throw new Problem('input.tooLarge')
    }
  }
  if (!sheets) throw new Problem('file.notExcel')
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

/** The entries of a zip by its directory, each unpacked only when asked, and never to more than it may have. */
function* entriesOf(bytes: Buffer): Generator<{ name: string; content: (most: number) => Buffer }> {
  const broken = () => new Problem('file.notExcel')
  const end =
    bytes.length < 22 || bytes.readUInt32LE(0) !== 0x04034b50
      ? -1
      : bytes.lastIndexOf(Buffer.from([0x50, 0x4b, 5, 6]))
  if (end < 0 || end + 22 > bytes.length) throw broken()
  const count = bytes.readUInt16LE(end + 10)
  if (count > limits.entries) throw new Problem('input.tooLarge')
  for (let at = bytes.readUInt32LE(end + 16), n = 0; n < count; n++) {
    if (at + 46 > bytes.length || bytes.readUInt32LE(at) !== 0x02014b50) throw broken()
    const flags = bytes.readUInt16LE(at + 8)
    const method = bytes.readUInt16LE(at + 10)
    const packed = bytes.readUInt32LE(at + 20)
    const nameEnd = at + 46 + bytes.readUInt16LE(at + 28)
    const local = bytes.readUInt32LE(at + 42)
    const start =
      local + 30 > bytes.length
        ? bytes.length
        : local + 30 + bytes.readUInt16LE(local + 26) + bytes.readUInt16LE(local + 28)
    if (flags & 1 || ![0, 8].includes(method) || start + packed > bytes.length) throw broken()
    yield {
      name: bytes.toString('utf8', at + 46, nameEnd),
      content: (most) => unpack(bytes.subarray(start, start + packed), method, most),
    }
    at = nameEnd + bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32)
  }
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
  const inner =
    value && typeof value === 'object' && 'result' in value ? (value.result as CellValue) : value
  if (typeof inner === 'number' && inner > 20_000 && inner < 80_000) {
    return dayEnd(new Date(Math.round((inner - 25_569) * 86_400) * 1000))
  }
  const text = textOf(inner).replace(/\s/g, '')
  if (isBlank(text) || text === '长期') return null
  const [, year, month, day] =
    /^(\d{4})(?:年|[-/.])?(\d{1,2})(?:月|[-/.])?(?:(\d{1,2})日?)?(?:T?00:00(?::00)?(?:\.000Z)?)?$/.exec(
      text,
    ) ?? []
  if (!year || !month) return /^[2-7]\d{4}$/.test(text) ? dayEnd(Number(text)) : undefined
  const last = new Date(Date.UTC(Number(year), Number(month), 0)).getUTCDate()
  const date = day ? Number(day) : last
  if (
    Number(year) < 2000 ||
    Number(year) > 2100 ||
    Number(month) < 1 ||
    Number(month) > 12 ||
    date < 1 ||
    date > last
  ) {
    return undefined
  }
  return new Date(Date.UTC(Number(year), Number(month) - 1, date, 15, 59, 59))
}
