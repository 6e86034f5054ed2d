import { liruo, shitang, songmen, openTown, wenling, type Town } from '../support/town'
import { engines } from '../support/world'
import { takeFeed } from '../../bot/warnings/takeFeed'

let town: Town
/** A moment after whatever was said before: two drafts of one instant have no order. */
async function say(userId: string, text: string) {
  town.standin.clock.move({ addMs: 10 })
  await town.standin.say({ userId, text })
  await town.settled()
  return town.wordsOf(userId).at(-1)
}
const drafts = () =>
  town.rows<{
    unit_path: string
    audience: string
    todo: string
    deadline: string
    issuer: string
    drill: number
    color: string
    source: string
    state: string
  }>('select * from warning order by drafted_at, id')

const file = ({
  identifier = 'a1',
  status = 'Actual',
  msgType = 'Alert',
  references = '',
  severity = 'Orange',
  eventType = '11B01',
  geocode = '331081105',
  expires = '2026-08-13T08:00:00+08:00',
  note = '',
} = {}) =>
  Buffer.from(
    `<?xml version="1.0" encoding="UTF-8"?><alert><identifier>${identifier}</identifier><sendTime>2026-08-12T14:20:00+08:00</sendTime><status>${status}</status><msgType>${msgType}</msgType><note>${note}</note><references>${references}</references>` +
      `<info><eventType>${eventType}</eventType><severity>${severity}</severity><expires>${expires}</expires><senderName>温岭市气象台</senderName><headline>台风橙色预警</headline><description>阵风 12 至 14 级</description><area><geocode>${geocode}</geocode></area></info></alert>`,
  ).toString('base64')
function take(parts: Parameters<typeof file>[0] = {}) {
  town.standin.clock.move({ addMs: 10 })
  return town.app.io.transact((ctx) => takeFeed(ctx, { file: file(parts) }))
}
const approve = async (warningId: string) => {
  await town.as('zhou').warnings.approve({ warningId })
  await town.settled()
}

