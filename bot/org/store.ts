import { In, IsNull, Not } from 'typeorm'
import type { Unit } from '../../shared/org'
import { Problem } from '../../shared/problem'
import { covers } from '../../shared/vocabulary'
import type { Audience } from '../../shared/warning'
import type { Actor, Ctx } from '../core/slice'
import { below, inParts, oneOf, read, readIn, type Condition } from '../core/sql'
import { PostEntity, UnitEntity } from './entities'
import {
  means,
  onceEach,
  possibleNames,
  seatOf,
  spokenName,
  superiorsAt,
  upwards,
  depth,
  type Member,
} from './rules'
import { tight } from '../core/text'

export type { Member }
/** Posts with whoever answers now: the cover while one is active, else the holder until the term is over; nobody who has left. */
const answering = `from post p
  left join cover c on c.post_id = p.id and c.ended_at is null and c.\`from\` <= ? and c.until > ?
  left join person s on s.id = c.person_id and s.left_at is null
  left join person h on h.id = p.person_id and h.left_at is null and (p.until is null or p.until > ?)
  where p.ended_at is null`
export async function answeringFor<
  R = { personId: string | null; unitPath: string; postId: string; postKind: string },
>(
  ctx: Ctx,
  conditions: readonly Condition[],
  columns = 'p.id postId, p.kind postKind, p.unit_path unitPath, coalesce(s.id, h.id) personId',
  rest = 'order by p.unit_path, p.id',
): Promise<R[]> {
  const now = ctx.now.getTime()
  return read<R>(
    ctx,
    `select ${columns} ${answering} and ${conditions.map((it) => it.sql).join(' and ')} ${rest}`,
    [now, now, now, ...conditions.flatMap((it) => it.values)],
  )
}
const held = async (ctx: Ctx, ...conditions: Condition[]) =>
  (await answeringFor(ctx, conditions)).filter((row): row is Member => row.personId !== null)

/** The people with all they may act for now, as holder, deputy or cover; nobody who has left. While a cover is active the holder keeps the rights. */
export async function actorsOf(
  ctx: Ctx,
  personIds: readonly string[],
): Promise<Map<string, Actor>> {
  const now = ctx.now.getTime()
  const live = 'p.ended_at is null and (p.until is null or p.until > ?)'
  const people = await readIn<{ id: string; name: string }>(
    ctx,
    'select id, name from person where left_at is null and',
    'id',
    personIds,
  )
  const actors = new Map(
    people.map(({ id, name }) => [
      id,
      { personId: id, name, posts: [] as Actor['posts'][number][] },
    ]),
  )
  if (!actors.size) return actors
  const mine = (column: string) => oneOf(column, [...actors.keys()])
  const [holder, deputy, cover] = [mine('p.person_id'), mine('p.deputy_id'), mine('c.person_id')]
  const rows = await read<{ who: string; postId: string; kind: string; unitPath: string }>(
    ctx,
    `
    select p.person_id who, p.id postId, p.kind, p.unit_path unitPath from post p where ${holder.sql} and ${live}
    union select p.deputy_id, p.id, p.kind, p.unit_path from post p where ${deputy.sql} and ${live}
    union select c.person_id, p.id, p.kind, p.unit_path from cover c join post p on p.id = c.post_id
      where ${cover.sql} and c.ended_at is null and c.\`from\` <= ? and c.until > ? and p.ended_at is null
    order by unitPath, postId`,
    [...holder.values, now, ...deputy.values, now, ...cover.values, now, now],
  )
  const roles = new Map(ctx.policy.posts.posts.map((kind) => [kind.name, kind.roles]))
  for (const { who, ...post } of rows) {
    actors.get(who)?.posts.push({ ...post, roles: roles.get(post.kind) ?? [] })
  }
  return actors
}
export const actorOf = async (ctx: Ctx, personId: string): Promise<Actor | null> =>
  (await actorsOf(ctx, [personId])).get(personId) ?? null

