import type { Input, Reply } from '../../shared/operation'
import type { Preflight, WarningRef, WarningView, warningOperations } from '../../shared/warning'
import type { Ctx } from '../core/slice'
import { maskedPhonesOf } from '../org/phone'
import { dutyAt } from '../org/audience'
import { fullNames } from '../org/units'
import { namesOf } from '../org/people'
import { postTitle, preflightOf, watchers } from './board'
import { orders } from './cards'
import { approversNamed, issuerOf } from './course'
import { ReceiptEntity, type StoredWarning } from './entities'
import { areaWords } from './loaders'
import { checkText, isOpen, ladderFor, titleOf } from './rules'
import { findWarning } from './store'
import { below, oneOf, read } from '../core/sql'

type Operations = typeof warningOperations
const shownDesks = 2

/** The whole of a warning for one reader. */
export async function openWarning(ctx: Ctx, { warningId }: WarningRef): Promise<WarningView> {
  const warning = await findWarning(ctx, warningId)
  const { draftedBy, approvedBy } = warning
  const mine = await ctx.db.findOneBy(ReceiptEntity, { warningId, personId: ctx.actor.personId })
  const names = await namesOf(ctx, [
    draftedBy,
    ...(approvedBy ? [approvedBy] : []),
    ...(mine?.byId ? [mine.byId] : []),
  ])
  return {
    ...warning,
    title: titleOf(ctx.policy.warnings, warning),
    open: isOpen(warning, ctx.now),
    area: await areaWords(ctx, warning),
    posts: warning.audience.posts.map((kind) => postTitle(ctx, kind)),
    writer: names.get(draftedBy) ?? warning.issuer,
    approver: names.get(approvedBy ?? '') ?? null,
    lines: orders({ warning }),
    ring: await desksOf(ctx, warning),
    mine: mine && {
      acknowledgedAt: mine.acknowledgedAt,
      by: mine.byId && mine.byId !== mine.personId ? (names.get(mine.byId) ?? '') : null,
    },
  }
}

/** Whom to ring about it: the duty desk of the unit that issues it. */
async function desksOf(ctx: Ctx, { unitPath }: StoredWarning): Promise<WarningView['ring']> {
  const desks = (await dutyAt(ctx, unitPath)).slice(0, shownDesks)
  const ids = desks.map((it) => it.personId)
  const names = await namesOf(ctx, ids)
  const places = await fullNames(
    ctx,
    desks.map((it) => it.unitPath),
  )
  const phones = await maskedPhonesOf(ctx, ids)
  return desks.map(({ personId, postKind, unitPath: at }) => ({
    personId,
    name: names.get(personId) ?? '',
    post: postTitle(ctx, postKind),
    unitName: places.get(at) ?? '',
    phone: phones.get(personId) ?? null,
  }))
}

/** For the check of scope: who wrote, approved or got it, who stands in for one who got it, and those at a desk whose people it reaches, see it from where they stand; others from its own unit. */
export async function placeForReader(ctx: Ctx, { warningId }: WarningRef): Promise<string[]> {
  const { unitPath, draftedBy, approvedBy } = await findWarning(ctx, warningId)
  const { personId, posts } = ctx.actor
  const acted = oneOf(
    'post_id',
    posts.map((post) => post.postId),
  )
  const watched = below(
    'unit_path',
    posts
      .filter((post) => watchers.some((role) => post.roles.includes(role)))
      .map((post) => post.unitPath),
  )
  const concerned =
    personId === draftedBy ||
    personId === approvedBy ||
    (
      await read(
        ctx,
        `select 1 from warning_receipt where warning_id = ? and (person_id = ? or ${acted.sql} or ${watched.sql}) limit 1`,
        [warningId, personId, ...acted.values, ...watched.values],
      )
    ).length > 0
  return [concerned && posts[0] ? posts[0].unitPath : unitPath]
}

/** What the pages offer, as the policy of this service has it. */
export const choicesOf = ({
  policy: { warnings, posts },
}: Ctx): Promise<Reply<Operations['choices']>> =>
  Promise.resolve({
    hazards: warnings.hazards.map(({ name, title, todo }) => ({ name, title, todo })),
    audience: warnings.audience,
    posts: posts.posts.map(({ name, title, at }) => ({ name, title, at })),
  })

/** The preflight of what is not written yet, and that of a draft. */
export async function reachOf(
  ctx: Ctx,
  input: Input<Operations['reach']>,
): Promise<Reply<Operations['reach']>> {
  checkText(ctx.policy, input, input.unitPath)
  return {
    ...(await weigh(ctx, { ...input, draftedBy: ctx.actor.personId })),
    issuer: await issuerOf(ctx, input.unitPath),
    lines: orders({ warning: input }),
  }
}
export const preflight = async (ctx: Ctx, { warningId }: WarningRef): Promise<Preflight> =>
  weigh(ctx, await findWarning(ctx, warningId))
async function weigh(
  ctx: Ctx,
  draft: Pick<StoredWarning, 'kind' | 'color' | 'audience' | 'unitPath' | 'draftedBy'>,
): Promise<Preflight> {
  return {
    ...(await preflightOf(ctx, draft.audience)),
    approvers: await approversNamed(ctx, draft),
    ladder: ladderFor(ctx.policy.warnings, draft.kind, draft.color),
  }
}
