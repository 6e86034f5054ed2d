import { cardTo, connect, deliver, openStandin, type World } from './standinWorld'

/** The answers of the real hosts, as recorded with false credentials in September 2026. */
let world: World
beforeEach(async () => {
  world = await openStandin()
  await world.admin('groups', {
    conversationId: 'cidAAA==',
    title: '防汛网格一组',
    userIds: ['u1', 'u2'],
  })
})
afterEach(() => world.standin.close())

const bare = (route: string, body?: unknown, headers: Record<string, string> = {}) => {
  const [method, path] = route.split(' ') as [string, string]
  return world.bare(method, path, body, headers)
}
const unfit = '不合法的access_token'
const inner = (subcode: string, words: string) => ({
  errcode: 88,
  sub_code: subcode,
  sub_msg: words,
  errmsg: `ding talk error[subcode=${subcode},submsg=${words}]`,
  request_id: expect.any(String) as string,
})

describe('tokens of the old API', () => {
  const ask = (query: string) => bare(`POST /topapi/v2/user/get${query}`, { userid: 'u1' })
  test.each([
    ['a false one', '?access_token=made-up', inner('40014', unfit)],
    ['an empty one', '?access_token=', inner('40000', 'access_token is blank')],
    ['none', '', inner('40000', 'access_token is blank')],
  ])('%s: the reason stands inside another error', async (_name, query, expected) => {
    const { status, body } = await ask(query)
    expect([status, body]).toEqual([200, expected])
  })
  test('one that has expired', async () => {
    world.standin.faults({ tokenExpired: true })
    expect((await ask(`?access_token=${world.token}`)).body).toEqual(inner('42001', unfit))
  })
  test('outside of /topapi/ the reason is said plainly', async () => {
    const route = 'GET /call_back/get_call_back_failed_result?access_token=made-up'
    expect((await bare(route)).body).toMatchObject({ errcode: 40014, errmsg: unfit })
    world.standin.faults({ tokenExpired: true })
    const expired = route.replace('made-up', world.token)
    expect((await bare(expired)).body).toMatchObject({ errcode: 42001, errmsg: unfit })
  })
  test.each([
    ['a good one', () => world.token, { errcode: 0 }],
    ['a false one', () => 'made-up', { errcode: 88, sub_code: '40014' }],
  ])('%s may come in a form', async (_name, token, expected) => {
    const answer = await fetch(`${world.standin.url}/topapi/v2/user/get`, {
      method: 'POST',
      body: new URLSearchParams({ access_token: token(), userid: 'u1' }),
    })
    expect(await answer.json()).toMatchObject(expected)
  })
  test('JSON is no form', async () => {
    const body = { access_token: world.token, userid: 'u1' }
    expect((await bare('POST /topapi/v2/user/get', body)).body).toMatchObject({ sub_code: '40000' })
  })
})

describe('tokens of the new API', () => {
  const route = 'POST /v1.0/robot/oToMessages/batchSend'
  test.each([
    ['nowhere', route, {}],
    ['in the query', `${route}?access_token=TOKEN`, {}],
    ['as a bearer', route, { authorization: 'Bearer TOKEN' }],
    ['empty', route, { 'x-acs-dingtalk-access-token': '' }],
  ])('%s: a parameter is missing', async (_name, given, headers) => {
    const own = (text: string) => text.replace('TOKEN', world.token)
    const sent = Object.entries(headers).map(([name, value]) => [name, own(value)])
    expect(await bare(own(given), {}, Object.fromEntries(sent) as never)).toMatchObject({
      status: 400,
      body: {
        code: 'AuthenticationFailed.MissingParameter',
        message: '缺少参数：x-acs-dingtalk-access-token',
      },
    })
  })
  test('a false one', async () => {
    expect(await bare(route, {}, { 'x-acs-dingtalk-access-token': 'made-up' })).toMatchObject({
      status: 400,
      body: { code: 'InvalidAuthentication', message: unfit },
    })
  })
})

describe('paths that nobody knows', () => {
  const words = '不合法ApiName，ApiName = dingtalk.oapi.v2.user.notexist'
  test.each([
    [
      'POST /topapi/v2/user/notexist',
      200,
      { errcode: 22, sub_msg: words, errmsg: `Invalid method[submsg=${words}]` },
    ],
    ['POST /user/notexist', 200, { errcode: 404, errmsg: '请求的URI地址不存在' }],
    ['POST /v1.0/robot/notexist', 404, { code: 'InvalidAction.NotFound' }],
  ])('%s', async (route, status, body) => {
    expect(await bare(route, {})).toMatchObject({ status, body })
  })
})

