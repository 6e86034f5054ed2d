import { cardTo, deliver, openStandin, people, type World } from './standinWorld'

const minute = 60_000
const hour = 60 * minute
let world: World
beforeEach(async () => {
  world = await openStandin({ faults: { noLimits: true } })
  await world.admin('groups', {
    conversationId: 'cidAAA==',
    title: '防汛网格一组',
    userIds: ['u1', 'u2'],
  })
})
afterEach(() => world.standin.close())

const crowd = (count: number) =>
  Array.from({ length: count }, (_, index) => ({
    userId: `p${index}`,
    name: `人${index}`,
    deptIds: [4],
  }))
const addCrowd = async (count: number) => {
  await world.admin('users', { users: crowd(count) })
}
const ids = (count: number) => crowd(count).map(({ userId }) => userId)
const varsOf = async (userId: string) =>
  (
    (await world.admin(`state?users=${userId}`)).body['users'] as {
      chats: { card: { vars: object } }[]
    }[]
  )[0]!.chats.at(-1)!.card.vars
const chat = (userId: string) => world.standin.state(userId).users[0]!.chats

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
    ['a value of 1,026 bytes', data({ rows: '汛'.repeat(342) }), 'param.invalid'],
  ]
  test.each(bad)('%s is refused', async (_name, more, code) => {
    expect(await world.api(deliver, cardTo('o1', 'IM_ROBOT.u1', more))).toMatchObject({
      status: 400,
      body: { code, requestid: expect.any(String), message: expect.any(String) },
    })
    expect(world.standin.world.cards.find('o1')).toBeUndefined()
  })
  test('names of 100 bytes, values of 1,024 and space ids of 1,000 are taken', async () => {
    const more = {
      ...data({ ['n'.repeat(100)]: 'x'.repeat(1_024) }),
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
    expect(chat('u2')).toEqual([])
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
    expect([chat('u1').length, chat('u2').length]).toEqual([2, 1])
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
    expect(
      await again('o2', { ...data({}), privateData: { u1: { cardParamMap: { title: '台风' } } } }),
    ).toBe('param.invalid')
  })
})

