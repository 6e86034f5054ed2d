import type { Actor, Ctx } from '../../bot/core/slice'
import { assign } from '../../bot/org/assign'
import { cover, endCover, handBack } from '../../bot/org/cover'
import { verify } from '../../bot/org/verify'
import { posts } from '../../bot/org/posts'
import { actorOf } from '../../bot/org/actors'
import { resolveAudience } from '../../bot/org/audience'
import {
  actorAt,
  city,
  days,
  engines,
  house,
  liruo,
  minutes,
  phones,
  shitang,
  songmen,
  wenling,
  type House,
} from './orgHouse'

const refusal = (work: Promise<unknown>) =>
  work.then(
    () => 'done',
    (error: Error & { code?: string }) => error.code ?? String(error),
  )

describe.each(engines)('posts change hands, on %s', (engine) => {
  let it_: House
  let chen: string
  let jiang: string
  let wang: string
  let lin: string
  let office: Actor
  beforeEach(async () => {
    it_ = await house(engine)
    chen = await it_.person('陈志坚', phones('13900000006'))
    jiang = await it_.person('蒋根法', phones('13900000007'))
    wang = await it_.person('王阿芬', phones('13900000009'))
    lin = await it_.person('林海燕')
    office = actorAt(chen, 'emergencyOfficeHead', shitang)
  })
  afterEach(() => it_.close())
  const seat = (more: object = {}) => ({
    unitPath: liruo,
    kind: 'villageHead',
    object: '',
    personId: jiang,
    deputyId: null,
    until: null,
    ...more,
  })
  const as = <I, R>(actor: Actor, action: (ctx: Ctx, input: I) => Promise<R>, input: I) =>
    it_.transact((ctx) => action(ctx, input), actor)
  const actor = async (personId: string) => (await it_.look((ctx) => actorOf(ctx, personId)))!
  const rows = () =>
    it_.look((ctx) =>
      ctx.db.query<{ id: string; person_id: string; ended_at: number | null }[]>(
        'select id, person_id, ended_at from post order by since, id',
      ),
    )
  const kinds = async () => (await it_.facts()).map((fact) => fact.kind)

  it('the row before is ended and kept; the same again is only a check', async () => {
    const first = await as(office, assign, seat())
    it_.later(days)
    expect(await as(office, assign, seat())).toEqual(first)
    it_.later(days)
    const second = await as(office, assign, seat({ personId: wang, deputyId: jiang }))
    expect((await rows()).map((row) => [row.id, row.person_id, row.ended_at === null])).toEqual([
      [first.postId, jiang, false],
      [second.postId, wang, true],
    ])
    expect(
      (await it_.facts()).map((fact) => [
        fact.kind,
        fact.unitPath,
        fact.actorId,
        fact.data['before'],
      ]),
    ).toEqual([
      ['org.assigned', liruo, chen, null],
      ['org.verified', liruo, chen, undefined],
      ['org.assigned', liruo, chen, jiang],
    ])
    await as(office, assign, seat({ personId: null }))
    expect(
      (
        await as(office, posts, {
          unitPath: shitang,
          below: true,
          kind: null,
          vacant: true,
          after: null,
        })
      ).posts.map((it) => [it.title, it.unitName, it.holder]),
    ).toEqual([['村级主要负责人', '石塘镇里箬村', null]])
  })

  it('things looked after have posts of their own at one unit', async () => {
    for (const object of ['东水库', '西水库']) {
      await as(office, assign, seat({ kind: 'reservoirPatrol', object }))
    }
    expect(
      (
        await as(office, posts, {
          unitPath: liruo,
          below: false,
          kind: 'reservoirPatrol',
          vacant: false,
          after: null,
        })
      ).posts
        .map((it) => it.object)
        .sort(),
    ).toEqual(['东水库', '西水库'])
  })

  it('two at once on the same seat follow one another', async () => {
    await Promise.all([jiang, wang, lin].map((personId) => as(office, assign, seat({ personId }))))
    expect((await rows()).filter((row) => row.ended_at === null)).toHaveLength(1)
    expect(await rows()).toHaveLength(3)
  })

  it('refuses what is not in order, and leaves nothing behind', async () => {
    const left = await it_.person('郑已走', { leftAt: it_.now() })
    const refused = (more: object, who = office) => refusal(as(who, assign, seat(more)))
    expect(await refused({ personId: left })).toBe('person.notFound')
    expect(await refused({ deputyId: crypto.randomUUID() })).toBe('person.notFound')
    expect(await refused({ deputyId: jiang })).toBe('input.invalid')
    expect(await refused({ until: it_.now() })).toBe('input.invalid')
    expect(await refused({ kind: 'gridMember' })).toBe('post.unknownKind')
    expect(await refused({ kind: 'mayor' })).toBe('post.unknownKind')
    expect(await refused({ unitPath: `${shitang}/9` })).toBe('unit.notFound')
    expect(await refused({ unitPath: songmen, kind: 'emergencyOfficeHead' })).toBe(
      'access.forbidden',
    )
    expect(
      await refused(
        { unitPath: wenling, kind: 'systemAdmin' },
        actorAt(lin, 'commandOffice', wenling),
      ),
    ).toBe('access.forbidden')
    expect(
      await refused({ unitPath: wenling, kind: 'systemAdmin' }, actorAt(lin, 'systemAdmin', city)),
    ).toBe('done')
    expect(await rows()).toHaveLength(1)
  })

  it('核对 is for who holds the post or the office above, not for a neighbour', async () => {
    const { postId } = await as(office, assign, seat())
    it_.later(minutes)
    expect(await refusal(as(actorAt(wang, 'villageEvacuation', liruo), verify, { postId }))).toBe(
      'access.forbidden',
    )
    expect(await refusal(as(actorAt(lin, 'memberUnitContact', city), verify, { postId }))).toBe(
      'access.forbidden',
    )
    expect(await as(await actor(jiang), verify, { postId })).toEqual({ verifiedAt: it_.now() })
    expect(await refusal(as(office, verify, { postId: crypto.randomUUID() }))).toBe('post.notFound')
    await as(office, assign, seat({ personId: wang }))
    expect(await refusal(as(office, verify, { postId }))).toBe('post.notFound')
  })

  it('顶岗: answers from the first moment, hands back at the last without anybody doing anything, and the fact follows', async () => {
    const { postId } = await as(office, assign, seat())
    const from = new Date(+it_.now() + 60 * minutes)
    const until = new Date(+from + 2 * days)
    const answers = async () =>
      (
        await it_.look((ctx) => resolveAudience(ctx, { units: [liruo], posts: ['villageHead'] }))
      ).map((it) => it.personId)
    const { coverId } = await as(await actor(jiang), cover, { postId, personId: wang, from, until })
    expect(await answers()).toEqual([jiang])
    it_.later(60 * minutes)
    expect([
      await answers(),
      (await actor(wang)).posts.length,
      (await actor(jiang)).posts.length,
    ]).toEqual([[wang], 1, 1])
    expect(
      (
        await as(office, posts, {
          unitPath: liruo,
          below: false,
          kind: null,
          vacant: false,
          after: null,
        })
      ).posts[0],
    ).toMatchObject({ holder: '蒋根法', cover: '王阿芬' })
    it_.later(2 * days)
    expect([await answers(), (await actor(wang)).posts.length]).toEqual([[jiang], 0])
    expect(await it_.transact(handBack)).toBe(false)
    await it_.transact(handBack)
    expect((await it_.facts('org.coverEnded')).map((fact) => fact.data)).toEqual([
      { postId, coverId },
    ])
  })

  it('顶岗: too long, of oneself, over already, by who may not; a later one takes the place of the one it overlaps', async () => {
    const { postId } = await as(office, assign, seat({ deputyId: lin }))
    const in_ = (from: number, until: number) => ({
      from: new Date(+it_.now() + from * days),
      until: new Date(+it_.now() + until * days),
    })
    const ask = (who: Actor, personId: string, from: number, until: number) =>
      refusal(as(who, cover, { postId, personId, ...in_(from, until) }))
    expect(await ask(office, wang, 0, it_.policy.posts.cover.maxDays + 0.01)).toBe('cover.tooLong')
    expect(await ask(office, jiang, 0, 1)).toBe('cover.self')
    expect(await ask(office, wang, 1, 1)).toBe('input.invalid')
    expect(await ask(office, wang, -2, -1)).toBe('input.invalid')
    expect(await ask(office, await it_.person('郑已走', { leftAt: it_.now() }), 0, 1)).toBe(
      'person.notFound',
    )
    expect(await ask(actorAt(wang, 'villageEvacuation', liruo), wang, 0, 1)).toBe(
      'access.forbidden',
    )
    expect(await ask(await actor(lin), wang, 0, 2)).toBe('done')
    expect(await ask(await actor(wang), chen, 0, 1)).toBe('access.forbidden')
    expect(await ask(office, chen, 1, 3)).toBe('done')
    it_.later(1.5 * days)
    expect(
      (
        await it_.look((ctx) => resolveAudience(ctx, { units: [liruo], posts: ['villageHead'] }))
      ).map((it) => it.personId),
    ).toEqual([chen])
    expect(await it_.facts('org.coverEnded')).toHaveLength(1)
  })

  it('顶岗 ends early by the holder or the cover, and once', async () => {
    const { postId } = await as(office, assign, seat())
    const span = { from: it_.now(), until: new Date(+it_.now() + days) }
    const { coverId } = await as(office, cover, { postId, personId: wang, ...span })
    expect(await refusal(as(actorAt(lin, 'villageEvacuation', liruo), endCover, { coverId }))).toBe(
      'access.forbidden',
    )
    await as(await actor(wang), endCover, { coverId })
    await as(await actor(jiang), endCover, { coverId })
    expect(await refusal(as(office, endCover, { coverId: crypto.randomUUID() }))).toBe(
      'cover.notFound',
    )
    expect((await actor(wang)).posts).toEqual([])
    expect(await it_.facts('org.coverEnded')).toHaveLength(1)
  })

  it('a cover goes on when only the deputy changes, and ends with the holder', async () => {
    const { postId } = await as(office, assign, seat())
    const span = { from: it_.now(), until: new Date(+it_.now() + days) }
    await as(office, cover, { postId, personId: wang, ...span })
    await as(office, assign, seat({ deputyId: lin }))
    expect((await actor(wang)).posts.map((it) => it.kind)).toEqual(['villageHead'])
    await as(office, assign, seat({ personId: chen }))
    expect((await actor(wang)).posts).toEqual([])
    expect((await kinds()).filter((kind) => kind === 'org.coverEnded')).toHaveLength(1)
  })
})
