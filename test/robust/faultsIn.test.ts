import { openTown, type Town } from '../support/town'
import { until } from '../support/world'

/**
 * A line that breaks often is opened again more and more slowly, so each story has a town of its
 * own.
 */
describe('every fault of DingTalk on the way in', () => {
  let town: Town
  beforeEach(async () => {
    town = await openTown('sqlite', {
      standin: { pingEveryMs: 1_000, disconnectGraceMs: 200, pressWaitMs: 2_000 },
    })
    await town.issue()
  })
  afterEach(() => town.close())
  const confirmations = async () => (await town.facts('warning.acknowledged')).length

  test('twice: five copies of a press, and their answers, are one confirmation', async () => {
    town.standin.faults({ twice: { copies: 5, messageId: 'same' } })
    expect(await town.press('jiang', 'warnings.acknowledge', 3)).toMatchObject({ ok: true })
    town.standin.faults({ twice: { copies: 5, messageId: 'new' } })
    expect(await town.press('ying', 'warnings.acknowledge')).toMatchObject({ ok: true })
    expect(await confirmations()).toBe(2)
  })

  test.each(['malformed', 'noHeaders', 'duplicate', 'disconnect', 'kill', 'halfOpen'] as const)(
    '%s: the next press is answered, and nothing happened twice',
    async (deed) => {
      await town.press('zhuang', 'warnings.acknowledge')
      const before = [...town.standin.world.stream.connections]
      expect(town.standin.stream({ do: deed, reverse: false }).connections).toBe(1)
      const gone = ['disconnect', 'kill', 'halfOpen'].includes(deed)
      if (gone) {
        await until(
          () => [...town.standin.world.stream.connections].some((line) => !before.includes(line)),
          'there is another connection',
        )
      }
      await until(
        async () =>
          (await town.press('jiang', 'warnings.acknowledge').catch(() => ({ ok: true }))).ok,
        'the press is answered',
      )
      expect(town.newest('jiang')['mine']).toMatch(/^已确认/)
      expect(await confirmations()).toBe(2)
      if (!gone) expect([...town.standin.world.stream.connections]).toEqual(before)
    },
  )

  test.each(['handshake401', 'handshake503'] as const)(
    '%s: the health page says so until the door is open again',
    async (fault) => {
      town.standin.faults({ [fault]: true })
      town.standin.stream({ do: 'kill', reverse: false })
      const health = async () => (await fetch(`${town.address}/healthz`)).status
      await until(async () => (await health()) === 503, 'the health page says so')
      expect(
        await town.standin.press({
          userId: 'jiang',
          outTrackId: town.cardsOf('jiang')[0]!.id,
          actionId: 'main',
        }),
      ).toMatchObject({ ok: false })
      town.standin.faults({ [fault]: false })
      await until(async () => (await health()) === 200, 'the health page is content')
      expect(await town.press('jiang', 'warnings.acknowledge')).toMatchObject({ ok: true })
    },
  )
})
