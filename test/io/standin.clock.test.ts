import { followClock } from '../../bot/io/clock'
import { Clock } from '../../bot/standin/clock'
import { until } from '../support/eventually'
import { connect, openStandin, summer, type World } from './standinWorld'

const minute = 60_000
const aWhile = () => new Promise((done) => setTimeout(done, 30))

describe('a clock that stands', () => {
  let clock: Clock
  beforeEach(() => {
    clock = new Clock(summer)
  })
  afterEach(() => clock.stop())

  test('shows the same moment until it is moved, set or put back', async () => {
    await aWhile()
    expect([clock.now(), clock.stopped]).toEqual([summer, true])
    clock.move({ addMs: minute })
    await aWhile()
    expect(clock.now()).toBe(summer + minute)
    clock.move({ now: summer - minute })
    expect(clock.now()).toBe(summer - minute)
    clock.move({ reset: true })
    expect(clock.now()).toBe(summer)
    expect(clock.version).toBe(4)
  })

  test('fills its buckets with moves forward only', async () => {
    const before = clock.elapsed()
    await aWhile()
    expect(clock.elapsed()).toBe(before)
    clock.move({ addMs: 1_000 })
    clock.move({ addMs: -400 })
    expect(clock.elapsed()).toBe(before + 1_000)
  })

  test.each([
    ['before', minute - 1, 0],
    ['at', minute, 1],
    ['after', minute + 1, 1],
  ])('moved to %s a due moment', async (_where, addMs, times) => {
    const ran = jest.fn()
    clock.at(summer + minute, ran)
    clock.move({ addMs })
    expect(ran).toHaveBeenCalledTimes(times)
    await aWhile()
    expect(ran).toHaveBeenCalledTimes(times)
    expect(clock.pending).toBe(1 - times)
  })

  test('what is due already runs by itself, what is not waits', async () => {
    const ran: string[] = []
    clock.at(summer + 1, () => ran.push('in a moment'))
    clock.at(summer, () => ran.push('now'))
    clock.at(summer - minute, () => ran.push('before'))
    expect(ran).toEqual([])
    await until(() => ran.length === 2)
    await aWhile()
    expect(ran).toEqual(['before', 'now'])
  })
})

describe.each([
  ['that stands', summer],
  ['that runs', undefined],
])('moving a clock %s over several due moments', (_which, stoppedAt) => {
  const clocks: Clock[] = []
  function newClock() {
    const clock = new Clock(stoppedAt)
    clocks.push(clock)
    return clock
  }
  afterEach(() => {
    for (const clock of clocks.splice(0)) clock.stop()
  })
  /** A clock that runs may go on a little meanwhile. */
  const isAt = (moment: number, due: number) =>
    stoppedAt === undefined ? moment >= due && moment < due + minute : moment === due

  test('runs them in order, each at its own moment, and what they ask for on the way', () => {
    const clock = newClock()
    const start = clock.now()
    const ran: [string, number][] = []
    const note = (name: string) => ran.push([name, clock.now()])
    clock.at(start + 20 * minute, () => note('late'))
    clock.at(start + 5 * minute, () => {
      note('first')
      clock.at(clock.now() + 5 * minute, () => note('second'))
      clock.at(start + 90 * minute, () => note('out of reach'))
    })
    clock.move({ addMs: 60 * minute })
    expect(ran.map(([name]) => name)).toEqual(['first', 'second', 'late'])
    for (const [index, due] of [5, 10, 20].entries()) {
      expect(isAt(ran[index]![1], start + due * minute)).toBe(true)
    }
    expect(isAt(clock.now(), start + 60 * minute)).toBe(true)
    expect(clock.pending).toBe(1)
  })

  test('of one moment, whoever asked first', () => {
    const clock = newClock()
    const due = clock.now() + minute
    const ran: number[] = []
    for (const index of [0, 1, 2]) clock.at(due, () => ran.push(index))
    clock.move({ addMs: 2 * minute })
    expect(ran).toEqual([0, 1, 2])
  })

  test('leaves out what was called off, even by what ran before it', () => {
    const clock = newClock()
    const start = clock.now()
    const ran: string[] = []
    const callOff = clock.at(start + 2 * minute, () => ran.push('called off'))
    clock.at(start + minute, () => {
      ran.push('first')
      callOff()
    })
    clock.move({ addMs: 3 * minute })
    expect([ran, clock.pending]).toEqual([['first'], 0])
  })

  test('tells its watchers once, when it has arrived', () => {
    const clock = newClock()
    const start = clock.now()
    const seen: number[] = []
    clock.at(start + minute, () => undefined)
    clock.onMove(() => seen.push(clock.now()))
    clock.move({ addMs: 3 * minute })
    expect(seen).toHaveLength(1)
    expect(isAt(seen[0]!, start + 3 * minute)).toBe(true)
  })
})

