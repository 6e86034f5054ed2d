import { connect as dial } from 'node:net'
import { until } from '../support/eventually'
import { openUnlimited } from './standin.limits.support'
import { cardTo, connect, deliver, type World } from './standinWorld'

let world: World
beforeEach(async () => {
  world = await openUnlimited()
})
afterEach(async () => {
  // whatever came in, the next call is answered
  expect((await world.old('/topapi/v2/user/get', { userid: 'u1' })).body).toMatchObject({
    errcode: 0,
  })
  await world.standin.close()
})

/** The first line of what comes back to this text; empty when the line is only cut. */
function lineAfter(text: string) {
  return new Promise<string>((resolve) => {
    let heard = ''
    const socket = dial(world.standin.port, '127.0.0.1', () => socket.write(text))
    socket.setEncoding('utf8')
    socket.on('data', (more: string) => {
      heard += more
    })
    socket.on('error', () => undefined)
    socket.on('close', () => resolve(heard.split('\r\n')[0] ?? ''))
  })
}
const upgradeTo = (address: string) =>
  [
    `GET ${address} HTTP/1.1`,
    'host: standin',
    'connection: upgrade',
    'upgrade: websocket',
    'sec-websocket-version: 13',
    'sec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==',
    '',
    '',
  ].join('\r\n')
const ask = (method: string, address: string) =>
  `${method} ${address} HTTP/1.1\r\nhost: standin\r\nconnection: close\r\n\r\n`

const addresses = [
  '//',
  '///',
  '//:x',
  '//a:99999/',
  'http://[::1',
  'http://a:99999/connect',
  '*',
  '/connect?ticket=%',
  '/connect?ticket=constructor',
  '/%',
]
describe('an address that is none', () => {
  test.each(addresses)('%s to the door of the stream: 401', async (address) => {
    expect(await lineAfter(upgradeTo(address))).toBe('HTTP/1.1 401 Unauthorized')
  })
  test.each(addresses)('%s in a call: an answer', async (address) => {
    expect(await lineAfter(ask('GET', address))).toMatch(/^HTTP\/1\.1 (200|404|500) /)
    expect(await lineAfter(ask('POST', address))).toMatch(/^HTTP\/1\.1 (200|404|500) /)
  })
  test('a tunnel is refused', async () => {
    expect(await lineAfter(ask('CONNECT', 'api.dingtalk.com:443'))).toBe(
      'HTTP/1.1 405 Method Not Allowed',
    )
  })
})

test('a mistake of the stand-in is told with its words', async () => {
  expect(await lineAfter(ask('GET', 'http://[::1'))).toBe('HTTP/1.1 500 Internal Server Error')
  expect(world.standin.world.journal.story.list().at(-1)).toMatchObject({
    kind: 'bug',
    text: expect.stringMatching(/^替身自己出错了：./) as string,
  })
})

describe('the clock', () => {
  const moved = async (change: object) => (await world.admin('clock', change)).status
  test.each([
    [{ addMs: 9e15 }],
    [{ addMs: -9e15 }],
    [{ now: 1e18 }],
    [{ now: Date.UTC(2000, 0) - 1 }],
    [{ now: Date.UTC(2100, 0) }],
  ])('%j is refused and moves nothing', async (change) => {
    const before = world.standin.clock.version
    expect(await moved(change)).toBe(400)
    expect(world.standin.clock.version).toBe(before)
    expect((await world.admin('state')).status).toBe(200)
    await world.admin('event', { eventType: 'org_dept_create', data: {} })
  })
  test.each([[{ now: Date.UTC(2000, 0) }], [{ now: Date.UTC(2099, 11, 31) }]])(
    '%j is taken',
    async (change) => {
      expect(await moved(change)).toBe(200)
      expect((await world.admin('state')).status).toBe(200)
      expect(await moved({ reset: true })).toBe(200)
    },
  )
})

