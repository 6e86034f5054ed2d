import type { Logger } from 'pino'
import { Cron } from 'croner'
import { z } from 'zod'
import { instant } from '../../shared/vocabulary'
import type { Ctx, Io, Slice } from '../core/slice'
import { table } from '../core/table'
import { isDuplicate } from './db'

/** When a task with a calendar runs next: the row lets one instance do it, once, even if none was up at that moment. */
export const ScheduleEntity = table('schedule', z.object({ task: z.string().max(64), nextAt: instant }), { primary: ['task'] })

type Task = { name: string; every: number; run: () => Promise<boolean> }
type Options = { slices: readonly Slice[]; io: Io; react: () => Promise<number>; log: Logger; also?: readonly Task[] }

/** Everything that runs by the clock. `tick` does all that is due now and comes back; `start` keeps doing it. */
export function createRunner({ slices, io, react, log, also = [] }: Options) {
  const jobs = slices.flatMap((slice) => slice.jobs ?? []).map((job): Task => ({
    name: job.name, every: job.every ?? 1_000,
    run: async () => Boolean(await io.transact(async (ctx) => (job.at && !await isTime(ctx, job.name, job.at) ? false : job.run(ctx)))),
  }))
  const workers = slices.flatMap((slice) => slice.workers ?? []).map((worker): Task => ({
    name: worker.name, every: worker.every ?? 1_000,
    run: async () => (worker.at && !await io.transact((ctx) => isTime(ctx, worker.name, worker.at!)) ? false : Boolean(await worker.run(io))),
  }))
  const reactions: Task = { name: 'journal.react', every: 250, run: async () => (await react()) > 0 }
  const tasks = [...jobs, reactions, ...workers, ...also]

  async function until(task: Task): Promise<boolean> {
    let any = false
    while (await task.run()) any = true
    return any
  }
  const tick = async () => { for (const task of tasks) await until(task) }

  let stopping: (() => void) | null = null, stopped: Promise<unknown> = Promise.resolve()
  function start() {
    const stop = new Promise<void>((done) => { stopping = done })
    let open = true
    void stop.then(() => { open = false })
    stopped = Promise.all(tasks.map(async (task) => {
      while (open) {
        const more = await task.run().catch((error: unknown) => { log.error({ err: error, task: task.name }, 'a task failed, it runs again'); return false })
        if (!more) await Promise.race([stop, pause(task.every)])
      }
    }))
  }
  const stop = async () => { stopping?.(); await stopped }
  return { tick, start, stop }
}
const pause = (ms: number) => new Promise<void>((done) => { setTimeout(done, ms).unref() })

/** Is it time for this task, for us? The first to ask sets the clock; after a standstill it runs once, not once for each time missed. */
async function isTime(ctx: Ctx, task: string, at: string): Promise<boolean> {
  const next = () => new Cron(at, { timezone: 'Asia/Shanghai' }).nextRun(ctx.now)!
  const row = await ctx.db.findOne(ScheduleEntity, { where: { task }, ...ctx.locks.row })
  if (!row) {
    await ctx.db.insert(ScheduleEntity, { task, nextAt: next() }).catch((error: unknown) => { if (!isDuplicate(error)) throw error })
    return false
  }
  if (row.nextAt > ctx.now) return false
  await ctx.db.update(ScheduleEntity, { task }, { nextAt: next() })
  return true
}
