import { In, LessThan } from 'typeorm'
import { contract } from '../../shared/contract'
import { daysBefore } from '../../shared/time'
import { countAhead, setBack } from '../core/ahead'
import { implement, type Ctx, type Slice } from '../core/slice'
import { read } from '../core/sql'
import { DigestEntity } from './digest'
import { MessageEntity, MeterEntity, PaceEntity, ParcelEntity, RecipientEntity } from './entities'
import { meter, quotaOf } from './quota'
import { sending } from './outbox'
import { deliver, senders } from './sender'

/**
 * Everything that leaves the building: what is said, in which calls, to whom, and what became of
 * it.
 */
export const delivery: Slice = {
  name: 'delivery',
  entities: [MessageEntity, ParcelEntity, RecipientEntity, MeterEntity, PaceEntity, DigestEntity],
  routes: implement('delivery', contract.delivery, { quota: quotaOf }, {}),
  jobs: [
    { name: 'delivery.purge', at: '20 3 * * *', run: purge },
    { name: 'delivery.setBack', every: 1_000, run: (ctx) => setBack(ctx, waiting) },
  ],
  workers: [
    { name: sending, lanes: senders, every: 250, run: deliver },
    { name: 'delivery.meter', every: 5_000, run: meter },
  ],
  overdue: oldestDue,
  ahead: (ctx) => countAhead(ctx, waiting),
}
const waiting = { entity: ParcelEntity, due: 'due_at' }

/**
 * What was delivered long ago is told by receipts and facts; the calls themselves are forgotten.
 */
export async function purge(ctx: Ctx) {
  const before = daysBefore(ctx.now, ctx.policy.delivery.keepDays.done)
  await ctx.db.delete(DigestEntity, { at: LessThan(before) })
  for (;;) {
    const old = await doneBefore(ctx, before)
    if (!old.length) return
    const ids = In(old.map((message) => message.id))
    await ctx.db.delete(RecipientEntity, { messageId: ids })
    await ctx.db.delete(ParcelEntity, { messageId: ids })
    await ctx.db.delete(MessageEntity, { id: ids })
  }
}

/** By a clock that is wrong everything is old: what has still to be done stays. */
const doneBefore = (ctx: Ctx, before: Date) =>
  read<{ id: string }>(
    ctx,
    `select m.id
    from message m
    where m.at < ?
      and not exists (select 1 from parcel p where p.message_id = m.id and p.due_at is not null)
    limit 1000`,
    [before.getTime()],
  )

async function oldestDue(ctx: Ctx): Promise<Date | null> {
  const [row] = await ctx.db.find(ParcelEntity, {
    where: { dueAt: LessThan(ctx.now) },
    order: { dueAt: 'ASC' },
    take: 1,
  })
  return row?.dueAt ?? null
}
