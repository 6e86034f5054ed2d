import { Cron } from 'croner'
import { z } from 'zod'
import { instant } from '../../shared/vocabulary'
import type { Ctx } from '../core/slice'
import { table } from '../core/table'
import { isDuplicate } from './db'

/**
 * When a task with a calendar runs next: the row lets one instance do it, once, even if none was up
 * at that moment.
 */
export const ScheduleEntity = table(
  'schedule',
  z.object({ task: z.string().max(64), nextAt: instant }),
  { primary: ['task'] },
)

/** Whose turn it is, with what is known of it here: until then nobody need ask the database. */
export function createTurns(now: () => Date) {
  const nexts = new Map<string, Date>()
  return {
    isEarly: (task: string) => (nexts.get(task)?.getTime() ?? 0) > now().getTime(),
    async isDue(ctx: Ctx, task: string, at: string): Promise<boolean> {
      const { due, next } = await takeTurn(ctx, task, at)
      if (!due) nexts.set(task, next)
      return due
    },
  }
}
export type Turns = ReturnType<typeof createTurns>

/**
 * Is it time for this task, for us? The first to ask sets the clock; after a standstill it runs
 * once, not once for each time missed.
 */
async function takeTurn(ctx: Ctx, task: string, at: string): Promise<{ due: boolean; next: Date }> {
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