describe('robot messages', () => {
  const send = (more: object = {}) =>
    world.api('POST /v1.0/robot/oToMessages/batchSend', {
      robotCode: 'dingstandin',
      userIds: ['u1'],
      msgKey: 'sampleText',
      msgParam: '{"content":"集合"}',
      ...more,
    })
  const bad: [string, object, string][] = [
    ['21 people', { userIds: ids(21) }, 'invalidParameter.userIds.overMax'],
    ['nobody', { userIds: [] }, 'invalidParameter.userIds.empty'],
    ['no robot', { robotCode: undefined }, 'invalidParameter.robotCode.empty'],
    ['a stranger robot', { robotCode: 'other' }, 'invalidParameter.robotCode.notExsit'],
    ['no key', { msgKey: '' }, 'invalidParameter.msgKey.empty'],
    ['an unknown key', { msgKey: 'sampleSong' }, 'invalidParameter.msgKey.invalid'],
    [
      'parameters of another key',
      { msgKey: 'sampleMarkdown' },
      'invalidParameter.msgParam.invalid',
    ],
    ['parameters that are no JSON', { msgParam: '集合' }, 'invalidParameter.msgParam.invalid'],
    [
      '15,001 bytes',
      { msgParam: JSON.stringify({ content: 'x'.repeat(14_987) }) },
      'invalidParameter.msgParam.tooLong',
    ],
  ]
  test.each(bad)('%s: refused', async (_name, more, code) => {
    expect(await send(more)).toMatchObject({ status: 400, body: { code } })
  })
  test('20 people are taken, the unknown are listed', async () => {
    await addCrowd(18)
    expect((await send({ userIds: [...ids(18), 'u1', 'nobody'] })).body).toEqual({
      processQueryKey: expect.stringMatching(/./),
      invalidStaffIdList: ['nobody'],
      flowControlledStaffIdList: [],
    })
  })
  const keys: [string, object, object][] = [
    [
      'sampleMarkdown',
      { title: '预警', text: '**快走**' },
      { kind: 'markdown', title: '预警', text: '**快走**' },
    ],
    ['sampleImageMsg', { photoURL: '@lADP1' }, { kind: 'image', url: '@lADP1' }],
    [
      'sampleLink',
      { title: 't', text: 'x', picUrl: '', messageUrl: 'https://example.com' },
      { kind: 'link', url: 'https://example.com' },
    ],
    [
      'sampleActionCard',
      { title: 't', text: 'x', singleTitle: '去看', singleURL: 'https://example.com' },
      { kind: 'actionCard', buttons: [{ title: '去看', url: 'https://example.com' }] },
    ],
    [
      'sampleActionCard2',
      {
        title: 't',
        text: 'x',
        actionTitle1: '是',
        actionURL1: 'a',
        actionTitle2: '否',
        actionURL2: 'b',
      },
      {
        kind: 'actionCard',
        buttons: [
          { title: '是', url: 'a' },
          { title: '否', url: 'b' },
        ],
      },
    ],
    [
      'sampleActionCard6',
      {
        title: 't',
        text: 'x',
        buttonTitle1: '是',
        buttonUrl1: 'a',
        buttonTitle2: '否',
        buttonUrl2: 'b',
      },
      {
        kind: 'actionCard',
        buttons: [
          { title: '是', url: 'a' },
          { title: '否', url: 'b' },
        ],
      },
    ],
    [
      'sampleFile',
      { mediaId: '@lADP1', fileName: '表.xlsx', fileType: 'xlsx' },
      { kind: 'file', text: '表.xlsx' },
    ],
  ]
  test.each(keys)('%s is shown', async (msgKey, param, entry) => {
    expect(await send({ msgKey, msgParam: JSON.stringify(param) })).toMatchObject({ status: 200 })
    expect(chat('u1')).toEqual([expect.objectContaining(entry)])
  })
  test('read status and recall end after 24 hours', async () => {
    const key = (await send()).body['processQueryKey'] as string
    const status = () =>
      world.api(
        `GET /v1.0/robot/oToMessages/readStatus?robotCode=dingstandin&processQueryKey=${key}`,
      )
    const recall = () =>
      world.api('POST /v1.0/robot/otoMessages/batchRecall', {
        robotCode: 'dingstandin',
        processQueryKeys: [key],
      })
    expect((await status()).body).toMatchObject({ sendStatus: 'SUCCESS' })
    world.standin.clock.move({ addMs: 24 * hour + 1_000 })
    const token = world.standin.world.tokens.issue()
    const fresh = { 'x-acs-dingtalk-access-token': token }
    expect(
      await world.api(
        `GET /v1.0/robot/oToMessages/readStatus?robotCode=dingstandin&processQueryKey=${key}`,
        undefined,
        fresh,
      ),
    ).toMatchObject({ status: 400, body: { code: 'processQueryKey.expireTime' } })
    expect(
      (
        await world.api(
          'POST /v1.0/robot/otoMessages/batchRecall',
          { robotCode: 'dingstandin', processQueryKeys: [key] },
          fresh,
        )
      ).body,
    ).toEqual({ successResult: [], failedResult: { [key]: expect.any(String) } })
    world.standin.clock.move({ reset: true })
    expect(
      (
        await world.api(
          'POST /v1.0/robot/otoMessages/batchRecall',
          { robotCode: 'dingstandin', processQueryKeys: [key] },
          fresh,
        )
      ).body,
    ).toEqual({ successResult: [key], failedResult: {} })
    expect(chat('u1')[0]).toMatchObject({ recalled: true })
    expect(
      (
        await world.api(
          `GET /v1.0/robot/oToMessages/readStatus?robotCode=dingstandin&processQueryKey=${key}`,
          undefined,
          fresh,
        )
      ).body,
    ).toMatchObject({ sendStatus: 'RECALLED' })
    expect((await recall()).status).toBe(400)
  })
  test('at most 20 keys are recalled at once', async () => {
    expect(
      await world.api('POST /v1.0/robot/otoMessages/batchRecall', {
        robotCode: 'dingstandin',
        processQueryKeys: ids(21),
      }),
    ).toMatchObject({ status: 400 })
  })
  test('a group must exist; its readers are paged', async () => {
    const group = (openConversationId: string) =>
      world.api('POST /v1.0/robot/groupMessages/send', {
        robotCode: 'dingstandin',
        openConversationId,
        msgKey: 'sampleText',
        msgParam: '{"content":"集合"}',
      })
    expect((await group('gone')).body).toMatchObject({ code: 'invalid.openConversationId' })
    const { processQueryKey } = (await group('cidAAA==')).body
    for (const userId of ['u1', 'u2']) world.standin.read(userId)
    const page = (more: object) =>
      world.api('POST /v1.0/robot/groupMessages/query', {
        robotCode: 'dingstandin',
        openConversationId: 'cidAAA==',
        processQueryKey,
        maxResults: 1,
        ...more,
      })
    expect((await page({})).body).toMatchObject({
      readUserIds: ['u1'],
      hasMore: true,
      nextToken: '1',
    })
    expect((await page({ nextToken: '1' })).body).toMatchObject({
      readUserIds: ['u2'],
      hasMore: false,
    })
    expect(await page({ maxResults: 201 })).toMatchObject({ status: 400 })
  })
  test('a reply link works for 90 minutes', async () => {
    const session = world.standin.world.tokens.session('u1', 'cid')
    const reply = (body: object, key = session.key) =>
      world.bare('POST', `/robot/sendBySession?session=${key}`, body, {})
    const text = { msgtype: 'text', text: { content: '已登记' } }
    expect((await reply(text)).body).toMatchObject({ errcode: 0, errmsg: 'ok' })
    expect(chat('u1')).toEqual([expect.objectContaining({ kind: 'text', text: '已登记' })])
    expect((await reply({ msgtype: 'text' })).body).toMatchObject({ errcode: 40035 })
    expect((await reply(text, 'made-up')).body).toMatchObject({ errcode: 300001 })
    world.standin.clock.move({ addMs: 90 * minute })
    expect((await reply(text)).body).toMatchObject({ errcode: 300001 })
    expect(chat('u1')).toHaveLength(1)
  })
})

