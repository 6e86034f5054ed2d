import { LessThan } from 'typeorm'
import { contract } from '../../shared/contract'
import { implement, type Ctx, type Slice } from '../core/slice'
import { MessageEntity, MeterEntity, PaceEntity, ParcelEntity, RecipientEntity } from './entities'
import { meter, quotaOf } from './quota'
import { deliver } from './sender'

/** Everything that leaves the building: what is said, in which calls, to whom, and what became of it. */
export const delivery: Slice = {
  name: 'delivery',
  entities: [MessageEntity, ParcelEntity, RecipientEntity, MeterEntity, PaceEntity],
  routes: implement('delivery', contract.delivery, { quota: quotaOf }, {}),
  workers: [
    { name: 'delivery.send', every: 250, run: deliver },
    { name: 'delivery.meter', every: 5_000, run: meter },
  ],
  overdue: oldestDue,
}

async function oldestDue(ctx: Ctx): Promise<Date | null> {
  const [row] = await ctx.db.find(ParcelEntity, { where: { dueAt: LessThan(ctx.now) }, order: { dueAt: 'ASC' }, take: 1 })
  return row?.dueAt ?? null
}
