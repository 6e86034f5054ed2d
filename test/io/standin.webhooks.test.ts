import { createHmac } from 'node:crypto'
import { openStandin, summer, type World } from './standinWorld'

const minute = 60_000
const secret = 'SEC1'
let world: World
beforeEach(async () => {
  world = await openStandin({ stoppedAt: summer })
  const group = { conversationId: 'cidAAA==', title: '防汛网格一组', userIds: ['u1', 'u2'] }
  await world.admin('groups', group)
})
afterEach(() => world.standin.close())

async function addressOf(rules: object = {}) {
  const { body } = await world.admin('webhooks', { conversationId: 'cidAAA==', ...rules })
  return body['url'] as string
}
const text = (content: string) => ({ msgtype: 'text', text: { content } })
async function send(url: string, message: object = text('集合')) {
  const answer = await fetch(url, { method: 'POST', body: JSON.stringify(message) })
  return (await answer.json()) as Record<string, unknown>
}
const signed = (url: string, at = world.standin.clock.now(), key = secret) => {
  const sign = createHmac('sha256', key).update(`${at}\n${key}`).digest('base64')
  return `${url}&timestamp=${at}&sign=${encodeURIComponent(sign)}`
}
const ok = { errcode: 0, errmsg: 'ok' }

test.each<[string, object, object]>([
  ['text', text('集合'), { kind: 'text', text: '集合' }],
  [
    'markdown',
    { msgtype: 'markdown', markdown: { title: '预警', text: '#### 台风' } },
    { kind: 'markdown', title: '预警', text: '#### 台风' },
  ],
  [
    'link',
    { msgtype: 'link', link: { title: '通知', text: '看', messageUrl: 'https://a.cn' } },
    { kind: 'link', url: 'https://a.cn' },
  ],
  [
    'actionCard',
    {
      msgtype: 'actionCard',
      actionCard: { title: '清单', text: '填', btns: [{ title: '去', actionURL: 'https://a.cn' }] },
    },
    { kind: 'actionCard', buttons: [{ title: '去', url: 'https://a.cn' }] },
  ],
])('%s reaches everybody of the group', async (_name, message, expected) => {
  expect(await send(await addressOf(), message)).toMatchObject(ok)
  for (const userId of ['u1', 'u2']) {
    expect(world.chat(userId)).toMatchObject([{ conversationId: 'cidAAA==', ...expected }])
  }
  expect(world.chat('u3')).toEqual([])
})

test.each<[string, object]>([
  ['no kind of message', {}],
  ['an unknown kind', { msgtype: 'song' }],
  ['a message without words', { msgtype: 'text', text: {} }],
  ['an empty one', { msgtype: 'empty' }],
])('%s is refused', async (_name, message) => {
  expect(await send(await addressOf(), message)).toMatchObject({ errcode: 40035 })
})

test('an address that nobody gave out, and a group that is no more', async () => {
  const address = await addressOf({ accessToken: 'known' })
  expect(address).toMatch(/access_token=known$/)
  expect(await send(address.replace('known', 'made-up'))).toMatchObject({ errcode: 300005 })
  expect(await send(await addressOf({ conversationId: 'gone' }))).toMatchObject({ errcode: 400013 })
})

describe('with a secret', () => {
  const hour = 60 * minute
  test.each([
    ['signed now', 0, ok],
    ['signed an hour ago', -hour, ok],
    ['signed longer ago', -hour - 1, { errcode: 310000, errmsg: 'invalid timestamp' }],
    ['signed in an hour', hour, ok],
    ['signed later than that', hour + 1, { errcode: 310000, errmsg: 'invalid timestamp' }],
  ])('%s', async (_name, shift, expected) => {
    const url = await addressOf({ secret })
    expect(await send(signed(url, world.standin.clock.now() + shift))).toMatchObject(expected)
  })
  test('signed with another, or not at all', async () => {
    const url = await addressOf({ secret })
    const answers = [
      await send(signed(url, world.standin.clock.now(), 'SEC2')),
      await send(url),
      await send(`${url}&timestamp=abc&sign=x`),
    ]
    expect(answers).toMatchObject([
      { errcode: 310000, errmsg: 'sign not match' },
      { errcode: 310000, errmsg: 'invalid timestamp' },
      { errcode: 310000, errmsg: 'invalid timestamp' },
    ])
    expect(world.chat('u1')).toEqual([])
  })
})

test('with keywords, one of them must be said', async () => {
  const url = await addressOf({ keywords: ['预警', '清单'] })
  expect(await send(url)).toMatchObject({ errcode: 310000, errmsg: 'keywords not in content' })
  expect(await send(url, text('台风预警'))).toMatchObject(ok)
  const titled = { msgtype: 'markdown', markdown: { title: '清单', text: '请填' } }
  expect(await send(url, titled)).toMatchObject(ok)
})

test('the same msgUuid is said once', async () => {
  const url = await addressOf()
  const message = { ...text('集合'), msgUuid: 'one' }
  expect([await send(url, message), await send(url, message)]).toMatchObject([ok, ok])
  expect(world.chat('u1')).toHaveLength(1)
})

describe('20 a minute', () => {
  const tooFast = { errcode: 130101 }
  async function say(url: string, times: number) {
    for (let count = 0; count < times; count++) {
      world.standin.clock.move({ addMs: 1 }) // a standing clock fills no bucket of calls a second
      expect(await send(url)).toMatchObject(ok)
    }
  }
  beforeEach(() => world.standin.clock.move({ addMs: minute }))

  test('the 21st is refused, and the next ten minutes are silent', async () => {
    const url = await addressOf()
    await say(url, 20)
    world.standin.clock.move({ addMs: 1_000 })
    expect(await send(url)).toMatchObject(tooFast)
    world.standin.clock.move({ addMs: 10 * minute - 1 })
    expect(await send(url)).toMatchObject(tooFast)
    world.standin.clock.move({ addMs: 1 })
    expect(await send(url)).toMatchObject(ok)
  })
  test('a minute later there are 20 more; each robot counts for itself', async () => {
    const url = await addressOf()
    await say(url, 20)
    world.standin.clock.move({ addMs: 1_000 })
    expect(await send(await addressOf())).toMatchObject(ok)
    world.standin.clock.move({ addMs: minute })
    expect(await send(url)).toMatchObject(ok)
  })
  test('noLimits lifts it', async () => {
    world.standin.faults({ noLimits: true })
    const url = await addressOf()
    for (let count = 0; count < 25; count++) expect(await send(url)).toMatchObject(ok)
  })
})
