import { Problem } from '../../../shared/problem'
import { limits, type Line } from './book'

/** How tables in plain text are written here: Unicode with a mark, else UTF-8, else GBK. */
export function csvText(bytes: Buffer): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return bytes.toString('utf16le', 2)
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return decoded(bytes, 'utf-16be') ?? ''
  const text = decoded(bytes, 'utf-8') ?? decoded(bytes, 'gb18030')
  // What is no text at all has signs that nobody types.
  if (text === null || /[^\P{Cc}\t\r\n\f]/u.test(text)) throw new Problem('file.notExcel')
  return text
}
function decoded(bytes: Buffer, encoding: string): string | null {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes)
  } catch {
    return null
  }
}

const separators = ['\t', ',', ';', '，', '|'] as const
/** The sign that stands in the most of the first lines; null: it is no table. */
function separatorOf(text: string): string | null {
  const lines = text.slice(0, 20_000).split(/\r\n|[\r\n]/, 50)
  const counts = separators.map((sign) => lines.filter((line) => line.includes(sign)).length)
  const most = Math.max(...counts)
  return most > 0 ? separators[counts.indexOf(most)]! : null
}
/** So that a number stays text, programs write ="13800001111". */
const kept = /^="(.*)"$/s

/** The rows of a table in plain text, in which something stands. */
export function csvLines(text: string): Line[] {
  const separator = separatorOf(text)
  if (!separator) throw new Problem('file.notExcel')
  const lines: Line[] = []
  let cells = limits.cells
  let number = 0
  for (const row of rowsOf(text, separator)) {
    number++
    cells -= row.length
    if (cells < 0 || lines.length > limits.rows) throw new Problem('input.tooLarge')
    const line: Line = { number, cells: [] }
    row.slice(0, limits.columns).forEach((words, index) => {
      if (words.trim()) line.cells[index] = words.replace(kept, '$1')
    })
    if (line.cells.length) lines.push(line)
  }
  return lines
}
/** Fields in quotes may hold separators, lines and doubled quotes. */
function* rowsOf(text: string, separator: string): Generator<string[]> {
  let row: string[] = []
  let at = 0
  while (at < text.length) {
    const { words, end } = fieldAt(text, at, separator)
    row.push(words)
    at = end + 1
    if (text.charAt(end) === separator) continue
    if (text.charAt(end) === '\r' && text.charAt(at) === '\n') at++
    yield row
    row = []
  }
  if (row.length) yield row
}
function fieldAt(text: string, start: number, separator: string): { words: string; end: number } {
  let words = ''
  let at = start
  if (text.charAt(at) === '"') {
    for (;;) {
      const quote = text.indexOf('"', at + 1)
      if (quote < 0) throw new Problem('file.broken')
      words += text.slice(at + 1, quote)
      at = quote + 1
      if (text.charAt(at) !== '"') break
      words += '"'
    }
  }
  const from = at
  while (at < text.length && !isEnd(text.charAt(at), separator)) at++
  return { words: words + text.slice(from, at), end: at }
}
const isEnd = (sign: string, separator: string) =>
  sign === separator || sign === '\n' || sign === '\r'
