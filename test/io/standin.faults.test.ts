import { Meter } from '../../bot/standin/meter'
import { cardTo, connect, deliver, openStandin, type Answer, type World } from './standinWorld'

const day = 24 * 3_600_000
let world: World
beforeEach(async () => {
  world = await openStandin()
})
afterEach(() => world.standin.close())

const message = {
  robotCode: 'dingstandin',
  userIds: ['u1'],
  msgKey: 'sampleText',
  msgParam: '{"content":"集合"}',
}
const send = (headers = {}) => world.api('POST /v1.0/robot/oToMessages/batchSend', message, headers)
const contact = (token?: string) => world.old('/topapi/v2/user/get', { userid: 'u1' }, token)
const notice = () =>
  world.old('/topapi/message/corpconversation/asyncsend_v2', {
    agent_id: 1001,
    userid_list: 'u1',
    msg: { msgtype: 'text', text: { content: 'x' } },
  })
const card = (outTrackId: string) => world.api(deliver, cardTo(outTrackId, 'IM_ROBOT.u1'))
const chat = (userId: string) => world.standin.state(userId).users[0]!.chats
const spend = (answers: readonly Answer[]) => answers.filter(({ status }) => status === 200).length

describe('tokens', () => {
  const accessToken = (more = {}) =>
    world.bare(
      'POST',
      '/v1.0/oauth2/accessToken',
      { appKey: 'dingstandin', appSecret: 'standin-secret', ...more },
      {},
    )
  const gettoken = (secret: string, key = 'dingstandin') =>
    world.bare('GET', `/gettoken?appkey=${key}&appsecret=${secret}`, undefined, {})

  test('the same one while it lives, renewed for 7,200 s each time it is asked for', async () => {
    expect((await accessToken()).body).toEqual({ accessToken: world.token, expireIn: 7_200 })
    world.standin.clock.move({ addMs: 7_000_000 })
    expect((await gettoken('standin-secret')).body).toMatchObject({
      errcode: 0,
      access_token: world.token,
      expires_in: 7_200,
    })
    world.standin.clock.move({ addMs: 7_000_000 })
    expect((await send()).status).toBe(200)
    world.standin.clock.move({ addMs: 200_000 })
    expect(await send()).toMatchObject({ status: 400, body: { code: 'InvalidAuthentication' } })
    expect((await contact()).body).toMatchObject({ errcode: 42001 })
    expect((await accessToken()).body['accessToken']).not.toBe(world.token)
  })
  test('wrong secrets', async () => {
    expect(await accessToken({ appSecret: 'no' })).toMatchObject({
      status: 400,
      body: { code: 'invalidClientIdOrSecret' },
    })
    expect((await gettoken('no')).body).toMatchObject({ errcode: 40001 })
    expect((await gettoken('no', 'other')).body).toMatchObject({ errcode: 40089 })
  })
  test('a token nobody issued', async () => {
    expect(await send({ 'x-acs-dingtalk-access-token': 'made-up' })).toMatchObject({
      status: 400,
      body: {
        code: 'InvalidAuthentication',
        message: '不合法的access_token',
        requestid: expect.any(String),
      },
    })
    expect((await contact('made-up')).body).toMatchObject({
      errcode: 40014,
      errmsg: '不合法的access_token',
      request_id: expect.any(String),
    })
  })
  test('tokenExpired ends the present token at once, and only that', async () => {
    world.standin.faults({ tokenExpired: true })
    expect((await send()).status).toBe(400)
    expect((await contact()).body).toMatchObject({ errcode: 42001 })
    const token = (await accessToken()).body['accessToken'] as string
    expect((await send({ 'x-acs-dingtalk-access-token': token })).status).toBe(200)
  })
})