/** Directory key → person; nobody who has left. */
export async function personIdsOf(
  ctx: Ctx,
  directoryKeys: readonly string[],
): Promise<Map<string, string>> {
  const rows = await inParts(directoryKeys, (part) =>
    readIn<{ key: string; id: string }>(
      ctx,
      'select directory_key `key`, id from person where left_at is null and',
      'directory_key',
      part,
    ),
  )
  return new Map(rows.map(({ key, id }) => [key, id]))
}
/** Where the messenger finds these people; who has no account or has left is not in the answer. */
export async function addressesOf(
  ctx: Ctx,
  personIds: readonly string[],
): Promise<Map<string, { address: string; name: string }>> {
  const rows = await inParts(personIds, (part) =>
    readIn<{ id: string; address: string; name: string }>(
      ctx,
      'select id, directory_key address, name from person where left_at is null and directory_key is not null and',
      'id',
      part,
    ),
  )
  return new Map(rows.map(({ id, address, name }) => [id, { address, name }]))
}
export async function namesOf(
  ctx: Ctx,
  personIds: readonly string[],
): Promise<Map<string, string>> {
  const rows = await inParts(personIds, (part) =>
    readIn<{ id: string; name: string }>(ctx, 'select id, name from person where', 'id', part),
  )
  return new Map(rows.map(({ id, name }) => [id, name]))
}

/** Everyone who answers now on posts of these kinds at these units or below: each person once, vacant posts left out. */
export const resolveAudience = async (ctx: Ctx, { units, posts }: Audience): Promise<Member[]> =>
  onceEach(await held(ctx, oneOf('p.kind', posts), below('p.unit_path', units)))
/** How many posts of that audience nobody answers on. */
export async function vacantPosts(ctx: Ctx, { units, posts }: Audience): Promise<number> {
  const [row] = await answeringFor<{ n: number }>(
    ctx,
    [
      oneOf('p.kind', posts),
      below('p.unit_path', units),
      { sql: 'coalesce(s.id, h.id) is null', values: [] },
    ],
    'count(distinct p.id) n',
    '',
  )
  return Number(row!.n)
}

/** Who answers on posts of these kinds at exactly this unit; if nobody does, at the nearest unit above where somebody does. */
export async function holdersOf(
  ctx: Ctx,
  kinds: readonly string[],
  unitPath: string,
): Promise<Member[]> {
  const members = await held(ctx, oneOf('p.kind', kinds), oneOf('p.unit_path', upwards(unitPath)))
  const nearest = Math.max(...members.map((member) => depth(member.unitPath)))
  return onceEach(members.filter((member) => depth(member.unitPath) === nearest))
}
const dutyKinds = (ctx: Ctx) =>
  ctx.policy.posts.posts.filter((post) => post.roles.includes('duty')).map((post) => post.name)
/** Who sits at the duty desk of this unit now, else at the nearest one above. */
export const dutyAt = (ctx: Ctx, unitPath: string) => holdersOf(ctx, dutyKinds(ctx), unitPath)
/** A duty desk is rung by everybody below it. */
export const isOnDutyAbove = async (ctx: Ctx, personId: string): Promise<boolean> =>
  (
    await answeringFor(
      ctx,
      [
        oneOf('p.kind', dutyKinds(ctx)),
        oneOf(
          'p.unit_path',
          ctx.actor.posts.flatMap((post) => upwards(post.unitPath)),
        ),
        { sql: 'coalesce(s.id, h.id) = ?', values: [personId] },
      ],
      'p.id postId',
      'limit 1',
    )
  ).length > 0
export const approversFor = (ctx: Ctx, unitPath: string) =>
  holdersOf(ctx, ctx.policy.warnings.approvers, unitPath)

/** Post → who stands in (B角); nobody who has left, and not after the term. */
export async function deputiesOf(
  ctx: Ctx,
  postIds: readonly string[],
): Promise<Map<string, string>> {
  const rows = await inParts(postIds, (part) => {
    const these = oneOf('p.id', part)
    return read<{ postId: string; personId: string }>(
      ctx,
      `select p.id postId, d.id personId from post p join person d on d.id = p.deputy_id and d.left_at is null
      where p.ended_at is null and (p.until is null or p.until > ?) and ${these.sql}`,
      [ctx.now.getTime(), ...these.values],
    )
  })
  return new Map(rows.map(({ postId, personId }) => [postId, personId]))
}
type Silent = { postKind: string; unitPath: string; personId?: string }
/** Tells of each of these whom the policy asks when such a post there is silent. */
export async function superiorsOf(
  ctx: Ctx,
  members: readonly Silent[],
): Promise<(member: Silent) => readonly string[]> {
  const policy = new Map(ctx.policy.posts.posts.map((kind) => [kind.name, kind.superiors]))
  const seats = new Map(members.map((member) => [seatOf(member.postKind, member.unitPath), member]))
  const kinds = [
    ...new Set([...seats.values()].flatMap((member) => policy.get(member.postKind) ?? [])),
  ]
  const rows = await inParts(
    [...seats.values()].flatMap((member) => upwards(member.unitPath)),
    (part) => held(ctx, oneOf('p.kind', kinds), oneOf('p.unit_path', part)),
  )
  const people = new Map<string, string[]>()
  for (const { postKind, unitPath, personId } of rows) {
    people.set(seatOf(postKind, unitPath), [
      ...new Set([...(people.get(seatOf(postKind, unitPath)) ?? []), personId]),
    ])
  }
  return ({ postKind, unitPath, personId }) =>
    superiorsAt(policy.get(postKind) ?? [], unitPath, people, personId)
}

