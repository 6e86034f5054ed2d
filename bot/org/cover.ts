import { In, IsNull, LessThan, LessThanOrEqual, MoreThan } from 'typeorm'
import type { Cover, Post, orgOperations } from '../../shared/org'
import type { Input, Reply } from '../../shared/operation'
import { Problem } from '../../shared/problem'
import { daysAfter } from '../../shared/time'
import { everyone } from '../../shared/vocabulary'
import { uuid } from '../core/ids'
import { record, type Ctx } from '../core/slice'
import { CoverEntity, PostEntity } from './entities'
import { mustBeNear } from './near'
import { holdPost } from './posts'
import { mayGiveAway, mayTend } from './rules'

type Org = typeof orgOperations
type Place = Pick<Post, 'unitPath'>
const upward = { who: '本人或上级应急办' }
const batch = 200

/**
 * 顶岗: a later cover takes the place of one that it overlaps, so that exactly one person answers.
 */
export async function cover(ctx: Ctx, wanted: Input<Org['cover']>): Promise<Reply<Org['cover']>> {
  const { postId, personId, from, until } = wanted
  const post = await holdPost(ctx, postId)
  if (!mayGiveAway(ctx.actor, post)) throw new Problem('access.forbidden', upward)
  if (personId === post.personId) throw new Problem('cover.self')
  mustBeInTime(ctx, wanted)
  await mustBeNear(ctx, everyone, [personId])

  await endOverlapping(ctx, wanted, post)
  const coverId = uuid()
  await ctx.db.insert(CoverEntity, { id: coverId, postId, personId, from, until, endedAt: null })
  record(ctx, {
    kind: 'org.covered',
    unitPath: post.unitPath,
    data: { postId, coverId, personId, until },
  })
  return { coverId }
}
function mustBeInTime(ctx: Ctx, { from, until }: Pick<Cover, 'from' | 'until'>) {
  const { maxDays } = ctx.policy.posts.cover
  if (until <= from || until <= ctx.now) {
    throw new Problem('input.invalid', { what: '结束时间要晚于开始时间，也要晚于现在' })
  }
  if (until > daysAfter(from, maxDays)) throw new Problem('cover.tooLong', { days: maxDays })
}
async function endOverlapping(
  ctx: Ctx,
  { postId, from, until }: Pick<Cover, 'postId' | 'from' | 'until'>,
  place: Place,
) {
  const overlapping = await ctx.db.findBy(CoverEntity, {
    postId,
    endedAt: IsNull(),
    from: LessThan(until),
    until: MoreThan(from),
  })
  for (const other of overlapping) await finishCover(ctx, other, place)
}

/**
 * Ends before its time, by whoever stands in or may tend the post. A second tap is not an error.
 */
export async function endCover(
  ctx: Ctx,
  { coverId }: Input<Org['endCover']>,
): Promise<Reply<Org['endCover']>> {
  const held = await ctx.db.findOne(CoverEntity, { where: { id: coverId }, ...ctx.locks.row })
  const post = held && (await ctx.db.findOneBy(PostEntity, { id: held.postId }))
  if (!held || !post) throw new Problem('cover.notFound')
  if (held.personId !== ctx.actor.personId && !mayTend(ctx.actor, post)) {
    throw new Problem('access.forbidden', upward)
  }
  if (!held.endedAt) await finishCover(ctx, held, post)
  return {}
}

/** The post goes back to its holder by time alone; this only writes down that it did. */
export async function handBack(ctx: Ctx): Promise<boolean> {
  const over = await ctx.db.find(CoverEntity, {
    where: { endedAt: IsNull(), until: LessThanOrEqual(ctx.now) },
    take: batch,
    ...ctx.locks.skip,
  })
  const found = await ctx.db.findBy(PostEntity, { id: In(over.map((it) => it.postId)) })
  const posts = new Map(found.map((post) => [post.id, post]))
  for (const one of over) await finishCover(ctx, one, posts.get(one.postId)!)
  return over.length === batch
}

export async function finishCover(
  ctx: Ctx,
  { id, postId, until }: Cover,
  { unitPath }: Place,
): Promise<void> {
  await ctx.db.update(CoverEntity, { id }, { endedAt: until < ctx.now ? until : ctx.now })
  record(ctx, { kind: 'org.coverEnded', unitPath, data: { postId, coverId: id } })
}