describe('error bodies', () => {
  test('what is not there, and no body', async () => {
    expect(await world.api('POST /v1.0/robot/nothing', {})).toMatchObject({
      status: 404,
      body: { code: 'InvalidAction.NotFound' },
    })
    expect(await world.api('GET /v1.0/robot/oToMessages/batchSend')).toMatchObject({ status: 404 })
    expect(await world.api('POST /v1.0/robot/oToMessages/batchSend')).toMatchObject({
      status: 400,
      body: { code: 'Missingbody' },
    })
  })
  test('headers of the new API', async () => {
    const { headers } = await send()
    expect(
      ['server', 'x-acs-request-id', 'x-acs-trace-id', 'content-type'].map((name) =>
        headers.get(name),
      ),
    ).toEqual([
      'DingTalk/1.0.0',
      expect.stringMatching(/./),
      expect.stringMatching(/./),
      'application/json;charset=utf-8',
    ])
  })
})

describe('too fast', () => {
  const many = (count: number, call: () => Promise<Answer>) =>
    Promise.all(Array.from({ length: count }, call))

  test('2 a second: the third is refused, a second later it is not; each API has its own bucket', async () => {
    world.standin.faults({ limit: true })
    const answers = await many(12, send)
    expect(spend(answers)).toBeGreaterThanOrEqual(2)
    expect(answers.find(({ status }) => status !== 200)).toMatchObject({
      status: 403,
      body: { code: 'Forbidden.AccessDenied.QpsLimitForAppkeyAndApi' },
    })
    expect((await card('o1')).status).toBe(200)
    world.standin.clock.move({ addMs: 1_000 })
    expect((await send()).status).toBe(200)
    expect((await many(12, contact)).map(({ body }) => body['errcode'])).toContain(90018)
  })
  test('20 a second by default or whatever rate is asked for, filling with time and never beyond', () => {
    let at = 0
    const meter = new Meter(
      { now: () => at, elapsed: () => at },
      { api: 1, stream: 1 },
      { sms: 0, phone: 0 },
    )
    const taken = (rate?: number) =>
      Array.from({ length: 100 }, () => meter.pass('api', rate)).filter(Boolean).length
    expect([taken(), taken()]).toEqual([20, 0])
    at += 500
    expect(taken()).toBe(10)
    at += 60_000
    expect([taken(), taken(50)]).toEqual([20, 0])
    at += 1_000
    expect(taken(50)).toBe(50)
  })
  test('not with noLimits', async () => {
    world.standin.faults({ limit: { rate: 1 }, noLimits: true })
    expect(spend(await many(30, send))).toBe(30)
  })
  test('10,000 calls within 20 s: an HTML page for 5 minutes', async () => {
    for (let count = 0; count < 10_000; count++) world.standin.world.meter.banned()
    expect(await send()).toMatchObject({
      status: 200,
      text: expect.stringContaining('<!DOCTYPE html>'),
    })
    expect((await contact()).headers.get('content-type')).toContain('text/html')
    world.standin.clock.move({ addMs: 300_000 })
    expect((await send()).body).toHaveProperty('processQueryKey')
  })
  test('what is turned away costs no quota', async () => {
    world.standin.faults({ limit: true })
    const answers = await many(12, send)
    expect(world.standin.world.meter.used.api).toBe(spend(answers))
  })
})

describe('the monthly quota', () => {
  test('counts all but tokens, log-in and contacts', async () => {
    await connect(world.standin, () => ({ data: { status: 'SUCCESS', response: null } }))
    await contact()
    await world.old('/topapi/v2/user/getuserinfo', { code: 'x' })
    expect(world.standin.world.meter.used).toEqual({ api: 0, stream: 0 })
    await send()
    await card('o1')
    await notice()
    expect(world.standin.world.meter.used.api).toBe(3)
    await world.standin.event({ eventType: 'user_add_org', data: {} })
    expect(world.standin.world.meter.used.stream).toBe(0)
    await world.standin.event({ eventType: 'robot_msg_read', data: {} })
    await world.standin.say({ userId: 'u1', text: '收到' })
    await world.standin.press({ userId: 'u1', outTrackId: 'o1', actionId: 'a' })
    expect(world.standin.world.meter.used.stream).toBe(3)
    expect((await world.admin('meter')).body).toMatchObject({
      api: { used: 3, limit: 200_000 },
      stream: { used: 3, limit: 50_000 },
    })
  })
  test.each(['the switch', 'the meter'])(
    'spent by %s: calls are refused, robot messages come without words',
    async (how) => {
      const { frames } = await connect(world.standin, () => ({ data: { response: null } }))
      if (how === 'the switch') world.standin.faults({ quota: true })
      else await world.admin('meter', { api: { limit: 0 }, stream: { limit: 0 } })
      expect(await send()).toMatchObject({
        status: 403,
        body: { code: 'Forbidden.AccessDenied.ApiCountLimitForOrg' },
      })
      expect((await notice()).body).toMatchObject({ errcode: 90020 })
      expect((await contact()).body).toMatchObject({ errcode: 0 })
      await world.standin.say({ userId: 'u1', text: '收到' })
      const heard = JSON.parse(frames[0]!.data) as object
      expect(heard).toMatchObject({ errorCode: '20001', senderStaffId: 'u1' })
      expect(heard).not.toHaveProperty('text')
    },
  )
  test('starts anew with the month', async () => {
    await send()
    expect(world.standin.world.meter.read().api.used).toBe(1)
    world.standin.clock.move({ addMs: 32 * day })
    expect(world.standin.world.meter.read().api.used).toBe(0)
  })
})

