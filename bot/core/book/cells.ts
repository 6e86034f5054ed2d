import { Problem } from '../../../shared/problem'
import type { Cell } from './book'
import { plainText } from './styles'

/** What the parts of a workbook that all its sheets share say of their cells. */
export type Shared = { texts: readonly string[]; days: ReadonlySet<number>; is1904: boolean }
/** A cell as it stands in the file. */
export type RawCell = {
  type: string
  style: number
  value: string | null
  words: string
  hasFormula: boolean
}

/** Nothing: an empty cell, or one of spaces and signs that nobody sees. */
export function cellOf(raw: RawCell, shared: Shared): Cell | undefined {
  const cell = contentOf(raw, shared)
  return typeof cell === 'string' && /^[\s\p{Cf}]*$/u.test(cell) ? undefined : cell
}

function contentOf(raw: RawCell, shared: Shared): Cell | undefined {
  if (raw.type === 'inlineStr') return plainText(raw.words)
  if (raw.type === 'str') return plainText(raw.value ?? '')
  const value = raw.value?.trim() ?? ''
  if (value === '') return raw.hasFormula ? { error: '' } : undefined
  return valueOf(value, raw, shared)
}
function valueOf(value: string, { type, style }: RawCell, shared: Shared): Cell | undefined {
  if (type === 'e') return { error: value }
  if (type === 's') return sharedText(shared, Number(value))
  if (type === 'b') return Number(value) ? 'TRUE' : 'FALSE'
  return type === 'd' ? dayWritten(value) : numberOrDay(value, style, shared)
}
/** A text that is not there was lost on the way: the cell is not empty. */
function sharedText({ texts }: Shared, index: number): string {
  const text = texts[index]
  if (text === undefined) throw new Problem('file.broken')
  return text
}
function numberOrDay(value: string, style: number, { days, is1904 }: Shared): Cell {
  const number = Number(value)
  if (!Number.isFinite(number)) return value
  return days.has(style) && isDay(number) ? dayOfSerial(number, is1904) : number
}
/** 2027-12-31T00:00:00 is a day. */
const dayWritten = (value: string) => /^\d{4}-\d{2}-\d{2}/.exec(value)?.[0] ?? value

/** Excel counts days, the first of 1970 being the 25,569th; old Macs begin 1,462 days later. */
const epoch = 25_569
const later = 1_462
const maxSerial = 2_958_465
const isDay = (serial: number) => serial >= 1 && serial <= maxSerial
export function dayOfSerial(serial: number, is1904: boolean): string {
  const days = serial - epoch + (is1904 ? later : 0)
  return new Date(Math.round(days * 86_400) * 1000).toISOString().slice(0, 10)
}
