import { claim, startOf } from '../../bot/delivery/claim'
import { PaceEntity } from '../../bot/delivery/entities'
import { purge } from '../../bot/delivery'
import { createTurns, ScheduleEntity } from '../../bot/io/turns'
import { react } from '../../bot/journal/react'
import { slices } from '../../bot/slices'
import { refreshCounts } from '../../bot/warnings/counts'
import { openTown, type Town } from '../support/town'
import { engines, until } from '../support/world'

const hourMs = 3_600_000
const everybody = ['chunlin', 'jiang', 'ying', 'zhuang']

describe('when the next call of a channel may start', () => {
  const now = 1_000_000
  test.each([
    ['free long ago', -hourMs, 0],
    ['free now', 0, 0],
    ['reserved for the next moment', 70, 70],
    ['as far ahead as instances reserve', 5_000, 5_000],
    ['a moment further: a wrong clock', 5_001, 0],
    ['an hour ahead', hourMs, 0],
    ['a year ahead', 365 * 24 * hourMs, 0],
  ])('%s', (_, reserved, start) => {
    expect(startOf(now + reserved, now)).toBe(now + start)
  })
})

describe.each(engines)('a clock that was ahead for a moment, on %s', (engine) => {
  let town: Town
  beforeEach(async () => {
    town = await openTown(engine, {
      policy: (policy) => ({ ...policy, delivery: { ...policy.delivery, perSecond: 15 } }),
    })
    for (const user of ['lin', 'zhou']) await town.as(user).session.me({})
  })
  afterEach(() => town.close())

  const goAhead = () => town.standin.clock.move({ addMs: hourMs })
  const goBack = () => town.standin.clock.move({ reset: true })
  const health = async () => {
    const answer = await fetch(`${town.address}/healthz`)
    const { waitingAhead } = (await answer.json()) as { waitingAhead: number }
    return { status: answer.status, waitingAhead }
  }
  const cards = (warningId: string) =>
    everybody.map((user) => town.cardsOf(user).filter(({ id }) => id.startsWith(warningId)).length)
  /** Approved by a clock that is an hour ahead, and right again afterwards. */
  async function approvedAhead(meanwhile = async () => undefined as unknown) {
    const { id } = await town.draft()
    await town.settled()
    goAhead()
    await town.as('zhou').warnings.approve({ warningId: id })
    await meanwhile()
    goBack()
    return id
  }
  const packed = () =>
    until(async () => (await react(town.app.io.transact, slices)) === 0, 'its parcels are written')

  test('silences no channel: what it has reserved is reckoned anew', async () => {
    const { id } = await town.draft()
    await town.settled()
    const { transact } = town.app.io
    await transact((ctx) =>
      ctx.db.update(PaceEntity, { channel: 'card' }, { nextAt: new Date(Date.now() + hourMs) }),
    )
    await town.as('zhou').warnings.approve({ warningId: id })
    await town.settled()
    expect(cards(id)).toEqual([1, 1, 1, 1])
    const [row] = await town.rows<{ n: number }>(
      "select next_at n from pace where channel = 'card'",
    )
    expect(Number(row!.n)).toBeLessThan(Date.now() + 10_000)
  })

  test('holds up no parcel: the health page sees it, and it leaves at once', async () => {
    const id = await approvedAhead(packed)
    expect(await health()).toEqual({ status: 503, waitingAhead: expect.any(Number) as number })
    expect((await health()).waitingAhead).toBeGreaterThan(0)
    await town.settled()
    expect(cards(id)).toEqual([1, 1, 1, 1])
    expect(await health()).toEqual({ status: 200, waitingAhead: 0 })
  })

  test('holds up no reaction to a fact', async () => {
    const id = await approvedAhead()
    // The reaction, and the card of the approval that is to be shown again.
    expect(await health()).toEqual({ status: 503, waitingAhead: 2 })
    await town.settled()
    expect(cards(id)).toEqual([1, 1, 1, 1])
    expect(await health()).toEqual({ status: 200, waitingAhead: 0 })
  })

  const texts = (user: string) => town.wordsOf(user, /text/).length
  const dings = (user: string) => town.wordsOf(user, /ding/).length

  test('delays no rung of a warning that it has sent: silence climbs by its minutes', async () => {
    const id = await approvedAhead(town.settled)
    expect((await health()).status).toBe(503)
    await town.settled()
    await town.pass({ minutes: 4 })
    expect(await health()).toEqual({ status: 200, waitingAhead: 0 })
    expect(texts('jiang')).toBe(0)
    await town.pass({ minutes: 1 })
    expect(texts('jiang')).toBe(1)
    await town.pass({ minutes: 5 })
    expect(dings('jiang')).toBe(1)
    await town.pass({ minutes: 10 })
    expect(town.cardWith('chunlin', '没有确认')).toBeDefined()
    const { sentAt, approvedAt } = await town.as('lin').warnings.open({ warningId: id })
    expect([sentAt, approvedAt]).toEqual(Array(2).fill(new Date('2026-08-12T06:28:00Z')))
  })

  test('nor of one during which it was put right: what has climbed has climbed', async () => {
    const id = await approvedAhead(async () => {
      await town.settled()
      await town.pass({ minutes: 5 })
      await town.press('ying', 'warnings.acknowledge')
    })
    const moments = await town.rows<{ waited: number }>(
      `select r.acknowledged_at - w.sent_at waited
      from warning_receipt r join warning w on w.id = r.warning_id
      where r.acknowledged_at is not null`,
    )
    await town.settled()
    expect(texts('jiang')).toBe(1)
    town.standin.clock.move({ addMs: 4 * 60_000 })
    await town.settled()
    expect(dings('jiang')).toBe(0)
    await town.pass({ minutes: 1 })
    expect(dings('jiang')).toBe(1)
    expect(moments.map(({ waited }) => Number(waited))).toEqual([5 * 60_000])
    const { sentAt } = await town.as('lin').warnings.open({ warningId: id })
    expect(sentAt).toEqual(new Date('2026-08-12T06:23:00Z'))
  })

  test('ends no ladder for good: a warning that is not over climbs on', async () => {
    const { id } = await town.draft({ validUntil: new Date('2026-08-12T07:00:00Z') })
    await town.settled()
    await town.as('zhou').warnings.approve({ warningId: id })
    await town.settled()
    await town.press('ying', 'warnings.acknowledge')
    goAhead()
    await town.settled()
    goBack()
    await town.settled()
    await town.pass({ minutes: 5 })
    expect([texts('jiang'), texts('ying')]).toEqual([1, 0])
    await town.pass({ minutes: 5 })
    expect(dings('jiang')).toBe(1)
    await town.pass({ minutes: 25 })
    const before = await town.rows('select id from message')
    await town.pass({ minutes: 60 })
    expect(await town.rows('select id from message')).toEqual(before)
  })

  test('forgets nothing that has still to be said, however old it seems', async () => {
    const { id } = await town.draft()
    await town.settled()
    await town.as('zhou').warnings.approve({ warningId: id })
    await packed()
    town.standin.clock.move({ addMs: 400 * 24 * hourMs })
    await town.app.io.transact(purge)
    goBack()
    await town.settled()
    expect(cards(id)).toEqual([1, 1, 1, 1])
    expect(await town.rows('select id from message')).not.toEqual([])
    town.standin.clock.move({ addMs: 400 * 24 * hourMs })
    await town.app.io.transact(purge)
    expect(await town.rows("select id from message where card = 'warning'")).toEqual([])
  })

  test('keeps no card that it was to show again, and no count', async () => {
    await town.issue()
    await town.pass({ minutes: 1 })
    goAhead()
    await town.press('ying', 'warnings.acknowledge')
    await town.app.io.transact(refreshCounts)
    goBack()
    await town.settled()
    await town.pass({ seconds: 2 })
    expect(town.newest('lin')).toMatchObject({ nBefore: '还差', n: '4' })
    await town.press('zhuang', 'warnings.acknowledge')
    await town.pass({ seconds: 61 })
    await town.pass({ seconds: 2 })
    expect(town.newest('lin')).toMatchObject({ nBefore: '还差', n: '3' })
  })

  test('holds no lease longer, and takes it from nobody who is calling', async () => {
    const id = await approvedAhead(async () => {
      await packed()
      await town.app.io.transact((ctx) => claim(ctx, 'dead', 8))
    })
    await town.settled()
    expect(cards(id)).toEqual([0, 0, 0, 0])
    await town.pass({ seconds: 29 })
    expect(cards(id)).toEqual([0, 0, 0, 0])
    await town.pass({ seconds: 2 })
    expect(cards(id)).toEqual([1, 1, 1, 1])
  })

  test('takes no turn of what runs by the calendar', async () => {
    const { transact } = town.app.io
    const turns = createTurns(town.now)
    const daily = '20 3 * * *'
    const isDue = async () =>
      !turns.isEarly('daily') && (await transact((ctx) => turns.isDue(ctx, 'daily', daily)))
    const next = async () =>
      (await town.app.io.look((ctx) => ctx.db.findOneBy(ScheduleEntity, { task: 'daily' })))!.nextAt
    expect(await isDue()).toBe(false)
    town.standin.clock.move({ addMs: 300 * 24 * hourMs })
    expect(await isDue()).toBe(true)
    expect(await isDue()).toBe(false)
    goBack()
    expect(await isDue()).toBe(false)
    expect(await next()).toEqual(new Date('2026-08-12T19:20:00Z'))
    town.standin.clock.move({ now: Date.parse('2026-08-12T19:20:00Z') })
    expect(await isDue()).toBe(true)
    expect(await isDue()).toBe(false)
  })
})
