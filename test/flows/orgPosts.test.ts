import { ChannelError } from '../../bot/core/ports'
import type { Actor, Ctx } from '../../bot/core/slice'
import { me, open } from '../../bot/org/session'
import { daysAfter } from '../../shared/time'
import {
  actorAt,
  city,
  engines,
  firstGrid,
  openHouse,
  linhai,
  liruo,
  phones,
  shitang,
  songmen,
  wenling,
  xinsha,
  type House,
} from './orgHouse'
import { refusal } from '../support/refusal'
import { assign } from '../../bot/org/assign'
import { cover } from '../../bot/org/cover'
import { verify } from '../../bot/org/verify'
import { locate } from '../../bot/org/locate'
import { people } from '../../bot/org/people'
import { phone } from '../../bot/org/phone'
import { posts } from '../../bot/org/posts'
import { units } from '../../bot/org/units'
import { actorOf } from '../../bot/org/actors'

describe.each(engines)('posts change hands, on %s', (engine) => {
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
  const rows = () =>
    house.look((ctx) =>
      ctx.db.query<{ id: string; person_id: string; ended_at: number | null }[]>(
        'select id, person_id, ended_at from post order by since, id',
      ),
    )

  it('the row before is ended and kept; the same again is only a check', async () => {
    const first = await as(office, assign, seat())
    house.pass({ days: 1 })
    expect(await as(office, assign, seat())).toEqual(first)
    house.pass({ days: 1 })
    const second = await as(office, assign, seat({ personId: wang, deputyId: jiang }))
    expect((await rows()).map((row) => [row.id, row.person_id, row.ended_at === null])).toEqual([
      [first.postId, jiang, false],
      [second.postId, wang, true],
    ])
    expect(
      (await house.facts()).map((fact) => [
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
    const left = await house.person('郑已走', { leftAt: house.now() })
    const refused = (more: object, who = office) => refusal(as(who, assign, seat(more)))
    expect(await refused({ personId: left })).toBe('person.notFound')
    expect(await refused({ deputyId: crypto.randomUUID() })).toBe('person.notFound')
    expect(await refused({ deputyId: jiang })).toBe('input.invalid')
    expect(await refused({ until: house.now() })).toBe('input.invalid')
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
    house.pass({ minutes: 1 })
    expect(await refusal(as(actorAt(wang, 'villageEvacuation', liruo), verify, { postId }))).toBe(
      'access.forbidden',
    )
    expect(await refusal(as(actorAt(lin, 'memberUnitContact', city), verify, { postId }))).toBe(
      'access.forbidden',
    )
    expect(await as(await actor(jiang), verify, { postId })).toEqual({ verifiedAt: house.now() })
    expect(await refusal(as(office, verify, { postId: crypto.randomUUID() }))).toBe('post.notFound')
    await as(office, assign, seat({ personId: wang }))
    expect(await refusal(as(office, verify, { postId }))).toBe('post.notFound')
  })

  it('finds people by name here and below with masked phones, and who has no post yet by the full name', async () => {
    await as(office, assign, seat({ deputyId: wang }))
    await house.post('villageHead', `${songmen}/331081101201`, lin)
    await house.person('王新来')
    const found = async (name: string, unitPath = shitang) =>
      (await as(office, people, { unitPath, name })).map((it) => [it.name, it.phone, it.posts])
    expect(await found('根')).toEqual([['蒋根法', '139****0007', ['石塘镇里箬村 村级主要负责人']]])
    expect(await found('王')).toEqual([['王阿芬', '139****0009', ['石塘镇里箬村 村级主要负责人']]])
    expect(await found('王新来')).toEqual([['王新来', null, []]])
    expect(await found('林海燕')).toEqual([])
    expect(await found('林海燕', wenling)).toHaveLength(1)
  })

  it('shows one phone in full to who may call, and keeps who looked and why', async () => {
    await as(office, assign, seat())
    await house.post('gridMember', firstGrid, wang)
    const look = (who: Actor, personId: string) =>
      refusal(as(who, phone, { personId, reason: '预警没有确认' }))
    expect(await as(office, phone, { personId: jiang, reason: '预警没有确认' })).toEqual({
      phone: '13900000007',
    })
    expect(
      (await house.facts('org.phoneShown')).map((fact) => [fact.actorId, fact.unitPath, fact.data]),
    ).toEqual([[chen, liruo, { personId: jiang, reason: '预警没有确认' }]])
    expect(await look(actorAt(lin, 'emergencyOfficeHead', songmen), jiang)).toBe('access.forbidden')
    expect(await look(actorAt(lin, 'memberUnitContact', city), jiang)).toBe('access.forbidden')
    expect(await look(actorAt(lin, 'villageEvacuation', liruo), wang)).toBe('done')
    expect(await look(actorAt(lin, 'gridMember', `${xinsha}/33108110523001`), wang)).toBe(
      'access.forbidden',
    )
    expect(await look(actorAt(wang, 'gridMember', firstGrid), wang)).toBe('done')
    // holds no post in the list: only the top of the tree reaches such a person
    expect(await look(office, lin)).toBe('access.forbidden')
    expect(await look(office, crypto.randomUUID())).toBe('person.notFound')
  })

  it('says where a thing lies, never "nowhere"', async () => {
    const { postId } = await as(office, assign, seat())
    const { coverId } = await as(office, cover, {
      postId,
      personId: wang,
      from: house.now(),
      until: daysAfter(house.now(), 1),
    })
    await house.post('gridMember', `${linhai}/331082100/1/1`, jiang)
    const at = (work: (ctx: Ctx) => Promise<readonly string[]>, who = office) =>
      house.transact(work, who).catch((error: Error & { code: string }) => error.code)
    expect(await at((ctx) => locate.post(ctx, { postId }))).toEqual([liruo])
    expect(await at((ctx) => locate.cover(ctx, { coverId }))).toEqual([liruo])
    expect(await at((ctx) => locate.person(ctx, { personId: jiang }))).toEqual([liruo])
    expect(
      await at(
        (ctx) => locate.person(ctx, { personId: jiang }),
        actorAt(lin, 'dutyOfficer', linhai),
      ),
    ).toEqual([`${linhai}/331082100/1/1`])
    expect(await at((ctx) => locate.person(ctx, { personId: lin }))).toEqual([city])
    expect(await at((ctx) => locate.post(ctx, { postId: coverId }))).toBe('post.notFound')
    expect(await at((ctx) => locate.cover(ctx, { coverId: postId }))).toBe('cover.notFound')
  })

  it('pages through a long list without loss or double', async () => {
    for (let n = 0; n < 130; n++) {
      await house.post('pondPatrol', liruo, jiang, { object: `塘 ${n}` })
    }
    const first = await as(office, posts, {
      unitPath: city,
      below: true,
      kind: 'pondPatrol',
      vacant: false,
      after: null,
    })
    const second = await as(office, posts, {
      unitPath: city,
      below: true,
      kind: 'pondPatrol',
      vacant: false,
      after: first.next,
    })
    expect([first.posts.length, second.posts.length, second.next]).toEqual([100, 30, null])
    expect(new Set([...first.posts, ...second.posts].map((it) => it.object)).size).toBe(130)
    expect(await as(office, units, { unitPath: liruo })).toMatchObject({
      unit: { name: '里箬村' },
      children: [{ name: '第一网格' }, { name: '第二网格' }],
    })
    expect(await refusal(as(office, units, { unitPath: '3310/1' }))).toBe('unit.notFound')
  })

  it('lets in who is known and holds a post', async () => {
    await as(office, assign, seat())
    const opened: string[] = []
    const io = {
      ...house.io,
      ports: {
        ...house.io.ports,
        session: {
          open: (personId: string, now: Date) => {
            opened.push(personId)
            return { token: 't', until: now }
          },
          read: () => null,
        },
      },
    }
    house.directory.codes = new Map([
      ['good', 'key-蒋根法'],
      ['poor', 'key-王阿芬'],
      ['strange', 'key-nobody'],
    ])
    expect(await open(io, { authCode: 'good' })).toEqual({
      token: 't',
      until: house.now(),
      personId: expect.any(String) as string,
      name: '蒋根法',
    })
    expect(await refusal(open(io, { authCode: 'spent' }))).toBe('access.codeExpired')
    expect(await refusal(open(io, { authCode: 'poor' }))).toBe('access.notListed')
    expect(await refusal(open(io, { authCode: 'strange' }))).toBe('access.notListed')
    house.directory.identify = async () => {
      throw new ChannelError('unavailable', 'down')
    }
    expect(await refusal(open(io, { authCode: 'good' }))).toBe('channel.down')
    expect(opened).toEqual([jiang])
    expect(await house.look(me, await actor(jiang))).toMatchObject({
      name: '蒋根法',
      posts: [{ title: '村级主要负责人', unitName: '石塘镇里箬村', roles: ['office', 'holder'] }],
    })
  })
})
