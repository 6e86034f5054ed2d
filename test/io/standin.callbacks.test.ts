import { createHmac } from 'node:crypto'
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { open, seal, sign, type Sealing } from '../../bot/standin/sealing'
import { until } from '../support/eventually'
import { patience } from '../support/patience'
import { cardTo, connect, deliver, openStandin, summer, type World } from './standinWorld'

const aesKey = 'abcdefghijabcdefghijabcdefghijabcdefghijabc'
const key: Sealing = { token: 'token1', aesKey, owner: 'dingstandin' }

type Heard = { query: URLSearchParams; headers: IncomingHttpHeaders; body: unknown }
let world: World
let service: Server
let url: string
let heard: Heard[]
/** What the service answers to its next calls: a body, or a status. */
let reply: (call: Heard) => unknown

beforeEach(async () => {
  heard = []
  reply = success
  world = await openStandin({ stoppedAt: summer, eventWaitMs: patience, pressWaitMs: patience })
  service = createServer((request, response) => {
    let text = ''
    request.setEncoding('utf8').on('data', (more: string) => (text += more))
    request.on('end', () => {
      const { searchParams } = new URL(request.url!, 'http://service')
      const call = { query: searchParams, headers: request.headers, body: JSON.parse(text) }
      heard.push(call)
      const answer = reply(call)
      if (answer === 'silence') return
      response.statusCode = typeof answer === 'number' ? answer : 200
      response.end(typeof answer === 'number' ? '' : JSON.stringify(answer))
    })
  })
  await new Promise<void>((done) => service.listen(0, '127.0.0.1', done))
  url = `http://127.0.0.1:${(service.address() as AddressInfo).port}/called?from=dingtalk`
})
afterEach(async () => {
  await world.standin.close()
  service.closeAllConnections()
  service.close()
})

const sealed = (text: string, sealing = key) => {
  const timeStamp = '1'
  const nonce = 'n'
  const encrypt = seal(sealing, text)
  return { msg_signature: sign(sealing, timeStamp, nonce, encrypt), timeStamp, nonce, encrypt }
}
const success = () => sealed('success')
const textOf = ({ body }: Heard) => open(key, (body as { encrypt: string }).encrypt)
const left = { eventType: 'user_leave_org', data: { userId: ['u1'] } }

describe('the seal', () => {
  test.each(['', 'success', '风', 'x'.repeat(11), 'x'.repeat(12), '预警'.repeat(5_000)])(
    'opens what it closed',
    (text) => {
      const closed = seal(key, text)
      expect(Buffer.from(closed, 'base64').length % 32).toBe(0)
      expect(open(key, closed)).toBe(text)
    },
  )
  test('another key, and what is no seal, open to nothing', () => {
    const other = { ...key, aesKey: aesKey.replace('abc', 'xyz') }
    expect(open(other, seal(key, 'success'))).not.toBe('success')
    expect(open(key, 'x')).toBeUndefined()
    expect(open(key, '')).toBeUndefined()
  })
  test('the sample of DingTalk has its signature and opens', () => {
    const sample = {
      token: '123456',
      aesKey: '4g5j64qlyl3zvetqxz5jiocdr586fn2zvjpa8zls3ij',
      owner: 'suite4xxxxxxxxxxxxxxx',
    }
    const encrypt = [
      '1a3NBxmCFwkCJvfoQ7WhJHB+iX3qHPsc9JbaDznE1i03peOk1LaOQoRz3+nlyGNhwmwJ3vDMG+OzrHMeiZI7gTRW',
      'VdUBmfxjZ8Ej23JVYa9VrYeJ5as7XM/ZpulX8NEQis44w53h1qAgnC3PRzM7Zc/D6Ibr0rgUathB6zRHP8PYrfgn',
      'NOS9PhSBdHlegK+AGGanfwjXuQ9+0pZcy0w9lQ==',
    ].join('')
    expect(sign(sample, '1445827045067', 'nEXhMP4r', encrypt)).toBe(
      '5a65ceeef9aab2d149439f82dc191dd6c5cbe2c0',
    )
    expect(JSON.parse(open(sample, encrypt)!)).toEqual({
      EventType: 'check_create_suite_url',
      Random: 'LPIdSnlF',
      TestSuiteKey: 'suite4xxxxxxxxxxxxxxx',
    })
  })
})

