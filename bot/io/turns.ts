import { Cron } from 'croner'
import { z } from 'zod'
import { instant } from '../../shared/vocabulary'
import { trustedMs } from '../core/ahead'
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
  const nexts = new Map<string, { asked: Date; next: Date }>()
  return {
    /** A clock that has gone back behind the moment of asking makes what was told worthless. */
    isEarly(task: string): boolean {
      const known = nexts.get(task)
      const at = now()
      return known !== undefined && known.asked <= at && at < known.next
    },
    async isDue(ctx: Ctx, task: string, at: string): Promise<boolean> {
      const { due, next } = await takeTurn(ctx, task, at)
      if (!due) nexts.set(task, { asked: ctx.now, next })
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
  const next = nextAfter(at, ctx.now)
  const row = await ctx.db.findOne(ScheduleEntity, { where: { task }, ...ctx.locks.row })
  if (!row) {
    await ctx.db.insert(ScheduleEntity, { task, nextAt: next }).catch((error: unknown) => {
      if (!isDuplicate(error)) throw error
    })
    return { due: false, next }
  }
  const isAhead = row.nextAt > latestAfter(at, ctx.now)
  if (row.nextAt > ctx.now && !isAhead) return { due: false, next: row.nextAt }
  await ctx.db.update(ScheduleEntity, { task }, { nextAt: next })
  return { due: !isAhead, next }
}

const nextAfter = (at: string, moment: Date) =>
  new Cron(at, { timezone: 'Asia/Shanghai' }).nextRun(moment)!
/** No instance whose clock is right sets a later turn; a later one was set by a wrong clock. */
const latestAfter = (at: string, now: Date) => nextAfter(at, new Date(now.getTime() + trustedMs))
