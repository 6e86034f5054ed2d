import { until } from '../support/eventually'
import {
  cardTo,
  connect,
  deliver,
  openStandin,
  summer,
  type Frame,
  type World,
} from './standinWorld'

const success = () => ({ data: { status: 'SUCCESS', message: 'ok' } })

let world: World
beforeEach(async () => {
  world = await openStandin({ stoppedAt: summer, eventWaitMs: 40, pressWaitMs: 40 })
})
afterEach(() => world.standin.close())

describe('what nobody acknowledges, on a clock that stands', () => {
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
    expect(world.chat('u1')[0]).toMatchObject({
      card: { toast: '服务没有及时答复' },
    })
    expect(world.standin.clock.pending).toBe(0)
  })
})
