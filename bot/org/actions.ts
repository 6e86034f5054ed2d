import { In, IsNull, LessThan, LessThanOrEqual, MoreThan } from 'typeorm'
import type { Cover, Post, Unit, orgOperations, sessionOperations } from '../../shared/org'
import type { Input, Reply } from '../../shared/operation'
import { Problem } from '../../shared/problem'
import { ChannelError } from '../core/ports'
import { uuid } from '../core/ids'
import { insertAll } from '../core/insert'
import { record, type Ctx, type Io } from '../core/slice'
import { CoverEntity, PersonEntity, PostEntity, UnitEntity } from './entities'
import { isSame } from './listing'
import { mayAppoint, mayGiveAway, mayTend } from './rules'
import { actorsOf, fullNames, personIdsOf, topUnit, unitsByPath } from './store'

type Org = typeof orgOperations
type Session = typeof sessionOperations
const upward = { who: '本人或上级应急办' }

/** 免登: whoever the messenger vouches for and who holds a post may come in. */
export async function enter(
  io: Io,
  { authCode }: Input<Session['open']>,
): Promise<Reply<Session['open']>> {
  const key = await io.ports.directory.identify(authCode).catch((error: unknown) => {
    throw error instanceof ChannelError ? new Problem('channel.down') : error
  })
  if (!key) throw new Problem('access.codeExpired')
  const { actor, now } = await io.look(async (ctx) => {
    const personId = (await personIdsOf(ctx, [key])).get(key)
    return {
      actor: personId ? (await actorsOf(ctx, [personId])).get(personId) : undefined,
      now: ctx.now,
    }
  })
  if (!actor?.posts.length) throw new Problem('access.notListed')
  return { ...io.ports.session.open(actor.personId, now), name: actor.name }
}

export async function whoAmI(ctx: Ctx): Promise<Reply<Session['me']>> {
  const { personId, name, posts } = ctx.actor
  const names = await fullNames(
    ctx,
    posts.map((post) => post.unitPath),
  )
  return {
    personId,
    name,
    posts: posts.map((post) => ({
      ...post,
      roles: [...post.roles],
      title: titleOf(ctx, post.kind),
      unitName: names.get(post.unitPath)!,
    })),
  }
}
export const kindOf = (ctx: Ctx, name: string) =>
  ctx.policy.posts.posts.find((kind) => kind.name === name)
export const titleOf = (ctx: Ctx, name: string) => kindOf(ctx, name)?.title ?? name

/** Puts a person on a post. The row before is ended, never deleted; the same again only says that it is still right. */
export async function assign(ctx: Ctx, seat: Input<Org['assign']>): Promise<Reply<Org['assign']>> {
  const kind = kindOf(ctx, seat.kind)
  await lockPosts(ctx)
  const unit = (await unitsByPath(ctx, [seat.unitPath])).get(seat.unitPath)
  if (!unit || unit.endedAt) throw new Problem('unit.notFound', { name: seat.unitPath })
  if (!kind?.at.includes(unit.kind)) {
    throw new Problem('post.unknownKind', { name: kind?.title ?? seat.kind })
  }
  if (!mayAppoint(ctx.actor, kind, seat.unitPath)) {
    throw new Problem('access.forbidden', { who: '系统管理员' })
  }
  if (seat.until && seat.until <= ctx.now) {
    throw new Problem('input.invalid', { what: '任期已经过了' })
  }
  if (seat.deputyId && seat.deputyId === seat.personId) {
    throw new Problem('input.invalid', { what: 'B 角不能是本人' })
  }
  await mustBeHere(ctx, [seat.personId, seat.deputyId])
  const before = await ctx.db.findOneBy(PostEntity, {
    unitPath: seat.unitPath,
    kind: seat.kind,
    object: seat.object,
    endedAt: IsNull(),
  })
  if (before && isSame(before, seat)) return { postId: (await checked(ctx, before)).id }
  return { postId: (await reseat(ctx, [{ before, seat }]))[0]! }
}

/** Appointments follow one another, or two at once would both find the seat empty. */
export const lockPosts = async (ctx: Ctx) =>
  void (await ctx.db.findOne(UnitEntity, { where: { path: await topUnit(ctx) }, ...ctx.locks.row }))

async function mustBeHere(ctx: Ctx, personIds: readonly (string | null)[]) {
  const ids = personIds.filter((id) => id !== null)
  if ((await ctx.db.countBy(PersonEntity, { id: In(ids), leftAt: IsNull() })) < ids.length) {
    throw new Problem('person.notFound')
  }
}

