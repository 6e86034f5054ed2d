import { ChannelError } from '../../bot/core/ports'
import type { Actor, Ctx } from '../../bot/core/slice'
import { actorOf } from '../../bot/org/actors'
import { assign } from '../../bot/org/assign'
import { cover } from '../../bot/org/cover'
import { locate } from '../../bot/org/locate'
import { people } from '../../bot/org/people'
import { phone } from '../../bot/org/phone'
import { posts } from '../../bot/org/posts'
import { me, open } from '../../bot/org/session'
import { units } from '../../bot/org/units'
import {
  actorAt,
  city,
  days,
  engines,
  firstGrid,
  house,
  linhai,
  liruo,
  phones,
  shitang,
  songmen,
  wenling,
  xinsha,
  type House,
} from './orgHouse'

const refusal = (work: Promise<unknown>) =>
  work.then(
    () => 'done',
    (error: Error & { code?: string }) => error.code ?? String(error),
  )

describe.each(engines)('posts and people are looked up, on %s', (engine) => {
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

  it('finds people by name here and below with masked phones, and who has no post yet by the full name', async () => {
    await as(office, assign, seat({ deputyId: wang }))
    await it_.post('villageHead', `${songmen}/331081101201`, lin)
    await it_.person('王新来')
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
    await it_.post('gridMember', firstGrid, wang)
    const look = (who: Actor, personId: string) =>
      refusal(as(who, phone, { personId, reason: '预警没有确认' }))
    expect(await as(office, phone, { personId: jiang, reason: '预警没有确认' })).toEqual({
      phone: '13900000007',
    })
    expect(
      (await it_.facts('org.phoneShown')).map((fact) => [fact.actorId, fact.unitPath, fact.data]),
    ).toEqual([[chen, liruo, { personId: jiang, reason: '预警没有确认' }]])
    expect(await look(actorAt(lin, 'emergencyOfficeHead', songmen), jiang)).toBe('access.forbidden')
    expect(await look(actorAt(lin, 'memberUnitContact', city), jiang)).toBe('access.forbidden')
    expect(await look(actorAt(lin, 'villageEvacuation', liruo), wang)).toBe('done')
    expect(await look(actorAt(lin, 'gridMember', `${xinsha}/33108110523001`), wang)).toBe(
      'access.forbidden',
    )
    expect(await look(actorAt(wang, 'gridMember', firstGrid), wang)).toBe('done')
    expect(await look(office, lin)).toBe('access.forbidden') // holds no post in the list: only the top of the tree reaches such a person
    expect(await look(office, crypto.randomUUID())).toBe('person.notFound')
  })

  it('says where a thing lies, never "nowhere"', async () => {
    const { postId } = await as(office, assign, seat())
    const { coverId } = await as(office, cover, {
      postId,
      personId: wang,
      from: it_.now(),
      until: new Date(+it_.now() + days),
    })
    await it_.post('gridMember', `${linhai}/331082100/1/1`, jiang)
    const at = (work: (ctx: Ctx) => Promise<readonly string[]>, who = office) =>
      it_.transact(work, who).catch((error: Error & { code: string }) => error.code)
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
    for (let n = 0; n < 130; n++) await it_.post('pondPatrol', liruo, jiang, { object: `塘 ${n}` })
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
      ...it_.io,
      ports: {
        ...it_.io.ports,
        session: {
          open: (personId: string, now: Date) => {
            opened.push(personId)
            return { token: 't', until: now }
          },
          read: () => null,
        },
      },
    }
    it_.directory.codes = new Map([
      ['good', 'key-蒋根法'],
      ['poor', 'key-王阿芬'],
      ['strange', 'key-nobody'],
    ])
    expect(await open(io, { authCode: 'good' })).toEqual({
      token: 't',
      until: it_.now(),
      name: '蒋根法',
    })
    expect(await refusal(open(io, { authCode: 'spent' }))).toBe('access.codeExpired')
    expect(await refusal(open(io, { authCode: 'poor' }))).toBe('access.notListed')
    expect(await refusal(open(io, { authCode: 'strange' }))).toBe('access.notListed')
    it_.directory.identify = async () => {
      throw new ChannelError('unavailable', 'down')
    }
    expect(await refusal(open(io, { authCode: 'good' }))).toBe('channel.down')
    expect(opened).toEqual([jiang])
    expect(await it_.look(me, await actor(jiang))).toMatchObject({
      name: '蒋根法',
      posts: [{ title: '村级主要负责人', unitName: '石塘镇里箬村', roles: ['office', 'holder'] }],
    })
  })
})
