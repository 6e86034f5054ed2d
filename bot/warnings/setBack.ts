import { In, IsNull, MoreThan } from 'typeorm'
import { trustedMs } from '../core/ahead'
import type { Ctx } from '../core/slice'
import { oneOf, read } from '../core/sql'
import { ReceiptEntity, WarningEntity, type StoredWarning } from './entities'
import { dueAt } from './rules'

const sentAhead = ({ now }: Ctx) => ({
  state: In(['sent', 'lifted']),
  sentAt: MoreThan(new Date(now.getTime() + trustedMs)),
})

/** How many warnings a clock that was wrong has sent in the future. */
export const countAhead = (ctx: Ctx) => ctx.db.countBy(WarningEntity, sentAhead(ctx))

/**
 * A warning that was sent by a clock which was ahead would be silent until then: its moments are
 * moved back by as much as that clock is known to have been ahead.
 */
export async function setBack(ctx: Ctx): Promise<void> {
  if (!(await countAhead(ctx))) return
  const ahead = await ctx.db.find(WarningEntity, { where: sentAhead(ctx), ...ctx.locks.row })
  const latest = await latestAhead(ctx, ahead)
  for (const warning of ahead) await moveBack(ctx, warning, latest - ctx.now.getTime())
}

const written = ['warning.sent', 'warning.escalated', 'warning.acknowledged']
/** How far the wrong clock had come: the newest moment that anything has left of it. */
async function latestAhead(ctx: Ctx, ahead: readonly StoredWarning[]): Promise<number> {
  const kinds = oneOf('kind', written)
  const [row] = await read<{ at: number | string | null }>(
    ctx,
    `select max(at) at from fact where ${kinds.sql} and at > ?`,
    [...kinds.values, ctx.now.getTime()],
  )
  return Math.max(Number(row?.at ?? 0), ...ahead.map(({ sentAt }) => sentAt!.getTime()))
}

async function moveBack(ctx: Ctx, { id, sentAt, approvedAt }: StoredWarning, byMs: number) {
  const now = ctx.now.getTime()
  const earlier = (moment: Date) => new Date(moment.getTime() - byMs)
  await ctx.db.update(
    WarningEntity,
    { id },
    {
      sentAt: earlier(sentAt!),
      ...(approvedAt && approvedAt > ctx.now && { approvedAt: earlier(approvedAt) }),
    },
  )
  await ctx.db.query(
    `update warning_receipt
    set due_at = due_at - ?,
      acknowledged_at = case when acknowledged_at > ? then acknowledged_at - ? else acknowledged_at end
    where warning_id = ?`,
    [byMs, now, byMs, id],
  )
}

/**
 * By a clock that was ahead a warning seemed to be over, and nobody was asked any more. It is not:
 * whoever is silent climbs on from where he stood.
 */
export async function resume(ctx: Ctx): Promise<void> {
  const open = await ctx.db.findBy(WarningEntity, {
    state: 'sent',
    replacedBy: IsNull(),
    validUntil: MoreThan(ctx.now),
  })
  for (const warning of open) {
    for (const step of warning.ladder.keys()) await resumeStep(ctx, warning, step)
  }
}
const resumeStep = (ctx: Ctx, warning: StoredWarning, step: number) =>
  ctx.db.update(
    ReceiptEntity,
    { warningId: warning.id, step, acknowledgedAt: IsNull(), dueAt: IsNull() },
    { dueAt: dueAt(warning, step) },
  )
