import { extname, join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { Problem } from '../../shared/problem'
import type { Book, Line, Notes } from '../core/book/book'
import { gate } from '../core/gate'
import type { Sheets } from '../core/ports'

const settings = { together: 2, waiting: 8, seconds: 10, secondsToStart: 60, heapMb: 512 }
/** What the thread is given, and what it says. Lines come in parts, each when it is asked for. */
export type Work = { bytes: Uint8Array; notes: Notes | null }
export type Said =
  | { began: true }
  | { sheet: number; lines: Line[] }
  | { book: Book }
  | { file: Uint8Array }
  | { problem: Problem['code'] }

/**
 * Each file has a thread of its own, which is ended when it takes too long or too much: what
 * somebody sends can stop nobody else. Few run together, and few wait.
 */
export function createSheets({ seconds } = { seconds: settings.seconds }): Sheets {
  const pass = gate(settings.together)
  let inside = 0
  async function run(work: Work): Promise<Said> {
    if (inside >= settings.together + settings.waiting) throw new Problem('file.busy')
    inside++
    try {
      return await pass(() => runAside(work, seconds))
    } finally {
      inside--
    }
  }
  return {
    async read(bytes) {
      const said = await run({ bytes, notes: null })
      return (said as { book: Book }).book
    },
    async annotate(bytes, notes) {
      const said = await run({ bytes, notes })
      return Buffer.from((said as { file: Uint8Array }).file)
    },
  }
}

/** From TypeScript as from what was built of it: the thread needs the loader that we run by. */
const extension = extname(__filename)
const file = join(__dirname, `sheetThread${extension}`)
const loader = extension === '.ts' ? ['--require', require.resolve('tsx/cjs')] : []

function runAside(work: Work, seconds: number): Promise<Said> {
  const thread = new Worker(file, {
    workerData: work,
    execArgv: loader,
    resourceLimits: { maxOldGenerationSizeMb: settings.heapMb },
  })
  const end = () => void thread.terminate()
  let late = setTimeout(end, settings.secondsToStart * 1_000)
  const parts: Extract<Said, { lines: Line[] }>[] = []
  const answered = new Promise<Said>((done, fail) => {
    thread.on('message', (said: Said) => {
      if ('began' in said) {
        clearTimeout(late)
        late = setTimeout(end, seconds * 1_000)
        return
      }
      if (!('lines' in said)) return done(said)
      parts.push(said)
      // Others have their turn before the next part comes in.
      setImmediate(() => thread.postMessage('next'))
    })
    thread.once('error', (error) => fail(troubleOf(error)))
    thread.once('exit', () => fail(new Problem('file.tooSlow', { seconds })))
  })
  return answered
    .then((said) => whole(said, parts))
    .finally(() => {
      clearTimeout(late)
      void thread.terminate()
    })
}
function whole(said: Said, parts: readonly Extract<Said, { lines: Line[] }>[]): Said {
  if ('problem' in said) throw new Problem(said.problem)
  if (!('book' in said)) return said
  for (const { sheet, lines } of parts) said.book.sheets[sheet]!.lines.push(...lines)
  return said
}
const troubleOf = (error: Error) =>
  (error as { code?: string }).code === 'ERR_WORKER_OUT_OF_MEMORY'
    ? new Problem('input.tooLarge')
    : error