describe('DING', () => {
  const ding = (remindType: number, receiverUserIdList: string[]) =>
    world.api('POST /v1.0/robot/ding/send', {
      robotCode: 'dingstandin',
      remindType,
      receiverUserIdList,
      content: '请立即确认',
    })
  test.each([
    [1, 201],
    [2, 21],
    [3, 21],
  ])('type %d to %d people is refused', async (type, count) => {
    expect(await ding(type, ids(count))).toMatchObject({
      status: 400,
      body: { code: 'ding.receivercount.limit' },
    })
  })
  test('200 in the app and 20 by phone are taken', async () => {
    await addCrowd(200)
    expect((await ding(1, ids(200))).body).toMatchObject({
      openDingId: expect.any(String),
      failedList: {},
    })
    expect((await ding(3, ids(20))).body).toMatchObject({ openDingId: expect.any(String) })
    expect(chat('p19').map((entry) => (entry as { ding?: object }).ding)).toEqual([
      { type: 1 },
      { type: 3 },
    ])
  })
  test('text messages and calls end with the pack', async () => {
    await world.admin('meter', { ding: { sms: 1, phone: 0 } })
    expect((await ding(2, ['u1', 'u2'])).body).toMatchObject({
      code: 'ding.serverquota.insufficient',
    })
    expect((await ding(2, ['u1'])).status).toBe(200)
    expect((await ding(2, ['u1'])).body).toMatchObject({ code: 'ding.serverquota.insufficient' })
    expect((await ding(3, ['u1'])).body).toMatchObject({ code: 'ding.serverquota.insufficient' })
    expect((await ding(1, ['u1'])).status).toBe(200)
  })
})

describe('media', () => {
  const upload = async (type: string, name: string, size: number, inForm = false) => {
    const form = new FormData()
    form.append('type', type)
    if (inForm) form.append('access_token', world.token)
    form.append('media', new Blob([new Uint8Array(size)]), name)
    const response = await fetch(
      `${world.standin.url}/media/upload${inForm ? '' : `?access_token=${world.token}`}`,
      { method: 'POST', body: form },
    )
    return (await response.json()) as Record<string, unknown>
  }
  test.each([
    ['image', 'a.png', 1_000, 0],
    ['image', 'a.pdf', 1_000, 40005],
    ['voice', 'a.amr', 2 * 1024 * 1024 + 1, 40006],
    ['voice', 'a.amr', 2 * 1024 * 1024, 0],
    ['file', '表.xlsx', 10, 0],
    ['file', '表.exe', 10, 40005],
    ['song', 'a.mp3', 10, 40004],
    ['image', 'a.jpg', 20 * 1024 * 1024 + 1, 40006],
  ])('%s %s of %d bytes: errcode %d', async (type, name, size, errcode) => {
    const body = await upload(type, name, size)
    expect(body).toMatchObject({ errcode })
    if (!errcode) {
      expect(body).toMatchObject({
        type,
        media_id: expect.stringMatching(/^@lADP/),
        created_at: expect.any(Number),
      })
    }
    if (!errcode) {
      expect(world.standin.world.files.get(body['media_id'] as string)?.content).toHaveLength(size)
    }
  })
  test('the token may stand in the form', async () => {
    expect(await upload('image', 'a.png', 10, true)).toMatchObject({ errcode: 0 })
  })
})

