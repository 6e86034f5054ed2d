import { callsTo } from './standin.faults.support'
import { openStandin, type World } from './standinWorld'

let world: World
beforeEach(async () => {
  world = await openStandin()
})
afterEach(() => world.standin.close())

const { send, contact } = callsTo(() => world)

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
    expect((await contact()).body).toMatchObject({ errcode: 88, sub_code: '42001' })
    expect((await accessToken()).body['accessToken']).not.toBe(world.token)
  })
  test('wrong secrets', async () => {
    expect(await accessToken({ appSecret: 'no' })).toMatchObject({
      status: 400,
      body: { code: 'invalidClientIdOrSecret' },
    })
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
    expect((await contact('made-up')).body).toMatchObject({ errcode: 88, sub_code: '40014' })
  })
  test('tokenExpired ends the present token at once, and only that', async () => {
    world.standin.faults({ tokenExpired: true })
    expect((await send()).status).toBe(400)
    expect((await contact()).body).toMatchObject({ errcode: 88, sub_code: '42001' })
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
