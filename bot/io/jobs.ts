import type { EventEmitter } from 'node:events'
import type { Logger } from 'pino'
import type { Ctx, Io, Job, Slice, Worker } from '../core/slice'
import { createTurns, type Turns } from './turns'

/** `run` says whether more is due. */
type Task = { name: string; every: number; lanes?: number; run: () => Promise<boolean> }
/** `bell`: emits the name of a task that need not wait until it looks by itself. */
type Options = {
  slices: readonly Slice[]
  io: Io
  react: Task
  log: Logger
  bell: EventEmitter
  now: () => Date
  also?: readonly Task[]
}

export type Runner = ReturnType<typeof createRunner>

const stopped = Symbol('stopped')

/**
 * Everything that runs by the clock. `tick` does all that is due now and comes back; `start` keeps
 * doing it.
 */
export function createRunner({ slices, io, react, log, bell, now, also = [] }: Options) {
  bell.setMaxListeners(0) // every task listens for the end
  const turns = createTurns(now)
  const jobs = slices.flatMap((slice) => slice.jobs ?? [])
  const workers = slices.flatMap((slice) => slice.workers ?? [])
  const tasks = [
    ...jobs.map((job) => taskOfJob(job, io, turns)),
    react,
    ...workers.map((worker) => taskOfWorker(worker, io, turns)),
    ...also,
  ]
  let open = false
  let running: Promise<unknown> = Promise.resolve()

  /** Says whether anything was due: what was done may have made more. */
  async function tick(): Promise<boolean> {
    let any = false
    for (const task of tasks) {
      while (await task.run()) any = true
    }
    return any
  }

  async function keepRunning(task: Task) {
    while (open) {
      const more = await task.run().catch((error: unknown) => {
        log.error({ err: error, task: task.name }, 'a task failed, it runs again')
        return false
      })
      if (!more && open) await rest(task, bell)
    }
  }
  function start() {
    open = true
    const lanes = tasks.flatMap((task) => Array<Task>(task.lanes ?? 1).fill(task))
    running = Promise.all(lanes.map(keepRunning))
  }
  async function stop() {
    open = false
    bell.emit(stopped)
    await running
  }
  return { tick, start, stop }
}

/** A job is one transaction, in which it also takes its turn. */
function taskOfJob(job: Job, io: Io, turns: Turns): Task {
  async function work(ctx: Ctx) {
    if (job.at && !(await turns.isDue(ctx, job.name, job.at))) return false
    return job.run(ctx)
  }
  return {
    name: job.name,
    every: job.every ?? 1_000,
    run: async () => !turns.isEarly(job.name) && Boolean(await io.transact(work)),
  }
}

/** A worker opens its own transactions: its turn is taken before. */
function taskOfWorker(worker: Worker, io: Io, turns: Turns): Task {
  const { name, at } = worker
  return {
    name,
    every: worker.every ?? 1_000,
    lanes: worker.lanes ?? 1,
    async run() {
      if (turns.isEarly(name)) return false
      if (at && !(await io.transact((ctx) => turns.isDue(ctx, name, at)))) return false
      return Boolean(await worker.run(io))
    },
  }
}

/** Until its time, or the bell. */
const rest = ({ name, every }: Task, bell: EventEmitter) =>
  new Promise<void>((done) => {
    const timer = setTimeout(over, every).unref()
    bell.on(name, over).on(stopped, over)
    function over() {
      clearTimeout(timer)
      bell.off(name, over).off(stopped, over)
      done()
    }
  })