describe.each(engines)('a warning that comes by word or by file on %s', (engine) => {
  beforeEach(async () => {
    town = await openTown(engine)
  })
  afterEach(() => town.close())
  test('one line drafts it, the second person approves, people get it', async () => {
    expect(await say('lin', '预警 台风 橙 石塘镇 危房工棚人员转移 18:00前')).toContain(
      '橙色预警已交上去，批准后发出',
    )
    expect(await drafts()).toMatchObject([
      {
        unit_path: wenling,
        todo: '危房工棚人员转移',
        deadline: '18:00 前',
        issuer: '温岭市防指',
        source: 'chat',
        state: 'draft',
      },
    ])
    expect(town.newest('zhou')).toMatchObject({
      rows: expect.stringContaining('危房工棚人员转移，18:00 前') as string,
    })
    await town.press('zhou', 'warnings.approve')
    await town.settled()
    expect(town.newest('jiang')).toMatchObject({ title: '台风橙色预警', btn: '收到' })
    expect(town.chat('ye')).toEqual([])
  })
  test('a file becomes a draft that a person approves; the same file again is known', async () => {
    const first = await take({ geocode: '331081105,331081101,330100,331081105229' })
    expect(first.outcome).toBe('drafted')
    expect(await take({ geocode: '331081105,331081101,330100,331081105229' })).toEqual({
      ...first,
      outcome: 'known',
    })
    expect(await drafts()).toMatchObject([
      {
        unit_path: wenling,
        issuer: '温岭市气象台',
        source: 'feed',
        todo: '危房、工棚、低洼处的人 18:00 前转移完',
        state: 'draft',
      },
    ])
    await town.settled()
    expect(town.newest('zhou')).toMatchObject({
      kicker: '温岭市气象台 14:28 请您批准',
      btn: '批准发布',
    })
    expect(town.chat('jiang')).toEqual([])
    await town.press('zhou', 'warnings.approve')
    await town.settled()
    expect(town.newest('jiang')).toMatchObject({
      kicker: '温岭市气象台 14:28',
      rows: expect.stringContaining('阵风 12 至 14 级') as string,
    })
  })
  test('a test file is a drill', async () => {
    await take({ status: 'Test' })
    expect((await drafts())[0]!.drill).toBe(1)
  })
  test('an update takes the place of what is out, a cancel ends it all', async () => {
    const { warningId } = await take()
    await approve(warningId)
    const update = await take({
      identifier: 'a2',
      msgType: 'Update',
      references: 'a1',
      severity: 'Red',
    })
    expect(update.outcome).toBe('updated')
    await approve(update.warningId)
    await town.pass({ minutes: 1 })
    expect(town.cardsOf('jiang').map(({ vars }) => [vars['title'], vars['foot']])).toEqual([
      ['台风橙色预警', '已升级为红色，看新的'],
      ['台风红色预警', expect.stringMatching(/^收不到确认/)],
    ])
    const third = await take({
      identifier: 'a3',
      msgType: 'Update',
      references: 'a1',
      severity: 'Yellow',
    })
    expect(
      (
        await town.rows<{ replaces: string }>('select replaces from warning where id = ?', [
          third.warningId,
        ])
      )[0],
    ).toEqual({ replaces: update.warningId })
    expect(
      await take({
        identifier: 'a4',
        msgType: 'Cancel',
        references: 'a1',
        severity: 'Unknown',
        note: '台风已远离',
      }),
    ).toEqual({ warningId: third.warningId, outcome: 'lifted' })
    expect((await drafts()).map((warning) => warning.state)).toEqual(['lifted', 'lifted', 'lifted'])
    await town.pass({ minutes: 1 })
    expect(town.newest('jiang')).toMatchObject({
      title: '已解除：台风红色预警',
      rows: expect.stringContaining('台风已远离') as string,
    })
    expect(
      (await take({ identifier: 'a4', msgType: 'Cancel', references: 'a1', severity: 'Unknown' }))
        .outcome,
    ).toBe('known')
  })
  test('a draft that nobody approved gives way to its update, and ends with its cancel', async () => {
    await take()
    await take({ identifier: 'a2', msgType: 'Update', references: 'a1', severity: 'Red' })
    expect((await drafts()).map(({ state, color }) => [color, state])).toEqual([
      ['orange', 'lifted'],
      ['red', 'draft'],
    ])
    await take({ identifier: 'a3', msgType: 'Cancel', references: 'a1' })
    expect((await drafts()).map((warning) => warning.state)).toEqual(['lifted', 'lifted'])
    expect(town.chat('jiang')).toEqual([])
  })
  test('by hand it is taken where the post reaches', async () => {
    await expect(town.as('zhilin').warnings.takeFeed({ file: file() })).rejects.toMatchObject({
      code: 'access.forbidden',
    })
    await expect(town.as('ying').warnings.takeFeed({ file: file() })).rejects.toMatchObject({
      code: 'access.forbidden',
    })
    expect((await town.as('lin').warnings.takeFeed({ file: file() })).outcome).toBe('drafted')
    await expect(
      town.as('zhilin').warnings.takeFeed({
        file: file({ identifier: 'a9', msgType: 'Cancel', references: 'a1' }),
      }),
    ).rejects.toMatchObject({ code: 'access.forbidden' })
  })
  test('what nobody may approve is told to the desk', async () => {
    await town.app.io.transact((ctx) =>
      ctx.db.query(`update post set person_id = null where kind = 'dutyLeader'`),
    )
    await take({ geocode: '331081' })
    await town.settled()
    expect(town.wordsOf('lin').at(-1)).toContain('温岭市气象台发来一条预警，名单里没有能批准的人')
  })
})

