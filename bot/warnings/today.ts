import { In } from 'typeorm'
import type { Ctx } from '../core/slice'
import type { OwedLine, TodayKind } from '../core/today'
import { WarningEntity, type StoredWarning } from './entities'
import { titleOf } from './rules'
import { approversOf, openFor } from './store'

/** Lines about warnings: one to be confirmed, and a draft that waits for the person's approval. */
export const kinds = {
  warning: { label: '预警', rank: 'alarm', plate: true, inPlace: { stamp: '已确认' } },
  approval: { label: '批准', rank: 'decision' },
} satisfies Record<string, TodayKind>
type Line = OwedLine<keyof typeof kinds>

const mostDrafts = 20

/** What somebody has not confirmed, and what waits for the person's approval. */
export async function todayOf(ctx: Ctx): Promise<Line[]> {
  return [...(await unconfirmed(ctx)), ...(await approvals(ctx))]
}

async function unconfirmed(ctx: Ctx): Promise<Line[]> {
  const open = await openFor(ctx, ctx.actor.personId)
  if (!open.length) return []
  const found = await ctx.db.findBy(WarningEntity, { id: In(open) })
  const warnings = new Map(found.map((warning) => [warning.id, warning]))
  return open.map((warningId): Line => {
    const warning = warnings.get(warningId)!
    return {
      ...lineOf(ctx, warning, 'warning'),
      words: [warning.todo, warning.deadline].filter(Boolean).join('，'),
      page: 'warning',
      query: { warningId },
      ahead: { operation: 'warnings.open', input: { warningId } },
      button: {
        label: warning.drill ? '演练：收到' : '收到',
        operation: 'warnings.acknowledge',
        input: { warningId },
      },
    }
  })
}

const lineOf = (ctx: Ctx, warning: StoredWarning, kind: Line['kind']) => ({
  kind,
  key: `${kind} ${warning.id}`,
  title: `${warning.drill ? '【演练】' : ''}${titleOf(ctx.policy.warnings, warning)}`,
  dueAt: null,
  urgent: true,
  drill: warning.drill,
})

async function approvals(ctx: Ctx): Promise<Line[]> {
  if (!ctx.actor.posts.some((post) => post.roles.includes('approver'))) return []
  const drafts = await ctx.db.find(WarningEntity, {
    where: { state: 'draft' },
    order: { draftedAt: 'DESC' },
    take: mostDrafts,
  })
  const lines: Line[] = []
  for (const draft of drafts.filter((one) => !one.validUntil || one.validUntil > ctx.now)) {
    const approvers = await approversOf(ctx, draft)
    if (!approvers.some((approver) => approver.personId === ctx.actor.personId)) continue
    lines.push({
      ...lineOf(ctx, draft, 'approval'),
      words: `${draft.issuer}请您批准`,
      page: 'approve',
      query: { warningId: draft.id },
      button: null,
    })
  }
  return lines
}
