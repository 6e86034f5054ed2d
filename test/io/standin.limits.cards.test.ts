import { openUnlimited } from './standin.limits.support'
import { cardTo, deliver, type World } from './standinWorld'

let world: World
beforeEach(async () => {
  world = await openUnlimited()
})
afterEach(() => world.standin.close())

const varsOf = async (userId: string) =>
  (
    (await world.state(userId))['users'] as {
      chats: { card: { vars: object } }[]
    }[]
  )[0]!.chats.at(-1)!.card.vars

describe('cards', () => {
  const data = (cardParamMap: object) => ({ cardData: { cardParamMap } })
  const bad: [string, object, string][] = [
    ['no outTrackId', { outTrackId: '' }, 'param.outTrackIdEmpty'],
    ['no template', { cardTemplateId: '' }, 'param.cardTemplateIdEmpty'],
    ['no data', { cardData: undefined }, 'param.cardDataAndPrivateDataBothEmpty'],
    ['no space', { openSpaceId: '' }, 'param.openSpaceIdEmpty'],
    ['another scheme', { openSpaceId: 'IM_ROBOT.u1' }, 'param.openSpaceIdInvalid'],
    ['an unknown space', { openSpaceId: 'dtv1.card//MOON.u1' }, 'param.openSpaceIdInvalid'],
    [
      'a space id of 1,001 characters',
      { openSpaceId: `dtv1.card//IM_ROBOT.${'u'.repeat(1_001 - 20)}` },
      'param.openSpaceIdInvalid',
    ],
    ['no way of delivery', { imRobotOpenDeliverModel: undefined }, 'param.openDeliverModelEmpty'],
    [
      'a stranger robot',
      { imRobotOpenDeliverModel: { robotCode: 'other' } },
      'param.openDeliverModelError',
    ],
    ['a number among the variables', data({ n: 1 }), 'param.invalid'],
    ['a name of 101 bytes', data({ ['n'.repeat(101)]: '1' }), 'param.invalid'],
  ]
  test.each(bad)('%s is refused', async (_name, more, code) => {
    expect(await world.api(deliver, cardTo('o1', 'IM_ROBOT.u1', more))).toMatchObject({
      status: 400,
      body: { code, requestid: expect.any(String), message: expect.any(String) },
    })
    expect(world.standin.world.cards.find('o1')).toBeUndefined()
  })
  test.each([
    ['taken', false, 3_000, 200],
    ['refused when cards are strict', true, 1_026, 400],
    ['taken up to 1,024 when cards are strict', true, 1_023, 200],
  ] as const)('long values are %s', async (_name, strictCards, length, status) => {
    world.standin.faults({ strictCards })
    const rows = data({ rows: '汛'.repeat(length / 3) })
    const update = () => world.api('PUT /v1.0/card/instances', { outTrackId: 'o0', ...rows })
    await world.api(deliver, cardTo('o0', 'IM_ROBOT.u1'))
    expect((await world.api(deliver, cardTo('o1', 'IM_ROBOT.u1', rows))).status).toBe(status)
    expect((await update()).status).toBe(status)
  })
  test('text that a model writes is as long as it likes', async () => {
    world.standin.faults({ strictCards: true })
    await world.api(deliver, cardTo('o1', 'IM_ROBOT.u1'))
    const write = (content: string, isFull: boolean) =>
      world.api('PUT /v1.0/card/streaming', {
        outTrackId: 'o1',
        guid: 'g',
        key: 'constructor',
        content,
        isFull,
        isFinalize: false,
        isError: false,
      })
    expect((await write('汛'.repeat(1_000), false)).status).toBe(200)
    expect((await write('情', false)).body).toEqual({ success: true, result: true })
    expect(await varsOf('u1')).toMatchObject({ constructor: `${'汛'.repeat(1_000)}情` })
    await write('完', true)
    expect(await varsOf('u1')).toMatchObject({ constructor: '完', title: '台风橙色预警' })
  })
  test('names of 100 bytes and space ids of 1,000 are taken', async () => {
    const more = {
      ...data({ ['n'.repeat(100)]: 'x' }),
      openSpaceId: `dtv1.card//IM_ROBOT.${'u'.repeat(1_000 - 20)}`,
    }
    expect(await world.api(deliver, cardTo('o1', 'IM_ROBOT.u1', more))).toMatchObject({
      status: 200,
    })
  })
  test('an outTrackId is used once', async () => {
    await world.api(deliver, cardTo('o1', 'IM_ROBOT.u1'))
    expect((await world.api(deliver, cardTo('o1', 'IM_ROBOT.u2'))).body).toMatchObject({
      code: 'param.cardAlreadyExist',
    })
    expect(world.chat('u2')).toEqual([])
  })
  test('each space has its own result, and the whole is a success all the same', async () => {
    const { status, body } = await world.api(
      deliver,
      cardTo('o1', 'im_robot.u1;IM_ROBOT.nobody;IM_GROUP.cidAAA==;IM_GROUP.gone'),
    )
    expect(status).toBe(200)
    expect(body).toMatchObject({
      success: true,
      result: {
        outTrackId: 'o1',
        deliverResults: [
          {
            spaceType: 'IM_ROBOT',
            spaceId: 'u1',
            success: true,
            carrierId: expect.stringMatching(/./),
          },
          { spaceId: 'nobody', success: false, carrierId: '', errorMsg: '用户不存在' },
          { spaceType: 'IM_GROUP', spaceId: 'cidAAA==', success: true },
          { spaceId: 'gone', success: false, errorMsg: '会话不存在' },
        ],
      },
    })
    expect([world.chat('u1').length, world.chat('u2').length]).toEqual([2, 1])
  })
  test('people may be named by unionId', async () => {
    await world.api(
      deliver,
      cardTo('o1', 'IM_ROBOT.union2', {
        userIdType: 2,
        privateData: { union2: { cardParamMap: { mine: '已确认' } } },
      }),
    )
    expect(await varsOf('u2')).toMatchObject({ mine: '已确认' })
  })
  test('the robot of the app may go unnamed to a person, and not to a group', async () => {
    const unnamed = { imRobotOpenDeliverModel: { spaceType: 'IM_ROBOT' } }
    const one = await world.api(deliver, cardTo('o1', 'IM_ROBOT.u1', unnamed))
    expect(one.body).toMatchObject({ result: { deliverResults: [{ success: true }] } })
    const group = { imGroupOpenDeliverModel: {} }
    expect(await world.api(deliver, cardTo('o2', 'IM_GROUP.cidAAA==', group))).toMatchObject({
      status: 400,
      body: { code: 'param.openDeliverModelError' },
    })
  })
  test('each call says itself how it names people', async () => {
    const { openSpaceId, ...card } = cardTo('o1', '')
    await world.api('POST /v1.0/card/instances', card)
    const model = { imRobotOpenDeliverModel: { spaceType: 'IM_ROBOT' } }
    const delivered = await world.api('POST /v1.0/card/instances/deliver', {
      outTrackId: 'o1',
      userIdType: 2,
      openSpaceId: `${openSpaceId}IM_ROBOT.union2`,
      ...model,
    })
    expect(delivered.body).toMatchObject({ result: [{ success: true }] })
    await world.api('PUT /v1.0/card/instances', {
      outTrackId: 'o1',
      userIdType: 2,
      privateData: { union2: { cardParamMap: { mine: '已确认' } } },
    })
    expect(await varsOf('u2')).toMatchObject({ mine: '已确认', title: '台风橙色预警' })
  })
  test('an update replaces everything unless it says by key; private hides public', async () => {
    await world.api(
      deliver,
      cardTo('o1', 'IM_ROBOT.u1;IM_ROBOT.u2', {
        privateData: { u1: { cardParamMap: { mine: '待确认', place: '石塘' } } },
      }),
    )
    const update = (body: object) =>
      world.api('PUT /v1.0/card/instances', { outTrackId: 'o1', ...body })
    await update({
      ...data({ n: '3' }),
      privateData: { u1: { cardParamMap: { mine: '已确认' } } },
      cardUpdateOptions: { updateCardDataByKey: true, updatePrivateDataByKey: true },
    })
    expect([await varsOf('u1'), await varsOf('u2')]).toEqual([
      { title: '台风橙色预警', btn: '收到', n: '3', mine: '已确认', place: '石塘' },
      { title: '台风橙色预警', btn: '收到', n: '3', mine: '' },
    ])
    await update({ ...data({ n: '4' }), privateData: { u1: { cardParamMap: { mine: '已确认' } } } })
    expect([await varsOf('u1'), await varsOf('u2')]).toEqual([
      { n: '4', mine: '已确认' },
      { n: '4' },
    ])
    expect((await update({ outTrackId: 'gone' })).body).toMatchObject({
      code: 'param.cardNotExist',
    })
  })
  test('strictTemplates: registered, published, and each variable on its side', async () => {
    world.standin.faults({ strictTemplates: true })
    const again = async (outTrackId: string, more = {}) =>
      (await world.api(deliver, cardTo(outTrackId, 'IM_ROBOT.u1', more))).body['code']
    expect(await again('o1')).toBe('param.templateNotExist')
    await world.admin('templates', {
      templateId: 'card.schema',
      variables: { title: 'public', mine: 'private' },
      published: false,
    })
    expect(await again('o1')).toBe('param.templateUnpublished')
    await world.admin('templates', {
      templateId: 'card.schema',
      variables: { title: 'public', mine: 'private' },
      published: true,
    })
    expect(await again('o1')).toBe('param.invalid')
    expect(await again('o1', data({ title: '台风' }))).toBeUndefined()
    expect(await again('o3', data({ title: '台风', constructor: 'x' }))).toBeUndefined()
    expect(
      await again('o2', { ...data({}), privateData: { u1: { cardParamMap: { title: '台风' } } } }),
    ).toBe('param.invalid')
  })
})
