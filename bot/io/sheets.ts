import { extname, join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { Problem } from '../../shared/problem'
import type { Book, Line, Notes } from '../core/book/book'
import { gate } from '../core/gate'
import type { BookReader, Sheets } from '../core/ports'
import { createSpare, type Ready } from './spare'

const settings = {
  together: 2,
  waiting: 8,
  seconds: 10,
  secondsToStart: 60,
  heapMb: 512,
  spareMinutes: 10,
}
/** What the thread is given, and what it says. Rows come in parts, each when it is asked for. */
export type Work = {
  bytes: Uint8Array
  notes?: readonly Notes[]
  reader?: { module: string; given: unknown }
}
export type Part = { sheet: number; rows: unknown[] }
export type Said =
  | { ready: true }
  | { part: Part }
  | { whole: object }
  | { file: Uint8Array }
  | { problem: Problem['code']; details: Problem['details'] }
type Done = { said: Exclude<Said, { part: Part }>; parts: Part[] }

/**
 * Each file has a thread of its own, which is ended when it takes too long or too much: what
 * somebody sends can stop nobody else. Few run together, and few wait. Who has sent one often sends
 * the next soon, so its thread is started ahead.
 */
export function createSheets({ seconds } = { seconds: settings.seconds }): Sheets {
  const pass = gate(settings.together)
  const spare = createSpare(startThread, settings.spareMinutes)
  let inside = 0
  async function run(work: Work): Promise<Done> {
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
      const { said, parts } = await run({ bytes })
      const book = (said as { whole: Book }).whole
      for (const { sheet, rows } of parts) book.sheets[sheet]!.lines.push(...(rows as Line[]))
      return book
    },
    async readBy<R extends BookReader>(bytes: Buffer, module: string, given: unknown) {
      const { said, parts } = await run({ bytes, reader: { module, given } })
      const rows = parts.flatMap((part) => part.rows)
      return { ...(said as { whole: object }).whole, rows } as ReturnType<R>
    },
    async annotate(bytes, notes) {
      const { said } = await run({ bytes, notes })
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

function runAside(work: Work, seconds: number, { worker, loaded }: Ready): Promise<Done> {
  const end = () => void worker.terminate()
  let late = setTimeout(end, settings.secondsToStart * 1_000)
  function handOver() {
    clearTimeout(late)
    late = setTimeout(end, seconds * 1_000)
    worker.postMessage(work)
  }
  const parts: Part[] = []
  const answered = new Promise<Done>((done, fail) => {
    worker.on('message', (said: Said) => {
      if ('ready' in said) return
      if ('problem' in said) return fail(new Problem(said.problem, said.details))
      if (!('part' in said)) return done({ said, parts })
      parts.push(said.part)
      // Others have their turn before the next part comes in.
      setImmediate(() => worker.postMessage('next'))
    })
    worker.once('error', (error) => fail(troubleOf(error)))
    worker.once('exit', () => fail(new Problem('file.tooSlow', { seconds })))
    loaded.then(handOver, () => undefined)
  })
  return answered.finally(() => {
    clearTimeout(late)
    end()
  })
}
const troubleOf = (error: Error) =>
  (error as { code?: string }).code === 'ERR_WORKER_OUT_OF_MEMORY'
    ? new Problem('input.tooLarge')
    : error
