import { IsNull, LessThan, Not } from 'typeorm'
import type { Ctx, Slice } from '../core/slice'
import { FactEntity, ReactionEntity } from './entities'

/** What happened, and what still has to happen because of it. */
export const journal: Slice = { name: 'journal', entities: [FactEntity, ReactionEntity], overdue: oldestDue }

async function oldestDue(ctx: Ctx): Promise<Date | null> {
  const [row] = await ctx.db.find(ReactionEntity, { where: { nextAt: LessThan(ctx.now) }, order: { nextAt: 'ASC' }, take: 1 })
  return row?.nextAt ?? null
}

/** Reactions that gave up: somebody must look. */
export const stuck = (ctx: Ctx) => ctx.db.countBy(ReactionEntity, { nextAt: IsNull(), attempts: Not(0) })
