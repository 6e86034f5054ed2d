import { In, MoreThan } from 'typeorm'
import { hoursAfter } from '../../shared/time'
import { childWidth } from '../../shared/vocabulary'
import { isAhead } from '../core/ahead'
import { insertAll } from '../core/insert'
import type { Ctx } from '../core/slice'
import { below, oneOf, read } from '../core/sql'
import { refreshAll } from '../delivery/outbox'
import { standing, standings, type Standing } from '../delivery/standing'
import { ReceiptEntity, TallyEntity, WarningEntity, type StoredWarning } from './entities'
import { messagesThatHold } from './reached'
import { tally } from './rules'

export type Count = { unitPath: string; total: number; acknowledged: number }

/**
 * Counts at a unit by its children; what is counted at the unit itself comes under its own path.
 */
export async function countsAt(ctx: Ctx, warningId: string, unitPath: string): Promise<Count[]> {
  const range = below('unit_path', [unitPath])
  const width = childWidth(unitPath)
  const rows = await read<Count>(
    ctx,
    `select substr(unit_path, 1, ?) unitPath, sum(total) total, sum(acknowledged) acknowledged
    from warning_tally
    where warning_id = ? and ${range.sql}
    group by substr(unit_path, 1, ?)
    order by 1`,
    [width, warningId, ...range.values, width],
  )
  return rows.map((row) => ({
    unitPath: row.unitPath,
    total: Number(row.total),
    acknowledged: Number(row.acknowledged),
  }))
}
export const missingOf = ({ total, acknowledged }: Count) => total - acknowledged
/** Those where most are missing first; where as many, in path order. */
export const byMissing = (counts: readonly Count[]) =>
  [...counts].sort(
    (one, other) => missingOf(other) - missingOf(one) || (one.unitPath < other.unitPath ? -1 : 1),
  )

/** How many were warned and how many have answered, in all. */
export async function sumsOf(ctx: Ctx, warningId: string) {
  const [row] = await read<{ total: number | null; acknowledged: number | null }>(
    ctx,
    `select sum(total) total, sum(acknowledged) acknowledged
    from warning_tally
    where warning_id = ?`,
    [warningId],
  )
  return { total: Number(row?.total ?? 0), acknowledged: Number(row?.acknowledged ?? 0) }
}

/** A message that is known to have left, and one that did not arrive. */
const left: readonly Standing[] = ['sent', 'delivered', 'read']
export const lost: readonly Standing[] = ['failed', 'unknown', 'withdrawn']
/**
 * The receipts of a warning, each with what became of these messages to the person. Each message
 * has one row for a person, and of these messages nobody was told two.
 */
export const receiptsWithStanding = `warning_receipt w
    join (${standings}) on r.person_id = w.person_id`

/** How many are known to have been told for good what holds now, and how many were not reached. */
export async function arrivals(ctx: Ctx, warning: StoredWarning, unitPath: string) {
  const range = below('w.unit_path', [unitPath])
  const now = oneOf('r.message_id', await messagesThatHold(ctx, warning))
  const rows = await read<{ state: Standing; n: number }>(
    ctx,
    `select ${standing} state, count(*) n
    from ${receiptsWithStanding}
    where w.warning_id = ? and ${now.sql} and ${range.sql}
    group by 1`,
    [warning.id, ...now.values, ...range.values],
  )
  const countOf = (states: readonly Standing[]) =>
    rows.filter((row) => states.includes(row.state)).reduce((sum, row) => sum + Number(row.n), 0)
  return { delivered: countOf(left), undelivered: countOf(lost) }
}

const watchedHours = 48
/**
 * The cards that count, of warnings that are out or were called off, corrected where the count has changed: each
 * correction is a call that counts.
 */
export async function refreshCounts(ctx: Ctx) {
  const out = await ctx.db.findBy(WarningEntity, {
    state: In(['sent', 'lifted']),
    sentAt: MoreThan(hoursAfter(ctx.now, -watchedHours)),
  })
  for (const warning of out) {
    if (isFresh(ctx, warning)) continue
    await refreshCount(ctx, warning)
  }
}
function isFresh({ policy, now }: Ctx, { countedAt }: StoredWarning): boolean {
  if (countedAt === null || isAhead(countedAt, now)) return false
  const everyMs = policy.warnings.countCardEverySeconds * 1000
  return now.getTime() - countedAt.getTime() < everyMs
}
async function refreshCount(ctx: Ctx, warning: StoredWarning) {
  const { id } = warning
  const { acknowledged } = await sumsOf(ctx, id)
  const { delivered, undelivered } = await arrivals(ctx, warning, warning.unitPath)
  const isLifted = warning.state === 'lifted'
  const shown = isLifted ? -undelivered : acknowledged + delivered
  if (shown === warning.counted || (isLifted && !undelivered)) return
  await ctx.db.update(WarningEntity, { id }, { counted: shown, countedAt: ctx.now })
  await refreshAll(ctx, id, ['warning.count', 'warning.silent'])
}

type TallyKey = { warningId: string; unitPath: string }
/**
 * Counts are derived: each night they are compared with the receipts, and what differs is counted
 * again. Says where.
 */
export async function recount(ctx: Ctx): Promise<TallyKey[]> {
  const wrong = await findWrongCounts(ctx)
  for (const key of wrong) {
    const [count] = tally(await ctx.db.find(ReceiptEntity, { where: key, ...ctx.locks.row }))
    const { affected } = await ctx.db.update(TallyEntity, key, count!)
    if (!affected) await insertAll(ctx, TallyEntity, [{ ...key, ...count! }])
  }
  return wrong
}
const findWrongCounts = (ctx: Ctx) =>
  read<TallyKey>(
    ctx,
    `select r.warning_id warningId, r.unit_path unitPath
    from (
      select warning_id, unit_path, count(*) total, count(acknowledged_at) acknowledged
      from warning_receipt
      group by warning_id, unit_path
    ) r
    left join warning_tally t on t.warning_id = r.warning_id and t.unit_path = r.unit_path
    where t.total is null or t.total <> r.total or t.acknowledged <> r.acknowledged`,
    [],
  )
