import type { Unit } from '../../../shared/org'
import { covers } from '../../../shared/vocabulary'
import { groupBy } from '../../core/groups'
import type { Ctx } from '../../core/slice'
import { below, read } from '../../core/sql'
import { seatOf, spokenName } from '../rules'
import type { Places } from './places'

const mostListed = 500
export type VacantPost = { title: string; unitPath: string; unitName: string }

/** The posts that must be held and that nobody holds, here and below; the first of them. */
export async function unheldPosts(
  ctx: Ctx,
  { base, units, places }: { base: Unit; units: readonly Unit[]; places: Pick<Places, 'names'> },
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
  const posts = vacant
    .slice(0, mostListed)
    .map((post) => ({ ...post, unitName: spokenName(post.unitPath, places.names) }))
  return { count: vacant.length, posts }
}
