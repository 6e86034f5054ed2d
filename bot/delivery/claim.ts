import { In } from 'typeorm'
import { secondsAfter } from '../../shared/time'
import { groupBy } from '../core/groups'
import { insertIfMissing } from '../core/insert'
import type { Channel } from '../core/ports'
import type { Ctx } from '../core/slice'
import { readAll } from '../core/statements'
import { ticksNow, wallNow } from '../core/wall'
import { PaceEntity, ParcelEntity, dueNext, type Parcel } from './entities'

/**
 * A parcel taken by one sender. `at`: the moment, in ticks, at which its call may start. `act` says
 * what is due.
 */
export type Claimed = Parcel & { act: 'send' | 'update' | 'ask'; at: number }

/**
 * Takes due parcels of the most urgent kind that there is: what is less urgent must not make its
 * calls wait. Unless it is settled, each is due again when the lease is over.
 */
export async function claim(ctx: Ctx, leaseBy: string, limit: number): Promise<Claimed[]> {
  const parcels = await mostUrgent(ctx, limit)
  if (!parcels.length) return []
  await ctx.db.update(
    ParcelEntity,
    { id: In(parcels.map((parcel) => parcel.id)) },
    {
      leaseBy,
      ...dueNext(ctx, secondsAfter(ctx.now, ctx.policy.delivery.retry.leaseSeconds)),
      stale: false,
    },
  )
  return paced(
    ctx,
    parcels.map((parcel) => ({ ...parcel, act: actOf(parcel), at: 0 })),
  )
}

async function mostUrgent(ctx: Ctx, limit: number): Promise<Parcel[]> {
  const skipping = ctx.locks.skip.lock ? 'for update skip locked' : ''
  for (const priority of prioritiesOf(ctx)) {
    const parcels = await readAll(
      ctx.db,
      ParcelEntity,
      `where priority = ? and due_at <= ?
      order by due_at
      limit ${limit}
      ${skipping}`,
      [priority, ctx.now.getTime()],
    )
    if (parcels.length) return parcels
  }
  return []
}
const prioritiesOf = (ctx: Ctx) =>
  [...new Set(Object.values(ctx.policy.delivery.priorities))].sort((a, b) => a - b)

/**
 * Only what has a ticket is asked about: whatever else was sent and then abandoned by a sender was
 * being shown again.
 */
function actOf(parcel: Parcel): Claimed['act'] {
  if (!parcel.sentAt) return 'send'
  return parcel.stale || !parcel.ticket ? 'update' : 'ask'
}

/**
 * Spaces the calls of a channel over all instances: each reserves its moments in one shared row.
 */
async function paced(ctx: Ctx, parcels: Claimed[]): Promise<Claimed[]> {
  const { perSecond } = ctx.policy.delivery
  if (!perSecond) return parcels
  const gap = 1000 / perSecond
  for (const [channel, mine] of groupBy(parcels, (parcel) => parcel.channel)) {
    const now = wallNow()
    const ticks = ticksNow()
    let at = startOf(await nextOf(ctx, channel), now)
    for (const parcel of mine) {
      parcel.at = ticks + (at - now)
      at += gap
    }
    await ctx.db.update(PaceEntity, { channel }, { nextAt: new Date(Math.ceil(at)) })
  }
  return parcels
}

/** Nobody reserves further ahead, however many instances there are. */
const mostAheadMs = 5_000
/**
 * When the next call may start. What is reserved further ahead was reserved by a clock that was
 * wrong: it is reckoned anew.
 */
export function startOf(reserved: number, now: number): number {
  return reserved > now + mostAheadMs ? now : Math.max(now, reserved)
}

async function nextOf(ctx: Ctx, channel: Channel): Promise<number> {
  const row = await ctx.db.findOne(PaceEntity, { where: { channel }, ...ctx.locks.row })
  if (row) return row.nextAt.getTime()
  await insertIfMissing(ctx, PaceEntity, { channel, nextAt: new Date(0) })
  return 0
}
