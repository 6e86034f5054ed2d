/**
 * What stands in a cell: words as they were typed, a number, or why there is nothing to be read
 * (`#N/A`; empty where a formula was never reckoned). A date is written as 2026-12-31.
 */
export type Cell = string | number | Unreadable
export type Unreadable = { error: string }

/**
 * A row in which something stands. `cells` begin with column A at 0; what was merged is in every
 * cell of it, and `merged` says for those that follow the first where the first one is.
 */
export type Line = {
  number: number
  cells: (Cell | undefined)[]
  merged?: Record<number, Place>
  hidden?: true
}
export type Place = { row: number; column: number }
/**
 * `part`: where it lies in the file; `hidden`: the columns that are not to be seen; `isCut`: more
 * stands to the right than is read.
 */
export type Sheet = {
  name: string
  part: string
  visible: boolean
  lines: Line[]
  hidden?: number[]
  isCut?: true
}
/** A workbook as plain data. `is1904`: its numbers of days begin in 1904. */
export type Book = { sheets: Sheet[]; is1904: boolean }

/** What is written into a file that goes back: words by row, all in one column, its head first. */
export type Notes = { part: string; column: number; headRow: number; byRow: Map<number, string> }

/** What a list may weigh when it is unpacked; more than enough for 50,000 rows. */
export const limits = {
  bytes: 64 << 20,
  entries: 10_000,
  sheets: 256,
  columns: 256,
  rows: 50_000,
  cells: 3_000_000,
  signs: 30_000_000,
  merged: 200_000,
}

const letterA = 'A'.charCodeAt(0)
/** 28 → AB; the first column is 1. */
export function letterOf(column: number): string {
  let letters = ''
  for (let left = column; left > 0; left = Math.floor((left - 1) / 26)) {
    letters = String.fromCharCode(letterA + ((left - 1) % 26)) + letters
  }
  return letters
}
const reference = /^\$?([A-Z]{1,3})\$?(\d{1,7})$/
/** AB12 → where that is; null: it is nowhere. */
export function placeOf(text: string): Place | null {
  const [, letters, row] = reference.exec(text.toUpperCase()) ?? []
  if (!letters) return null
  let column = 0
  for (const letter of letters) column = column * 26 + letter.charCodeAt(0) - letterA + 1
  return { row: Number(row), column }
}
