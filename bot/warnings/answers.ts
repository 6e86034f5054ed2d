import { Problem } from '../../shared/problem'
import type { Receipt, WarningRef } from '../../shared/warning'
import { record, type Ctx, type HotCtx } from '../core/slice'
import { RecipientEntity } from '../delivery/entities'
import { refreshFor } from '../delivery/outbox'
import { ReceiptEntity, TallyEntity, type StoredWarning } from './entities'
import * as rules from './rules'
import * as store from './store'

/** 收到 by the button of the card or of the app: rows by key only, so that a thousand at once share few commits. A second tap says the same. */
export async function acknowledge(ctx: HotCtx, { warningId }: WarningRef): Promise<Receipt> {
  const { personId } = ctx.actor
  const key = { warningId, personId }
  const warning = await store.warningByKey(ctx, warningId)
  const before = await ctx.rows.get(ReceiptEntity, key)
  if (!before) throw new Problem('warning.notYours')
  const receipt = rules.acknowledge(warning, before, {
    at: ctx.now,
    byId: personId,
    via: ctx.actor.way === 'app' ? 'app' : 'card',
  })
  if (receipt === before) return receipt
  ctx.rows.put(ReceiptEntity, key, receipt)
  ctx.rows.add(TallyEntity, { warningId, unitPath: receipt.unitPath }, 'acknowledged')
  ctx.rows.patch(RecipientEntity, { messageId: warningId, personId }, { state: 'read' })
  if (receipt.via === 'app') {
    record(ctx, {
      kind: 'warning.cardOutdated',
      unitPath: receipt.unitPath,
      data: { warningId, personId },
    })
  }
  tell(ctx, warning, receipt)
  return receipt
}

/** 收到 by word: the newest that is open, and how many are left. */
export async function acknowledgeLatest(ctx: Ctx) {
  const [warningId, ...left] = await store.openFor(ctx, ctx.actor.personId)
  if (!warningId) throw new Problem('warning.noneOpen')
  const { warning, receipt } = await answer(ctx, warningId, ctx.actor.personId, 'chat')
  return {
    receipt,
    title: `${warning.drill ? '【演练】' : ''}${rules.titleOf(ctx.policy.warnings, warning)}`,
    left: left.length,
  }
}

/** 代确认: the person was reached by voice or at the door, or the deputy stands in. */
export const acknowledgeFor = async (
  ctx: Ctx,
  { warningId, personId }: WarningRef & { personId: string },
): Promise<Receipt> =>
  (await answer(ctx, warningId, personId, personId === ctx.actor.personId ? 'app' : 'other'))
    .receipt

async function answer(
  ctx: Ctx,
  warningId: string,
  personId: string,
  via: 'chat' | 'app' | 'other',
) {
  const warning = await store.findWarning(ctx, warningId)
  const before = await store.holdReceipt(ctx, warningId, personId)
  if (!before) throw new Problem('warning.notYours')
  const receipt = rules.acknowledge(warning, before, { at: ctx.now, byId: ctx.actor.personId, via })
  if (receipt === before) return { warning, receipt }
  await store.saveAnswer(ctx, receipt)
  await refreshFor(ctx, warningId, personId)
  tell(ctx, warning, receipt)
  return { warning, receipt }
}

function tell(ctx: HotCtx, { id, sentAt }: StoredWarning, { personId, unitPath, via }: Receipt) {
  const seconds = Math.max(0, Math.round((ctx.now.getTime() - sentAt!.getTime()) / 1000))
  record(ctx, {
    kind: 'warning.acknowledged',
    unitPath,
    data: { warningId: id, personId, seconds, via: via! },
  })
}
