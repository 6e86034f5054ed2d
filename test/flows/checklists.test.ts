import { liruo, shitang, songmen, town, wenling, xinsha, type Town } from '../support/town'
import { engines } from '../support/world'

const first = '2026-09-01T00:00:00Z' // 08:00 in Shanghai
const monthly = { template: 'monthlyOffice', period: '2026-09', until: null }

describe.each(engines)('the monthly list on %s', (engine) => {
  let it: Town
  beforeEach(async () => { it = await town(engine, { at: '2026-08-31T23:00:00Z' }); await it.tick() })
  afterEach(() => it.close())
  const moveTo = async (moment: string) => { it.standin.clock.move({ now: Date.parse(moment) }); await it.tick() }
  const listOf = async (userId: string, unitPath: string, template = 'monthlyOffice') => (await it.as(userId).checklists.lists({ unitPath, period: '2026-09' })).find((list) => list.template === template)!

  test('is there at eight on the first, for every office and every village, once', async () => {
    expect(await it.rows('select id from checklist')).toEqual([])
    await moveTo(first)
    const rows = await it.rows<{ template: string; unit_path: string }>(`select template, unit_path from checklist where template like 'monthly%' order by template, unit_path`)
    expect(rows.map((row) => `${row.template} ${row.unit_path}`)).toEqual([
      ...[songmen, shitang].map((path) => `monthlyOffice ${path}`), ...[`${songmen}/331081101201`, liruo, xinsha].map((path) => `monthlyVillage ${path}`)])
    const list = await listOf('ying', shitang)
    expect(list).toMatchObject({ title: '9 月工作清单', unitName: '石塘镇' })
    expect(await it.as('lin').checklists.summary({ unitPath: wenling, ...monthly })).toMatchObject([{ name: '松门镇' }, { name: '石塘镇' }])
  })
})
