import { IsNull } from 'typeorm'
import type { PostKind } from '../../config/policy'
import type { orgOperations } from '../../shared/org'
import type { Input, Reply } from '../../shared/operation'
import { Problem } from '../../shared/problem'
import { keepers } from '../../shared/vocabulary'
import type { Ctx } from '../core/slice'
import { PostEntity } from './entities'
import { mustBeNear } from './near'
import { postKind } from './postKinds'
import { lockPosts, reseat } from './reseat'
import { isSame, mayAppoint } from './rules'
import { mustFindUnit } from './units'
import { saveVerified } from './verify'

type Org = typeof orgOperations
type Seat = Input<Org['assign']>

/**
 * Puts a person on a post. The row before is ended, never deleted; the same again only says that it
 * is still right.
 */
export async function assign(ctx: Ctx, seat: Seat): Promise<Reply<Org['assign']>> {
  await lockPosts(ctx)
  const kind = await kindAt(ctx, seat)
  if (!mayAppoint(ctx.actor, kind, seat.unitPath)) {
    throw new Problem('access.forbidden', { who: '系统管理员' })
  }
  mustBeInOrder(ctx, seat)
  await mustBeNear(ctx, keepers, [seat.personId, seat.deputyId])

  const { unitPath, kind: name, object } = seat
  const here = { unitPath, kind: name, object, endedAt: IsNull() }
  const before = await ctx.db.findOneBy(PostEntity, here)
  if (before && isSame(before, seat)) {
    await saveVerified(ctx, before)
    return { postId: before.id }
  }
  const [postId] = await reseat(ctx, [{ before, seat }])
  return { postId: postId! }
}
/** The kind of post, which must stand at such a unit. */
async function kindAt(ctx: Ctx, { unitPath, kind: name }: Seat): Promise<PostKind> {
  const unit = await mustFindUnit(ctx, unitPath)
  const kind = postKind(ctx, name)
  if (!kind?.at.includes(unit.kind)) {
    throw new Problem('post.unknownKind', { name: kind?.title ?? name })
  }
  return kind
}
function mustBeInOrder(ctx: Ctx, { personId, deputyId, until }: Seat) {
  if (until && until <= ctx.now) throw new Problem('input.invalid', { what: '任期已经过了' })
  if (deputyId && deputyId === personId) {
    throw new Problem('input.invalid', { what: 'B 角不能是本人' })
  }
}
