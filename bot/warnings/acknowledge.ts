import { Problem } from '../../shared/problem'
import type { Receipt, WarningRef } from '../../shared/warning'
import { record, type Ctx, type HotCtx } from '../core/slice'
import { RecipientEntity } from '../delivery/entities'
import { refreshFor } from '../delivery/outbox'
import { ReceiptEntity, TallyEntity, type StoredWarning } from './entities'
import * as rules from './rules'
import * as store from './store'

/**
 * 收到 by the button of the card or of the app: rows by key only, so that a thousand at once share
 * few commits.
 * A second tap says the same. A warning of others and none at all get the same answer.
 */
export async function acknowledge(ctx: HotCtx, { warningId }: WarningRef): Promise<Receipt> {
  const { personId, way } = ctx.actor
  const before = await ctx.rows.get(ReceiptEntity, { warningId, personId })
  if (!before) throw new Problem('warning.notYours')

  const warning = await store.warningByKey(ctx, warningId)
  const via = way === 'app' ? 'app' : 'card'
  const receipt = rules.acknowledge(warning, before, { at: ctx.now, byId: personId, via })
  if (receipt === before) return receipt

  putAnswer(ctx, receipt)
  if (via === 'app') recordOutdatedCard(ctx, receipt)
  recordAnswer(ctx, warning, receipt)
  return receipt
}
/** What `store.saveAnswer` writes at once, for the batch that this request shares. */
function putAnswer(ctx: HotCtx, receipt: Receipt) {
  const { warningId, personId, unitPath } = receipt
  ctx.rows.put(ReceiptEntity, { warningId, personId }, receipt)
  ctx.rows.add(TallyEntity, { warningId, unitPath }, 'acknowledged')
  ctx.rows.patch(RecipientEntity, { messageId: warningId, personId }, { state: 'read' })
}

/** 收到 by word: the newest that is open, and how many are left. */
export async function acknowledgeLatest(ctx: Ctx) {
  const { personId } = ctx.actor
  const [warningId, ...left] = await store.openFor(ctx, personId)
  if (!warningId) throw new Problem('warning.noneOpen')
  const { warning, receipt } = await answer(ctx, { warningId, personId, via: 'chat' })
  return { receipt, title: rules.fullTitle(ctx.policy.warnings, warning), left: left.length }
}

/** 代确认: the person was reached by voice or at the door, or the deputy stands in. */
export async function acknowledgeFor(
  ctx: Ctx,
  { warningId, personId }: WarningRef & { personId: string },
): Promise<Receipt> {
  const via = personId === ctx.actor.personId ? 'app' : 'other'
  const { receipt } = await answer(ctx, { warningId, personId, via })
  return receipt
}

type Answer = WarningRef & { personId: string; via: 'chat' | 'app' | 'other' }
async function answer(ctx: Ctx, { warningId, personId, via }: Answer) {
  const warning = await store.findWarning(ctx, warningId)
  const before = await store.holdReceipt(ctx, warningId, personId)
  if (!before) throw new Problem('warning.notYours')

  const receipt = rules.acknowledge(warning, before, { at: ctx.now, byId: ctx.actor.personId, via })
  if (receipt === before) return { warning, receipt }

  await store.saveAnswer(ctx, receipt)
  await refreshFor(ctx, warningId, personId)
  recordAnswer(ctx, warning, receipt)
  return { warning, receipt }
}

function recordAnswer(ctx: HotCtx, { sentAt }: StoredWarning, receipt: Receipt) {
  const { warningId, personId, unitPath, via } = receipt
  const waitedMs = ctx.now.getTime() - sentAt!.getTime()
  const seconds = Math.max(0, Math.round(waitedMs / 1000))
  record(ctx, {
    kind: 'warning.acknowledged',
    unitPath,
    data: { warningId, personId, seconds, via: via! },
  })
}
function recordOutdatedCard(ctx: HotCtx, { warningId, personId, unitPath }: Receipt) {
  record(ctx, { kind: 'warning.cardOutdated', unitPath, data: { warningId, personId } })
}
