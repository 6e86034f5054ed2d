import WebSocket from 'ws'
import { until } from '../support/eventually'
import { cardTo, connect, deliver, openStandin, ticketFor, type World } from './standinWorld'

const success = () => ({ data: { status: 'SUCCESS', message: 'ok' } })

let world: World
beforeEach(async () => {
  world = await openStandin({ disconnectGraceMs: 30 })
})
afterEach(() => world.standin.close())

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

  test.each(['application/json', '*/*', 'application/json, application/xml'])(
    'answers JSON to who accepts %s',
    async (accept) => {
      expect((await open({ accept })).body).toEqual({
        endpoint: expect.stringMatching(/^ws:.*\/connect$/),
        ticket: expect.any(String),
      })
    },
  )
  test('answers XML to who names it, and 401 to a wrong secret', async () => {
    expect((await open({ accept: 'application/xml' })).text).toContain('<ticket>')
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
