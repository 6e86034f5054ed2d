import { Meter } from '../../bot/standin/meter'
import { callsTo } from './standin.faults.support'
import { connect, openStandin, type Answer, type World } from './standinWorld'

const day = 24 * 3_600_000
let world: World
beforeEach(async () => {
  world = await openStandin()
})
afterEach(() => world.standin.close())

const { send, contact, notice, card } = callsTo(() => world)
const spend = (answers: readonly Answer[]) => answers.filter(({ status }) => status === 200).length

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
