import { linhai, shitang, openTown, wenling, xinsha, type Town } from '../support/town'
import { engines, until } from '../support/world'
import { recount } from '../../bot/warnings/counts'

describe.each(engines)('a warning on %s', (engine) => {
  let town: Town
  beforeEach(async () => {
    town = await openTown(engine)
  })
  afterEach(() => town.close())

  test('is drafted, approved by a second person on a card, sent, and confirmed with one tap', async () => {
    const { id, state } = await town.draft()
    expect(state).toBe('draft')
    await town.settled()
    expect(town.newest('lin')).toMatchObject({ kicker: '您 14:28 提交', mine: '已交 周国平 批准' })
    expect(town.newest('zhou')).toMatchObject({
      kicker: '林海燕 14:28 请您批准',
      btn: '批准发布',
      link: '全文和退回',
      url: expect.stringMatching(/url=http.*approve.*warningId/) as string,
      foot: '1 人可能收不到',
    })
    expect(town.chat('jiang')).toEqual([])
    await town.pass({ minutes: 2 })
    await town.press('zhou', 'warnings.approve')
    expect(town.newest('zhou')).toMatchObject({ mine: '已批准 14:30', btn: '' })
    await town.pass({ minutes: 1 })
    expect(town.cardWith('lin', '提交')).toMatchObject({ mine: '周国平已批准 14:30' })
    expect(town.newest('jiang')).toMatchObject({
      tone: 'orange',
      plateTop: '台风',
      plateWord: '橙',
      title: '台风橙色预警',
      btn: '收到',
      kicker: '温岭市防指 14:31',
      foot: '收不到确认，14:36 起会再提醒您',
    })
    const pressed = await town.press('jiang', 'warnings.acknowledge')
    expect(pressed.ok).toBe(true)
    expect(town.newest('jiang')).toMatchObject({ mine: '已确认 14:31', btn: '' })
    expect(town.newest('zhuang')['mine'] ?? '').toBe('')
    const [fact] = await town.facts('warning.acknowledged')
    expect(fact).toEqual({
      warningId: id,
      personId: town.ids.get('蒋根法'),
      seconds: expect.any(Number) as number,
      via: 'card',
    })
    expect(await town.facts('warning.sent')).toEqual([
      {
        warningId: id,
        kind: 'live',
        hazard: 'typhoon',
        color: 'orange',
        drill: false,
        people: 5,
        units: [shitang],
      },
    ])
    await town.pass({ minutes: 2 })
    await town.pass({ minutes: 1 })
    expect(town.newest('lin')).toMatchObject({
      kicker: '回执，每分钟更新',
      n: '4',
      rows: expect.stringContaining('4 人，1 人未达') as string,
    })
  })

  test('is confirmed once however often it is pressed, and the first time stays', async () => {
    const id = await town.issue()
    const card = town.cardsOf('jiang').at(-1)!
    await town.press('jiang', 'warnings.acknowledge', 5)
    await town.pass({ minutes: 3 })
    await town.standin.press({
      userId: 'jiang',
      outTrackId: card.id,
      actionId: 'main',
      params: { action: 'warnings.acknowledge', params: card.vars['params'] },
    })
    expect(town.newest('jiang')['mine']).toBe('已确认 14:29')
    expect(await town.facts('warning.acknowledged')).toHaveLength(1)
    expect(
      await town.as('lin').warnings.board({ warningId: id, unitPath: wenling, missing: false }),
    ).toMatchObject({ total: 5, acknowledged: 1 })
  })

  test('is confirmed in the app, and the card in the chat says so too', async () => {
    const warningId = await town.issue()
    expect(await town.as('jiang').warnings.acknowledge({ warningId })).toMatchObject({ via: 'app' })
    await town.pass({ minutes: 1 })
    await town.pass({ minutes: 1 })
    expect(town.newest('jiang')).toMatchObject({ mine: '已确认 14:29', btn: '' })
    expect(await town.facts('warning.acknowledged')).toMatchObject([{ via: 'app' }])
  })

  test('is confirmed by word: the newest first, and what is left is said', async () => {
    const first = await town.issue()
    await town.pass({ minutes: 1 })
    const second = await town.issue({ color: 'red' })
    await town.standin.say({ userId: 'jiang', text: '1' })
    await town.settled()
    expect(town.wordsOf('jiang').at(-1)).toContain(
      '已确认：台风红色预警\n还有 1 条没有确认，再回复 1',
    )
    await town.standin.say({ userId: 'jiang', text: ' 预警收到了。' })
    await town.settled()
    expect(town.wordsOf('jiang').at(-1)).toMatch(/已确认：台风橙色预警$/)
    await town.standin.say({ userId: 'jiang', text: '好' })
    await town.settled()
    expect(town.wordsOf('jiang').at(-1)).toContain('您没有等着确认的预警')
    expect(
      (await town.facts('warning.acknowledged')).map((fact) => [fact['warningId'], fact['via']]),
    ).toEqual([
      [second, 'chat'],
      [first, 'chat'],
    ])
    await town.pass({ minutes: 1 })
    expect(town.cardsOf('jiang').map((card) => card.vars['mine'])).toEqual([
      '已确认 14:31',
      '已确认 14:31',
    ])
  })

  test('that was sent to others cannot be confirmed', async () => {
    const id = await town.issue()
    await expect(town.as('ye').warnings.acknowledge({ warningId: id })).rejects.toMatchObject({
      code: 'warning.notYours',
    })
    await expect(
      town.as('ye').warnings.acknowledge({ warningId: '01900000-0000-7000-8000-000000000009' }),
    ).rejects.toMatchObject({ code: 'warning.notYours' })
    await expect(
      town.as('ye').warnings.acknowledgeFor({ warningId: id, personId: town.ids.get('蒋根法')! }),
    ).rejects.toMatchObject({ code: 'person.notFound' })
  })

  test('is confirmed for somebody who was reached by voice, and the card says by whom', async () => {
    const id = await town.issue()
    await town.pass({ minutes: 3 })
    const receipt = await town
      .as('ying')
      .warnings.acknowledgeFor({ warningId: id, personId: town.ids.get('庄文君')! })
    expect(receipt).toMatchObject({ via: 'other', byId: town.ids.get('应敏') })
    await town.pass({ minutes: 1 })
    expect(town.newest('zhuang')).toMatchObject({ mine: '应敏 14:32 代确认' })
    const board = await town
      .as('ying')
      .warnings.board({ warningId: id, unitPath: xinsha, missing: false })
    expect(board.people).toMatchObject([
      {
        name: '庄文君',
        by: '应敏',
        post: '村级主要负责人',
        unitName: '石塘镇新沙村',
        delivery: 'read',
      },
    ])
  })

  test('confirmed by many at once counts each once', async () => {
    const id = await town.issue()
    await Promise.all(
      ['jiang', 'chunlin', 'zhuang', 'ying'].flatMap((userId) =>
        [1, 2, 3].map(() => town.as(userId).warnings.acknowledge({ warningId: id })),
      ),
    )
    expect(
      await town.as('lin').warnings.board({ warningId: id, unitPath: wenling, missing: false }),
    ).toMatchObject({ total: 5, acknowledged: 4 })
    expect(await town.facts('warning.acknowledged')).toHaveLength(4)
    await until(async () => (await town.app.io.transact(recount)).length === 0, 'nothing is wrong')
  })
})

describe.each(engines)('a warning that cannot be written on %s', (engine) => {
  let town: Town
  beforeAll(async () => {
    town = await openTown(engine)
  })
  afterAll(() => town.close())
  test.each([
    [
      'outside the issuing unit',
      { audience: { units: [linhai], posts: ['villageHead'] } },
      'access.forbidden',
    ],
    [
      'for an unknown post',
      { audience: { units: [shitang], posts: ['wizard'] } },
      'post.unknownKind',
    ],
    ['of an unknown hazard', { hazard: 'dragon' }, 'input.invalid'],
    [
      'for a unit that is not there',
      { audience: { units: [`${shitang}/999999999999`], posts: ['villageHead'] } },
      'unit.notFound',
    ],
    ['that is over already', { validUntil: new Date('2026-08-12T06:00:00Z') }, 'input.invalid'],
    [
      'in the place of none',
      { replaces: '01900000-0000-7000-8000-000000000009' },
      'warning.notFound',
    ],
  ])('%s', async (_, more, code) => {
    await expect(town.draft(more)).rejects.toMatchObject({ code })
  })
})