describe('people and departments', () => {
  const post = (path: string, body: object) => world.old(`/topapi/${path}`, body)
  test.each<[string, object, object]>([
    [
      'v2/user/get',
      { userid: 'u1' },
      {
        result: {
          userid: 'u1',
          unionid: 'un/ion=1',
          name: '江敏',
          title: '网格员',
          mobile: '13800000001',
          dept_id_list: [3],
        },
      },
    ],
    ['v2/user/get', { userid: 'nobody' }, { errcode: 60121 }],
    ['v2/user/get', {}, { errcode: 40035 }],
    [
      'v2/user/list',
      { dept_id: 3, cursor: 0, size: 1 },
      { result: { has_more: true, next_cursor: 1, list: [{ userid: 'u1' }] } },
    ],
    [
      'v2/user/list',
      { dept_id: 3, cursor: 1, size: 1 },
      { result: { has_more: false, list: [{ userid: 'u3' }] } },
    ],
    ['v2/user/list', { dept_id: 3, cursor: 0, size: 101 }, { errcode: 40035 }],
    ['v2/user/list', { dept_id: 99, cursor: 0, size: 1 }, { errcode: 60003 }],
    ['user/listid', { dept_id: 3 }, { result: { userid_list: ['u1', 'u3'] } }],
    ['v2/user/getbymobile', { mobile: '13800000002' }, { result: { userid: 'u2' } }],
    ['v2/user/getbymobile', { mobile: '1' }, { errcode: 60121 }],
    ['user/getbyunionid', { unionid: 'union3' }, { result: { contact_type: 0, userid: 'u3' } }],
    [
      'v2/department/listsub',
      {},
      { result: [{ dept_id: 2, name: '温岭市', parent_id: 1 }, { dept_id: 4 }] },
    ],
    [
      'v2/department/listsub',
      { dept_id: 2 },
      { result: [{ dept_id: 3, name: '石塘镇', parent_id: 2 }] },
    ],
    ['v2/department/listsubid', { dept_id: 2 }, { result: { dept_id_list: [3] } }],
    ['v2/department/get', { dept_id: 3 }, { result: { dept_id: 3, name: '石塘镇', parent_id: 2 } }],
    [
      'v2/department/listparentbyuser',
      { userid: 'u1' },
      { result: { parent_list: [{ parent_dept_id_list: [3, 2, 1] }] } },
    ],
  ])('%s %j', async (path, body, expected) => {
    expect(await post(path, body)).toMatchObject({ status: 200, body: { errcode: 0, ...expected } })
  })
  test('what the app may not see', async () => {
    await world.admin('tenant', {
      departments: [
        { deptId: 2, name: '温岭市' },
        { deptId: 4, name: '玉环市' },
      ],
      users: people.map((user) => ({ ...user, deptIds: [user.userId === 'u1' ? 2 : 4] })),
      scope: [2],
    })
    expect((await post('v2/user/get', { userid: 'u1' })).body).toMatchObject({ errcode: 0 })
    expect((await post('v2/user/get', { userid: 'u2' })).body).toMatchObject({ errcode: 50004 })
    expect((await post('user/listid', { dept_id: 4 })).body).toMatchObject({ errcode: 50002 })
  })
  test('a login code names its person once, for 5 minutes', async () => {
    const code = async () =>
      (await world.admin('authCode', { userId: 'u1' })).body['code'] as string
    const [used, late] = [await code(), await code()]
    expect((await post('v2/user/getuserinfo', { code: used })).body).toMatchObject({
      result: { userid: 'u1', unionid: 'un/ion=1', name: '江敏' },
    })
    expect((await post('v2/user/getuserinfo', { code: used })).body).toMatchObject({
      errcode: 40078,
    })
    world.standin.clock.move({ addMs: 5 * minute })
    expect((await post('v2/user/getuserinfo', { code: late })).body).toMatchObject({
      errcode: 40078,
    })
  })
})

test('to-dos: a source once, links and known people wanted', async () => {
  const create = (more: object) =>
    world.api(`POST /v1.0/todo/users/union2/tasks?operatorId=union2`, {
      subject: '清单',
      sourceId: 's1',
      executorIds: ['union3'],
      detailUrl: { appUrl: 'https://example.com' },
      ...more,
    })
  expect((await create({})).status).toBe(200)
  for (const more of [
    {},
    { sourceId: 's2', detailUrl: undefined },
    { sourceId: 's3', executorIds: ['nobody'] },
    { sourceId: 's4', priority: 15 },
    { sourceId: 's5', subject: 'x'.repeat(1_025) },
  ]) {
    expect(await create(more)).toMatchObject({
      status: 400,
      body: { code: 'todo.taskCreate.paramError' },
    })
  }
})