describe.each(engines)('a line or a file that is not understood on %s', (engine) => {
  beforeAll(async () => {
    town = await openTown(engine)
  })
  afterAll(() => town.close())
  test.each([
    [
      'the colour is missing',
      'lin',
      '预警 台风 石塘镇 转移',
      '没有看懂。请照样子发：预警 台风 橙 石塘镇',
    ],
    ['how to', 'lin', '发布预警', '请照样子发：预警 台风 橙 石塘镇'],
    ['an unknown unit', 'lin', '预警 台风 橙 石糖镇 转移', '没有叫“石糖镇”的单位'],
    ['a unit of others', 'ying', '预警 台风 橙 松门镇 转移', '这一项您不能办'],
    ['nobody who may', 'chunlin', '预警 台风 橙 石塘镇 转移', '这一项您不能办'],
    ['something else', 'lin', '你好啊', '没有看懂。您可以发'],
  ])('%s: told in words, nothing drafted', async (_, userId, line, answer) => {
    expect(await say(userId, line)).toContain(answer)
    expect(await drafts()).toEqual([])
  })
  test.each([
    ['another city', { geocode: '330100' }, 'feed.unknownArea'],
    ['an unknown kind', { eventType: '11Z99' }, 'feed.invalid'],
    ['a stale file', { expires: '2026-08-12T14:00:00+08:00' }, 'feed.invalid'],
    ['a cancel of what never came', { msgType: 'Cancel', references: 'zz' }, 'feed.invalid'],
  ])('%s is not taken', async (_, parts, code) => {
    await expect(take(parts)).rejects.toMatchObject({ code })
    expect(await drafts()).toEqual([])
  })
})

describe.each(engines)('the area of a line or a file on %s', (engine) => {
  beforeAll(async () => {
    town = await openTown(engine)
  })
  afterAll(() => town.close())
  test.each([
    [
      'several units',
      'lin',
      '预警 台风 红 石塘镇 松门 马上转移',
      { unit_path: wenling, audience: [shitang, songmen], todo: '马上转移', color: 'red' },
    ],
    [
      'a unit inside another counts once',
      'lin',
      '预警 台风 红 石塘镇 里箬村 马上转移',
      { audience: [shitang] },
    ],
    [
      'no unit: the own one',
      'ying',
      '预警 暴雨 黄',
      {
        unit_path: shitang,
        audience: [shitang],
        issuer: '石塘镇防指',
        todo: '危险区的人做好转移准备，疏通排水口',
      },
    ],
    ['全镇', 'ying', '预警 暴雨 黄 全镇 疏通排水口', { audience: [shitang], todo: '疏通排水口' }],
    [
      'a village by its head',
      'jiang',
      '预警 台风 橙 里箬村 转移',
      { unit_path: liruo, audience: [liruo], issuer: '石塘镇里箬村' },
    ],
    ['a drill', 'lin', '演练 预警 台风 橙 石塘镇 转移', { drill: 1 }],
    [
      'several things to do',
      'lin',
      '预警 台风 橙 石塘镇 渔船回港 人上岸 今晚前',
      { todo: '渔船回港，人上岸', deadline: '今晚 前' },
    ],
  ] as const)(
    '%s',
    async (
      _,
      userId,
      line,
      { audience, ...expected }: Record<string, unknown> & { audience?: readonly string[] },
    ) => {
      await say(userId, line)
      const warning = (await drafts()).at(-1)!
      expect(warning).toMatchObject(expected)
      if (audience) {
        expect((JSON.parse(warning.audience) as { units: string[] }).units).toEqual(audience)
      }
    },
  )
  test.each([
    ['a village that we do not know stands for its township', '331081105999', shitang],
    ['the whole city', '331000', '3310'],
    ['the whole province', '330000', '3310'],
    ['a village', '331081105229', liruo],
  ])('%s', async (_, geocode, unitPath) => {
    await take({ geocode, identifier: geocode })
    expect((await drafts()).at(-1)!.unit_path).toBe(unitPath)
  })
})
