import type { Post, orgOperations } from '../../shared/org'
import type { Input, Reply } from '../../shared/operation'
import { Problem } from '../../shared/problem'
import { record, type Ctx } from '../core/slice'
import { PostEntity } from './entities'
import { holdPost } from './posts'
import { mayTend } from './rules'

type Org = typeof orgOperations

/** 核对: the holder, or the office above, says that the post is still right. */
export async function verify(
  ctx: Ctx,
  { postId }: Input<Org['verify']>,
): Promise<Reply<Org['verify']>> {
  const post = await holdPost(ctx, postId)
  if (!mayTend(ctx.actor, post)) throw new Problem('access.forbidden', { who: '本人或上级应急办' })
  await saveVerified(ctx, post)
  return { verifiedAt: ctx.now }
}
export async function saveVerified(
  ctx: Ctx,
  { id, unitPath }: Pick<Post, 'id' | 'unitPath'>,
): Promise<void> {
  await ctx.db.update(PostEntity, { id }, { verifiedAt: ctx.now })
  record(ctx, { kind: 'org.verified', unitPath, data: { postId: id } })
}
