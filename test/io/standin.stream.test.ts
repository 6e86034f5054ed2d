import axios, { type InternalAxiosRequestConfig } from 'axios'
import { DWClient, EventAck } from 'dingtalk-stream'
import WebSocket from 'ws'
import {
  cardTo,
  connect,
  deliver,
  openStandin,
  summer,
  ticketFor,
  until,
  type Frame,
  type World,
} from './standinWorld'

const robotTopic = '/v1.0/im/bot/messages/get'
const cardTopic = '/v1.0/card/instances/callback'
const success = () => ({ data: { status: 'SUCCESS', message: 'ok' } })
const noise = (['info', 'warn'] as const).map((name) =>
  jest.spyOn(console, name).mockImplementation(() => undefined),
)

let world: World
beforeEach(async () => {
  world = await openStandin({ disconnectGraceMs: 30 })
})
afterEach(() => world.standin.close())
afterAll(() => {
  for (const spy of noise) spy.mockRestore()
})

/** The official client, pointed elsewhere in the one way it allows. */
class Local extends DWClient {
  readonly topics: string[] = []
  override async getEndpoint() {
    const url = await ticketFor(world.standin, this.getConfig().subscriptions)
    Object.assign(this, { dw_url: url })
    return this
  }
  override onSystem(message: Parameters<DWClient['onSystem']>[0]) {
    this.topics.push(message.headers.topic)
    super.onSystem(message)
  }
}
const options = () => ({
  clientId: 'dingstandin',
  clientSecret: 'standin-secret',
  autoReconnect: false,
  keepAlive: false,
  subscriptions: [{ type: 'EVENT', topic: '*' }],
})

function serve(client: DWClient) {
  const heard = { events: [] as string[], texts: [] as string[], presses: [] as string[] }
  client.registerAllEventListener(
    ({ headers }) => (heard.events.push(headers.eventType!), { status: EventAck.SUCCESS }),
  )
  client.registerCallbackListener(robotTopic, ({ headers, data }) => {
    client.socketCallBackResponse(headers.messageId, null)
    heard.texts.push((JSON.parse(data) as { text: { content: string } }).text.content)
  })
  client.registerCallbackListener(cardTopic, ({ headers, data }) => {
    const { content } = JSON.parse(data) as { content: string }
    heard.presses.push(
      (JSON.parse(content) as { cardPrivateData: { actionIds: string[] } }).cardPrivateData
        .actionIds[0]!,
    )
    client.socketCallBackResponse(headers.messageId, {
      cardUpdateOptions: { updatePrivateDataByKey: true, updateCardDataByKey: true },
      cardData: { cardParamMap: { n: '1' } },
      userPrivateData: { cardParamMap: { mine: '已确认 09:31' } },
    })
  })
  return heard
}

async function talk(heard: ReturnType<typeof serve>) {
  await world.standin.event({ eventType: 'user_add_org', data: { timeStamp: '1', userId: ['u1'] } })
  expect(heard.events).toEqual(['user_add_org'])
  expect(world.standin.clock.pending).toBe(0)
  expect(await world.standin.say({ userId: 'u1', text: '上报 3号桥' })).toEqual({ ok: true })
  expect(heard.texts).toEqual(['上报 3号桥'])
  await world.api(deliver, cardTo('o1', 'IM_ROBOT.u1;IM_ROBOT.u2'))
  expect(
    await world.standin.press({ userId: 'u1', outTrackId: 'o1', actionId: 'warning.acknowledge' }),
  ).toMatchObject({ ok: true })
  expect(heard.presses).toEqual(['warning.acknowledge'])
  const vars = world.standin
    .state('u1', 'u2')
    .users.map(({ chats }) => (chats.at(-1) as { card: { vars: object } }).card.vars)
  expect(vars).toEqual([
    expect.objectContaining({ mine: '已确认 09:31', n: '1' }),
    expect.objectContaining({ mine: '', n: '1' }),
  ])
}

test('the official client, told only where to go, hears everything and is believed', async () => {
  const client = new Local(options())
  const heard = serve(client)
  await client.connect()
  const [connection] = world.standin.world.stream.connections
  world.standin.stream({ do: 'ping' })
  expect(connection!.owesPing).toBe(true)
  await until(() => client.topics.includes('ping') && !connection!.owesPing)
  await talk(heard)
  client.disconnect()
})

