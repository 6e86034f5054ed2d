import { Problem } from '../../shared/problem'
import type { Ctx } from '../core/slice'
import { isOnDutyAbove } from './audience'
import { CoverEntity, PostEntity } from './entities'
import { placesOf } from './phone'
import { mayCall } from './rules'

/** Where the things named by id lie. */
export const locate = { post: placeOfPost, cover: placeOfCover, person: placeOfPerson }

async function placeOfPost(ctx: Ctx, { postId }: { postId: string }): Promise<string[]> {
  const post = await ctx.db.findOneBy(PostEntity, { id: postId })
  if (!post) throw new Problem('post.notFound')
  return [post.unitPath]
}
async function placeOfCover(ctx: Ctx, { coverId }: { coverId: string }): Promise<string[]> {
  const cover = await ctx.db.findOneBy(CoverEntity, { id: coverId })
  if (!cover) throw new Problem('cover.notFound')
  return placeOfPost(ctx, cover)
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
