import type { Policy } from '../../config/policy'
import { endOf } from '../../shared/time'
import { recount } from '../../bot/checklists/recount'
import { eight, monthly, openMonth, type Month } from '../support/months'
import { shitang, songmen, wenling } from '../support/town'
import { engines } from '../support/world'

/** 责任人核对 of the villages is due on the 10th of September, a Thursday. */
const due = '2026-09-10'
const village = `${songmen}/331081101201`

describe.each(engines)('days off that change after lists went out, on %s', (engine) => {
  let town: Month
  let holidays: Policy['holidays']['years'][number]['holidays']
  beforeEach(async () => {
    holidays = []
    town = await openMonth(engine, { policy: withHolidays })
    await town.moveTo(eight)
  })
  afterEach(() => town.close())
  const withHolidays = (policy: Policy): Policy => ({
    ...policy,
    holidays: {
      years: policy.holidays.years.map((year) =>
        year.year === 2026 ? { ...year, holidays: [...year.holidays, ...holidays] } : year,
      ),
    },
  })
  async function restartWith(...changed: typeof holidays) {
    holidays = changed
    await town.stop()
    await town.start()
    await town.settled()
  }
  const off = (from: string, to: string, work: string[] = []) => ({
    name: '放假',
    from,
    to,
    work,
  })
  const verifying = async () => {
    const { items } = await town.listOf('ye', village, 'monthlyVillage')
    return items.find((item) => item.dueAt >= endOf(due))!
  }
  const dueOfVillage = async () => (await verifying()).dueAt
  const moves = () => town.facts('checklist.dueMoved')

  test('what is due on one moves to the next working day, with its counts', async () => {
    expect(await dueOfVillage()).toEqual(endOf(due))
    await restartWith(off(due, '2026-09-11'))
    expect(await dueOfVillage()).toEqual(endOf('2026-09-14'))
    expect((await town.listOf('ye', village, 'monthlyVillage')).dueAt).toEqual(endOf('2026-09-14'))
    await town.moveTo('2026-09-12T04:00:00Z')
    const filter = { ...monthly, template: 'monthlyVillage', unitPath: wenling }
    const rows = await town.as('wang').checklists.summary(filter)
    expect(rows.map(({ due: owed, overdue }) => [owed > 0, overdue])).toEqual(
      rows.map(() => [true, 0]),
    )
    expect(await town.app.io.transact((ctx) => recount(ctx))).toEqual([])
  })

  test('is told once, by the next round, with the new day', async () => {
    await town.moveTo('2026-09-02T02:00:00Z')
    await restartWith(off(due, '2026-09-11'))
    expect(town.pushesOn('ye', '2026-09-02')).toEqual([])
    for (const day of ['03', '04', '05']) await town.moveTo(`2026-09-${day}T00:00:00Z`)
    expect(town.pushesOn('ye', '2026-09-03')).toHaveLength(1)
    expect(town.newest('ye')['rows']).toContain('放假改到 9 月 14 日')
    expect(['04', '05'].flatMap((day) => town.pushesOn('ye', `2026-09-${day}`))).toEqual([])
  })

  test('moves nothing else: what is missed, what was a day off before, nothing twice or back', async () => {
    const before = await town.rows('select due_at from checklist_item order by checklist_id, item')
    await restartWith(off('2026-09-12', '2026-09-13'))
    expect(await moves()).toEqual([])
    await restartWith(off(due, due))
    const moved = await moves()
    expect(moved.map(({ from, to }) => [from, to])).toEqual(
      moved.map(() => [endOf(due).toISOString(), endOf('2026-09-11').toISOString()]),
    )
    expect(moved.length).toBeGreaterThan(0)
    await restartWith(off(due, due))
    await restartWith()
    expect(await moves()).toEqual(moved)
    expect(await dueOfVillage()).toEqual(endOf('2026-09-11'))
    expect(before).not.toEqual(
      await town.rows('select due_at from checklist_item order by checklist_id, item'),
    )
  })

  test('a day with an hour of its own keeps it, and a day that was off when it was set stays', async () => {
    const task = (dueAt: string) =>
      town.as('wang').checklists.issue({
        title: '查工棚',
        units: [shitang],
        kinds: ['township'],
        post: 'emergencyOfficeClerk',
        dueAt: new Date(dueAt),
        fields: [{ id: 'n', kind: 'number', label: '几处', required: true, decimals: 0 }],
      })
    await task('2026-09-10T09:00:00Z')
    await task('2026-09-12T09:00:00Z')
    await restartWith(off(due, '2026-09-13'))
    const tasks = await town.rows<{ due_at: number | string }>(
      "select due_at from checklist where period = 'once' order by due_at",
    )
    expect(tasks.map((row) => new Date(Number(row.due_at)).toISOString())).toEqual([
      '2026-09-12T09:00:00.000Z',
      '2026-09-14T09:00:00.000Z',
    ])
  })

  test('who answered by the new day was not late', async () => {
    await town.moveTo('2026-09-11T04:00:00Z')
    const { checklistId, item } = await verifying()
    await town.as('ye').checklists.unchanged({ checklistId, item, revision: 0 })
    expect((await verifying()).late).toBe(true)
    await restartWith(off(due, due))
    expect((await verifying()).late).toBe(false)
    expect(await town.app.io.transact((ctx) => recount(ctx))).toEqual([])
  })
})
