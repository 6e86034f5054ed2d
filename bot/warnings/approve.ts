import { MoreThan } from 'typeorm'
import { Problem } from '../../shared/problem'
import { daysBefore } from '../../shared/time'
import type { WarningRef } from '../../shared/warning'
import { mayKnow } from '../core/scope'
import { record, type Ctx } from '../core/slice'
import { refreshAll } from '../delivery/outbox'
import { WarningEntity, type StoredWarning } from './entities'
import * as rules from './rules'
import * as store from './store'

/** 批准: it goes out once this is committed. */
export async function approve(ctx: Ctx, { warningId }: WarningRef): Promise<StoredWarning> {
  const before = await store.holdWarning(ctx, warningId)
  const { personId } = ctx.actor
  const warning = rules.approve(before, {
    personId,
    ladder: rules.ladderFor(ctx.policy.warnings, before.kind, before.color),
    ask: before.draftedBy === personId ? await store.approversNamed(ctx, before) : [],
    now: ctx.now,
  })
  if (warning === before) return warning
  if (!(await store.reachesAnybody(ctx, warning.audience))) throw new Problem('warning.noAudience')

  await store.saveWarning(ctx, warning)
  await refreshAll(ctx, warningId, ['warning.approval'])
  record(ctx, { kind: 'warning.approved', unitPath: warning.unitPath, data: { warningId } })
  return warning
}

type Numbered = { number: string }
/** 批准 and the number, in chat. */
export async function approveByNumber(ctx: Ctx, { number }: Numbered) {
  const { id } = await findNumbered(ctx, number)
  const warning = await approve(ctx, { warningId: id })
  return { ...warning, title: rules.fullTitle(ctx.policy.warnings, warning) }
}
export async function placeOfNumber(ctx: Ctx, { number }: Numbered): Promise<string[]> {
  const { unitPath } = await findNumbered(ctx, number)
  return [unitPath]
}

/** Older numbers are forgotten: the same six digits come again. */
const numberHoldsDays = 3
/** Of those that the actor may know of, the one of this number that waits, else the newest. */
async function findNumbered(ctx: Ctx, number: string): Promise<StoredWarning> {
  const recent = await ctx.db.find(WarningEntity, {
    where: { draftedAt: MoreThan(daysBefore(ctx.now, numberHoldsDays)) },
    order: { draftedAt: 'DESC' },
  })
  const known = recent.filter(({ unitPath }) => mayKnow(ctx.actor, [unitPath]))
  const having = known.filter(({ id }) => rules.numberOf(id) === number)
  const waiting = having.filter(({ state }) => state === 'draft')
  const warning = waiting[0] ?? having[0]
  if (!warning || waiting.length > 1) throw new Problem('warning.noSuchNumber', { number })
  return warning
}