type Change = {
  before: Pick<Post, 'id' | 'unitPath' | 'personId'> | null
  seat: Pick<Post, 'unitPath' | 'kind' | 'object' | 'personId' | 'deputyId' | 'until'>
}
/** Ends the rows before and opens new ones. A cover goes on while the holder stays, and ends with the holder. */
export async function reseat(ctx: Ctx, changes: readonly Change[]): Promise<string[]> {
  const after = changes.map(
    ({ seat: { unitPath, kind, object, personId, deputyId, until } }): Post => ({
      id: uuid(),
      unitPath,
      kind,
      object,
      personId,
      deputyId,
      until,
      since: ctx.now,
      verifiedAt: ctx.now,
      endedAt: null,
    }),
  )
  const ended = changes.flatMap(({ before }, index) =>
    before ? [{ before, after: after[index]! }] : [],
  )
  for (let start = 0; start < ended.length; start += 500) {
    const part = ended.slice(start, start + 500)
    const ids = part.map((it) => it.before.id)
    await ctx.db.update(PostEntity, { id: In(ids) }, { endedAt: ctx.now })
    for (const cover of await ctx.db.findBy(CoverEntity, {
      postId: In(ids),
      endedAt: IsNull(),
      until: MoreThan(ctx.now),
    })) {
      const it = part.find(({ before }) => before.id === cover.postId)!
      if (it.before.personId === it.after.personId) {
        await ctx.db.update(CoverEntity, { id: cover.id }, { postId: it.after.id })
      } else await finish(ctx, cover, it.before)
    }
  }
  await insertAll(ctx, PostEntity, after)
  after.forEach(({ id, kind, unitPath, personId }, index) =>
    record(ctx, {
      kind: 'org.assigned',
      unitPath,
      data: { postId: id, kind, personId, before: changes[index]!.before?.personId ?? null },
    }),
  )
  return after.map((post) => post.id)
}

/** 核对 */
export async function verify(
  ctx: Ctx,
  { postId }: Input<Org['verify']>,
): Promise<Reply<Org['verify']>> {
  const post = await livePost(ctx, postId)
  if (!mayTend(ctx.actor, post)) throw new Problem('access.forbidden', upward)
  await checked(ctx, post)
  return { verifiedAt: ctx.now }
}
async function checked(ctx: Ctx, post: Post): Promise<Post> {
  await ctx.db.update(PostEntity, { id: post.id }, { verifiedAt: ctx.now })
  record(ctx, { kind: 'org.verified', unitPath: post.unitPath, data: { postId: post.id } })
  return post
}

/** 顶岗: a later cover takes the place of one that it overlaps, so that exactly one person answers. */
export async function cover(
  ctx: Ctx,
  { postId, personId, from, until }: Input<Org['cover']>,
): Promise<Reply<Org['cover']>> {
  const post = await livePost(ctx, postId)
  const { maxDays } = ctx.policy.posts.cover
  if (!mayGiveAway(ctx.actor, post)) throw new Problem('access.forbidden', upward)
  if (personId === post.personId) throw new Problem('cover.self')
  if (until <= from || until <= ctx.now) {
    throw new Problem('input.invalid', { what: '结束时间要晚于开始时间，也要晚于现在' })
  }
  if (until.getTime() - from.getTime() > maxDays * 86_400_000) {
    throw new Problem('cover.tooLong', { days: maxDays })
  }
  await mustBeHere(ctx, [personId])
  for (const other of await ctx.db.findBy(CoverEntity, {
    postId,
    endedAt: IsNull(),
    from: LessThan(until),
    until: MoreThan(from),
  })) {
    await finish(ctx, other, post)
  }
  const coverId = uuid()
  await ctx.db.insert(CoverEntity, { id: coverId, postId, personId, from, until, endedAt: null })
  record(ctx, {
    kind: 'org.covered',
    unitPath: post.unitPath,
    data: { postId, coverId, personId, until },
  })
  return { coverId }
}

export async function endCover(
  ctx: Ctx,
  { coverId }: Input<Org['endCover']>,
): Promise<Reply<Org['endCover']>> {
  const it = await ctx.db.findOne(CoverEntity, { where: { id: coverId }, ...ctx.locks.row })
  const post = it && (await ctx.db.findOneBy(PostEntity, { id: it.postId }))
  if (!it || !post) throw new Problem('cover.notFound')
  if (it.personId !== ctx.actor.personId && !mayTend(ctx.actor, post)) {
    throw new Problem('access.forbidden', upward)
  }
  if (!it.endedAt) await finish(ctx, it, post)
  return {}
}
async function finish(
  ctx: Ctx,
  { id, postId, until }: Cover,
  { unitPath }: Pick<Post, 'unitPath'>,
) {
  await ctx.db.update(CoverEntity, { id }, { endedAt: until < ctx.now ? until : ctx.now })
  record(ctx, { kind: 'org.coverEnded', unitPath, data: { postId, coverId: id } })
}

/** The post goes back to its holder by time alone; this only writes down that it did. */
export async function handBack(ctx: Ctx): Promise<boolean> {
  const over = await ctx.db.find(CoverEntity, {
    where: { endedAt: IsNull(), until: LessThanOrEqual(ctx.now) },
    take: 200,
    ...ctx.locks.skip,
  })
  const posts = new Map(
    (await ctx.db.findBy(PostEntity, { id: In(over.map((it) => it.postId)) })).map((post) => [
      post.id,
      post,
    ]),
  )
  for (const it of over) await finish(ctx, it, posts.get(it.postId)!)
  return over.length === 200
}

async function livePost(ctx: Ctx, postId: string): Promise<Post> {
  const post = await ctx.db.findOne(PostEntity, { where: { id: postId }, ...ctx.locks.row })
  if (!post || post.endedAt) throw new Problem('post.notFound')
  return post
}
export async function mustFindUnit(ctx: Ctx, path: string): Promise<Unit> {
  const unit = (await unitsByPath(ctx, [path])).get(path)
  if (!unit || unit.endedAt) throw new Problem('unit.notFound', { name: path })
  return unit
}
