/** The thread that opens one file that somebody sent. */
import { once } from 'node:events'
import { createRequire } from 'node:module'
import { parentPort } from 'node:worker_threads'
import { Problem } from '../../shared/problem'
import { annotate } from '../core/book/annotate'
import { readBook } from '../core/book/open'
import type { BookReader } from '../core/ports'
import type { Part, Said, Work } from './sheets'

const rowsAtOnce = 500
type Reading = { parts: Iterable<Part>; whole: object }

async function run() {
  say({ ready: true })
  const [{ bytes, notes, reader }] = (await once(parentPort!, 'message')) as [Work]
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (notes) return say({ file: await annotate(file, notes) })
  const { parts, whole } = reader ? readBy(reader, file) : readLines(file)
  for (const part of parts) {
    say({ part })
    await once(parentPort!, 'message')
  }
  say({ whole })
}

/** By the loader that we run by, which `import` does not know. */
const load = createRequire(__filename)
function readBy({ module, given }: NonNullable<Work['reader']>, file: Buffer): Reading {
  const { read } = load(module) as { read: BookReader }
  const found = read(readBook(file), given as never)
  return { parts: inParts(found.rows, 0), whole: { ...found, rows: [] } }
}
function readLines(file: Buffer): Reading {
  const book = readBook(file)
  const parts = book.sheets.flatMap(({ lines }, sheet) => [...inParts(lines, sheet)])
  return {
    parts,
    whole: { ...book, sheets: book.sheets.map((sheet) => ({ ...sheet, lines: [] })) },
  }
}
function* inParts(rows: readonly unknown[], sheet: number): Generator<Part> {
  for (let start = 0; start < rows.length; start += rowsAtOnce) {
    yield { sheet, rows: rows.slice(start, start + rowsAtOnce) }
  }
}
const say = (said: Said) => parentPort!.postMessage(said)

run().catch((error: unknown) => {
  if (!(error instanceof Problem)) throw error
  say({ problem: error.code, details: error.details })
})
