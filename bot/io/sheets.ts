import { extname, join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { Problem } from '../../shared/problem'
import type { Book, Line, Notes } from '../core/book/book'
import { gate } from '../core/gate'
import type { Sheets } from '../core/ports'
import { createSpare, type Ready } from './spare'

const settings = {
  together: 2,
  waiting: 8,
  seconds: 10,
  secondsToStart: 60,
  heapMb: 512,
  spareMinutes: 10,
}
/** What the thread is given, and what it says. Lines come in parts, each when it is asked for. */
export type Work = { bytes: Uint8Array; notes: readonly Notes[] | null }
export type Said =
  | { ready: true }
  | { sheet: number; lines: Line[] }
  | { book: Book }
  | { file: Uint8Array }
  | { problem: Problem['code'] }

/**
 * Each file has a thread of its own, which is ended when it takes too long or too much: what
 * somebody sends can stop nobody else. Few run together, and few wait. Who has sent one often sends
 * the next soon, so its thread is started ahead.
 */
export function createSheets({ seconds } = { seconds: settings.seconds }): Sheets {
  const pass = gate(settings.together)
  const spare = createSpare(startThread, settings.spareMinutes)
  let inside = 0
  async function run(work: Work): Promise<Said> {
    if (inside >= settings.together + settings.waiting) throw new Problem('file.busy')
    inside++
    try {
      return await pass(() => runAside(work, seconds, spare.take()).finally(spare.keep))
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
    close: spare.close,
  }
}

/** From TypeScript as from what was built of it: the thread needs the loader that we run by. */
const extension = extname(__filename)
const file = join(__dirname, `sheetThread${extension}`)
const loader = extension === '.ts' ? ['--require', require.resolve('tsx/cjs')] : []
const startThread = () =>
  new Worker(file, {
    execArgv: loader,
    resourceLimits: { maxOldGenerationSizeMb: settings.heapMb },
  })

function runAside(work: Work, seconds: number, { worker, loaded }: Ready): Promise<Said> {
  const end = () => void worker.terminate()
  let late = setTimeout(end, settings.secondsToStart * 1_000)
  function handOver() {
    clearTimeout(late)
    late = setTimeout(end, seconds * 1_000)
    worker.postMessage(work)
  }
  const parts: Extract<Said, { lines: Line[] }>[] = []
  const answered = new Promise<Said>((done, fail) => {
    worker.on('message', (said: Said) => {
      if ('ready' in said) return
      if (!('lines' in said)) return done(said)
      parts.push(said)
      // Others have their turn before the next part comes in.
      setImmediate(() => worker.postMessage('next'))
    })
    worker.once('error', (error) => fail(troubleOf(error)))
    worker.once('exit', () => fail(new Problem('file.tooSlow', { seconds })))
    loaded.then(handOver, () => undefined)
  })
  return answered
    .then((said) => whole(said, parts))
    .finally(() => {
      clearTimeout(late)
      end()
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
