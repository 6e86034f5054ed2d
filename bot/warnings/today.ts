import { In } from 'typeorm'
import type { TodayLine } from '../../shared/checklist'
import type { Ctx } from '../core/slice'
import { WarningEntity, type StoredWarning } from './entities'
import { titleOf } from './rules'
import { approversOf, openFor } from './store'

/** What somebody has not confirmed, and what waits for the person's approval. */
export async function todayOf(ctx: Ctx): Promise<TodayLine[]> {
  const open = await openFor(ctx, ctx.actor.personId)
  const warnings = new Map(
    open.length
      ? (await ctx.db.findBy(WarningEntity, { id: In(open) })).map((it) => [it.id, it])
      : [],
  )
  const unconfirmed = open.map((id): TodayLine => {
    const warning = warnings.get(id)!
    return {
      ...lineOf(ctx, warning, 'warning'),
      words: [warning.todo, warning.deadline].filter(Boolean).join('，'),
      page: `warning?warningId=${id}`,
      button: {
        label: warning.drill ? '演练：收到' : '收到',
        operation: 'warnings.acknowledge',
        input: { warningId: id },
      },
    }
  })
  return [...unconfirmed, ...(await approvals(ctx))]
}
const lineOf = (ctx: Ctx, warning: StoredWarning, kind: 'warning' | 'approval') => ({
  kind,
  key: `${kind} ${warning.id}`,
  title: `${warning.drill ? '【演练】' : ''}${titleOf(ctx.policy.warnings, warning)}`,
  dueAt: null,
  urgent: true,
  drill: warning.drill,
})

async function approvals(ctx: Ctx): Promise<TodayLine[]> {
  if (!ctx.actor.posts.some((post) => post.roles.includes('approver'))) return []
  const drafts = await ctx.db.find(WarningEntity, {
    where: { state: 'draft' },
    order: { draftedAt: 'DESC' },
    take: 20,
  })
  const lines: TodayLine[] = []
  for (const draft of drafts.filter((it) => !it.validUntil || it.validUntil > ctx.now)) {
    if (!(await approversOf(ctx, draft)).some((it) => it.personId === ctx.actor.personId)) continue
    lines.push({
      ...lineOf(ctx, draft, 'approval'),
      words: `${draft.issuer}请您批准`,
      page: `approve?warningId=${draft.id}`,
      button: null,
    })
  }
  return lines
}
