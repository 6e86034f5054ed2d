import type { Workbook } from 'exceljs'
import { dayAfter, endOf } from '../../shared/time'
import type { Cell } from './book/book'
import { dayOfSerial } from './book/cells'
import { isBlank, isSimple } from './text'

/** The library is loaded when the first sheet is needed: most days nobody sends one. */
export const newWorkbook = async (): Promise<Workbook> =>
  new (await import('exceljs')).default.Workbook()

export const base64Of = async (workbook: Workbook): Promise<string> =>
  Buffer.from(await workbook.xlsx.writeBuffer()).toString('base64')

/** An error that was saved as text, as in a CSV. */
const errorWords = /^#(N\/A|REF!|VALUE!|NAME\?|DIV\/0!|NULL!|NUM!|SPILL!|CALC!|#{2,})$/
/** Why a cell cannot be read, for whoever wrote it; null: it can. */
export function unreadable(cell: Cell | undefined): string | null {
  if (typeof cell === 'string' && errorWords.test(cell)) return `这格是 ${cell}，请先改好`
  if (typeof cell !== 'object') return null
  return cell.error
    ? `这格是 ${cell.error}，请先改好`
    : '这格是公式，还没有算出结果，请用 Excel 或 WPS 打开保存一次再传'
}

/**
 * What stands in a cell, as text: half-width, without invisible signs, spaces at the ends or
 * doubled.
 */
export function textOf(cell: Cell | undefined): string {
  const text = plainOf(cell)
  if (isSimple(text)) return text
  return text
    .normalize('NFKC')
    .replace(/\p{Cf}/gu, '')
    .replace(/\s+/g, ' ')
    .trim()
}
/** The words of a cell as they were typed; nothing for one that cannot be read. */
export const plainOf = (cell: Cell | undefined): string =>
  typeof cell === 'object' || cell === undefined ? '' : String(cell)

/**
 * The end of a day in Shanghai, from text or the number that Excel keeps for a day; null: no end;
 * undefined: not to be understood.
 */
export function dayEnd(cell: Cell | undefined, is1904 = false): Date | null | undefined {
  if (typeof cell === 'number' && isSerial(cell)) return endOfWritten(dayOfSerial(cell, is1904))
  const text = textOf(cell).replace(/\s/g, '')
  if (isBlank(text) || text === '长期') return null
  const end = endOfWritten(text)
  if (end || !/^\d{5}$/.test(text) || !isSerial(Number(text))) return end
  return endOfWritten(dayOfSerial(Number(text), is1904))
}
const isSerial = (days: number) => days > 20_000 && days < 80_000

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
