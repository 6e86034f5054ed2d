import type { WarningRef } from '../../shared/warning'
import { record, type Ctx } from '../core/slice'
import { refreshAll } from '../delivery/outbox'
import type { StoredWarning } from './entities'
import * as rules from './rules'
import * as store from './store'
import { peopleAmong, tellInWords } from './tell'

/** 退回: the writer hears why. */
export async function refuse(
  ctx: Ctx,
  { warningId, reason }: WarningRef & { reason: string },
): Promise<StoredWarning> {
  const before = await store.holdWarning(ctx, warningId)
  const warning = rules.refuse(before, ctx.actor.personId, reason, ctx.now)
  if (warning === before) return warning

  await store.saveWarning(ctx, warning)
  await refreshAll(ctx, warningId, ['warning.approval'])
  await tellInWords(ctx, warning, peopleAmong(warning.draftedBy), {
    words: `${rules.fullTitle(ctx.policy.warnings, warning)}被退回：${reason}。请改好重发`,
    priority: 'approval',
  })
  record(ctx, { kind: 'warning.refused', unitPath: warning.unitPath, data: { warningId, reason } })
  return warning
}
