import { In, IsNull, Not } from 'typeorm'
import { depth, upwards } from '../../shared/vocabulary'
import type { Audience } from '../../shared/warning'
import { groupBy } from '../core/groups'
import type { Ctx } from '../core/slice'
import { below, inParts, oneOf, read, type Condition } from '../core/sql'
import { isCovering } from './covering'
import { PostEntity } from './entities'
import { onceEach, seatOf, superiorsAt, type Member } from './rules'

export type { Member }
/** A post, and who answers on it: nobody, if it is vacant. */
export type Answering = Omit<Member, 'personId'> & { personId: string | null }

/**
 * Posts with whoever answers now: the cover while one is active, else the holder until the term is
 * over; nobody who has left.
 */
const answering = `
  from post p
  left join cover c on c.post_id = p.id and ${isCovering}
  left join person s on s.id = c.person_id and s.left_at is null
  left join person h on h.id = p.person_id and h.left_at is null and (p.until is null or p.until > ?)
  where p.ended_at is null`
const who = 'p.id postId, p.kind postKind, p.unit_path unitPath, coalesce(s.id, h.id) personId'
export const isVacant: Condition = { sql: 'coalesce(s.id, h.id) is null', values: [] }

/**
 * Conditions and columns speak of the post as `p`, of its holder as `h`, of who stands in now as
 * `s`.
 */
export async function answeringFor<R = Answering>(
  ctx: Ctx,
  conditions: readonly Condition[],
  columns = who,
  rest = 'order by p.unit_path, p.id',
): Promise<R[]> {
  const now = ctx.now.getTime()
  const where = conditions.map((condition) => condition.sql).join(' and ')
  const sql = `
    select ${columns}
    ${answering}
    and ${where}
    ${rest}`
  return read<R>(ctx, sql, [now, now, now, ...conditions.flatMap((condition) => condition.values)])
}
async function membersWhere(ctx: Ctx, ...conditions: Condition[]): Promise<Member[]> {
  const rows = await answeringFor(ctx, conditions)
  return rows.filter((row): row is Member => row.personId !== null)
}

/**
 * Everyone who answers now on posts of these kinds at these units or below: each person once,
 * vacant posts left out.
 */
export const resolveAudience = async (ctx: Ctx, { units, posts }: Audience): Promise<Member[]> =>
  onceEach(await membersWhere(ctx, oneOf('p.kind', posts), below('p.unit_path', units)))

/** How many posts of that audience nobody answers on. */
export async function vacantPosts(ctx: Ctx, { units, posts }: Audience): Promise<number> {
  const conditions = [oneOf('p.kind', posts), below('p.unit_path', units), isVacant]
  const [row] = await answeringFor<{ n: number }>(ctx, conditions, 'count(distinct p.id) n', '')
  return Number(row!.n)
}

/**
 * Who answers on posts of these kinds at exactly this unit; if nobody does, at the nearest unit
 * above where somebody does.
 */
export async function holdersOf(
  ctx: Ctx,
  kinds: readonly string[],
  unitPath: string,
): Promise<Member[]> {
  const places = oneOf('p.unit_path', upwards(unitPath))
  const members = await membersWhere(ctx, oneOf('p.kind', kinds), places)
  const nearest = Math.max(...members.map((member) => depth(member.unitPath)))
  return onceEach(members.filter((member) => depth(member.unitPath) === nearest))
}

const dutyKinds = (ctx: Ctx) =>
  ctx.policy.posts.posts.filter((post) => post.roles.includes('duty')).map((post) => post.name)
/** Who sits at the duty desk of this unit now, else at the nearest one above. */
export const dutyAt = (ctx: Ctx, unitPath: string) => holdersOf(ctx, dutyKinds(ctx), unitPath)
/** A duty desk is rung by everybody below it. */
export async function isOnDutyAbove(ctx: Ctx, personId: string): Promise<boolean> {
  const above = ctx.actor.posts.flatMap((post) => upwards(post.unitPath))
  const desks = await answeringFor(
    ctx,
    [
      oneOf('p.kind', dutyKinds(ctx)),
      oneOf('p.unit_path', above),
      { sql: 'coalesce(s.id, h.id) = ?', values: [personId] },
    ],
    'p.id postId',
    'limit 1',
  )
  return desks.length > 0
}
export const approversFor = (ctx: Ctx, unitPath: string) =>
  holdersOf(ctx, ctx.policy.warnings.approvers, unitPath)

