import type { PostKind } from '../../config/policy'
import type { Ctx } from '../core/slice'
import { tight } from '../core/text'

export const postKind = (ctx: Pick<Ctx, 'policy'>, name: string): PostKind | undefined =>
  ctx.policy.posts.posts.find((kind) => kind.name === name)
/**
 * What people call such a post; undefined where the policy of today does not know its kind any
 * more.
 */
export const postTitle = (ctx: Pick<Ctx, 'policy'>, name: string): string | undefined =>
  postKind(ctx, name)?.title

/** Title or another way to write it → the post kind. */
export const kindsByTitle = (kinds: readonly PostKind[]): Map<string, PostKind> =>
  new Map(kinds.flatMap((kind) => titlesOf(kind).map((title) => [title, kind] as const)))
const titlesOf = ({ title, aliases }: PostKind) => [title, ...aliases].map((text) => tight(text))
