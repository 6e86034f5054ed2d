import {
  firstGrid,
  linhai,
  liruo,
  secondGrid,
  shitang,
  openTown,
  wenling,
  xinsha,
  type Town,
} from '../support/town'
import { engines } from '../support/world'
import { recount } from '../../bot/warnings/counts'

describe.each(engines)('a warning that is watched on %s', (engine) => {
  let town: Town
  beforeEach(async () => {
    town = await openTown(engine)
  })
  afterEach(() => town.close())

  test('as a drill shows the four signs everywhere, and counts apart', async () => {
    const id = await town.issue({ drill: true })
    expect(town.newest('jiang')).toMatchObject({
      tone: 'drill',
      drill: 'true',
      title: '【演练】台风橙色预警',
      plateTop: '演练',
      plateWord: '橙',
      btn: '演练：收到',
    })
    expect(town.newest('lin')).toMatchObject({
      tone: 'drill',
      drill: 'true',
      title: '【演练】台风橙色预警',
    })
    await town.pass({ minutes: 31 })
    for (const userId of ['jiang', 'zhuang']) {
      for (const words of town.wordsOf(userId)) expect(words).toContain('【演练】')
    }
    for (const userId of ['chunlin', 'ying']) {
      for (const { vars } of town.cardsOf(userId)) {
        expect(vars).toMatchObject({
          tone: 'drill',
          drill: 'true',
          title: expect.stringMatching(/^【演练】/) as string,
        })
      }
    }
    const lists = await Promise.all(
      [true, false].map((drill) => town.as('lin').warnings.list({ unitPath: wenling, drill })),
    )
    expect(lists.map((list) => list.map((warning) => warning.id))).toEqual([[id], []])
    await town.as('lin').warnings.lift({ warningId: id, reason: '演练结束' })
    await town.pass({ minutes: 1 })
    expect(town.newest('zhuang')).toMatchObject({
      tone: 'drill',
      title: '【演练】已解除：台风橙色预警',
    })
    expect(town.wordsOf('zhuang').at(-1)).toContain('【演练】台风橙色预警已解除')
  })

  test('is watched by tree, down to names', async () => {
    const id = await town.issue()
    await town.press('jiang', 'warnings.acknowledge')
    await town.press('ying', 'warnings.acknowledge')
    const board = (unitPath: string, missing = false) =>
      town.as('lin').warnings.board({ warningId: id, unitPath, missing })
    expect(await board(wenling)).toMatchObject({
      name: '温岭市',
      total: 5,
      acknowledged: 2,
      undelivered: 1,
      more: false,
      people: [],
      children: [{ unitPath: shitang, name: '石塘镇', total: 5, acknowledged: 2 }],
    })
    expect(await board(shitang)).toMatchObject({
      total: 5,
      people: [{ name: '应敏' }],
      children: [
        { name: '里箬村', total: 3, acknowledged: 1 },
        { name: '新沙村', total: 1, acknowledged: 0 },
      ],
    })
    const village = await board(liruo)
    expect(village.children).toEqual([])
    expect(
      village.people.map(({ name, delivery, acknowledgedAt }) => [
        name,
        delivery,
        Boolean(acknowledgedAt),
      ]),
    ).toEqual([
      ['江春林', 'sent', false],
      ['李无', 'failed', false],
      ['蒋根法', 'read', true],
    ])
    expect((await board(liruo, true)).people.map((person) => person.name)).toEqual([
      '江春林',
      '李无',
    ])
    expect((await board(shitang, true)).people).toEqual([])
    expect(await board(secondGrid)).toMatchObject({
      total: 1,
      people: [{ name: '李无', unitName: '石塘镇里箬村第二网格' }],
    })
    const unreached = async (unitPath: string) =>
      (await town.as('lin').warnings.undelivered({ warningId: id, unitPath })).people.map(
        (person) => [person.name, person.delivery],
      )
    expect([
      await unreached(wenling),
      await unreached(secondGrid),
      await unreached(firstGrid),
    ]).toEqual([[['李无', 'failed']], [['李无', 'failed']], []])
    await expect(
      town.as('jin').warnings.undelivered({ warningId: id, unitPath: linhai }),
    ).rejects.toMatchObject({ code: 'warning.notFound' })
    await expect(
      town.as('jin').warnings.board({ warningId: id, unitPath: linhai, missing: false }),
    ).rejects.toMatchObject({ code: 'warning.notFound' })
    expect(
      (await town.as('ying').warnings.list({ unitPath: shitang, drill: false })).map(
        (warning) => warning.id,
      ),
    ).toEqual([id])
    expect(await town.as('jin').warnings.list({ unitPath: linhai, drill: false })).toEqual([])
  })

  test('还差谁 is answered in at most three rows', async () => {
    await town.standin.say({ userId: 'lin', text: '还差谁' })
    await town.settled()
    expect(town.wordsOf('lin').at(-1)).toContain('没有等着确认的预警')
    await town.issue()
    await town.standin.say({ userId: 'lin', text: '还差谁？' })
    await town.settled()
    expect(town.wordsOf('lin').at(-1)).toContain('台风橙色预警，还差 5 人未确认\n石塘镇 5 人')
    expect(await town.as('ying').warnings.missing({})).toEqual({
      title: '台风橙色预警',
      missing: 5,
      rows: ['里箬村 3 人', '新沙村 1 人', '石塘镇 应敏，应急办主任'],
    })
    expect(await town.as('jin').warnings.missing({})).toEqual({ title: null, missing: 0, rows: [] })
  })

  test('is foreseen: people, calls, quota, and who cannot be reached', async () => {
    const { id } = await town.draft()
    expect(await town.as('lin').warnings.preflight({ warningId: id })).toEqual({
      people: 5,
      calls: 1,
      seconds: 1,
      quotaLeft: 5000,
      byPost: expect.arrayContaining([
        { post: '网格员', people: 2 },
        { post: '村级主要负责人', people: 2 },
        { post: '应急办主任', people: 1 },
      ]) as unknown,
      unreachable: [{ name: '李无', unitName: '石塘镇里箬村第二网格', why: '没有钉钉账号' }],
      unreachableCount: 1,
      vacant: 0,
      approvers: ['周国平'],
      ladder: [
        { afterMinutes: 5, act: 'remind' },
        { afterMinutes: 10, act: 'ding' },
        { afterMinutes: 20, act: 'deputy' },
        { afterMinutes: 30, act: 'superior' },
      ],
    })
  })

  test('has its counts repaired when they were spoilt', async () => {
    const id = await town.issue()
    await town.press('jiang', 'warnings.acknowledge')
    expect(await town.app.io.transact(recount)).toEqual([])
    await town.app.io.transact((ctx) =>
      ctx.db.query('update warning_tally set acknowledged = 7 where unit_path = ?', [xinsha]),
    )
    await town.app.io.transact((ctx) =>
      ctx.db.query('delete from warning_tally where unit_path = ?', [secondGrid]),
    )
    expect((await town.app.io.transact(recount)).map((it) => it.unitPath).sort()).toEqual(
      [secondGrid, xinsha].sort(),
    )
    expect(
      await town.as('lin').warnings.board({ warningId: id, unitPath: wenling, missing: false }),
    ).toMatchObject({ total: 5, acknowledged: 1 })
  })
})
