import type { Parcel } from '../../bot/core/ports'
import { until } from '../support/eventually'
import { openPlace, to, view, type Place } from './dingtalk.support'

const create = '/v1.0/card/instances/createAndDeliver'
let place: Place
beforeEach(async () => {
  place = await openPlace()
})
afterEach(() => place.close())

const send = (parcel: Partial<Parcel>) =>
  place.messenger.send({ channel: 'card', key: 'k1', to: to('u1', 'u2'), ...parcel })
const chat = (userId: string) =>
  place.standin.state(userId).users[0]!.chats as {
    kind: string
    text?: string
    card?: { vars: Record<string, string> }
    ding?: { type: number }
  }[]

describe('texts', () => {
  test('the card as words to twenty at most, who is unknown or slowed is told, and read later', async () => {
    place.standin.inject({
      path: '/v1.0/robot/oToMessages/batchSend',
      fault: 'flowControl',
      userId: 'u2',
    })
    const told = await send({ channel: 'text', to: to('u1', 'u2', 'u3', 'nobody') })
    expect(told.map(({ address, state }) => [address, state])).toEqual([
      ['u1', 'sent'],
      ['u2', 'held'],
      ['u3', 'sent'],
      ['nobody', 'failed'],
    ])
    expect(chat('u1')[0]!.text).toContain('回复 1 ＝ 收到')
    place.standin.read('u3')
    expect(await place.messenger.fates('text', told[0]!.ticket!)).toEqual([
      { address: 'u1', state: 'delivered' },
      { address: 'u3', state: 'read' },
    ])
  })

  test('DingTalk said yes and delivered to nobody: nobody is on the list', async () => {
    place.standin.faults({ quiet: true })
    const told = await send({ channel: 'text', words: '请到岗' })
    expect(told.map(({ state }) => state)).toEqual(['sent', 'sent'])
    expect(await place.messenger.fates('text', told[0]!.ticket!)).toEqual([])
  })

  test('different words are different calls; when a later one fails the first is not sent again', async () => {
    const people = [
      { address: 'u1', view: view() },
      { address: 'u2', view: view({ title: '台风红色预警' }) },
      { address: 'u3', view: view() },
    ]
    place.standin.inject({ path: '/v1.0/robot/oToMessages/batchSend', fault: 'qps', userId: 'u2' })
    expect(
      (await send({ channel: 'text', to: people })).map(({ address, state }) => [address, state]),
    ).toEqual([
      ['u1', 'sent'],
      ['u3', 'sent'],
      ['u2', 'held'],
    ])
    place.standin.inject({
      path: '/v1.0/robot/oToMessages/batchSend',
      fault: 'reset',
      userId: 'u2',
    })
    expect(
      (await send({ channel: 'text', to: people })).map(({ address, state }) => [address, state]),
    ).toEqual([
      ['u1', 'sent'],
      ['u3', 'sent'],
      ['u2', 'failed'],
    ])
  })
})

describe('work notices', () => {
  test('the same words twice a day arrive twice, and what was dropped is found out', async () => {
    place.standin.clock.move({ now: Date.parse('2027-09-01T09:00:00+08:00') })
    const notice = (key: string) =>
      send({ channel: 'notice', key, words: '月报还没有交', to: to('u1', 'nobody') })
    const [first, second] = [await notice('k1'), await notice('k2')]
    expect(chat('u1').map(({ text }) => text!.replace(/\d/g, '9'))).toEqual(
      Array(2).fill('月报还没有交\n（99:99，编号 999999）'),
    )
    place.standin.read('u1')
    expect(await place.messenger.fates('notice', second[0]!.ticket!)).toEqual([
      { address: 'u1', state: 'read' },
      { address: 'nobody', state: 'absent' },
    ])
    const again = await notice('k1')
    expect(again[0]!.ticket).not.toBe(first[0]!.ticket)
    expect(await place.messenger.fates('notice', again[0]!.ticket!)).toEqual([
      { address: 'nobody', state: 'absent' },
      { address: 'u1', state: 'absent' },
    ])
  })

  test('words that are too long are cut to what DingTalk takes', async () => {
    await send({ channel: 'notice', words: '"水"\n'.repeat(500) })
    expect(chat('u1')[0]!.text).toMatch(/…\n（\d\d:\d\d，编号 \d{6}）$/)
  })
})

