import { IsNull } from 'typeorm'
import type { PostView, orgOperations } from '../../shared/org'
import type { Input, Reply } from '../../shared/operation'
import { Problem } from '../../shared/problem'
import { record, type Ctx } from '../core/slice'
import { mustFindUnit, titleOf } from './actions'
import { CoverEntity, PersonEntity, PostEntity } from './entities'
import { masked, mayCall } from './rules'
import {
  answeringFor,
  childrenOf,
  deputiesOf,
  fullNames,
  isOnDutyAbove,
  namesOf,
  topUnit,
} from './store'
import { below, oneOf, read } from '../core/sql'

type Org = typeof orgOperations
const page = 100

export const units = async (
  ctx: Ctx,
  { unitPath }: Input<Org['units']>,
): Promise<Reply<Org['units']>> => ({
  unit: await mustFindUnit(ctx, unitPath),
  children: await childrenOf(ctx, unitPath),
})

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
const listed =
  'p.id, p.kind, p.unit_path unitPath, p.object, h.name holder, s.name cover, p.until, p.verified_at verifiedAt'
/** Who answers for an area. A post is vacant when nobody answers on it: never filled, the term over, or the holder gone. */
export async function posts(
  ctx: Ctx,
  { unitPath, below: deep, kind, vacant, after }: Input<Org['posts']>,
): Promise<Reply<Org['posts']>> {
  const rows = await answeringFor<Listed>(
    ctx,
    [
      deep ? below('p.unit_path', [unitPath]) : oneOf('p.unit_path', [unitPath]),
      ...(kind ? [oneOf('p.kind', [kind])] : []),
      ...(vacant ? [{ sql: 'coalesce(s.id, h.id) is null', values: [] }] : []),
      ...(after ? [{ sql: 'p.id > ?', values: [after] }] : []),
    ],
    listed,
    `order by p.id limit ${page + 1}`,
  )
  const shown = rows.slice(0, page)
  return { posts: await viewed(ctx, shown), next: rows.length > page ? shown.at(-1)!.id : null }
}
async function viewed(ctx: Ctx, rows: readonly Listed[]): Promise<PostView[]> {
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
    title: titleOf(ctx, row.kind),
    unitName: units.get(row.unitPath)!,
    deputy: names.get(deputies.get(row.id) ?? '') ?? null,
    until: dateOf(row.until),
    verifiedAt: dateOf(row.verifiedAt),
  }))
}
const dateOf = (value: number | null) => (value === null ? null : new Date(Number(value)))

type Found = {
  id: string
  name: string
  phoneSealed: string | null
  kind: string | null
  unitPath: string | null
}
/** People with a post here or below whose name has these signs in it; and who has no post anywhere yet, by the full name. */
export async function people(
  ctx: Ctx,
  { unitPath, name }: Input<Org['people']>,
): Promise<Reply<Org['people']>> {
  const here = below('p.unit_path', [unitPath])
  const like = `%${name.replace(/[%_\\]/g, '')}%`
  const seated = (column: string) =>
    `select a.id, a.name, a.phone_sealed phoneSealed, p.kind, p.unit_path unitPath from person a join post p on p.${column} = a.id and p.ended_at is null where a.left_at is null and a.name like ? and ${here.sql}`
  const rows = await read<Found>(
    ctx,
    `${seated('person_id')} union ${seated('deputy_id')} union
    select a.id, a.name, a.phone_sealed, null, null from person a where a.left_at is null and a.name = ?
      and not exists (select 1 from post p where p.person_id = a.id and p.ended_at is null) and not exists (select 1 from post p where p.deputy_id = a.id and p.ended_at is null)
    order by name, id, unitPath limit 200`,
    [like, ...here.values, like, ...here.values, name],
  )
  const names = await fullNames(
    ctx,
    rows.flatMap((row) => row.unitPath ?? []),
  )
  const found = new Map<string, Reply<Org['people']>[number]>()
  for (const { id, name, phoneSealed, kind, unitPath } of rows) {
    const person = found.get(id) ?? {
      personId: id,
      name,
      phone: phoneSealed && masked(ctx.seal.open(phoneSealed)),
      posts: [],
    }
    if (kind && unitPath) person.posts.push(`${names.get(unitPath)!} ${titleOf(ctx, kind)}`)
    found.set(id, person)
  }
  return [...found.values()].slice(0, 50)
}

/** One phone in full, for a reason: who looked at whose, and why, is kept. */
export async function phone(
  ctx: Ctx,
  { personId, reason }: Input<Org['phone']>,
): Promise<Reply<Org['phone']>> {
  const person = await ctx.db.findOneBy(PersonEntity, { id: personId, leftAt: IsNull() })
  if (!person) throw new Problem('person.notFound')
  const paths = await placesOf(ctx, personId)
  if (
    personId !== ctx.actor.personId &&
    !mayCall(ctx.actor, paths) &&
    !(await isOnDutyAbove(ctx, personId))
  ) {
    throw new Problem('access.forbidden')
  }
  record(ctx, { kind: 'org.phoneShown', unitPath: paths[0]!, data: { personId, reason } })
  return { phone: person.phoneSealed && ctx.seal.open(person.phoneSealed) }
}
/** The units where somebody has a post, as holder or deputy; the top of the tree for who has none. */
export async function placesOf(ctx: Ctx, personId: string): Promise<string[]> {
  const rows = await read<{ path: string }>(
    ctx,
    'select unit_path path from post where person_id = ? and ended_at is null union select unit_path from post where deputy_id = ? and ended_at is null order by path',
    [personId, personId],
  )
  return rows.length ? rows.map((row) => row.path) : [await topUnit(ctx)]
}
/** Masked phones for a list: 138****1234. */
export async function maskedPhonesOf(
  ctx: Ctx,
  personIds: readonly string[],
): Promise<Map<string, string>> {
  const these = oneOf('id', personIds)
  const rows = await read<{ id: string; sealed: string }>(
    ctx,
    `select id, phone_sealed sealed from person where phone_sealed is not null and ${these.sql}`,
    these.values,
  )
  return new Map(rows.map(({ id, sealed }) => [id, masked(ctx.seal.open(sealed))]))
}

/** Where the things named by id lie. A person lies wherever there is a post; the one that the actor reaches decides. */
export const locate = {
  post: async (ctx: Ctx, { postId }: { postId: string }) => [
    (await ctx.db.findOneBy(PostEntity, { id: postId }))?.unitPath ?? lost('post.notFound'),
  ],
  cover: async (ctx: Ctx, { coverId }: { coverId: string }) => {
    const it = await ctx.db.findOneBy(CoverEntity, { id: coverId })
    return it ? locate.post(ctx, it) : lost('cover.notFound')
  },
  person: async (ctx: Ctx, { personId }: { personId: string }) => {
    const own = ctx.actor.posts[0]
    if (own && (personId === ctx.actor.personId || (await isOnDutyAbove(ctx, personId)))) {
      return [own.unitPath]
    }
    const paths = await placesOf(ctx, personId)
    return [paths.find((path) => mayCall(ctx.actor, [path])) ?? paths[0]!]
  },
}
function lost(code: 'post.notFound' | 'cover.notFound'): never {
  throw new Problem(code)
}