test('the official client as it is, its requests led here', async () => {
  const led = axios.interceptors.request.use((request: InternalAxiosRequestConfig) => ({
    ...request,
    url: request.url!.replace('https://api.dingtalk.com', world.standin.url),
  }))
  const client = new DWClient(options())
  const heard = serve(client)
  await client.connect()
  expect(client.connected).toBe(true)
  await talk(heard)
  client.disconnect()
  axios.interceptors.request.eject(led)
})

describe('the door', () => {
  const open = (headers: Record<string, string>, body: object = {}) =>
    world.bare(
      'POST',
      '/v1.0/gateway/connections/open',
      { clientId: 'dingstandin', clientSecret: 'standin-secret', subscriptions: [], ...body },
      headers,
    )
  const status = (url: string) =>
    new Promise<number>((resolve) => {
      const socket = new WebSocket(url)
      socket.on('unexpected-response', (_request, response) => {
        resolve(response.statusCode!)
        socket.terminate()
      })
      socket.on('open', () => {
        resolve(101)
        socket.close()
      })
      socket.on('error', () => undefined)
    })

  test('answers XML to who does not ask for JSON, and 401 to a wrong secret', async () => {
    expect((await open({ accept: '*/*' })).text).toContain('<ticket>')
    expect((await open({ accept: 'application/json' })).body).toEqual({
      endpoint: expect.stringMatching(/^ws:.*\/connect$/),
      ticket: expect.any(String),
    })
    expect(await open({ accept: 'application/json' }, { clientSecret: 'no' })).toMatchObject({
      status: 401,
      body: { code: 'authFailed', message: '鉴权失败' },
    })
  })
  test('opens once per ticket, within 90 s', async () => {
    const used = await ticketFor(world.standin)
    expect([await status(used), await status(used)]).toEqual([101, 401])
    const late = await ticketFor(world.standin)
    world.standin.clock.move({ addMs: 90_000 })
    expect(await status(late)).toBe(401)
    expect(await status(`${world.standin.url.replace('http', 'ws')}/connect?ticket=made-up`)).toBe(
      401,
    )
  })
  test.each([
    ['handshake401', 401],
    ['handshake503', 503],
  ] as const)('%s refuses a good ticket with %d', async (name, expected) => {
    const url = await ticketFor(world.standin)
    world.standin.faults({ [name]: true })
    expect(await status(url)).toBe(expected)
    world.standin.faults({ [name]: false })
    expect(await status(url)).toBe(101)
  })
  test('slowOpen outlasts a caller in a hurry', async () => {
    world.standin.faults({ slowOpen: 60_000 })
    await expect(
      fetch(`${world.standin.url}/v1.0/gateway/connections/open`, {
        method: 'POST',
        body: '{"clientId":"dingstandin","clientSecret":"standin-secret"}',
        signal: AbortSignal.timeout(60),
      }),
    ).rejects.toThrow()
  })
})

describe('pushes', () => {
  test('go only to who subscribed to them', async () => {
    await connect(world.standin, success, [{ type: 'EVENT', topic: '*' }])
    await world.api(deliver, cardTo('o1', 'IM_ROBOT.u1'))
    expect(await world.standin.press({ userId: 'u1', outTrackId: 'o1', actionId: 'a' })).toEqual({
      ok: false,
      toast: '服务没有连着',
      answeredInMs: expect.any(Number),
    })
    expect(await world.standin.say({ userId: 'u1', text: '在吗' })).toEqual({ ok: false })
    expect(world.standin.clock.pending).toBe(0)
  })
  test('are spread over all connections', async () => {
    const both = [await connect(world.standin, success), await connect(world.standin, success)]
    for (let count = 0; count < 60; count++) {
      await world.standin.event({ eventType: 'org_dept_create', data: {} })
    }
    expect(both.map(({ frames }) => frames.length > 0)).toEqual([true, true])
    expect(both[0]!.frames.length + both[1]!.frames.length).toBe(60)
  })
  test('twice: five copies of one push, the same message or new ones', async () => {
    const { frames } = await connect(world.standin, () => ({ data: { response: null } }))
    world.standin.faults({ twice: true })
    expect(await world.standin.say({ userId: 'u1', text: '收到' })).toEqual({ ok: true })
    await until(() => frames.length === 5)
    expect(new Set(frames.map(({ headers }) => headers['messageId'])).size).toBe(1)
    world.standin.faults({ twice: { copies: 3, messageId: 'new' } })
    expect(await world.standin.say({ userId: 'u1', text: '收到' })).toEqual({ ok: true })
    await until(() => frames.length === 8)
    expect(new Set(frames.slice(5).map(({ headers }) => headers['messageId'])).size).toBe(3)
    expect(
      new Set(frames.slice(5).map(({ data }) => (JSON.parse(data) as { msgId: string }).msgId))
        .size,
    ).toBe(1)
  })
  test('a press pushed again by the admin call arrives that often', async () => {
    const { frames } = await connect(world.standin, () => ({ data: { response: {} } }))
    await world.api(deliver, cardTo('o1', 'IM_ROBOT.u1'))
    expect(
      await world.standin.press({ userId: 'u1', outTrackId: 'o1', actionId: 'a', times: 3 }),
    ).toMatchObject({ ok: true })
    await until(() => frames.length === 3)
  })
})

