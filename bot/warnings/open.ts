import { desks } from '../../shared/vocabulary'
import type { Receipt, WarningRef, WarningView } from '../../shared/warning'
import type { Ctx } from '../core/slice'
import { below, oneOf, read } from '../core/sql'
import { dutyAt } from '../org/audience'
import { namesOf } from '../org/people'
import { maskedPhonesOf } from '../org/phone'
import { postTitle } from '../org/postKinds'
import { fullNames } from '../org/units'
import { orders } from './cards'
import { ReceiptEntity, type StoredWarning } from './entities'
import { answeredByAnother, isOpen, pathsHeld, titleOf } from './rules'
import { areaWords, findWarning } from './store'

/** The whole of a warning for one reader. */
export async function open(ctx: Ctx, { warningId }: WarningRef): Promise<WarningView> {
  const warning = await findWarning(ctx, warningId)
  const { draftedBy, approvedBy } = warning
  const mine = await ctx.db.findOneBy(ReceiptEntity, { warningId, personId: ctx.actor.personId })
  const concerned = [draftedBy, approvedBy, mine?.byId ?? null]
  const names = await namesOf(
    ctx,
    concerned.filter((id) => id !== null),
  )
  return {
    ...warning,
    title: titleOf(ctx.policy.warnings, warning),
    open: isOpen(warning, ctx.now),
    area: await areaWords(ctx, warning),
    posts: warning.audience.posts.map((kind) => postTitle(ctx, kind) ?? ''),
    writer: names.get(draftedBy) ?? warning.issuer,
    approver: names.get(approvedBy ?? '') ?? null,
    lines: orders(warning),
    ring: await desksOf(ctx, warning),
    mine: mine && answerOf(mine, names),
  }
}
function answerOf(receipt: Receipt, names: ReadonlyMap<string, string>): WarningView['mine'] {
  const by = answeredByAnother(receipt) ? (names.get(receipt.byId!) ?? '') : null
  return { acknowledgedAt: receipt.acknowledgedAt, by }
}

const maxDesks = 2
/** Whom to ring about it: the duty desk of the unit that issues it. */
async function desksOf(ctx: Ctx, { unitPath }: StoredWarning): Promise<WarningView['ring']> {
  const duty = (await dutyAt(ctx, unitPath)).slice(0, maxDesks)
  const people = duty.map((member) => member.personId)
  const names = await namesOf(ctx, people)
  const phones = await maskedPhonesOf(ctx, people)
  const places = await fullNames(
    ctx,
    duty.map((member) => member.unitPath),
  )
  return duty.map((member) => ({
    personId: member.personId,
    name: names.get(member.personId) ?? '',
    post: postTitle(ctx, member.postKind) ?? '',
    unitName: places.get(member.unitPath) ?? '',
    phone: phones.get(member.personId) ?? null,
  }))
}

/**
 * For the check of scope: whom it concerns sees it from where they stand, others from its own unit.
 */
export async function placeForReader(ctx: Ctx, { warningId }: WarningRef): Promise<string[]> {
  const warning = await findWarning(ctx, warningId)
  const [post] = ctx.actor.posts
  const ownPlace = post && (await concerns(ctx, warning)) ? post.unitPath : null
  return [ownPlace ?? warning.unitPath]
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
