import type { EntitySchema } from 'typeorm'
import { quoted } from './columns'
import type { Ctx } from './slice'
import { nameOf } from './sql'

/**
 * The clocks of instances differ by less. What was set further ahead was set by a clock that was
 * wrong, and what it waits for may be hours away.
 */
export const trustedMs = 3_000
/** Was this moment, which is said to be over, written by a clock that was wrong? */
export const isAhead = (moment: Date, now: Date) => moment.getTime() > now.getTime() + trustedMs

/** A table whose rows wait for the moment in `due`, decided at the moment in `set_at`. */
export type Waiting = { entity: EntitySchema<object>; due: string }

/** How many rows wait for a moment that a wrong clock has set. */
export async function countAhead(ctx: Ctx, { entity, due }: Waiting): Promise<number> {
  const now = ctx.now.getTime()
  const [row] = await ctx.db.query<[{ n: number | string }]>(
    `select count(*) n
    from ${nameOf(entity)}
    where set_at > ? and ${quoted(due)} > ?`,
    [now + trustedMs, now],
  )
  return Number(row.n)
}

/** Lets them wait as long as they were to wait, counted from now. */
export async function setBack(ctx: Ctx, { entity, due }: Waiting): Promise<void> {
  const now = ctx.now.getTime()
  if (!(await countAhead(ctx, { entity, due }))) return
  // The moment first: MariaDB reads in the next what it has just set.
  await ctx.db.query(
    `update ${nameOf(entity)}
    set ${quoted(due)} = ${quoted(due)} - set_at + ?, set_at = ?
    where set_at > ? and ${quoted(due)} > ?`,
    [now, now, now + trustedMs, now],
  )
}
