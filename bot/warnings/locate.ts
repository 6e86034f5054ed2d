import { Problem } from '../../shared/problem'
import { desks } from '../../shared/vocabulary'
import type { Receipt, WarningRef } from '../../shared/warning'
import { mayKnow } from '../core/scope'
import type { Ctx } from '../core/slice'
import { below, oneOf, read } from '../core/sql'
import { mayConfirmFor, wordsForConfirmers } from './confirmers'
import { ReceiptEntity, type StoredWarning } from './entities'
import { pathsHeld } from './rules'
import { findWarning } from './store'

type ReceiptRef = WarningRef & { personId: string }

/** Where a warning lies, for the check of scope: its unit covers all whom it reaches. */
export async function placeOf(ctx: Ctx, { warningId }: WarningRef): Promise<string[]> {
  const warning = await findWarning(ctx, warningId)
  const isKnown = mayKnow(ctx.actor, [warning.unitPath]) || (await concerns(ctx, warning))
  if (!isKnown) throw new Problem('warning.notFound')
  return [warning.unitPath]
}

/** Whom it concerns sees it from where they stand, others from its own unit. */
export async function placeForReader(ctx: Ctx, { warningId }: WarningRef): Promise<string[]> {
  const warning = await findWarning(ctx, warningId)
  const [post] = ctx.actor.posts
  if (post && (await concerns(ctx, warning))) return [post.unitPath]
  if (!mayKnow(ctx.actor, [warning.unitPath])) throw new Problem('warning.notFound')
  return [warning.unitPath]
}
/**
 * Who wrote, approved or got it, who acts on the post of one who got it, and those at a desk whose
 * people it reaches.
 */
async function concerns(ctx: Ctx, { id, draftedBy, approvedBy }: StoredWarning): Promise<boolean> {
  const { personId, posts } = ctx.actor
  if (personId === draftedBy || personId === approvedBy) return true
  const acted = oneOf(
    'post_id',
    posts.map((post) => post.postId),
  )
  const watched = below('unit_path', pathsHeld(ctx.actor, desks))
  const [receipt] = await read(
    ctx,
    `select 1
    from warning_receipt
    where warning_id = ? and (person_id = ? or ${acted.sql} or ${watched.sql})
    limit 1`,
    [id, personId, ...acted.values, ...watched.values],
  )
  return receipt !== undefined
}

/** Where somebody was warned. */
export async function placeOfReceipt(ctx: Ctx, ref: ReceiptRef): Promise<string[]> {
  const receipt = await findReceipt(ctx, ref)
  if (!receipt || !mayKnow(ctx.actor, [receipt.unitPath])) throw new Problem('person.notFound')
  return [receipt.unitPath]
}
/** 代确认: who may answer for the person does so from where he stands. */
export async function placeForAnswer(ctx: Ctx, ref: ReceiptRef): Promise<string[]> {
  const receipt = await findReceipt(ctx, ref)
  const [post] = ctx.actor.posts
  if (receipt && post && (await mayAnswer(ctx, receipt))) return [post.unitPath]
  if (!receipt || !mayKnow(ctx.actor, [receipt.unitPath])) throw new Problem('person.notFound')
  throw new Problem('access.forbidden', { who: wordsForConfirmers(ctx.policy.warnings) })
}
const mayAnswer = async (ctx: Ctx, receipt: Receipt) =>
  receipt.personId === ctx.actor.personId || mayConfirmFor(ctx, receipt)
const findReceipt = (ctx: Ctx, { warningId, personId }: ReceiptRef) =>
  ctx.db.findOneBy(ReceiptEntity, { warningId, personId })
