import { standing, standings } from '../../bot/delivery/standing'
import { openCrowd, pressing, type Crowd } from '../support/crowd'
import { withMariaDB } from '../support/needs'
import { loadService, type Service } from '../support/service'
import { until } from '../support/world'

const count = 300

/**
 * Two services side by side, as in production: one database, one DingTalk that picks a line at
 * random for each push.
 */
withMariaDB('two instances on one MariaDB', () => {
  let town: Crowd
  let services: Service[]
  let logs: string[][]
  const start = (loaded: ReturnType<typeof loadService>) =>
    loaded.start(
      town.databaseUrl,
      town.standin,
      { perCall: { card: 3, text: 20, notice: 100, ding: 20, reply: 1 } },
      `${town.folder}/feed`,
    )
  const pass = (minutes: number) => town.standin.clock.move({ addMs: minutes * 60_000 })
  const written = () =>
    until(
      async () =>
        (await town.count('parcel where due_at <= ? or lease_by is not null', [
          town.standin.clock.now(),
        ])) +
          (await town.count('reaction')) ===
        0,
      'nothing is left to do',
    )

  beforeAll(async () => {
    town = await openCrowd('mariadb', count, {
      faults: { slow: 20, twice: { copies: 2, messageId: 'same' } },
    })
    // both on an empty database, at the same moment
    services = await Promise.all([loadService(), loadService()].map(start))
    logs = services.map((service) => service.log)
  })
  afterAll(async () => {
    await Promise.all(services.map((service) => service.stop()))
    await town.close()
  }, 60_000)

  test('both start at once on an empty database: the tables are made once', async () => {
    expect(
      await town.count('(select name from migrations group by name having count(*) > 1) twice'),
    ).toBe(0)
    expect(await town.count('migrations')).toBeGreaterThan(0)
    await town.settle()
    await until(() => town.standin.world.stream.connections.size === 2, 'both listen')
  })

  let warningId: string
  test('a fan-out with copies of every press, to either at random: each card once, each confirmation once', async () => {
    warningId = await town.issue(services[0]!, { kind: 'live', color: 'red' })
    const half = { ...town, people: town.people.slice(0, count / 2) }
    const people = pressing(half, warningId)
    await people.everybody()
    await until(() => town.reached(warningId).length === count, 'everybody has the card')
    await written()
    await people.stop()
    expect(
      town.people.filter(({ userId }) => town.cardsOf(userId, warningId).length !== 1),
    ).toEqual([])
    expect(await town.count("fact where kind = 'warning.acknowledged'")).toBe(count / 2)
    expect(
      await town.count(
        "(select distinct actor_id from fact where kind = 'warning.acknowledged') once",
      ),
    ).toBe(count / 2)
    expect(
      await town.count(
        "fact where kind in ('warning.drafted', 'warning.approved', 'warning.sent')",
      ),
    ).toBe(3)
    expect(await town.count('warning_receipt where acknowledged_at is not null')).toBe(count / 2)
    const [sum] = await town.rows(
      'select sum(acknowledged) n from warning_tally where warning_id = ?',
      [warningId],
    )
    expect(Number(sum!['n'])).toBe(count / 2)
  })

  test('silence climbs once: one reminder and one DING each, and none to whoever answered', async () => {
    for (const minutes of [5, 5]) {
      pass(minutes)
      await until(
        async () =>
          (await town.count('warning_receipt where due_at <= ?', [town.standin.clock.now()])) === 0,
        'the rung was taken',
      )
      await written()
    }
    const got = (kind: string) =>
      town.people.map(
        ({ userId }) =>
          town.standin.world.phones.chatOf(userId).filter((entry) => entry.kind === kind).length,
      )
    const once = [...Array<number>(count / 2).fill(0), ...Array<number>(count / 2).fill(1)]
    expect(got('text')).toEqual(once)
    expect(got('ding')).toEqual(once)
    const climbs = await town.rows<{ data: string }>(
      "select data from fact where kind = 'warning.escalated'",
    )
    const sums = new Map<string, number>()
    for (const { act, people } of climbs.map(
      ({ data }) => JSON.parse(data) as { act: string; people: number },
    )) {
      sums.set(act, (sums.get(act) ?? 0) + people)
    } // either may have taken a part of a rung
    expect(Object.fromEntries(sums)).toEqual({ remind: count / 2, ding: count / 2 })
  })

  test('what runs by the calendar runs once, on either: the directory of the night', async () => {
    const nights = 3
    for (let night = 1; night <= nights; night++) {
      const now = new Date(town.standin.clock.now() + 8 * 3_600_000)
      const next =
        Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate() + 1, 3, 15) -
        8 * 3_600_000
      town.standin.clock.move({ now: next })
      await until(
        async () =>
          Number(
            (await town.rows("select min(next_at) n from schedule where task = 'org.sync'"))[0]![
              'n'
            ],
          ) > next,
        'both have met the hour',
      )
      town.standin.clock.move({ addMs: 10 * 60_000 })
      await until(
        async () => (await town.count("fact where kind = 'org.synced'")) >= night,
        'the directory was read',
      )
      await written()
    }
    expect(await town.count("fact where kind = 'org.synced'")).toBe(nights)
    expect(await town.count("fact where kind in ('org.joined', 'org.left', 'org.renamed')")).toBe(0)
  })

  test('one is killed with leases in hand: the other sends what it held, once', async () => {
    town.standin.faults({ slow: 400 })
    const before = town.people.length
    const id = await town.issue(services[1]!)
    await until(() => town.reached(id).length > 0, 'the first cards are out')
    const leased = () => town.count('parcel where lease_by is not null and message_id = ?', [id])
    await until(
      async () =>
        (await town.count(
          '(select distinct lease_by from parcel where lease_by is not null and message_id = ?) holders',
          [id],
        )) === 2,
      'both hold leases',
    )
    expect(await services.pop()!.kill()).toBe('SIGKILL')
    town.standin.faults({ slow: false })
    await until(
      async () =>
        (await town.count('parcel where message_id = ? and due_at <= ?', [
          id,
          town.standin.clock.now(),
        ])) === 0,
      'the other has done all that it may',
    )
    await until(
      async () =>
        (await town.count(
          'parcel where message_id = ? and lease_by is null and due_at is not null',
          [id],
        )) === 0,
      'only the dead hold leases',
    )
    expect(await leased()).toBeGreaterThan(0)
    pass(0.6)
    await until(
      async () =>
        (await town.count(`${standings} where r.message_id = ? and ${standing} = 'sent'`, [id])) ===
        before,
      'everybody has the card',
    )
    expect(await leased()).toBe(0)
    expect(town.people.filter(({ userId }) => town.cardsOf(userId, id).length !== 1)).toEqual([])
    expect(await services[0]!.stop()).toBe(0)
    services.pop()
    expect(logs.flat().filter((line) => JSON.parse(line).level >= 50)).toEqual([])
  })
})
