import { openCrowd } from '../support/crowd'
import { loadService } from '../support/service'
import { engines, until } from '../support/world'

const count = 400
const kills = 3

describe.each(engines)('kill -9 while people are told that a warning is over, on %s', (engine) => {
  test(`${kills} kills: everybody hears of it, nobody twice by the same way`, async () => {
    const town = await openCrowd(engine, count)
    let spare = loadService()
    const begin = async () => {
      const service = spare
      spare = loadService()
      return service.start(town.databaseUrl, town.standin, {
        perCall: { card: 30, text: 4, notice: 100, ding: 20, reply: 1 },
      })
    }
    const heard = (userId: string, kind: RegExp) =>
      town.standin.world.phones
        .chatOf(userId)
        .filter((entry) => kind.test(entry.kind) && JSON.stringify(entry).includes('已解除：'))
    const hear = (kind: RegExp) =>
      town.people.filter(({ userId }) => heard(userId, kind).length).length
    const texts = /text|markdown/
    try {
      await town.settle()
      let service = await begin()
      const warningId = await town.issue(service)
      await until(() => town.reached(warningId).length === count, 'everybody has the card')
      await until(
        async () => (await town.count('parcel where due_at is not null and sent_at is null')) <= 1,
        'it is written down',
      )
      town.standin.faults({ slow: 40 })
      await service.as(town.lin.personId).warnings.lift({ warningId, reason: '已过境' })
      for (let kill = 1; kill <= kills; kill++) {
        await until(
          () => hear(texts) >= (count * kill) / (kills + 2),
          `${kill} parts of the people are told`,
        )
        expect(await service.kill()).toBe('SIGKILL')
        town.standin.clock.move({ addMs: 31_000 }) // its leases are over
        service = await begin()
      }
      await until(() => hear(/./) === count, 'everybody has heard of it')
      expect(await service.stop()).toBe(0)
      for (const kind of [texts, /notice/]) {
        expect(town.people.filter(({ userId }) => heard(userId, kind).length > 1)).toEqual([])
      }
      expect(await town.count("recipient where state = 'unknown'")).toBe(0)
    } finally {
      await spare.discard()
      await town.close()
    }
  })
})
