import { IsNull, LessThan, Not } from 'typeorm'
import { daysBefore } from '../../shared/time'
import { countAhead, setBack } from '../core/ahead'
import { SeenEntity } from '../core/seen'
import type { Ctx, Slice } from '../core/slice'
import { FactEntity, ReactionEntity } from './entities'

/** What happened, and what still has to happen because of it. */
export const journal: Slice = {
  name: 'journal',
  entities: [FactEntity, ReactionEntity, SeenEntity],
  jobs: [
    { name: 'journal.purge', at: '10 3 * * *', run: purge },
    { name: 'journal.setBack', every: 1_000, run: (ctx) => setBack(ctx, waiting) },
  ],
  overdue: oldestDue,
  ahead: (ctx) => countAhead(ctx, waiting),
}

const waiting = { entity: ReactionEntity, due: 'next_at' }

/** Copies come within minutes; after some days nobody sends one any more. */
async function purge(ctx: Ctx) {
  await ctx.db.delete(SeenEntity, {
    at: LessThan(daysBefore(ctx.now, ctx.policy.delivery.keepDays.seen)),
  })
}

async function oldestDue(ctx: Ctx): Promise<Date | null> {
  const [row] = await ctx.db.find(ReactionEntity, {
    where: { nextAt: LessThan(ctx.now) },
    order: { nextAt: 'ASC' },
    take: 1,
  })
  return row?.nextAt ?? null
}

/** Reactions that gave up: somebody must look. */
export const stuck = (ctx: Ctx) =>
  ctx.db.countBy(ReactionEntity, { nextAt: IsNull(), attempts: Not(0) })