/** Post → who stands in (B角); nobody who has left, and not after the term. */
export async function deputiesOf(
  ctx: Ctx,
  postIds: readonly string[],
): Promise<Map<string, string>> {
  const rows = await inParts(postIds, (part) => deputiesIn(ctx, part))
  return new Map(rows.map(({ postId, personId }) => [postId, personId]))
}
function deputiesIn(ctx: Ctx, postIds: readonly string[]) {
  const these = oneOf('p.id', postIds)
  const sql = `
    select p.id postId, d.id personId
    from post p
    join person d on d.id = p.deputy_id and d.left_at is null
    where p.ended_at is null and (p.until is null or p.until > ?)
    and ${these.sql}`
  const values = [ctx.now.getTime(), ...these.values]
  return read<{ postId: string; personId: string }>(ctx, sql, values)
}

type Silent = { postKind: string; unitPath: string; personId?: string }
/** Tells of each of these whom the policy asks when such a post there is silent. */
export async function superiorsOf(
  ctx: Ctx,
  members: readonly Silent[],
): Promise<(member: Silent) => readonly string[]> {
  const policy = new Map(ctx.policy.posts.posts.map((kind) => [kind.name, kind.superiors]))
  const kinds = new Set(members.flatMap((member) => policy.get(member.postKind) ?? []))
  const units = new Set(members.map((member) => member.unitPath))
  const rows = await inParts([...units].flatMap(upwards), (part) =>
    membersWhere(ctx, oneOf('p.kind', [...kinds]), oneOf('p.unit_path', part)),
  )
  const bySeat = groupBy(rows, (row) => seatOf(row.postKind, row.unitPath))
  const people = new Map(
    [...bySeat].map(([seat, some]) => [seat, [...new Set(some.map((row) => row.personId))]]),
  )
  return ({ postKind, unitPath, personId }) =>
    superiorsAt(policy.get(postKind) ?? [], unitPath, people, personId)
}

/**
 * Person → who stands in: the B角 of the post named with the person, else those of the person's
 * other posts. Nobody stands in for oneself.
 */
export async function standInsOf(
  ctx: Ctx,
  members: readonly { personId: string; postId: string }[],
): Promise<Map<string, string[]>> {
  const own = await deputiesOf(
    ctx,
    members.map((member) => member.postId),
  )
  const isAlone = ({ personId, postId }: { personId: string; postId: string }) =>
    (own.get(postId) ?? personId) === personId
  const others = await otherDeputiesOf(
    ctx,
    members.filter(isAlone).map((member) => member.personId),
  )
  return new Map(
    members.map(({ personId, postId }) => {
      const standIns = new Set([own.get(postId) ?? [], others.get(personId) ?? []].flat())
      standIns.delete(personId)
      return [personId, [...standIns]]
    }),
  )
}
/** Person → the deputies of all posts that the person holds. */
async function otherDeputiesOf(
  ctx: Ctx,
  personIds: readonly string[],
): Promise<Map<string, string[]>> {
  const posts = await inParts(personIds, (part) =>
    ctx.db.find(PostEntity, {
      where: { personId: In(part), deputyId: Not(IsNull()), endedAt: IsNull() },
      select: { id: true, personId: true },
    }),
  )
  const deputies = await deputiesOf(
    ctx,
    posts.map((post) => post.id),
  )
  const byHolder = groupBy(posts, (post) => post.personId!)
  return new Map(
    [...byHolder].map(([holder, some]) => [
      holder,
      some.flatMap((post) => deputies.get(post.id) ?? []),
    ]),
  )
}