/** Person → who stands in: the B角 of the post named with the person, else those of the person's other posts. Nobody stands in for oneself. */
export async function standInsOf(
  ctx: Ctx,
  members: readonly { personId: string; postId: string }[],
): Promise<Map<string, string[]>> {
  const own = await deputiesOf(
    ctx,
    members.map((it) => it.postId),
  )
  const without = members.filter((it) => (own.get(it.postId) ?? it.personId) === it.personId)
  const posts = await inParts(
    without.map((it) => it.personId),
    (part) =>
      ctx.db.find(PostEntity, {
        where: { personId: In(part), deputyId: Not(IsNull()), endedAt: IsNull() },
        select: { id: true, personId: true },
      }),
  )
  const others = await deputiesOf(
    ctx,
    posts.map((post) => post.id),
  )
  const found = new Map(members.map(({ personId, postId }) => [personId, [own.get(postId)]]))
  for (const { id, personId } of posts) found.get(personId!)?.push(others.get(id))
  return new Map(
    [...found].map(([personId, ids]) => [
      personId,
      [...new Set(ids)].filter((id): id is string => id !== undefined && id !== personId),
    ]),
  )
}

export async function unitsByPath(ctx: Ctx, paths: Iterable<string>): Promise<Map<string, Unit>> {
  return new Map(
    (await inParts(paths, (part) => ctx.db.findBy(UnitEntity, { path: In(part) }))).map((unit) => [
      unit.path,
      unit,
    ]),
  )
}
/** The units directly below this one that still exist, in path order. */
export async function childrenOf(ctx: Ctx, path: string): Promise<Unit[]> {
  const rows = await read<Omit<Unit, 'endedAt'>>(
    ctx,
    'select path, kind, name from unit where path >= ? and path < ? and path not like ? and ended_at is null order by path',
    [`${path}/`, `${path}0`, `${path}/%/%`],
  )
  return rows.map((row) => ({ ...row, endedAt: null }))
}
/** 「石塘镇里箬村」 for many units. */
export async function fullNames(ctx: Ctx, paths: Iterable<string>): Promise<Map<string, string>> {
  const wanted = [...new Set(paths)]
  const units = await unitsByPath(ctx, wanted.flatMap(upwards))
  const names = new Map([...units].map(([path, unit]) => [path, unit.name]))
  return new Map(wanted.map((path) => [path, spokenName(path, names)]))
}
export const fullName = async (ctx: Ctx, path: string): Promise<string> =>
  (await fullNames(ctx, [path])).get(path)!

/** The one unit that somebody means, below the units `within`: by its name, with or without 镇, 村 …, and names above it in front if it takes them. */
export async function findUnitByName(
  ctx: Ctx,
  name: string,
  within: readonly string[],
): Promise<Unit> {
  const text = tight(name)
  const candidates = (
    await inParts(possibleNames(text), (part) =>
      ctx.db.findBy(UnitEntity, { name: In(part), endedAt: IsNull() }),
    )
  ).filter((unit) => within.some((path) => covers(path, unit.path)))
  const units = await unitsByPath(
    ctx,
    candidates.flatMap((unit) => upwards(unit.path)),
  )
  const meant = (short: boolean) =>
    candidates.filter((unit) =>
      means(
        text,
        upwards(unit.path).map((path) => units.get(path)?.name ?? ''),
        short,
      ),
    )
  const exact = meant(false)
  const found = exact.length ? exact : meant(true)
  if (!found[0]) throw new Problem('unit.notFound', { name })
  if (found.length > 1) throw new Problem('unit.ambiguous', { name, count: found.length })
  return found[0]
}
/** The unit above all: where facts lie that belong to no unit below. */
export const topUnit = async (ctx: Ctx): Promise<string> =>
  (await read<{ path: string | null }>(ctx, 'select min(path) path from unit', []))[0]?.path ?? '0'
