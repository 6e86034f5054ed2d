import { Problem } from '../../shared/problem'
import { mayKnow } from '../core/scope'
import type { Ctx } from '../core/slice'
import { isOnDutyAbove } from './audience'
import { CoverEntity, PostEntity } from './entities'
import { placesOf } from './phone'
import { mayCall } from './rules'

/** Where the things named by id lie. */
export const locate = { post: placeOfPost, cover: placeOfCover, person: placeOfPerson }

async function placeOfPost(ctx: Ctx, { postId }: { postId: string }): Promise<string[]> {
  const path = await pathOfPost(ctx, postId)
  if (!path) throw new Problem('post.notFound')
  return [path]
}
async function placeOfCover(ctx: Ctx, { coverId }: { coverId: string }): Promise<string[]> {
  const cover = await ctx.db.findOneBy(CoverEntity, { id: coverId })
  const path = cover && (await pathOfPost(ctx, cover.postId))
  if (!path) throw new Problem('cover.notFound')
  return [path]
}
/** Null: there is none, or none that the actor may know of. */
async function pathOfPost(ctx: Ctx, id: string): Promise<string | null> {
  const post = await ctx.db.findOneBy(PostEntity, { id })
  return post && mayKnow(ctx.actor, [post.unitPath]) ? post.unitPath : null
}
/** A person lies wherever there is a post; the one that the actor reaches decides. */
async function placeOfPerson(ctx: Ctx, { personId }: { personId: string }): Promise<string[]> {
  const own = ctx.actor.posts[0]
  if (own && (personId === ctx.actor.personId || (await isOnDutyAbove(ctx, personId)))) {
    return [own.unitPath]
  }
  const paths = await placesOf(ctx, personId)
  return [paths.find((path) => mayCall(ctx.actor, [path])) ?? paths[0]!]
}