describe('switches', () => {
  test('quiet: a success that reaches nobody', async () => {
    world.standin.faults({ quiet: true })
    const { processQueryKey } = (await send()).body
    expect((await card('o1')).body).toMatchObject({
      success: true,
      result: { deliverResults: [{ success: true }] },
    })
    expect((await notice()).body).toMatchObject({ errcode: 0 })
    expect(
      (
        await world.api('POST /v1.0/robot/ding/send', {
          robotCode: 'dingstandin',
          remindType: 1,
          receiverUserIdList: ['u1'],
          content: 'x',
        })
      ).status,
    ).toBe(200)
    expect(chat('u1')).toEqual([])
    expect(
      (
        await world.api(
          `GET /v1.0/robot/oToMessages/readStatus?robotCode=dingstandin&processQueryKey=${String(processQueryKey)}`,
        )
      ).body,
    ).toEqual({ sendStatus: 'SUCCESS', messageReadInfoList: [] })
  })
  test('card: only the card calls are busy', async () => {
    world.standin.faults({ card: true })
    expect(await card('o1')).toMatchObject({ status: 500, body: { code: 'system.busy' } })
    expect((await send()).status).toBe(200)
  })
  test('html and x5 come with status 200', async () => {
    world.standin.faults({ html: true })
    expect(await send()).toMatchObject({
      status: 200,
      text: expect.stringMatching(/^<!DOCTYPE html>/),
    })
    world.standin.faults({ html: false, x5: true })
    expect((await send()).body).toEqual({
      status: 1111,
      wait: 5,
      source: 'x5',
      punish: 'deny',
      uuid: expect.any(String),
    })
    expect((await contact()).body).toMatchObject({ status: 1111 })
    expect(chat('u1')).toEqual([])
  })
  test('slow outlasts a caller in a hurry, and nothing is lost by it', async () => {
    world.standin.faults({ slow: { ms: 60_000 } })
    await expect(
      fetch(`${world.standin.url}/v1.0/robot/oToMessages/batchSend`, {
        method: 'POST',
        body: '{}',
        signal: AbortSignal.timeout(60),
      }),
    ).rejects.toThrow()
    world.standin.faults({ slow: 1 })
    expect((await send()).status).toBe(200)
  })
  test('afterEffect504: done, and not said', async () => {
    world.standin.faults({ afterEffect504: true })
    expect(await send()).toMatchObject({ status: 504, text: '' })
    expect(await card('o1')).toMatchObject({ status: 504 })
    expect((await notice()).body).toMatchObject({
      errcode: 15,
      errmsg: 'isp.top-remote-connection-timeout',
    })
    expect(chat('u1').map(({ kind }) => kind)).toEqual(['text', 'card', 'notice'])
    world.standin.faults({ afterEffect504: false })
    expect((await card('o1')).body).toMatchObject({ code: 'param.cardAlreadyExist' })
  })
  test('reset: heard, then gone, nothing done', async () => {
    world.standin.faults({ reset: true })
    await expect(send()).rejects.toMatchObject({
      cause: { code: expect.stringMatching(/ECONNRESET|UND_ERR_SOCKET/) },
    })
    expect(chat('u1')).toEqual([])
    world.standin.faults({ reset: false })
    expect((await send()).status).toBe(200)
  })
  test('noPermission names the scope', async () => {
    world.standin.faults({ noPermission: true })
    expect(await card('o1')).toMatchObject({
      status: 403,
      body: {
        code: 'Forbidden.AccessDenied.AccessTokenPermissionDenied',
        accessdenieddetail: { requiredScopes: ['Card.Instance.Write'] },
      },
    })
    expect((await contact()).body).toMatchObject({
      errcode: 88,
      sub_code: '60011',
      errmsg: expect.stringContaining('subcode=60011'),
    })
  })
  test('unknown switches are refused, known ones told', async () => {
    expect((await world.admin('faults', { storm: true })).status).toBe(400)
    expect(
      (await world.admin('faults', { slow: true, limit: true, twice: true, net: ['u2'] })).body,
    ).toMatchObject({
      slow: 3_500,
      limit: { rate: 2 },
      twice: { copies: 5, messageId: 'same' },
      net: ['u2'],
      quiet: false,
    })
  })
})

