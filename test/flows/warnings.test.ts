import { recount } from '../../bot/warnings/counts'
import { lift } from '../../bot/warnings/lift'
import {
  firstGrid,
  linhai,
  liruo,
  secondGrid,
  shitang,
  town,
  wenling,
  xinsha,
  type Town,
} from '../support/town'
import { engines, until } from '../support/world'

describe.each(engines)('a warning on %s', (engine) => {
  let it: Town
  beforeEach(async () => {
    it = await town(engine)
  })
  afterEach(() => it.close())
  const stateOf = async (id: string) =>
    (await it.rows<{ state: string }>('select state from warning where id = ?', [id]))[0]!.state

  test('is drafted, approved by a second person on a card, sent, and confirmed with one tap', async () => {
    const { id, state } = await it.draft()
    expect(state).toBe('draft')
    await it.tick()
    expect(it.newest('lin')).toMatchObject({ kicker: '您 14:28 提交', mine: '已交 周国平 批准' })
    expect(it.newest('zhou')).toMatchObject({
      kicker: '林海燕 14:28 请您批准',
      btn: '批准发布',
      link: '全文和退回',
      url: expect.stringMatching(/url=http.*approve.*warningId/) as string,
      foot: '1 人可能收不到',
    })
    expect(it.chat('jiang')).toEqual([])
    await it.later(2)
    await it.press('zhou', 'warnings.approve')
    expect(it.newest('zhou')).toMatchObject({ mine: '已批准 14:30', btn: '' })
    await it.later(1)
    expect(it.cardWith('lin', '提交')).toMatchObject({ mine: '周国平已批准 14:30' })
    expect(it.newest('jiang')).toMatchObject({
      tone: 'orange',
      plateTop: '台风',
      plateWord: '橙',
      title: '台风橙色预警',
      btn: '收到',
      kicker: '温岭市防指 14:31',
      foot: '收不到确认，14:36 起会再提醒您',
    })
    const pressed = await it.press('jiang', 'warnings.acknowledge')
    expect(pressed.ok).toBe(true)
    expect(it.newest('jiang')).toMatchObject({ mine: '已确认 14:31', btn: '' })
    expect(it.newest('zhuang')['mine'] ?? '').toBe('')
    const [fact] = await it.facts('warning.acknowledged')
    expect(fact).toEqual({
      warningId: id,
      personId: it.ids.get('蒋根法'),
      seconds: expect.any(Number) as number,
      via: 'card',
    })
    expect(await it.facts('warning.sent')).toEqual([
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
    await it.later(2)
    await it.later(1)
    expect(it.newest('lin')).toMatchObject({
      kicker: '回执，每分钟更新',
      n: '4',
      rows: expect.stringContaining('4 人，1 人未达') as string,
    })
  })

  test('is confirmed once however often it is pressed, and the first time stays', async () => {
    const id = await it.issue()
    const card = it.cardsOf('jiang').at(-1)!
    await it.press('jiang', 'warnings.acknowledge', 5)
    await it.later(3)
    await it.standin.press({
      userId: 'jiang',
      outTrackId: card.id,
      actionId: 'main',
      params: { action: 'warnings.acknowledge', params: card.vars['params'] },
    })
    expect(it.newest('jiang')['mine']).toBe('已确认 14:29')
    expect(await it.facts('warning.acknowledged')).toHaveLength(1)
    expect(
      await it.as('lin').warnings.board({ warningId: id, unitPath: wenling, missing: false }),
    ).toMatchObject({ total: 5, acknowledged: 1 })
  })

  test('is confirmed in the app, and the card in the chat says so too', async () => {
    const warningId = await it.issue()
    expect(await it.as('jiang').warnings.acknowledge({ warningId })).toMatchObject({ via: 'app' })
    await it.later(1)
    await it.later(1)
    expect(it.newest('jiang')).toMatchObject({ mine: '已确认 14:29', btn: '' })
    expect(await it.facts('warning.acknowledged')).toMatchObject([{ via: 'app' }])
  })

  test('is never approved by its writer, by whatever post, nor by somebody elsewhere', async () => {
    await it.app.io.transact((ctx) =>
      ctx.db.query('update post set deputy_id = ? where kind = ? and unit_path = ?', [
        it.ids.get('林海燕'),
        'dutyLeader',
        wenling,
      ]),
    )
    const { id } = await it.draft()
    await expect(it.as('lin').warnings.approve({ warningId: id })).rejects.toMatchObject({
      code: 'warning.selfApproval',
      message: '您写的要由别人批准，可找 周国平',
    })
    await expect(it.as('jin').warnings.approve({ warningId: id })).rejects.toMatchObject({
      code: 'access.forbidden',
    })
    await expect(it.as('zhong').warnings.approve({ warningId: id })).rejects.toMatchObject({
      code: 'access.forbidden',
    })
    await expect(it.as('jiang').warnings.approve({ warningId: id })).rejects.toMatchObject({
      code: 'access.forbidden',
    })
    expect(await stateOf(id)).toBe('draft')
    const approved = await it.as('zhou').warnings.approve({ warningId: id })
    expect(approved.state).toBe('approved')
    expect(await it.as('zhou').warnings.approve({ warningId: id })).toEqual(approved)
    expect(await it.facts('warning.approved')).toHaveLength(1)
  })

  test('goes up to the next unit for approval where the writer is the only one who may', async () => {
    const { id } = await it.as('zhong').warnings.draft({ ...it.text, unitPath: shitang })
    await it.tick()
    expect(it.newest('zhong')['mine']).toBe('已交 周国平 批准')
    expect((await it.as('zhou').warnings.approve({ warningId: id })).state).toBe('approved')
  })
  test('whose writer is the only approver far and wide tells whom to ask', async () => {
    await it.as('zhou').warnings.draft(it.text)
    await it.tick()
    expect(it.newest('zhou')).toMatchObject({ btn: '', foot: '您写的要由别人批准，请找上级值班室' })
  })

  test('is refused with a reason, and then cannot be approved', async () => {
    const { id } = await it.draft()
    await it.tick()
    await it.as('zhou').warnings.refuse({ warningId: id, reason: '范围太大' })
    await it.later(1)
    expect(it.newest('lin')).toMatchObject({
      mine: '周国平已退回 14:28',
      rows: expect.stringContaining('范围太大') as string,
    })
    expect(it.wordsOf('lin').at(-1)).toContain('台风橙色预警被退回：范围太大。请改好重发')
    await expect(it.as('zhou').warnings.approve({ warningId: id })).rejects.toMatchObject({
      code: 'warning.refused',
    })
    await it.press('zhou', 'warnings.approve').catch(() => undefined)
    expect(await stateOf(id)).toBe('refused')
  })

  test('for nobody is not approved', async () => {
    const { id } = await it.draft({ audience: { units: [xinsha], posts: ['reservoirPatrol'] } })
    await expect(it.as('zhou').warnings.approve({ warningId: id })).rejects.toMatchObject({
      code: 'warning.noAudience',
    })
    expect(await stateOf(id)).toBe('draft')
  })
  test('is confirmed by word: the newest first, and what is left is said', async () => {
    const first = await it.issue()
    await it.later(1)
    const second = await it.issue({ color: 'red' })
    await it.standin.say({ userId: 'jiang', text: '1' })
    await it.tick()
    expect(it.wordsOf('jiang').at(-1)).toContain(
      '已确认：台风红色预警\n还有 1 条没有确认，再回复 1',
    )
    await it.standin.say({ userId: 'jiang', text: ' 预警收到了。' })
    await it.tick()
    expect(it.wordsOf('jiang').at(-1)).toMatch(/已确认：台风橙色预警$/)
    await it.standin.say({ userId: 'jiang', text: '好' })
    await it.tick()
    expect(it.wordsOf('jiang').at(-1)).toContain('您没有等着确认的预警')
    expect(
      (await it.facts('warning.acknowledged')).map((fact) => [fact['warningId'], fact['via']]),
    ).toEqual([
      [second, 'chat'],
      [first, 'chat'],
    ])
    await it.later(1)
    expect(it.cardsOf('jiang').map((card) => card.vars['mine'])).toEqual([
      '已确认 14:31',
      '已确认 14:31',
    ])
  })
  test('that was sent to others cannot be confirmed', async () => {
    const id = await it.issue()
    await expect(it.as('ye').warnings.acknowledge({ warningId: id })).rejects.toMatchObject({
      code: 'warning.notYours',
    })
    await expect(
      it.as('ye').warnings.acknowledge({ warningId: '01900000-0000-7000-8000-000000000009' }),
    ).rejects.toMatchObject({ code: 'warning.notFound' })
    await expect(
      it.as('ye').warnings.acknowledgeFor({ warningId: id, personId: it.ids.get('蒋根法')! }),
    ).rejects.toMatchObject({ code: 'access.forbidden' })
  })
  test('is confirmed for somebody who was reached by voice, and the card says by whom', async () => {
    const id = await it.issue()
    await it.later(3)
    const receipt = await it
      .as('ying')
      .warnings.acknowledgeFor({ warningId: id, personId: it.ids.get('庄文君')! })
    expect(receipt).toMatchObject({ via: 'other', byId: it.ids.get('应敏') })
    await it.later(1)
    expect(it.newest('zhuang')).toMatchObject({ mine: '应敏 14:32 代确认' })
    const board = await it
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

  test('that is called off asks nobody any more, and exactly those reached are told', async () => {
    const { id } = await it.draft()
    await it.as('zhou').warnings.approve({ warningId: id })
    await it.tick()
    const { acknowledgedAt } = await it.as('jiang').warnings.acknowledge({ warningId: id })
    await it.as('lin').warnings.lift({ warningId: id, reason: '台风已远离' })
    await it.as('lin').warnings.lift({ warningId: id, reason: '再说一次' })
    await it.later(1)
    expect(it.newest('zhuang')).toMatchObject({
      tone: 'plain',
      title: '已解除：台风橙色预警',
      btn: '',
      rows: expect.stringContaining('台风已远离') as string,
    })
    expect(it.newest('jiang')).toMatchObject({
      title: '已解除：台风橙色预警',
      mine: '已确认 14:28',
    })
    for (const userId of ['jiang', 'zhuang', 'ying', 'chunlin']) {
      expect(it.wordsOf(userId)).toEqual([
        expect.stringContaining('台风橙色预警已解除：台风已远离。不用再办'),
      ])
    }
    expect(it.wordsOf('ye')).toEqual([])
    expect(await it.facts('warning.lifted')).toHaveLength(1)
    await it.later(60)
    expect(await it.facts('warning.escalated')).toEqual([])
    await expect(it.as('zhuang').warnings.acknowledge({ warningId: id })).rejects.toMatchObject({
      code: 'warning.lifted',
    })
    expect((await it.as('jiang').warnings.acknowledge({ warningId: id })).acknowledgedAt).toEqual(
      acknowledgedAt,
    )
  })
  test('whose button is pressed on an old screen after it was called off answers with the card as it now stands', async () => {
    const id = await it.issue()
    const before = it.cardsOf('zhuang').at(-1)!
    await it.app.io.transact((ctx) => lift(ctx, { warningId: id, reason: '台风已远离' }))
    await it.standin.press({
      userId: 'zhuang',
      outTrackId: before.id,
      actionId: 'main',
      params: { action: 'warnings.acknowledge', params: before.vars['params'] },
    })
    expect(it.newest('zhuang')).toMatchObject({
      title: '已解除：台风橙色预警',
      btn: '',
      foot: '这条预警已解除，不用再办',
    })
    expect(await it.facts('warning.acknowledged')).toEqual([])
  })
  test('that is called off before it leaves reaches nobody', async () => {
    const { id } = await it.draft()
    await it.as('zhou').warnings.approve({ warningId: id })
    await it.as('lin').warnings.lift({ warningId: id, reason: '写错了' })
    await it.later(1)
    expect(it.chat('jiang')).toEqual([])
    expect(await it.facts('warning.sent')).toEqual([])
  })

  test('that is raised takes the place of the one before', async () => {
    const orange = await it.issue()
    await it.later(2)
    const red = await it.issue({ color: 'red', replaces: orange })
    await it.later(1)
    expect(
      it.cardsOf('zhuang').map(({ vars }) => [vars['title'], vars['btn'], vars['foot']]),
    ).toEqual([
      ['台风橙色预警', '', '已升级为红色，看新的'],
      ['台风红色预警', '收到', '收不到确认，14:37 起会再提醒您'],
    ])
    await it.later(60)
    expect(new Set((await it.facts('warning.escalated')).map((fact) => fact['warningId']))).toEqual(
      new Set([red]),
    )
  })

  test('as a drill shows the four signs everywhere, and counts apart', async () => {
    const id = await it.issue({ drill: true })
    expect(it.newest('jiang')).toMatchObject({
      tone: 'drill',
      drill: 'true',
      title: '【演练】台风橙色预警',
      plateTop: '演练',
      plateWord: '橙',
      btn: '演练：收到',
    })
    expect(it.newest('lin')).toMatchObject({
      tone: 'drill',
      drill: 'true',
      title: '【演练】台风橙色预警',
    })
    await it.later(31)
    for (const userId of ['jiang', 'zhuang']) {
      for (const words of it.wordsOf(userId)) expect(words).toContain('【演练】')
    }
    for (const userId of ['chunlin', 'ying']) {
      for (const { vars } of it.cardsOf(userId)) {
        expect(vars).toMatchObject({
          tone: 'drill',
          drill: 'true',
          title: expect.stringMatching(/^【演练】/) as string,
        })
      }
    }
    const lists = await Promise.all(
      [true, false].map((drill) => it.as('lin').warnings.list({ unitPath: wenling, drill })),
    )
    expect(lists.map((list) => list.map((warning) => warning.id))).toEqual([[id], []])
    await it.as('lin').warnings.lift({ warningId: id, reason: '演练结束' })
    await it.later(1)
    expect(it.newest('zhuang')).toMatchObject({
      tone: 'drill',
      title: '【演练】已解除：台风橙色预警',
    })
    expect(it.wordsOf('zhuang').at(-1)).toContain('【演练】台风橙色预警已解除')
  })

  test('is watched by tree, down to names', async () => {
    const id = await it.issue()
    await it.press('jiang', 'warnings.acknowledge')
    await it.press('ying', 'warnings.acknowledge')
    const board = (unitPath: string, missing = false) =>
      it.as('lin').warnings.board({ warningId: id, unitPath, missing })
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
      (await it.as('lin').warnings.undelivered({ warningId: id, unitPath })).people.map(
        (person) => [person.name, person.delivery],
      )
    expect([
      await unreached(wenling),
      await unreached(secondGrid),
      await unreached(firstGrid),
    ]).toEqual([[['李无', 'failed']], [['李无', 'failed']], []])
    await expect(
      it.as('jin').warnings.undelivered({ warningId: id, unitPath: linhai }),
    ).rejects.toMatchObject({ code: 'warning.notFound' })
    await expect(
      it.as('jin').warnings.board({ warningId: id, unitPath: linhai, missing: false }),
    ).rejects.toMatchObject({ code: 'warning.notFound' })
    expect(
      (await it.as('ying').warnings.list({ unitPath: shitang, drill: false })).map(
        (warning) => warning.id,
      ),
    ).toEqual([id])
    expect(await it.as('jin').warnings.list({ unitPath: linhai, drill: false })).toEqual([])
  })

  test('还差谁 is answered in at most three rows', async () => {
    await it.standin.say({ userId: 'lin', text: '还差谁' })
    await it.tick()
    expect(it.wordsOf('lin').at(-1)).toContain('没有等着确认的预警')
    await it.issue()
    await it.standin.say({ userId: 'lin', text: '还差谁？' })
    await it.tick()
    expect(it.wordsOf('lin').at(-1)).toContain('台风橙色预警，还差 5 人未确认\n石塘镇 5 人')
    expect(await it.as('ying').warnings.missing({})).toEqual({
      title: '台风橙色预警',
      missing: 5,
      rows: ['里箬村 3 人', '新沙村 1 人', '石塘镇 应敏，应急办主任'],
    })
    expect(await it.as('jin').warnings.missing({})).toEqual({ title: null, missing: 0, rows: [] })
  })

  test('is foreseen: people, calls, quota, and who cannot be reached', async () => {
    const { id } = await it.draft()
    expect(await it.as('lin').warnings.preflight({ warningId: id })).toEqual({
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
    const id = await it.issue()
    await it.press('jiang', 'warnings.acknowledge')
    expect(await it.app.io.transact(recount)).toEqual([])
    await it.app.io.transact((ctx) =>
      ctx.db.query('update warning_tally set acknowledged = 7 where unit_path = ?', [xinsha]),
    )
    await it.app.io.transact((ctx) =>
      ctx.db.query('delete from warning_tally where unit_path = ?', [secondGrid]),
    )
    expect((await it.app.io.transact(recount)).map((it) => it.unitPath).sort()).toEqual(
      [secondGrid, xinsha].sort(),
    )
    expect(
      await it.as('lin').warnings.board({ warningId: id, unitPath: wenling, missing: false }),
    ).toMatchObject({ total: 5, acknowledged: 1 })
  })

  test('confirmed by many at once counts each once', async () => {
    const id = await it.issue()
    await Promise.all(
      ['jiang', 'chunlin', 'zhuang', 'ying'].flatMap((userId) =>
        [1, 2, 3].map(() => it.as(userId).warnings.acknowledge({ warningId: id })),
      ),
    )
    expect(
      await it.as('lin').warnings.board({ warningId: id, unitPath: wenling, missing: false }),
    ).toMatchObject({ total: 5, acknowledged: 4 })
    expect(await it.facts('warning.acknowledged')).toHaveLength(4)
    await until('nothing is wrong', async () => (await it.app.io.transact(recount)).length === 0)
  })
})

describe.each(engines)('a warning that cannot be written on %s', (engine) => {
  let it: Town
  beforeAll(async () => {
    it = await town(engine)
  })
  afterAll(() => it.close())
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
    await expect(it.draft(more)).rejects.toMatchObject({ code })
  })
})