test('DING: the way it is asked for, and who could not be reached', async () => {
  expect(
    await send({ channel: 'ding', ding: 'phone', words: '请立即确认', to: to('u1', 'nobody') }),
  ).toEqual([
    { address: 'u1', state: 'sent', ticket: expect.any(String) },
    { address: 'nobody', state: 'failed', reason: '用户不存在' },
  ])
  expect(chat('u1')).toMatchObject([{ kind: 'ding', text: '请立即确认', ding: { type: 3 } }])
  const many = to(...Array.from({ length: 21 }, (_, n) => `u${n}`))
  await expect(send({ channel: 'ding', ding: 'sms', to: many })).rejects.toMatchObject({
    kind: 'invalid',
  })
  expect(await send({ channel: 'ding', to: many })).toHaveLength(21)
  await place.admin('meter', { ding: { sms: 0 } })
  await expect(send({ channel: 'ding', ding: 'sms', to: to('u1') })).rejects.toMatchObject({
    kind: 'denied',
  })
  expect(await place.messenger.fates('ding', 'x')).toEqual([])
})

describe('a reply', () => {
  const addressed = async () => {
    let address = ''
    await place.listen(async (inbound) => {
      if (inbound.kind === 'said') address = inbound.replyTo
      return null
    })
    await place.standin.say({ userId: 'u1', text: '上报' })
    return until(() => address)
  }
  const reply = (address: string) =>
    send({ channel: 'reply', words: '已登记', to: [{ address, view: view() }] })

  test('goes where the words came from, until that ends', async () => {
    const address = await addressed()
    expect(await reply(address)).toEqual([{ address, state: 'sent' }])
    expect(chat('u1').at(-1)).toMatchObject({ text: '已登记' })
    const plainAddress = address.split('#')[0]!
    place.standin.clock.move({ addMs: 91 * 60_000 })
    expect(await reply(address)).toEqual([{ address, state: 'failed', reason: 'expired' }])
    expect(await reply(plainAddress)).toMatchObject([
      { state: 'failed', reason: expect.stringContaining('300001') },
    ])
  })

  test.each([
    'http://169.254.169.254/latest',
    'https://evil.example/robot/sendBySession',
    'https://dingtalk.com.evil.example/',
    'https://evildingtalk.com/',
    'http://oapi.dingtalk.com/robot',
    'https://user:pass@oapi.dingtalk.com/',
    'https://oapi.dingtalk.com:8080/',
    'file:///etc/passwd',
    'nonsense',
    '',
  ])('never goes to %p', async (address) => {
    expect(await reply(address)).toMatchObject([
      { state: 'failed', reason: expect.stringMatching(/^not /) },
    ])
  })

  test('a host that cannot be reached is trouble, not a failed person', async () => {
    const address = await addressed()
    place.standin.faults({ reset: true })
    await expect(reply(address)).rejects.toMatchObject({ kind: 'unknown' })
  })
})

test('what was spent is what DingTalk counts', async () => {
  await place.listen(async () => null)
  await send({})
  await send({ channel: 'text', to: to('u1') }).then(([told]) =>
    place.messenger.fates('text', told!.ticket!),
  )
  await send({ channel: 'notice', to: to('u1') })
  await place.directory.person('u1')
  await send({}).catch(() => undefined)
  for (const fault of ['qps', 'quota', 'noPermission', 'html', 'busy'] as const) {
    place.standin.inject({ path: create, fault })
    await send({ key: fault }).catch(() => undefined)
  }
  place.standin.inject({ path: create, fault: 'afterEffect504' })
  await send({ key: 'cut' }).catch(() => undefined)
  await place.standin.press({ userId: 'u1', outTrackId: 'k1', actionId: 'warnings.acknowledge' })
  await place.standin.say({ userId: 'u1', text: '到' })
  await place.standin.event({ eventType: 'user_modify_org', data: { userId: ['u1'] } })
  await place.standin.event({ eventType: 'robot_msg_read', data: {} })
  const { api, stream } = place.standin.world.meter.used
  expect(place.messenger.spent()).toEqual({ api, stream })
  expect([api, stream]).toEqual([6, 3])
  expect(place.messenger.spent()).toEqual({ api: 0, stream: 0 })
})