describe('one-off faults', () => {
  const path = '/v1.0/robot/oToMessages/batchSend'
  test.each([
    ['qps', 403, 'Forbidden.AccessDenied.QpsLimitForAppkeyAndApi'],
    ['globalQps', 403, 'Forbidden.AccessDenied.QpsLimitForApi'],
    ['qpm', 403, 'Forbidden.AccessDenied.QpmLimitForAppkeyAndApi'],
    ['quota', 403, 'Forbidden.AccessDenied.ApiCountLimitForOrg'],
    ['noPermission', 403, 'Forbidden.AccessDenied.AccessTokenPermissionDenied'],
    ['ipNotAllowed', 403, 'Forbidden.AccessDenied.IpNotInWhiteList'],
    ['token', 400, 'InvalidAuthentication'],
    ['busy', 500, 'system.busy'],
    ['tooMany', 429, 'system.busy'],
    ['504', 504, undefined],
    ['html502', 502, undefined],
  ] as const)('%s: %d once, then well', async (fault, status, code) => {
    await world.admin('inject', { path, method: 'POST', times: 1, fault })
    expect(await send()).toMatchObject({ status })
    expect(world.standin.world.journal.calls.list().at(-1)).toMatchObject({
      path,
      status,
      ...(code && { code }),
    })
    expect(chat('u1')).toEqual([])
    expect((await send()).status).toBe(200)
  })
  test('for one person, as often as said, and nobody else', async () => {
    world.standin.inject({
      path: '/v1.0/card/instances/createAndDeliver',
      userId: 'u2',
      times: 2,
      fault: 'deliverFail',
    })
    expect((await card('o1')).body).toMatchObject({
      result: { deliverResults: [{ success: true }] },
    })
    const both = async (id: string) =>
      (
        (await world.api(deliver, cardTo(id, 'IM_ROBOT.u1;IM_ROBOT.u2'))).body['result'] as {
          deliverResults: { success: boolean }[]
        }
      ).deliverResults.map(({ success }) => success)
    expect([await both('o2'), await both('o3'), await both('o4')]).toEqual([
      [true, false],
      [true, false],
      [true, true],
    ])
  })
  test('a path means itself, with a slash at its end everything below', async () => {
    world.standin.inject({ path: '/v1.0/card', fault: 'busy' })
    expect((await card('o1')).status).toBe(200)
    world.standin.inject({ path: '/v1.0/card/', fault: 'busy' })
    expect((await card('o2')).status).toBe(500)
  })
  test('flowControl lists whom it holds back', async () => {
    world.standin.inject({ path, userId: 'u1', fault: 'flowControl' })
    expect((await send()).body).toMatchObject({
      flowControlledStaffIdList: ['u1'],
      invalidStaffIdList: [],
    })
    expect(chat('u1')).toEqual([])
  })
})
