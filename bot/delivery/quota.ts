import type { Quota } from '../../shared/delivery'
import { monthOf } from '../../shared/time'
import type { Ctx, Io } from '../core/slice'
import { MeterEntity } from './entities'

/** What is used and left of this month. */
export async function quotaOf(ctx: Ctx): Promise<Quota> {
  const month = monthOf(ctx.now)
  const { api, stream } = ctx.policy.delivery.quota
  const meters = await ctx.db.findBy(MeterEntity, { month })
  const used = new Map(meters.map((row) => [row.name, row.used]))
  return {
    month,
    api: { used: used.get('api') ?? 0, limit: api },
    stream: { used: used.get('stream') ?? 0, limit: stream },
  }
}

/** Adds what the messenger counted since last time. */
export async function meter({ transact, ports }: Io) {
  const spent = ports.messenger.spent()
  for (const name of ['api', 'stream'] as const) {
    const add = () => transact((ctx) => count(ctx, name, spent[name]))
    // Another instance may have opened the month at this very moment: then the row is there now.
    if (spent[name]) await add().catch(add)
  }
}
async function count(ctx: Ctx, name: 'api' | 'stream', n: number) {
  const month = monthOf(ctx.now)
  const { affected } = await ctx.db.update(
    MeterEntity,
    { month, name },
    { used: () => `used + ${n}` },
  )
  if (!affected) await ctx.db.insert(MeterEntity, { month, name, used: n })
}
