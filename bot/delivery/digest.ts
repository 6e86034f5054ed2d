import { In } from 'typeorm'
import { z } from 'zod'
import { instant } from '../../shared/vocabulary'
import { insertAll } from '../core/insert'
import type { Ctx } from '../core/slice'
import { inParts } from '../core/sql'
import { table } from '../core/table'
import { send, type Saying } from './outbox'

/** Who was told something that is no emergency on which day: at most one thing a day. */
export const DigestEntity = table(
  'digest',
  z.object({
    day: z.string().max(10),
    personId: z.string().max(64),
    card: z.string().max(64),
    at: instant,
  }),
  { primary: ['day', 'personId'], index: [['at']] },
)

/** Tells those of these people who were not told anything today yet. */
export async function tellOnce(
  ctx: Ctx,
  day: string,
  { subject, card, params }: Pick<Extract<Saying, { card: string }>, 'subject' | 'card' | 'params'>,
  people: readonly string[],
) {
  const rows = await inParts(people, (part) =>
    ctx.db.find(DigestEntity, { where: { day, personId: In(part) }, ...ctx.locks.row }),
  )
  const told = new Set(rows.map((row) => row.personId))
  const fresh = [...new Set(people)].filter((id) => !told.has(id))
  if (!fresh.length) return
  await insertAll(
    ctx,
    DigestEntity,
    fresh.map((personId) => ({ day, personId, card, at: ctx.now })),
  )
  await send(ctx, { subject, card, params, priority: ctx.policy.delivery.priorities.notice }, fresh)
}
