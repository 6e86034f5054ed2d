/** The thread that opens one file that somebody sent. */
import { once } from 'node:events'
import { parentPort } from 'node:worker_threads'
import { Problem } from '../../shared/problem'
import { annotate } from '../core/book/annotate'
import { readBook } from '../core/book/open'
import type { Said, Work } from './sheets'

const linesAtOnce = 500

async function run() {
  say({ ready: true })
  const [{ bytes, notes }] = (await once(parentPort!, 'message')) as [Work]
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (notes) return say({ file: await annotate(file, notes) })
  const book = readBook(file)
  for (const [index, { lines }] of book.sheets.entries()) {
    for (let start = 0; start < lines.length; start += linesAtOnce) {
      say({ sheet: index, lines: lines.slice(start, start + linesAtOnce) })
      await once(parentPort!, 'message')
    }
  }
  say({ book: { ...book, sheets: book.sheets.map((sheet) => ({ ...sheet, lines: [] })) } })
}
const say = (said: Said) => parentPort!.postMessage(said)

run().catch((error: unknown) => {
  if (!(error instanceof Problem)) throw error
  say({ problem: error.code })
})
