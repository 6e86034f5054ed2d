import type { Unit } from '../../../shared/org'
import { covers } from '../../../shared/vocabulary'
import { groupBy } from '../../core/groups'
import type { Ctx } from '../../core/slice'
import { below, read } from '../../core/sql'
import { seatOf } from '../rules'
import { fullNames } from '../units'

const mostListed = 500
export type VacantPost = { title: string; unitPath: string; unitName: string }

/** The posts that must be held and that nobody holds, here and below; the first of them. */
export async function vacantPosts(
  ctx: Ctx,
  base: Unit,
  units: readonly Unit[],
): Promise<{ count: number; posts: VacantPost[] }> {
  const here = below('unit_path', [base.path])
  const sql = `
    select distinct unit_path unitPath, kind
    from post
    where ended_at is null
    and person_id is not null
    and ${here.sql}`
  const held = await read<{ unitPath: string; kind: string }>(ctx, sql, here.values)
  const seats = new Set(held.map(({ kind, unitPath }) => seatOf(kind, unitPath)))
  const mandatory = groupBy(
    ctx.policy.posts.posts
      .filter((kind) => kind.mandatory)
      .flatMap(({ name, title, at }) => at.map((level) => ({ level, name, title }))),
    ({ level }) => level,
  )
  const vacant = units
    .filter((unit) => covers(base.path, unit.path))
    .flatMap(({ kind, path }) =>
      (mandatory.get(kind) ?? []).flatMap(({ name, title }) =>
        seats.has(seatOf(name, path)) ? [] : [{ title, unitPath: path }],
      ),
    )
  const listed = vacant.slice(0, mostListed)
  const names = await fullNames(
    ctx,
    listed.map((post) => post.unitPath),
  )
  const posts = listed.map((post) => ({ ...post, unitName: names.get(post.unitPath)! }))
  return { count: vacant.length, posts }
}
