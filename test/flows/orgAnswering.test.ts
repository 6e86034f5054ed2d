import { daysAfter } from '../../shared/time'
import {
  engines,
  city,
  firstGrid,
  openHouse,
  linhai,
  liruo,
  secondGrid,
  shitang,
  songmen,
  wenling,
  xinsha,
  type House,
} from './orgHouse'
import { actorOf } from '../../bot/org/actors'
import { addressesOf, namesOf, personIdsOf } from '../../bot/org/people'
import {
  approversFor,
  deputiesOf,
  holdersOf,
  resolveAudience,
  superiorsOf,
  vacantPosts,
} from '../../bot/org/audience'
import { childrenOf, findUnitByName, fullName, unitsByPath } from '../../bot/org/units'

describe.each(engines)('who answers, on %s', (engine) => {
  let house: House
  let zhou: string
  let chen: string
  let jiang: string
  let wang: string
  let lin: string
  let villageHead: string
  let grid: string
  beforeAll(async () => {
    house = await openHouse(engine)
    zhou = await house.person('周国平')
    chen = await house.person('陈志坚')
    jiang = await house.person('蒋根法')
    wang = await house.person('王阿芬')
    lin = await house.person('林海燕')
    await house.post('deputyCommander', wenling, zhou)
    await house.post('dutyOfficer', wenling, lin)
    await house.post('emergencyOfficeHead', shitang, chen)
    villageHead = await house.post('villageHead', liruo, jiang, { deputyId: chen })
    grid = await house.post('gridMember', firstGrid, wang, { deputyId: jiang })
    await house.post('gridMember', secondGrid, wang)
    await house.post('warningKeeper', liruo, wang)
    await house.post('gridMember', `${xinsha}/33108110523001`, null)
  })
  afterAll(() => house.close())
  const cover = (postId: string, personId: string, fromDays: number, untilDays: number) =>
    house.transact((ctx) =>
      ctx.db.query(
        'insert into cover (id, post_id, person_id, `from`, until, ended_at) values (?, ?, ?, ?, ?, null)',
        [
          crypto.randomUUID(),
          postId,
          personId,
          daysAfter(house.now(), fromDays).getTime(),
          daysAfter(house.now(), untilDays).getTime(),
        ],
      ),
    )

  it('tells everyone below once, at the deepest unit, in path order, and leaves vacant posts out', async () => {
    const audience = {
      units: [shitang, liruo],
      posts: ['gridMember', 'villageHead', 'warningKeeper'],
    }
    expect(
      (await house.look((ctx) => resolveAudience(ctx, audience))).map((it) => [
        it.personId,
        it.unitPath,
        it.postKind,
      ]),
    ).toEqual([
      [jiang, liruo, 'villageHead'],
      [wang, firstGrid, 'gridMember'],
    ])
    expect(await house.look((ctx) => vacantPosts(ctx, audience))).toBe(1)
    expect(await house.look((ctx) => vacantPosts(ctx, { ...audience, units: [liruo] }))).toBe(0)
    expect(
      await house.look((ctx) =>
        resolveAudience(ctx, { units: [linhai, songmen], posts: audience.posts }),
      ),
    ).toEqual([])
    expect(await house.look((ctx) => resolveAudience(ctx, { units: [city], posts: [] }))).toEqual(
      [],
    )
  })

  it('knows what a person may act for: own posts, those stood in for as B角, nothing else', async () => {
    const actor = await house.look((ctx) => actorOf(ctx, jiang))
    expect(actor!.posts).toEqual([
      { postId: villageHead, kind: 'villageHead', unitPath: liruo, roles: ['office', 'holder'] },
      { postId: grid, kind: 'gridMember', unitPath: firstGrid, roles: ['holder'] },
    ])
    expect(await house.look((ctx) => actorOf(ctx, crypto.randomUUID()))).toBeNull()
  })

  it('finds the nearest who hold a post: at the unit, else above it', async () => {
    const at = async (path: string, kinds: string[]) =>
      (await house.look((ctx) => holdersOf(ctx, kinds, path))).map((it) => it.personId)
    expect(await at(firstGrid, ['emergencyOfficeHead', 'dutyOfficer'])).toEqual([chen])
    expect(await at(songmen, ['emergencyOfficeHead', 'dutyOfficer'])).toEqual([lin])
    expect(await at(linhai, ['emergencyOfficeHead'])).toEqual([])
    expect((await house.look((ctx) => approversFor(ctx, liruo))).map((it) => it.personId)).toEqual([
      zhou,
    ])
  })

  it('asks superiors in the order of the policy, unit by unit upwards', async () => {
    const silent = [
      { postKind: 'gridMember', unitPath: firstGrid },
      { postKind: 'villageHead', unitPath: liruo },
      { postKind: 'gridMember', unitPath: `${songmen}/331081101201` },
      { postKind: 'commander', unitPath: city },
    ]
    const asked = await house.look((ctx) => superiorsOf(ctx, silent))
    expect(silent.map(asked)).toEqual([[jiang], [chen], [lin], []])
    // who is his own superior is asked about further up
    expect(asked({ postKind: 'gridMember', unitPath: firstGrid, personId: jiang })).toEqual([chen])
    expect(
      Object.fromEntries(await house.look((ctx) => deputiesOf(ctx, [grid, villageHead]))),
    ).toEqual({ [grid]: jiang, [villageHead]: chen })
  })

  it('a cover answers while it lasts, and the post comes back by time alone; the holder keeps the rights', async () => {
    await cover(grid, lin, 1, 3)
    const answers = async () =>
      (
        await house.look((ctx) =>
          resolveAudience(ctx, { units: [firstGrid], posts: ['gridMember'] }),
        )
      ).map((it) => it.personId)
    const may = async (personId: string) =>
      (await house.look((ctx) => actorOf(ctx, personId)))!.posts.some((it) => it.postId === grid)
    expect([await answers(), await may(lin)]).toEqual([[wang], false])
    house.pass({ days: 1 })
    expect([await answers(), await may(lin), await may(wang)]).toEqual([[lin], true, true])
    house.pass({ days: 2 })
    expect([await answers(), await may(lin)]).toEqual([[wang], false])
  })

  it('whoever has left answers nowhere, has no rights and no address; a post whose term is over is vacant', async () => {
    const gone = await house.person('郑已走', { leftAt: house.now() })
    const short = await house.person('李短期')
    await house.post('pondPatrol', liruo, gone, { deputyId: gone })
    await house.post('dikePatrol', liruo, short, { until: daysAfter(house.now(), 1) })
    const audience = { units: [liruo], posts: ['pondPatrol', 'dikePatrol'] }
    expect(
      (await house.look((ctx) => resolveAudience(ctx, audience))).map((it) => it.personId),
    ).toEqual([short])
    expect(await house.look((ctx) => actorOf(ctx, gone))).toBeNull()
    expect([...(await house.look((ctx) => addressesOf(ctx, [gone, short])))]).toEqual([
      [short, { address: 'key-李短期', name: '李短期' }],
    ])
    expect([
      ...(await house.look((ctx) => personIdsOf(ctx, ['key-郑已走', 'key-李短期', 'key-nobody']))),
    ]).toEqual([['key-李短期', short]])
    expect((await house.look((ctx) => namesOf(ctx, [gone, short]))).size).toBe(2)
    house.pass({ days: 1 })
    expect(await house.look((ctx) => resolveAudience(ctx, audience))).toEqual([])
    expect(await house.look((ctx) => vacantPosts(ctx, audience))).toBe(2)
    expect((await house.look((ctx) => actorOf(ctx, short)))!.posts).toEqual([])
  })

  it('names units and finds them by what people call them', async () => {
    const named = (text: string, within = [city]) =>
      house
        .look((ctx) => findUnitByName(ctx, text, within))
        .then(
          (unit) => unit.path,
          (error: Error & { code: string; details: { count?: number } }) =>
            [error.code, error.details.count].filter(Boolean).join(' '),
        )
    expect(
      await Promise.all(
        [
          '石塘镇',
          ' 石 塘镇 ',
          '松门',
          '温岭',
          '温岭市石塘镇',
          '台州市温岭石塘镇',
          '石塘镇里箬村',
          '石塘里箬',
          '里箬',
          '松门镇新沙村',
          '台州湾新区',
        ].map((text) => named(text)),
      ),
    ).toEqual([
      shitang,
      shitang,
      songmen,
      wenling,
      shitang,
      shitang,
      liruo,
      liruo,
      liruo,
      `${songmen}/331081101201`,
      `${city}/331091`,
    ])
    expect(await named('新沙村')).toBe('unit.ambiguous 2')
    expect(await named('石塘')).toBe('unit.ambiguous 2')
    expect(await named('松门镇里箬村')).toBe('unit.notFound')
    expect(await named('石塘镇', [linhai])).toBe('unit.notFound')
    expect(await named('石塘镇', [])).toBe('unit.notFound')
    expect(await named('新沙村', [shitang])).toBe(xinsha)
    expect(await named('村')).toBe('unit.notFound')
    expect(
      await Promise.all(
        [firstGrid, liruo, shitang, wenling, city].map((path) =>
          house.look((ctx) => fullName(ctx, path)),
        ),
      ),
    ).toEqual(['石塘镇里箬村第一网格', '石塘镇里箬村', '石塘镇', '温岭市', '台州市'])
    expect((await house.look((ctx) => childrenOf(ctx, shitang))).map((unit) => unit.name)).toEqual([
      '里箬村',
      '新沙村',
      '石塘村',
    ])
    expect(await house.look((ctx) => childrenOf(ctx, firstGrid))).toEqual([])
    expect((await house.look((ctx) => unitsByPath(ctx, [city, 'x']))).get(city)!.name).toBe(
      '台州市',
    )
  })
})
