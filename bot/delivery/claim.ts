import { In } from 'typeorm'
import type { Channel } from '../core/ports'
import type { Ctx } from '../core/slice'
import { readAll } from '../core/statements'
import { PaceEntity, ParcelEntity, type Parcel } from './entities'

/** A parcel taken by one sender. `at`: the wall-clock moment its call may start. `act` says what is due. */
export type Claimed = Parcel & { act: 'send' | 'update' | 'ask'; at: number }

/** Takes due parcels of the most urgent kind that there is: what is less urgent must not make its calls wait. Unless it is settled, each is due again when the lease is over. */
export async function claim(ctx: Ctx, leaseBy: string, limit: number): Promise<Claimed[]> {
  let parcels: Parcel[] = []
  for (const priority of prioritiesOf(ctx)) {
    parcels = await readAll(
      ctx.db,
      ParcelEntity,
      `where priority = ? and due_at <= ? order by due_at limit ${limit}${ctx.locks.skip.lock ? ' for update skip locked' : ''}`,
      [priority, ctx.now.getTime()],
    )
    if (parcels.length) break
  }
  if (!parcels.length) return []
  const until = new Date(ctx.now.getTime() + ctx.policy.delivery.retry.leaseSeconds * 1000)
  await ctx.db.update(
    ParcelEntity,
    { id: In(parcels.map((parcel) => parcel.id)) },
    { leaseBy, dueAt: until, stale: false },
  )
  return paced(
    ctx,
    parcels.map((parcel) => ({ ...parcel, act: actOf(parcel), at: 0 })),
  )
}
const prioritiesOf = (ctx: Ctx) =>
  [...new Set(Object.values(ctx.policy.delivery.priorities))].sort((a, b) => a - b)
/** Only cards are shown again, and only what has a ticket is asked about: whatever else is sent and was abandoned by a sender was being shown again. */
const actOf = (parcel: Parcel) =>
  !parcel.sentAt ? 'send' : parcel.stale || !parcel.ticket ? 'update' : 'ask'

/** Spaces the calls of a channel over all instances: each reserves its moments in one shared row. */
async function paced(ctx: Ctx, parcels: Claimed[]): Promise<Claimed[]> {
  const { perSecond } = ctx.policy.delivery
  if (!perSecond) return parcels
  const gap = 1000 / perSecond
  for (const channel of new Set(parcels.map((parcel) => parcel.channel))) {
    const mine = parcels.filter((parcel) => parcel.channel === channel)
    let at = Math.max(Date.now(), await nextOf(ctx, channel))
    for (const parcel of mine) {
      parcel.at = at
      at += gap
    }
    await ctx.db.update(PaceEntity, { channel }, { nextAt: new Date(Math.ceil(at)) })
  }
  return parcels
}
async function nextOf(ctx: Ctx, channel: Channel): Promise<number> {
  const row = await ctx.db.findOne(PaceEntity, { where: { channel }, ...ctx.locks.row })
  if (row) return row.nextAt.getTime()
  await ctx.db
    .createQueryBuilder()
    .insert()
    .into(PaceEntity)
    .values({ channel, nextAt: new Date(0) })
    .orIgnore()
    .updateEntity(false)
    .execute() // two may open it at once
  return 0
}
