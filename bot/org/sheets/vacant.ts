import type { Unit } from '../../../shared/org'
import { covers } from '../../../shared/vocabulary'
import type { Ctx } from '../../core/slice'
import { below, read } from '../../core/sql'
import { seatOf, spokenName } from '../rules'

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
  const mandatory = ctx.policy.posts.posts.filter((kind) => kind.mandatory)
  const names = new Map(units.map((unit) => [unit.path, unit.name]))
  const vacant = units
    .filter((unit) => covers(base.path, unit.path))
    .flatMap((unit) =>
      mandatory
        .filter((kind) => kind.at.includes(unit.kind) && !seats.has(seatOf(kind.name, unit.path)))
        .map(({ title }) => ({ title, unitPath: unit.path })),
    )
  const posts = vacant
    .slice(0, mostListed)
    .map((post) => ({ ...post, unitName: spokenName(post.unitPath, names) }))
  return { count: vacant.length, posts }
}
