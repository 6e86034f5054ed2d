import type { orgOperations } from '../../../shared/org'
import type { Reply } from '../../../shared/operation'
import { record, type Ctx } from '../../core/slice'
import { read } from '../../core/sql'

const tellEveryMs = 2_000
/** Of what has not been heard of for so long it is not said that it still runs. */
const lostAfterMs = 60_000

export type Progress = { done: number; rows: number }
/**
 * Says how far an import is, when it has taken so long and again after as long, by a fact: whoever
 * asks, and of whichever instance, hears of it while the call still runs. Gives back when it was
 * said last.
 */
export function tellProgress(ctx: Ctx, told: Date, unitPath: string, progress: Progress): Date {
  if (ctx.now.getTime() - told.getTime() < tellEveryMs) return told
  record(ctx, { kind: 'org.importing', unitPath, data: progress })
  return ctx.now
}

/** How far the actor's own import is. */
export async function importing(ctx: Ctx): Promise<Reply<(typeof orgOperations)['importing']>> {
  const sql = `
    select kind, unit_path unitPath, data
    from fact
    where kind in ('org.importing', 'org.imported')
    and at >= ?
    and actor_id = ?
    order by at desc, id desc
    limit 1`
  const since = ctx.now.getTime() - lostAfterMs
  const [last] = await read<Told>(ctx, sql, [since, ctx.actor.personId])
  if (last?.kind !== 'org.importing') return { running: null }
  return { running: { unitPath: last.unitPath, ...(JSON.parse(last.data) as Progress) } }
}
type Told = { kind: string; unitPath: string; data: string }
