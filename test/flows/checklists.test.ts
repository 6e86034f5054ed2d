import { testPolicy } from '../support/policy'
import { eight, openMonth, studied, type Month } from '../support/months'
import { liruo, shitang, songmen, xinsha } from '../support/town'
import { engines } from '../support/world'
import { refusal } from '../support/refusal'
import { recount } from '../../bot/checklists/recount'
import { syncPolicy } from '../../bot/checklists/syncPolicy'

describe.each(engines)('the monthly list on %s', (engine) => {
  let town: Month
  beforeEach(async () => {
    town = await openMonth(engine)
  })
  afterEach(() => town.close())
  const issued = async (template = 'monthly%') =>
    (
      await town.rows<{ t: string }>(
        `select concat(template, ' ', period, ' ', unit_path) t from checklist where template like ? order by template, period, unit_path`,
        [template],
      )
    ).map((row) => row.t)
  const all = (period: string) => [
    ...[songmen, shitang].map((path) => `monthlyOffice ${period} ${path}`),
    ...[`${songmen}/331081101201`, liruo, xinsha].map((path) => `monthlyVillage ${period} ${path}`),
  ]

  test('is there at eight on the first, for every office and every village, once', async () => {
    await town.moveTo('2026-08-31T23:59:00Z')
    expect(await issued()).toEqual([])
    town.standin.clock.move({ now: Date.parse(eight) })
    await Promise.all([town.app.tick(), town.app.tick()])
    expect(await issued()).toEqual(all('2026-09'))
    await town.pass({ minutes: 60 })
    await town.moveTo('2026-09-02T00:00:00Z')
    expect(await issued()).toEqual(all('2026-09'))
    expect(await town.facts('checklist.issued')).toEqual(
      expect.arrayContaining([
        { template: 'monthlyOffice', period: '2026-09', units: 2 },
        { template: 'monthlyVillage', period: '2026-09', units: 3 },
      ]),
    )
    const list = await town.listOf('ying', shitang)
    expect(list).toMatchObject({
      title: '9 月工作清单',
      unitName: '石塘镇',
      version: 1,
      owed: list.items.filter((item) => item.state === 'open').length,
    })
    expect(list.items.length).toBeLessThanOrEqual(15)
    expect(list.items[0]).toMatchObject({
      item: 'riskStudy',
      title: '月度研判和风险提示',
      mine: true,
      words: '还没填，9 月 7 日前',
    })
    expect(list.items.filter((item) => item.state === 'auto').map(({ item }) => item)).toEqual([
      'firmChecks',
    ]) // the others wait for their registers: what nobody knows is not given
  })

  test('is made up for when the service stood still at eight, and the next month follows', async () => {
    await town.moveTo('2026-09-03T02:00:00Z')
    expect(await issued()).toEqual(all('2026-09'))
    expect((await town.listOf('ying', shitang)).items[0]).toMatchObject({
      words: '还没填，9 月 7 日前',
    })
    expect(town.pushesOn('ying', '2026-09-03')).toHaveLength(1)
    await town.moveTo('2026-10-01T00:00:00Z')
    expect(await issued()).toEqual([...all('2026-09'), ...all('2026-10')].sort())
  })

  test('that comes up in the night is issued, and told in the morning', async () => {
    await town.moveTo('2026-09-01T14:00:00Z')
    expect(await issued()).toEqual(all('2026-09'))
    expect(town.chat('jiang')).toEqual([])
    await town.moveTo('2026-09-02T00:00:00Z')
    expect(town.newest('jiang')).toMatchObject({ title: '9 月村级清单', btn: '没有变化' })
  })

  test('of next month knows what was answered last month', async () => {
    await town.moveTo(eight)
    const ref = await town.study()
    await town.as('ying').checklists.submit({ ...ref, answers: studied, revision: 0 })
    await town.moveTo('2026-10-01T00:00:00Z')
    const next = {
      checklistId: (await town.listOf('ying', shitang, 'monthlyOffice', '2026-10')).id,
      item: 'riskStudy',
    }
    expect(await town.as('ying').checklists.open(next)).toMatchObject({
      last: studied,
      answers: { risks: 4 },
    })
    expect(await town.as('ying').checklists.unchanged({ ...next, revision: 0 })).toMatchObject({
      state: 'submitted',
    })
    expect((await town.as('ying').checklists.open(next)).answers).toEqual(studied)
    expect(
      await refusal(
        town.as('ying').checklists.unchanged({ ...next, item: 'training', revision: 0 }),
      ),
    ).toBe('checklist.nothingBefore')
  })

  test('keeps its version when the policy changes; the next one has the new', async () => {
    await town.moveTo(eight)
    const policy = testPolicy
    const templates = structuredClone(policy.checklists.templates)
    const office = templates.find((one) => one.name === 'monthlyOffice')!
    office.items.find((one) => one.name === 'riskStudy')!.title = '研判'
    const changed = { ...policy, checklists: { ...policy.checklists, templates } }
    await town.app.io.transact((ctx) => syncPolicy({ ...ctx, policy: changed }))
    await town.app.io.transact((ctx) => syncPolicy({ ...ctx, policy: changed }))
    expect(
      await town.rows(
        `select version from checklist_template where name = 'monthlyOffice' order by version`,
      ),
    ).toEqual([{ version: 1 }, { version: 2 }])
    expect(await town.as('ying').checklists.open(await town.study())).toMatchObject({
      title: '月度研判和风险提示',
    })
    expect(
      (
        await town
          .as('ying')
          .checklists.submit({ ...(await town.study()), answers: studied, revision: 0 })
      ).revision,
    ).toBe(1)
    const without = {
      ...policy,
      checklists: {
        ...policy.checklists,
        templates: templates.filter((one) => one.name !== 'monthlyOffice'),
      },
    }
    await town.app.io.transact((ctx) => syncPolicy({ ...ctx, policy: without }))
    expect(
      await refusal(
        town.as('ying').checklists.submit({
          ...(await town.study()),
          answers: { ...studied, risks: 7 },
          revision: 1,
        }),
      ),
    ).toBe('checklist.withdrawn')
    expect((await town.as('ying').home.today({})).lines).toEqual([])
    expect(await town.app.io.look((ctx) => recount(ctx))).toEqual([])
  })
})
