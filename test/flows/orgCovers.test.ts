import type { Actor, Ctx } from '../../bot/core/slice'
import { daysAfter, hoursAfter } from '../../shared/time'
import { actorAt, engines, openHouse, liruo, phones, shitang, type House } from './orgHouse'
import { refusal } from '../support/refusal'
import { assign } from '../../bot/org/assign'
import { cover, endCover, handBack } from '../../bot/org/cover'
import { posts } from '../../bot/org/posts'
import { actorOf } from '../../bot/org/actors'
import { resolveAudience } from '../../bot/org/audience'

describe.each(engines)('顶岗 on %s', (engine) => {
  let house: House
  let chen: string
  let jiang: string
  let wang: string
  let lin: string
  let office: Actor
  beforeEach(async () => {
    house = await openHouse(engine)
    chen = await house.person('陈志坚', phones('13900000006'))
    jiang = await house.person('蒋根法', phones('13900000007'))
    wang = await house.person('王阿芬', phones('13900000009'))
    lin = await house.person('林海燕')
    office = actorAt(chen, 'emergencyOfficeHead', shitang)
  })
  afterEach(() => house.close())
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
    house.transact((ctx) => action(ctx, input), actor)
  const actor = async (personId: string) => (await house.look((ctx) => actorOf(ctx, personId)))!
  const kinds = async () => (await house.facts()).map((fact) => fact.kind)

  it('顶岗: answers from the first moment, hands back at the last without anybody doing anything, and the fact follows', async () => {
    const { postId } = await as(office, assign, seat())
    const from = hoursAfter(house.now(), 1)
    const until = daysAfter(from, 2)
    const answers = async () =>
      (
        await house.look((ctx) => resolveAudience(ctx, { units: [liruo], posts: ['villageHead'] }))
      ).map((it) => it.personId)
    const { coverId } = await as(await actor(jiang), cover, { postId, personId: wang, from, until })
    expect(await answers()).toEqual([jiang])
    house.pass({ hours: 1 })
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
    house.pass({ days: 2 })
    expect([await answers(), (await actor(wang)).posts.length]).toEqual([[jiang], 0])
    expect(await house.transact(handBack)).toBe(false)
    house.pass({ hours: -1 }) // the clock was ahead
    expect([await answers(), (await actor(wang)).posts.length]).toEqual([[wang], 1])
    house.pass({ hours: 1 })
    expect([await answers(), (await actor(wang)).posts.length]).toEqual([[jiang], 0])
    await house.transact(handBack)
    expect((await house.facts('org.coverEnded')).map((fact) => fact.data)).toEqual([
      { postId, coverId },
    ])
  })

  it('顶岗: too long, of oneself, over already, by who may not; a later one takes the place of the one it overlaps', async () => {
    const { postId } = await as(office, assign, seat({ deputyId: lin }))
    const in_ = (from: number, until: number) => ({
      from: daysAfter(house.now(), from),
      until: daysAfter(house.now(), until),
    })
    const ask = (who: Actor, personId: string, from: number, until: number) =>
      refusal(as(who, cover, { postId, personId, ...in_(from, until) }))
    expect(await ask(office, wang, 0, house.policy.posts.cover.maxDays + 0.01)).toBe(
      'cover.tooLong',
    )
    expect(await ask(office, jiang, 0, 1)).toBe('cover.self')
    expect(await ask(office, wang, 1, 1)).toBe('input.invalid')
    expect(await ask(office, wang, -2, -1)).toBe('input.invalid')
    expect(await ask(office, await house.person('郑已走', { leftAt: house.now() }), 0, 1)).toBe(
      'person.notFound',
    )
    expect(await ask(actorAt(wang, 'villageEvacuation', liruo), wang, 0, 1)).toBe(
      'access.forbidden',
    )
    expect(await ask(await actor(lin), wang, 0, 2)).toBe('done')
    expect(await ask(await actor(wang), chen, 0, 1)).toBe('access.forbidden')
    expect(await ask(office, chen, 1, 3)).toBe('done')
    house.pass({ days: 1.5 })
    expect(
      (
        await house.look((ctx) => resolveAudience(ctx, { units: [liruo], posts: ['villageHead'] }))
      ).map((it) => it.personId),
    ).toEqual([chen])
    expect(await house.facts('org.coverEnded')).toHaveLength(1)
  })

  it('顶岗 ends early by the holder or the cover, and once', async () => {
    const { postId } = await as(office, assign, seat())
    const span = { from: house.now(), until: daysAfter(house.now(), 1) }
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
    expect(await house.facts('org.coverEnded')).toHaveLength(1)
  })

  it('a cover goes on when only the deputy changes, and ends with the holder', async () => {
    const { postId } = await as(office, assign, seat())
    const span = { from: house.now(), until: daysAfter(house.now(), 1) }
    await as(office, cover, { postId, personId: wang, ...span })
    await as(office, assign, seat({ deputyId: lin }))
    expect((await actor(wang)).posts.map((it) => it.kind)).toEqual(['villageHead'])
    await as(office, assign, seat({ personId: chen }))
    expect((await actor(wang)).posts).toEqual([])
    expect((await kinds()).filter((kind) => kind === 'org.coverEnded')).toHaveLength(1)
  })
})
