import { openStandin, type World } from './standinWorld'

let world: World
beforeEach(async () => {
  world = await openStandin()
})
afterEach(() => world.standin.close())

const accessToken = '/v1.0/oauth2/accessToken'
const keys = { appKey: 'dingstandin', appSecret: 'standin-secret' }
const post = (path: string, type: string | null, body: BodyInit) =>
  fetch(`${world.standin.url}${path}`, {
    method: 'POST',
    body,
    ...(type && { headers: { 'content-type': type } }),
  })

test.each([
  ['application/json', 'application/json'],
  ['text', 'text/plain'],
  ['none at all', null],
  ['a kind that nobody knows', 'application/x-secret'],
])('JSON is read, though its type says %s', async (_name, type) => {
  const answer = await post(accessToken, type, Buffer.from(JSON.stringify(keys)))
  expect([answer.status, await answer.json()]).toEqual([
    200,
    { accessToken: expect.any(String), expireIn: 7_200 },
  ])
})

test.each([
  ['nothing', '', 'Missingbody'],
  ['half of it', '{"appKey":', 'InvalidParameter'],
  ['a text', 'appKey', 'InvalidParameter'],
  ['201 arrays in each other', '['.repeat(201) + ']'.repeat(201), 'InvalidParameter'],
  ['200 arrays in each other', '['.repeat(200) + ']'.repeat(200), 'param.invalid'],
])('%s is refused by its name', async (_name, body, code) => {
  const answer = await post(accessToken, 'application/json', body)
  expect([answer.status, await answer.json()]).toMatchObject([400, { code }])
})

test('what is missing is named', async () => {
  const answer = await post(accessToken, 'application/json', '{"appSecret":"x"}')
  expect([answer.status, await answer.json()]).toMatchObject([
    400,
    { code: 'MissingappKey', message: 'appKey is mandatory for this action.' },
  ])
  const old = await post(`/topapi/v2/user/get?access_token=${world.token}`, null, '{}')
  expect(await old.json()).toMatchObject({ errcode: 40035, errmsg: '缺少参数：userid' })
})

test('of a form the last value of a name holds', async () => {
  const form = new URLSearchParams([
    ['userid', 'u1'],
    ['userid', 'u2'],
  ])
  const path = `/topapi/v2/user/get?access_token=${world.token}`
  const answer = await post(path, 'application/x-www-form-urlencoded', form)
  expect(await answer.json()).toMatchObject({ errcode: 0, result: { userid: 'u2' } })
})

test.each([
  ['application/json', `"${'x'.repeat(25 * 1024 * 1024)}"`],
  ['application/x-www-form-urlencoded', `x=${'x'.repeat(25 * 1024 * 1024)}`],
  ['multipart/form-data; boundary=b', 'x'.repeat(25 * 1024 * 1024 + 1)],
])('more than 25 MB of %s are told to be too many', async (type, body) => {
  const answer = await post(accessToken, type, body)
  expect([answer.status, await answer.json()]).toMatchObject([
    413,
    { code: 'system.error', message: '请求体过大' },
  ])
})

test.each(['/v1.0/oauth2/accessToken/', '/v1.0/oauth2/AccessToken', '/v2.0/oauth2/accessToken'])(
  '%s is no path of the new API',
  async (path) => {
    const answer = await post(path, null, JSON.stringify(keys))
    expect([answer.status, await answer.json()]).toMatchObject([
      404,
      { code: 'InvalidAction.NotFound' },
    ])
  },
)

test('every answer of a call says its length and its kind', async () => {
  const { headers } = await post(accessToken, null, JSON.stringify(keys))
  expect(headers.get('content-type')).toBe('application/json;charset=utf-8')
  expect(Number(headers.get('content-length'))).toBeGreaterThan(0)
  expect(headers.get('server')).toBe('DingTalk/1.0.0')
})
