import type { Receipt, WarningRef, WarningView } from '../../shared/warning'
import type { Ctx } from '../core/slice'
import { dutyAt } from '../org/audience'
import { namesOf } from '../org/people'
import { maskedPhonesOf } from '../org/phone'
import { postTitle } from '../org/postKinds'
import { fullNames } from '../org/units'
import { orders } from './cards'
import { ReceiptEntity, type StoredWarning } from './entities'
import { answeredByAnother, isOpen, titleOf } from './rules'
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
