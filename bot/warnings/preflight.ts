import type { Input, Reply } from '../../shared/operation'
import type { Audience, Preflight, WarningRef } from '../../shared/warning'
import type { warningOperations } from '../../shared/warningOperations'
import { groupBy } from '../core/groups'
import type { Ctx } from '../core/slice'
import { costOf } from '../delivery/outbox'
import { quotaOf } from '../delivery/quota'
import { resolveAudience, vacantPosts } from '../org/audience'
import { addressesOf, namesOf } from '../org/people'
import { postTitle } from '../org/postKinds'
import type { Member } from '../org/rules'
import { fullNames } from '../org/units'
import { orders } from './cards'
import { issuerOf } from './draft'
import type { StoredWarning } from './entities'
import { checkText, ladderFor } from './rules'
import { approversNamed, findWarning } from './store'

type Reach = (typeof warningOperations)['reach']

/** The preflight of a draft. */
export async function preflight(ctx: Ctx, { warningId }: WarningRef): Promise<Preflight> {
  return preflightOf(ctx, await findWarning(ctx, warningId))
}
/** The preflight of what is not written yet. */
export async function reach(ctx: Ctx, input: Input<Reach>): Promise<Reply<Reach>> {
  checkText(ctx.policy, input, input.unitPath)
  return {
    ...(await preflightOf(ctx, { ...input, draftedBy: ctx.actor.personId })),
    issuer: await issuerOf(ctx, input.unitPath),
    lines: orders(input),
  }
}

type Draft = Pick<StoredWarning, 'kind' | 'color' | 'audience' | 'unitPath' | 'draftedBy'>
async function preflightOf(ctx: Ctx, draft: Draft): Promise<Preflight> {
  return {
    ...(await reachOf(ctx, draft.audience)),
    approvers: await approversNamed(ctx, draft),
    ladder: ladderFor(ctx.policy.warnings, draft.kind, draft.color),
  }
}

/**
 * Before the button is pressed: how many, in how many calls and seconds, what the month has left,
 * and who cannot be reached.
 */
export async function reachOf(
  ctx: Ctx,
  audience: Audience,
): Promise<Omit<Preflight, 'approvers' | 'ladder'>> {
  const members = await resolveAudience(ctx, audience)
  const { api } = await quotaOf(ctx)
  const unreachable = await withoutAddress(ctx, members)
  return {
    people: members.length,
    ...costOf(ctx, members.length),
    quotaLeft: Math.max(0, api.limit - api.used),
    byPost: countByPost(ctx, members),
    unreachable: await unreachableNamed(ctx, unreachable),
    unreachableCount: unreachable.length,
    vacant: await vacantPosts(ctx, audience),
  }
}
async function withoutAddress(ctx: Ctx, members: readonly Member[]): Promise<Member[]> {
  const addresses = await addressesOf(
    ctx,
    members.map((member) => member.personId),
  )
  return members.filter((member) => !addresses.has(member.personId))
}
function countByPost(ctx: Ctx, members: readonly Member[]): Preflight['byPost'] {
  const byPost = groupBy(members, (member) => member.postKind)
  return [...byPost]
    .map(([kind, those]) => ({ post: postTitle(ctx, kind) ?? '', people: those.length }))
    .sort((one, other) => other.people - one.people)
}

const maxNames = 20
async function unreachableNamed(
  ctx: Ctx,
  members: readonly Member[],
): Promise<Preflight['unreachable']> {
  const named = members.slice(0, maxNames)
  const names = await namesOf(
    ctx,
    named.map((member) => member.personId),
  )
  const places = await fullNames(
    ctx,
    named.map((member) => member.unitPath),
  )
  return named.map(({ personId, unitPath }) => ({
    name: names.get(personId) ?? '',
    unitName: places.get(unitPath) ?? '',
    why: '没有钉钉账号',
  }))
}