describe('a stand-in whose clock stands', () => {
  let world: World
  beforeEach(async () => {
    world = await openStandin({ stoppedAt: summer, eventWaitMs: 40 })
  })
  afterEach(() => world.standin.close())

  test('says so, here and to the page', async () => {
    expect((await world.admin('clock')).body).toMatchObject({
      now: summer,
      offsetMs: expect.any(Number),
      version: 1,
      stopped: true,
    })
    expect((await world.admin('state')).body).toMatchObject({ now: summer, clockStopped: true })
    const moved = await world.admin('clock', { addMs: minute })
    expect(moved.body).toMatchObject({ now: summer + minute, version: 2, stopped: true })
    expect((await world.admin('journal?kind=story')).body).toMatchObject([
      { kind: 'clock', at: summer + minute, text: '钟往前拨了 1 分，8 月 12 日 08:01' },
    ])
  })

  test('a follower shows the moment it stands at, and the next one at once', async () => {
    const clock = followClock(world.standin.url)
    await clock.known
    expect(clock.now()).toEqual(new Date(summer))
    await aWhile()
    expect(clock.now()).toEqual(new Date(summer))
    world.standin.clock.move({ addMs: 90 * minute })
    await until(() => clock.now().getTime() === summer + 90 * minute)
    clock.close()
  })

  test('a long move brings an event back at its 10 s; the silence after that is noticed when 30 s more are over', async () => {
    const { frames } = await connect(world.standin)
    await world.standin.event({ eventType: 'user_leave_org', data: {} })
    world.standin.clock.move({ addMs: 10 * minute })
    await until(() => frames.length === 2)
    expect(frames.map(({ headers }) => Number(headers['eventBornTime']))).toEqual([
      summer,
      summer + 10_000,
    ])
    await until(() => frames.length === 3) // 40 s after the first is long past
  })

  test('a bucket that is empty stays empty until the clock is moved; noLimits never empties one', async () => {
    const ask = () =>
      world.old('/topapi/v2/user/get', { userid: 'u1' }).then(({ body }) => body['errcode'])
    const asked = async (times: number) => {
      const codes = await Promise.all(Array.from({ length: times }, ask))
      return codes.filter((code) => code === 0).length
    }
    expect(await asked(25)).toBe(20)
    await aWhile()
    expect(await asked(1)).toBe(0)
    world.standin.clock.move({ addMs: 1_000 })
    expect(await asked(25)).toBe(20)
    world.standin.faults({ noLimits: true })
    expect(await asked(25)).toBe(25)
  })
})

test('a follower of a clock that runs runs with it', async () => {
  const world = await openStandin()
  world.standin.clock.move({ now: summer })
  const clock = followClock(world.standin.url)
  await clock.known
  const before = clock.now().getTime()
  expect(before).toBeGreaterThanOrEqual(summer)
  await until(() => clock.now().getTime() > before)
  expect((await world.admin('clock')).body).toMatchObject({ stopped: false })
  clock.close()
  await world.standin.close()
})
