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
  ['nothing', ''],
  ['half of it', '{"appKey":'],
])('%s is no body', async (_name, body) => {
  const answer = await post(accessToken, 'application/json', body)
  expect([answer.status, await answer.json()]).toMatchObject([400, { code: 'Missingbody' }])
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
])('more than 25 MB of %s tear the line', async (type, body) => {
  await expect(post(accessToken, type, body)).rejects.toThrow()
})

test.each(['/V1.0/oauth2/accessToken', '/v1.0/oauth2/accessToken/', '/v1.0/oauth2/AccessToken'])(
  '%s is no path of ours',
  async (path) => {
    expect((await post(path, null, JSON.stringify(keys))).status).toBe(404)
  },
)

test('every answer of a call says its length and its kind', async () => {
  const { headers } = await post(accessToken, null, JSON.stringify(keys))
  expect(headers.get('content-type')).toBe('application/json;charset=utf-8')
  expect(Number(headers.get('content-length'))).toBeGreaterThan(0)
  expect(headers.get('server')).toBe('DingTalk/1.0.0')
})
