import type { Post, PostView, orgOperations } from '../../shared/org'
import type { Input, Reply } from '../../shared/operation'
import { Problem } from '../../shared/problem'
import type { Ctx } from '../core/slice'
import { below, oneOf, type Condition } from '../core/sql'
import { answeringFor, deputiesOf, isVacant } from './audience'
import { PostEntity } from './entities'
import { namesOf } from './people'
import { postTitle } from './postKinds'
import { fullNames } from './units'

type Org = typeof orgOperations
const page = 100

type Listed = {
  id: string
  kind: string
  unitPath: string
  object: string
  holder: string | null
  cover: string | null
  until: number | null
  verifiedAt: number | null
}
const listed = `
    p.id, p.kind, p.unit_path unitPath, p.object,
    h.name holder, s.name cover,
    p.until, p.verified_at verifiedAt`

/**
 * Who answers for an area. A post is vacant when nobody answers on it: never filled, the term over,
 * or the holder gone.
 */
export async function posts(ctx: Ctx, wanted: Input<Org['posts']>): Promise<Reply<Org['posts']>> {
  const pageAndOne = `order by p.id limit ${page + 1}`
  const rows = await answeringFor<Listed>(ctx, conditionsOf(wanted), listed, pageAndOne)
  const shown = rows.slice(0, page)
  return {
    posts: await viewsOf(ctx, shown),
    next: rows.length > page ? shown.at(-1)!.id : null,
  }
}
function conditionsOf({ unitPath, below: deep, kind, vacant, after }: Input<Org['posts']>) {
  const conditions: Condition[] = [(deep ? below : oneOf)('p.unit_path', [unitPath])]
  if (kind) conditions.push(oneOf('p.kind', [kind]))
  if (vacant) conditions.push(isVacant)
  if (after) conditions.push({ sql: 'p.id > ?', values: [after] })
  return conditions
}
async function viewsOf(ctx: Ctx, rows: readonly Listed[]): Promise<PostView[]> {
  const deputies = await deputiesOf(
    ctx,
    rows.map((row) => row.id),
  )
  const names = await namesOf(ctx, [...deputies.values()])
  const units = await fullNames(
    ctx,
    rows.map((row) => row.unitPath),
  )
  return rows.map((row) => ({
    ...row,
    title: postTitle(ctx, row.kind) ?? row.kind,
    unitName: units.get(row.unitPath)!,
    deputy: names.get(deputies.get(row.id) ?? '') ?? null,
    until: momentIn(row.until),
    verifiedAt: momentIn(row.verifiedAt),
  }))
}
/** A moment as the driver gives it, which may be text. */
export const momentIn = (value: number | null) => (value === null ? null : new Date(Number(value)))

/** A post that has not ended, its row held until the commit. */
export async function holdPost(ctx: Ctx, postId: string): Promise<Post> {
  const post = await ctx.db.findOne(PostEntity, { where: { id: postId }, ...ctx.locks.row })
  if (!post || post.endedAt) throw new Problem('post.notFound')
  return post
}