describe('events', () => {
  beforeEach(async () => {
    await world.admin('callbacks', { events: { url, token: key.token, aesKey } })
  })
  test('come sealed and signed, under the names of HTTP, and not by the stream', async () => {
    const { frames } = await connect(world.standin)
    await world.standin.event(left)
    expect(heard).toHaveLength(1)
    const { query, body } = heard[0]!
    const { encrypt } = body as { encrypt: string }
    const expected = sign(key, query.get('timestamp')!, query.get('nonce')!, encrypt)
    expect([query.get('msg_signature'), query.get('signature'), query.get('from')]).toEqual([
      expected,
      expected,
      'dingtalk',
    ])
    expect(JSON.parse(textOf(heard[0]!)!)).toEqual({
      EventType: 'user_leave_org',
      TimeStamp: String(summer),
      CorpId: 'dingcorp',
      UserId: ['u1'],
    })
    expect([frames.length, world.standin.clock.pending]).toEqual([0, 0])
  })
  test.each<[string, () => unknown]>([
    ['another word', () => sealed('fail')],
    ['another seal', () => sealed('success', { ...key, aesKey: 'x'.repeat(43) })],
    ['another token', () => sealed('success', { ...key, token: 'token2' })],
    ['the word without a seal', () => 'success'],
    ['status 500', () => 500],
    ['silence', () => 'silence'],
  ])('answered with %s they come again, then wait in the failed list', async (_name, answer) => {
    reply = answer
    // how long silence lasts; by then a slow machine has made its call
    world.standin.world.settings.eventWaitMs = 1_000
    await world.standin.event(left)
    for (const [addMs, times] of [
      [10_000, 2],
      [30_000, 3],
    ] as const) {
      await until(() => world.standin.clock.pending === 1)
      world.standin.clock.move({ addMs })
      await until(() => heard.length === times)
    }
    await until(() => world.standin.world.failedEvents.length === 1)
  })
  test('go by the stream again when told to', async () => {
    const { frames } = await connect(world.standin, () => ({ data: { status: 'SUCCESS' } }))
    expect((await world.admin('callbacks', { events: false })).body).toMatchObject({
      events: false,
    })
    await world.standin.event(left)
    expect([heard.length, frames.length]).toEqual([0, 1])
  })
})

describe('an address that the app registers', () => {
  const owned = { ...key, owner: 'dingcorp' }
  const register = async (more: object = {}, path = 'register_call_back') => {
    const body = { call_back_tag: ['user_leave_org'], token: key.token, aes_key: aesKey, url }
    return (await world.old(`/call_back/${path}`, { ...body, ...more })).body
  }
  const ask = async (path: string) =>
    (await world.bare('GET', `/call_back/${path}?access_token=${world.token}`, undefined, {})).body

  test('is tried, takes its types of events, and goes', async () => {
    reply = () => sealed('success', owned)
    expect(await register()).toMatchObject({ errcode: 0 })
    expect(JSON.parse(textOf(heard[0]!)!)).toEqual({ EventType: 'check_url' })
    expect(await ask('get_call_back')).toMatchObject({ url, call_back_tag: ['user_leave_org'] })
    const { frames } = await connect(world.standin, () => ({ data: { status: 'SUCCESS' } }))
    await world.standin.event(left)
    await world.standin.event({ eventType: 'org_dept_create', data: {} })
    expect(heard).toHaveLength(2)
    expect(frames.map(({ headers }) => headers['eventType'])).toEqual(['org_dept_create'])
    expect(await register()).toMatchObject({ errcode: 71006 })
    expect(await register({}, 'update_call_back')).toMatchObject({ errcode: 0 })
    expect(await ask('delete_call_back')).toMatchObject({ errcode: 0 })
    expect(await ask('get_call_back')).toMatchObject({ errcode: 71007 })
  })
  test.each<[string, () => unknown, object, number]>([
    ['is no address', success, { url: 'called' }, 71011],
    ['does not answer', () => 500, {}, 71012],
    ['answers without the seal', () => 'success', {}, 71009],
    ['has a key of 42 characters', success, { aes_key: 'x'.repeat(42) }, 40035],
  ])('that %s is not taken', async (_name, answer, more, errcode) => {
    reply = answer
    expect(await register(more)).toMatchObject({ errcode })
    expect(await ask('get_call_back')).toMatchObject({ errcode: 71007 })
  })
})