describe('keys', () => {
  test.each([
    ['?appkey=other&appsecret=x', 40096, '不合法的appKey或appSecret'],
    ['?appkey=dingstandin&appsecret=x', 40096, '不合法的appKey或appSecret'],
    ['', 40035, '缺少参数 corpid or appkey'],
  ])('gettoken%s', async (query, errcode, errmsg) => {
    expect((await bare(`GET /gettoken${query}`)).body).toMatchObject({ errcode, errmsg })
  })
  test.each([
    ['dingother', 'standin-secret', [500, 'unknownError', '未知错误']],
    ['dingcorp', 'x', [400, 'invalidClientIdOrSecret', '无效的clientId或者clientSecret']],
  ])('of the organisation %s with %s', async (corpId, client_secret, expected) => {
    const grant = { client_id: 'dingstandin', client_secret, grant_type: 'client_credentials' }
    const { status, body } = await bare(`POST /v1.0/oauth2/${corpId}/token`, grant)
    expect([status, body['code'], body['message']]).toEqual(expected)
  })
})

describe('a press', () => {
  async function pressed(spaces: string) {
    const { frames } = await connect(world.standin, () => ({ data: { response: {} } }))
    await world.api(deliver, cardTo('o1', spaces))
    await world.standin.press({ userId: 'u1', outTrackId: 'o1', actionId: 'a' })
    return JSON.parse(frames[0]!.data) as Record<string, unknown>
  }
  test('one to one says the conversation, not the person', async () => {
    const { conversationId } = await said()
    expect(conversationId).toMatch(/^cid/)
    expect(await pressed('IM_ROBOT.u1')).toMatchObject({ spaceType: 'im', spaceId: conversationId })
  })
  test('in a group says the group', async () => {
    expect(await pressed('IM_GROUP.cidAAA==')).toMatchObject({
      spaceType: 'im',
      spaceId: 'cidAAA==',
    })
  })
})

async function said() {
  const { frames, socket } = await connect(world.standin, () => ({ data: { response: null } }))
  await world.standin.say({ userId: 'u1', text: '在吗' })
  socket.close()
  return JSON.parse(frames[0]!.data) as { conversationId: string }
}

describe('an event is taken', () => {
  test.each([
    ['with no status, as the Python SDK gives it back', { userId: ['u1'] }, 200, 0],
    ['with nothing in it', {}, 200, 0],
    ['by SUCCESS', { status: 'SUCCESS' }, 200, 0],
    ['not by LATER', { status: 'LATER' }, 200, 1],
    ['not by another code', {}, 500, 1],
  ])('%s', async (_name, data, code, waiting) => {
    await connect(world.standin, () => ({ code, data }))
    await world.standin.event({ eventType: 'user_leave_org', data: { userId: ['u1'] } })
    expect(world.standin.clock.pending).toBe(waiting)
  })
})

test('the words of a robot need no title', async () => {
  const words = { msgKey: 'sampleMarkdown', msgParam: '{"text":"#### 集合"}' }
  const robotCode = 'dingstandin'
  const one = { robotCode, userIds: ['u1'], ...words }
  const group = { robotCode, openConversationId: 'cidAAA==', ...words }
  expect((await world.api('POST /v1.0/robot/oToMessages/batchSend', one)).status).toBe(200)
  expect((await world.api('POST /v1.0/robot/groupMessages/send', group)).status).toBe(200)
  expect(world.chat('u1')).toMatchObject([{ text: '#### 集合' }, { text: '#### 集合' }])
})

test('a department of DingTalk itself is listed, and nothing is told of it', async () => {
  await world.admin('departments', { departments: [{ deptId: -7, name: '家校通讯录' }] })
  const ask = async (path: string) => (await world.old(`/topapi/${path}`, { dept_id: -7 })).body
  expect((await world.old('/topapi/v2/department/listsub', {})).body).toMatchObject({
    result: [{ dept_id: 2 }, { dept_id: 4 }, { dept_id: -7, name: '家校通讯录' }],
  })
  for (const path of ['v2/department/get', 'v2/department/listsub', 'user/listid']) {
    expect(await ask(path)).toMatchObject({ errcode: 60003 })
  }
})
