import type { EventEmitter } from 'node:events'
import type { Logger } from 'pino'
import { Cron } from 'croner'
import { z } from 'zod'
import { instant } from '../../shared/vocabulary'
import type { Ctx, Io, Slice } from '../core/slice'
import { table } from '../core/table'
import { isDuplicate } from './db'

/** When a task with a calendar runs next: the row lets one instance do it, once, even if none was up at that moment. */
export const ScheduleEntity = table(
  'schedule',
  z.object({ task: z.string().max(64), nextAt: instant }),
  { primary: ['task'] },
)

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

const stopped = Symbol('stopped')

/** Everything that runs by the clock. `tick` does all that is due now and comes back; `start` keeps doing it. */
export function createRunner({ slices, io, react, log, bell, now, also = [] }: Options) {
  bell.setMaxListeners(0) // every task listens for the end
  const nexts = new Map<string, Date>() // until then nobody need ask the database
  const early = (task: string) => (nexts.get(task)?.getTime() ?? 0) > now().getTime()
  const isTime = async (ctx: Ctx, task: string, at: string) => {
    const { due, next } = await turn(ctx, task, at)
    if (!due) nexts.set(task, next)
    return due
  }
  const jobs = slices
    .flatMap((slice) => slice.jobs ?? [])
    .map((job): Task => ({
      name: job.name,
      every: job.every ?? 1_000,
      run: async () =>
        !early(job.name) &&
        Boolean(
          await io.transact(async (ctx) =>
            job.at && !(await isTime(ctx, job.name, job.at)) ? false : job.run(ctx),
          ),
        ),
    }))
  const workers = slices
    .flatMap((slice) => slice.workers ?? [])
    .map((worker): Task => ({
      name: worker.name,
      every: worker.every ?? 1_000,
      lanes: worker.lanes ?? 1,
      run: async () =>
        !early(worker.name) &&
        (worker.at && !(await io.transact((ctx) => isTime(ctx, worker.name, worker.at)))
          ? false
          : Boolean(await worker.run(io))),
    }))
  const tasks = [...jobs, react, ...workers, ...also]

  async function until(task: Task): Promise<boolean> {
    let any = false
    while (await task.run()) any = true
    return any
  }
  /** Says whether anything was due: what was done may have made more. */
  async function tick(): Promise<boolean> {
    let any = false
    for (const task of tasks) any = (await until(task)) || any
    return any
  }

  const rest = ({ name, every }: Task) =>
    new Promise<void>((done) => {
      const over = () => {
        clearTimeout(timer)
        bell.off(name, over).off(stopped, over)
        done()
      }
      const timer = setTimeout(over, every).unref()
      bell.on(name, over).on(stopped, over)
    })
  let open = false
  let running: Promise<unknown> = Promise.resolve()
  function start() {
    open = true
    running = Promise.all(
      tasks.flatMap((task) =>
        Array.from({ length: task.lanes ?? 1 }, async () => {
          while (open) {
            const more = await task.run().catch((error: unknown) => {
              log.error({ err: error, task: task.name }, 'a task failed, it runs again')
              return false
            })
            if (!more && open) await rest(task)
          }
        }),
      ),
    )
  }
  async function stop() {
    open = false
    bell.emit(stopped)
    await running
  }
  return { tick, start, stop }
}

/** Is it time for this task, for us? The first to ask sets the clock; after a standstill it runs once, not once for each time missed. */
async function turn(ctx: Ctx, task: string, at: string): Promise<{ due: boolean; next: Date }> {
  const next = new Cron(at, { timezone: 'Asia/Shanghai' }).nextRun(ctx.now)!
  const row = await ctx.db.findOne(ScheduleEntity, { where: { task }, ...ctx.locks.row })
  if (!row) {
    await ctx.db.insert(ScheduleEntity, { task, nextAt: next }).catch((error: unknown) => {
      if (!isDuplicate(error)) throw error
    })
    return { due: false, next }
  }
  if (row.nextAt > ctx.now) return { due: false, next: row.nextAt }
  await ctx.db.update(ScheduleEntity, { task }, { nextAt: next })
  return { due: true, next }
}
