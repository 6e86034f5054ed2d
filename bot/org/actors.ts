import type { Actor, Ctx } from '../core/slice'
import { oneOf, read, readIn } from '../core/sql'
import { isCovering } from './covering'

type Person = { id: string; name: string; ended: number }
type Seat = { who: string; postId: string; kind: string; unitPath: string }

/**
 * The people with all they may act for now, as holder, deputy or cover; nobody who has left. While
 * a cover is active the holder keeps the rights.
 */
export async function actorsOf(
  ctx: Ctx,
  personIds: readonly string[],
): Promise<Map<string, Actor>> {
  const here = `
    select p.id, p.name, coalesce(e.ended, 0) ended
    from person p
    left join session_end e on e.person_id = p.id
    where p.left_at is null and`
  const people = await readIn<Person>(ctx, here, 'p.id', personIds)
  if (!people.length) return new Map()
  const seats = await seatsOf(
    ctx,
    people.map((person) => person.id),
  )
  const posts = new Map<string, Actor['posts'][number][]>(people.map(({ id }) => [id, []]))
  const roles = new Map(ctx.policy.posts.posts.map((kind) => [kind.name, kind.roles]))
  for (const { who, ...post } of seats) {
    posts.get(who)?.push({ ...post, roles: roles.get(post.kind) ?? [] })
  }
  return new Map(
    people.map(({ id, name, ended }) => [id, { personId: id, name, posts: posts.get(id)!, ended }]),
  )
}
export const actorOf = async (ctx: Ctx, personId: string): Promise<Actor | null> =>
  (await actorsOf(ctx, [personId])).get(personId) ?? null

function seatsOf(ctx: Ctx, personIds: readonly string[]): Promise<Seat[]> {
  const now = ctx.now.getTime()
  const isLive = 'p.ended_at is null and (p.until is null or p.until > ?)'
  const holder = oneOf('p.person_id', personIds)
  const deputy = oneOf('p.deputy_id', personIds)
  const cover = oneOf('c.person_id', personIds)
  const sql = `
    select p.person_id who, p.id postId, p.kind, p.unit_path unitPath
    from post p
    where ${holder.sql} and ${isLive}
    union
    select p.deputy_id, p.id, p.kind, p.unit_path
    from post p
    where ${deputy.sql} and ${isLive}
    union
    select c.person_id, p.id, p.kind, p.unit_path
    from cover c
    join post p on p.id = c.post_id
    where ${cover.sql} and ${isCovering}
    and p.ended_at is null
    order by unitPath, postId`
  const values = [...holder.values, now, ...deputy.values, now, ...cover.values, now, now]
  return read<Seat>(ctx, sql, values)
}
