import { openCrowd, pressing } from '../support/crowd'
import { loadService } from '../support/service'
import { engines, until } from '../support/world'

const count = 1_200
const kills = 4

describe.each(engines)('kill -9 in the middle of a fan-out on %s', (engine) => {
  test(`${kills} kills: nothing answered is lost, nothing happens twice, everybody is reached`, async () => {
    const town = await openCrowd(engine, count, {
      faults: { slow: 40, twice: { copies: 2, messageId: 'same' } },
    })
    let spare = loadService()
    const begin = async () => {
      const service = spare
      spare = loadService()
      return service.start(town.databaseUrl, town.standin, {
        perCall: { card: 5, text: 20, notice: 100, ding: 20, reply: 1 },
      })
    }
    try {
      await town.settle()
      let service = await begin()
      const warningId = await town.issue(service)
      const people = pressing(town, warningId)
      // One in the middle of each part of the way.
      const moments = Array.from({ length: kills }, (_, n) =>
        Math.floor((count * (n + 0.5)) / (kills + 1)),
      )
      for (const moment of moments) {
        await until(
          () => town.reached(warningId).length >= moment,
          `${moment} people have their card`,
        )
        expect(await service.kill()).toBe('SIGKILL')
        expect(town.reached(warningId).length).toBeLessThan(count)
        town.standin.clock.move({ addMs: 31_000 }) // its leases are over
        service = await begin()
      }
      await people.everybody()
      await until(
        async () => (await town.count('parcel where due_at is not null')) === 0,
        'all is written down',
      )
      await people.stop()
      expect(await service.stop()).toBe(0)

      expect(
        await town.rows(
          'select state, count(*) n from recipient where message_id = ? group by state',
          [warningId],
        ),
      ).toEqual([{ state: 'read', n: count }])
      const confirmed = await town.rows<{ user: string }>(
        'select p.directory_key user from warning_receipt r join person p on p.id = r.person_id where r.warning_id = ? and r.acknowledged_at is not null',
        [warningId],
      )
      expect(confirmed.map((row) => row.user).sort()).toEqual([...people.answered].sort())
      expect(await town.count("fact where kind = 'warning.acknowledged'")).toBe(count)
      expect(
        await town.count(
          "(select distinct actor_id from fact where kind = 'warning.acknowledged') once",
        ),
      ).toBe(count)
      expect(
        (
          await town.rows(
            'select sum(total) total, sum(acknowledged) acknowledged from warning_tally where warning_id = ?',
            [warningId],
          )
        ).map((row) => [Number(row['total']), Number(row['acknowledged'])]),
      ).toEqual([[count, count]])
      expect(
        town.people.filter(({ userId }) => town.cardsOf(userId, warningId).length !== 1),
      ).toEqual([])
      expect(
        await town.count(
          "fact where kind in ('warning.drafted', 'warning.approved', 'warning.sent')",
        ),
      ).toBe(3)
      expect(await town.count('reaction')).toBe(0)
    } finally {
      await spare.discard()
      await town.close()
    }
  })
})