describe('what nobody acknowledges, on a clock that stands', () => {
  beforeEach(async () => {
    await world.standin.close()
    world = await openStandin({ stoppedAt: summer, eventWaitMs: 40, pressWaitMs: 40 })
  })
  const silent: (frame: Frame) => undefined = () => undefined
  const later = () => ({ data: { status: 'LATER', message: '' } })
  const failing = () => ({ code: 500, data: { status: 'SUCCESS', message: '' } })

  test.each([
    ['silence', silent],
    ['LATER', later],
    ['code 500', failing],
  ] as const)(
    '%s: an event comes again after 10 s and 30 s, then waits in the failed list',
    async (_name, reply) => {
      const { frames } = await connect(world.standin, reply)
      await world.standin.event({ eventType: 'user_leave_org', data: { userId: ['u1'] } })
      for (const [wait, count] of [
        [10_000, 2],
        [30_000, 3],
      ] as const) {
        expect(world.standin.clock.pending).toBe(1)
        world.standin.clock.move({ addMs: wait - 1_000 })
        expect(world.standin.clock.pending).toBe(1)
        world.standin.clock.move({ addMs: 1_000 })
        await until(
          () => frames.length === count && (count === 3 || world.standin.clock.pending === 1),
        )
      }
      await until(() => world.standin.world.failedEvents.length === 1)
      expect(new Set(frames.map(({ headers }) => headers['eventId'])).size).toBe(1)
      expect(new Set(frames.map(({ headers }) => headers['messageId'])).size).toBe(3)
      const failed = () =>
        world.bare(
          'GET',
          `/call_back/get_call_back_failed_result?access_token=${world.standin.world.tokens.issue()}`,
          undefined,
          {},
        )
      expect((await failed()).body).toMatchObject({
        has_more: false,
        failed_list: [{ call_back_tag: 'user_leave_org', user_leave_org: { userId: ['u1'] } }],
      })
      expect((await failed()).body).toMatchObject({ failed_list: [] })
    },
  )
  test('an event with nobody connected waits for the next connection', async () => {
    await world.standin.event({ eventType: 'user_add_org', data: {} })
    world.standin.world.settings.eventWaitMs = 3_000
    const { frames } = await connect(world.standin, success)
    world.standin.clock.move({ addMs: 10_000 })
    await until(() => frames.length === 1)
  })
  test('a robot message comes once more after 60 s with the same msgId', async () => {
    const { frames } = await connect(world.standin, silent)
    expect(await world.standin.say({ userId: 'u1', text: '在吗' })).toEqual({ ok: false })
    world.standin.clock.move({ addMs: 60_000 })
    await until(() => frames.length === 2)
    const [one, other] = frames.map(({ data }) => (JSON.parse(data) as { msgId: string }).msgId)
    expect(one).toBe(other)
    await until(() => world.standin.clock.pending === 0)
    world.standin.clock.move({ addMs: 600_000 })
    await world.standin.event({ eventType: 'org_dept_create', data: {} })
    expect(frames.filter(({ type }) => type === 'CALLBACK')).toHaveLength(2)
  })
  test('noRetry: nothing comes again', async () => {
    const { frames } = await connect(world.standin, silent)
    world.standin.faults({ noRetry: true })
    await world.standin.event({ eventType: 'user_add_org', data: {} })
    await world.standin.say({ userId: 'u1', text: '在吗' })
    expect(frames).toHaveLength(2)
    expect(world.standin.clock.pending).toBe(0)
  })
  test('a press is told as such and leaves the button', async () => {
    await connect(world.standin, silent)
    await world.api(deliver, cardTo('o1', 'IM_ROBOT.u1'))
    expect(
      await world.standin.press({ userId: 'u1', outTrackId: 'o1', actionId: 'a' }),
    ).toMatchObject({ ok: false, toast: '服务没有及时答复' })
    expect(world.standin.state('u1').users[0]!.chats[0]).toMatchObject({
      card: { toast: '服务没有及时答复' },
    })
    expect(world.standin.clock.pending).toBe(0)
  })
})
