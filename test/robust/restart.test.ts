import { standing, standings } from '../../bot/delivery/standing'
import { openCrowd, pressing } from '../support/crowd'
import { loadService } from '../support/service'
import { engines, until } from '../support/world'

const count = 400

describe.each(engines)('told to stop in the middle of a fan-out on %s', (engine) => {
  test('it finishes what it holds, acknowledges what it has heard, and leaves nothing half; the next one goes on at once', async () => {
    const town = await openCrowd(engine, count, { faults: { slow: 200 } })
    const next = loadService()
    try {
      await town.settle()
      const perCall = { card: 2, text: 20, notice: 100, ding: 20, reply: 1 } as const
      const service = await loadService().start(town.databaseUrl, town.standin, { perCall })
      const warningId = await town.issue(service)
      const people = pressing(town, warningId)
      await until(
        () => town.reached(warningId).length >= count / 10 && people.answered.size > 0,
        'a part of it is out',
      )
      const drafts = Array.from({ length: 20 }, () =>
        town.draft(service).then(
          ({ id }) => id,
          () => null,
        ),
      ) // some are on their way, some come too late
      await Promise.race(drafts)
      expect(await service.stop()).toBe(0)
      const written = (await Promise.all(drafts)).filter((id) => id !== null)
      const reached = town.reached(warningId).length
      expect(reached).toBeLessThan(count)
      expect(town.standin.world.stream.connections.size).toBe(0)

      // What was sent is written down as sent, what was answered as confirmed; nothing is held by
      // anybody, so nobody has to wait for a lease.
      expect(await town.count('parcel where lease_by is not null')).toBe(0)
      expect(
        await town.count(
          `${standings} where r.message_id = ? and ${standing} in ('sent', 'read')`,
          [warningId],
        ),
      ).toBe(reached)
      expect(
        await town.count(`${standings} where r.message_id = ? and ${standing} = 'queued'`, [
          warningId,
        ]),
      ).toBe(count - reached)
      const confirmed = async () =>
        (
          await town.rows<{ user: string }>(
            'select p.directory_key user from warning_receipt r join person p on p.id = r.person_id where r.acknowledged_at is not null',
          )
        )
          .map((row) => row.user)
          .sort()
      expect(await confirmed()).toEqual(expect.arrayContaining([...people.answered]))
      expect(
        (await town.rows<{ id: string }>("select id from warning where state = 'draft'"))
          .map((row) => row.id)
          .sort(),
      ).toEqual(written.sort())
      expect(service.log).toEqual([])

      town.standin.faults({ slow: false })
      const second = await next.start(town.databaseUrl, town.standin, { perCall })
      await people.everybody()
      await people.stop()
      expect(await second.stop()).toBe(0)
      expect(await confirmed()).toHaveLength(count)
      expect(
        town.people.filter(({ userId }) => town.cardsOf(userId, warningId).length !== 1),
      ).toEqual([])
      expect(await town.count("fact where kind = 'warning.acknowledged'")).toBe(count)
      expect(
        await town.count(
          'parcel where lease_by is not null or (due_at is not null and message_id = ?)',
          [warningId],
        ),
      ).toBe(0) // the count comes later
    } finally {
      await next.discard()
      await town.close()
    }
  })
})
