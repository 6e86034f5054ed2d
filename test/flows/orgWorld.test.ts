import ExcelJS from 'exceljs'
import { seedCity } from '../../bot/seed'
import { cityDirectory } from '../../config/city/directory'
import { cityPeople } from '../../config/city/people'
import { engines, openWorld, type World } from '../support/world'
import { city, liruo, shitang, songmen } from './orgHouse'
import { refusal } from '../support/refusal'

describe.each(engines)('the list of posts over HTTP, on %s', (engine) => {
  let world: World
  beforeAll(async () => {
    world = await openWorld(engine)
    await seedCity(world.app.io, world.app.io.ports.seal, 700)
    const { departments, users } = cityDirectory(cityPeople(700))
    await world.admin('tenant', { departments, users })
  })
  afterAll(() => world.close())

  it('the head of an office sees the own township, its people with masked phones, and nothing beside it', async () => {
    const chen = world.as('u-chenzhijian')
    const me = await chen.session.me({})
    expect(me).toMatchObject({
      name: '陈志坚',
      posts: expect.arrayContaining([
        expect.objectContaining({ unitName: '石塘镇', title: '应急办主任' }),
      ]),
    })
    expect(
      (await chen.org.units({ unitPath: shitang })).children.map((unit) => unit.name),
    ).toContain('里箬村')
    const [jiang] = await chen.org.people({ unitPath: shitang, name: '蒋根法' })
    expect(jiang!.phone).toMatch(/^100\*{4}\d{4}$/)
    expect(
      (await chen.org.phone({ personId: jiang!.personId, reason: '预警没有确认' })).phone,
    ).toMatch(/^1000\d{7}$/)
    expect(await refusal(chen.org.people({ unitPath: songmen, name: '王' }))).toBe(
      'access.forbidden',
    )
    expect(
      await refusal(
        chen.org.posts({ unitPath: city, below: true, kind: null, vacant: false, after: null }),
      ),
    ).toBe('access.forbidden')
    expect(
      await refusal(
        world.as('u-wangafen').org.phone({ personId: me.personId, reason: '想打电话' }),
      ),
    ).toBe('access.forbidden')
  })

  it('a cover asked for over HTTP answers at once and is over by the clock; posts go in by Excel', async () => {
    const chen = world.as('u-chenzhijian')
    const [wang] = await chen.org.people({ unitPath: shitang, name: '王阿芬' })
    const head = async () =>
      (
        await chen.org.posts({
          unitPath: liruo,
          below: false,
          kind: 'villageHead',
          vacant: false,
          after: null,
        })
      ).posts[0]!
    const { id: postId } = await head()
    const now = world.now()
    await world.as('u-jianggenfa').org.cover({
      postId,
      personId: wang!.personId,
      from: now,
      until: new Date(+now + 30 * 60_000),
    })
    expect(await head()).toMatchObject({ holder: '蒋根法', cover: '王阿芬' })
    await world.pass({ minutes: 31 })
    expect(await head()).toMatchObject({ holder: '蒋根法', cover: null })
    expect(
      await world.rows('select kind from fact where kind = ?', ['org.coverEnded']),
    ).toHaveLength(1)
    const workbook = new ExcelJS.Workbook()
    await workbook.xlsx.load(
      Buffer.from((await chen.org.postsTemplate({ unitPath: shitang })).file, 'base64') as never,
    )
    workbook
      .getWorksheet('责任人名单')!
      .addRow(['', '里箬村', '', '水库巡查员', '湖漫水库', '赵新来', '13800001234', '', '', ''])
    const file = Buffer.from(await workbook.xlsx.writeBuffer()).toString('base64')
    expect(await chen.org.importPosts({ unitPath: shitang, file })).toMatchObject({
      taken: 1,
      refused: [],
      file: null,
    })
    expect(await refusal(world.as('u-wangafen').org.importPosts({ unitPath: shitang, file }))).toBe(
      'access.forbidden',
    )
  })

  it('the nightly reading of the real directory changes nobody who is there already', async () => {
    await world.pass({ minutes: 10 })
    const before = await world.rows('select id, name, left_at from person order by id')
    await world.moveTo('2026-08-13T03:10:00+08:00')
    expect(await world.rows('select id, name, left_at from person order by id')).toEqual(before)
    expect(await world.rows('select kind from fact where kind = ?', ['org.synced'])).toHaveLength(1)
  })
})