describe('what people say', () => {
  beforeEach(() => world.admin('callbacks', { robot: { url } }))

  test('comes signed with the secret of the app', async () => {
    reply = () => ({})
    expect(await world.standin.say({ userId: 'u1', text: '收到' })).toEqual({ ok: true })
    const { headers, body } = heard[0]!
    const timestamp = String(summer)
    const signature = createHmac('sha256', 'standin-secret')
      .update(`${timestamp}\nstandin-secret`)
      .digest('base64')
    expect([headers['timestamp'], headers['sign']]).toEqual([timestamp, signature])
    expect(body).toMatchObject({ msgtype: 'text', text: { content: '收到' }, senderStaffId: 'u1' })
  })
  test('any answer takes it: Koishi gives a 404', async () => {
    reply = () => 404
    expect(await world.standin.say({ userId: 'u1', text: '收到' })).toEqual({ ok: true })
    expect(world.standin.clock.pending).toBe(0)
  })
  test('unanswered it comes once more after 60 s', async () => {
    reply = () => 500
    expect(await world.standin.say({ userId: 'u1', text: '收到' })).toEqual({ ok: false })
    world.standin.clock.move({ addMs: 60_000 })
    await until(() => heard.length === 2)
    expect(world.standin.clock.pending).toBe(0)
  })
})

describe('presses', () => {
  const http = { callbackType: 'HTTP', callbackRouteKey: 'route1' }
  const register = (more: object = {}) =>
    world.api('POST /v1.0/card/callbacks/register', {
      callbackRouteKey: 'route1',
      callbackUrl: url,
      apiSecret: 'secret1',
      ...more,
    })
  const press = async () => {
    await world.api(deliver, cardTo('o1', 'IM_ROBOT.u1', http))
    return world.standin.press({ userId: 'u1', outTrackId: 'o1', actionId: 'yes' })
  }
  const vars = () => world.standin.world.cards.draw('o1', 'u1')

  test('come to the address of the key, signed, and the answer changes the card', async () => {
    reply = () => ({
      cardUpdateOptions: { updateCardDataByKey: true, updatePrivateDataByKey: true },
      cardData: { cardParamMap: { n: '1' } },
      userPrivateData: { cardParamMap: { mine: '已确认' } },
    })
    expect((await register()).body).toMatchObject({
      success: true,
      result: { callbackUrl: url, apiSecret: 'secret1' },
    })
    const { frames } = await connect(world.standin)
    expect(await press()).toMatchObject({ ok: true })
    const { headers, body } = heard[0]!
    expect([headers['x-ddpaas-signature-timestamp'], headers['x-ddpaas-signature']]).toEqual([
      String(summer),
      createHmac('sha256', 'secret1').update(String(summer)).digest('base64'),
    ])
    expect(body).toMatchObject({ type: 'actionCallback', outTrackId: 'o1', spaceType: 'im' })
    expect(vars()).toMatchObject({ n: '1', mine: '已确认', title: '台风橙色预警' })
    expect(frames).toEqual([])
  })
  test.each<[string, unknown, string]>([
    ['silence', 'silence', '服务没有及时答复'],
    ['status 500', 500, '服务没有及时答复'],
    ['another shape', { cardData: 7 }, '服务的答复不合格式'],
  ])('%s is told under the button', async (_name, answer, toast) => {
    reply = () => answer
    if (answer === 'silence') world.standin.world.settings.pressWaitMs = 40
    await register()
    expect(await press()).toMatchObject({ ok: false, toast })
  })
  test('a key that nobody registered', async () => {
    expect(await press()).toMatchObject({ ok: false, toast: '服务没有连着' })
    expect(heard).toEqual([])
  })
  test('a key has one address, until it is forced', async () => {
    await register()
    const elsewhere = { callbackUrl: 'http://127.0.0.1:1/' }
    expect((await register(elsewhere)).status).toBe(400)
    expect((await register({ ...elsewhere, forceUpdate: true })).status).toBe(200)
    expect((await register(elsewhere)).status).toBe(200)
  })
})