describe('departments', () => {
  const notify = (dept_id_list: string) =>
    world.old('/topapi/message/corpconversation/asyncsend_v2', {
      agent_id: 1001,
      dept_id_list,
      msg: { msgtype: 'text', text: { content: '集合' } },
    })
  test.each([
    ['below itself', [{ deptId: 5, name: '甲', parentId: 5 }]],
    [
      'below its own child',
      [
        { deptId: 5, name: '甲', parentId: 6 },
        { deptId: 6, name: '乙', parentId: 5 },
      ],
    ],
    ['below its grandchild, by a change', [{ deptId: 2, name: '温岭市', parentId: 3 }]],
  ])('none lies %s', async (_name, list) => {
    expect(await world.admin('departments', { departments: list })).toMatchObject({
      status: 400,
      body: { error: expect.stringContaining('below itself') as string },
    })
    expect((await world.old('/topapi/v2/department/listsubid', { dept_id: 2 })).body).toMatchObject(
      {
        result: { dept_id_list: [3] },
      },
    )
    expect((await notify('2')).body).toMatchObject({ errcode: 0 })
  })
  test('a whole directory with such a circle is not taken', async () => {
    const circle = [
      { deptId: 5, name: '甲', parentId: 6 },
      { deptId: 6, name: '乙', parentId: 5 },
    ]
    expect((await world.admin('tenant', { departments: circle })).status).toBe(400)
  })
  test('20,000 of them below each other are taken and reached', async () => {
    const chain = Array.from({ length: 20_000 }, (_, index) => ({
      deptId: index + 10,
      name: `第${index}级`,
      parentId: index ? index + 9 : 4,
    }))
    const deepest = { userId: 'deep', name: '末', deptIds: [20_009] }
    await world.admin('departments', { departments: chain })
    await world.admin('users', { users: [deepest] })
    expect((await notify('4')).body).toMatchObject({ errcode: 0 })
    expect(world.chat('deep')).toHaveLength(1)
  })
})

describe('words that every object knows', () => {
  const words = ['constructor', 'toString', 'hasOwnProperty', '__proto__']
  test.each(words)('msgKey %s is none', async (msgKey) => {
    expect(
      await world.api('POST /v1.0/robot/oToMessages/batchSend', {
        robotCode: 'dingstandin',
        userIds: ['u1'],
        msgKey,
        msgParam: '{"content":"x"}',
      }),
    ).toMatchObject({ status: 400, body: { code: 'invalidParameter.msgKey.invalid' } })
  })
  test.each(words)('media of type %s is none', async (type) => {
    const form = new FormData()
    form.set('type', type)
    form.set('media', new File(['x'], 'a.png'))
    const url = `${world.standin.url}/media/upload?access_token=${world.token}`
    const answer = await fetch(url, { method: 'POST', body: form })
    expect(await answer.json()).toMatchObject({ errcode: 40004 })
  })
  test.each(words)('a message %s is not known', async (key) => {
    const recall = { robotCode: 'dingstandin', processQueryKeys: [key] }
    const { text } = await world.api('POST /v1.0/robot/otoMessages/batchRecall', recall)
    expect(JSON.parse(text)).toEqual({
      successResult: [],
      failedResult: Object.fromEntries([[key, 'processQueryKey不存在']]),
    })
  })
})

describe('frames', () => {
  const deep = '['.repeat(100_000) + ']'.repeat(100_000)
  test.each([
    ['no JSON', '{'],
    ['a code of 100,000 arrays', `{"code":${deep},"headers":{"messageId":"m"}}`],
    ['data of 100,000 arrays', `{"code":200,"headers":{"messageId":"m"},"data":${deep}}`],
  ])('%s: one line in the story', async (_name, text) => {
    const { socket } = await connect(world.standin, () => ({ data: { response: {} } }))
    socket.send(text)
    const lines = () => world.standin.world.journal.story.list().map((entry) => entry.text)
    await until(() => lines().includes('服务发来一帧看不懂的内容'))
    await world.api(deliver, cardTo('o1', 'IM_ROBOT.u1'))
    expect(
      await world.standin.press({ userId: 'u1', outTrackId: 'o1', actionId: 'a' }),
    ).toMatchObject({ ok: true })
  })
})

test.each([
  ['copies', { twice: { copies: 1_000_000_000 } }],
  ['milliseconds', { slow: { ms: 9e15 } }],
  ['milliseconds backwards', { slow: -1 }],
])('switches have bounds: %s', async (_name, input) => {
  expect((await world.admin('faults', input)).status).toBe(400)
})
