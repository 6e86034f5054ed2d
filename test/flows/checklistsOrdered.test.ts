import type { Template } from '../../shared/checklist'
import { eight, join, openMonth, type Month } from '../support/months'
import { shitang, wenling } from '../support/town'
import { engines } from '../support/world'
import { refusal } from '../support/refusal'
import { writeTemplate } from '../../bot/checklists/sheets/write'
import { addVersion } from '../../bot/checklists/versions'

describe.each(engines)('lists by order and by Excel on %s', (engine) => {
  let town: Month
  beforeEach(async () => {
    town = await openMonth(engine)
  })
  afterEach(() => town.close())

  test('a list that waits for an order is given where it is ordered, each time anew', async () => {
    await town.moveTo(eight)
    const lin = town.as('lin').checklists
    const before = await town.rows('select id from checklist')
    expect(await refusal(lin.order({ units: [shitang], template: 'monthlyOffice' }))).toBe(
      'checklist.byCalendar',
    )
    expect(await refusal(lin.order({ units: [shitang], template: 'nothing' }))).toBe(
      'checklist.noTemplate',
    )
    const response = town.app.io.policy.checklists.templates.find(
      (one) => one.every === 'response',
    )!
    const { units, period } = await lin.order({ units: [wenling], template: response.name })
    expect((await town.rows('select id from checklist')).length - before.length).toBe(units)
    expect((await lin.order({ units: [wenling], template: response.name })).period).not.toBe(period)
  })

  test('a warning orders the lists of its response: at once, not twice, never in a drill; when it is lifted what is open is taken back', async () => {
    await town.moveTo(eight)
    const listed = () =>
      town.rows<{ id: string; unit_path: string; period: string; withdrawn_at: unknown }>(
        "select id, unit_path, period, withdrawn_at from checklist where template = 'floodCheck' order by id",
      )
    for (const other of [
      { drill: true },
      { color: 'blue' as const },
      { hazard: 'gale' },
      { kind: 'trend' as const },
    ]) {
      await town.issue(other)
    }
    expect(await listed()).toEqual([])
    expect(
      await town.rows('select card from digest where person_id = ?', [town.ids.get('应敏')]),
    ).toHaveLength(1)
    const orange = await town.issue()
    expect(await listed()).toMatchObject([
      { unit_path: shitang, period: orange, withdrawn_at: null },
    ])
    expect(town.cardWith('ying', '防汛检查')).toEqual(
      expect.objectContaining({ rows: expect.stringContaining('9 月 2 日前') as string }),
    ) // though the day's one push is spent
    const red = await town.issue({ color: 'red', replaces: orange })
    const [list] = await listed()
    expect(await listed()).toHaveLength(1)
    const answered = async () =>
      (await town.as('ying').checklists.open({ checklistId: list!.id, item: 'answered' })).count
    expect(await answered()).toBe(0)
    await town.as('jiang').warnings.acknowledge({ warningId: red })
    await town.pass({ seconds: 1 })
    expect(await answered()).toBe(1) // nobody is asked for what the system counts

    await town.as('ying').checklists.submit({
      checklistId: list!.id,
      item: 'dikes',
      answers: { checked: 3, fine: { yes: true } },
      revision: 0,
    })
    expect(
      (await town.as('ying').home.today({})).lines.filter((line) => line.key.includes(list!.id))
        .length,
    ).toBeGreaterThan(0)
    await town.as('lin').warnings.lift({ warningId: red, reason: '台风已经过去' })
    await town.settled()
    await town.pass({ seconds: 6 })
    expect(town.cardWith('ying', '防汛检查')).toMatchObject({ title: '已撤回：防汛检查', btn: '' })
    expect((await listed()).map((one) => one.withdrawn_at)).toEqual([expect.anything()])
    expect(
      await town.rows(
        'select item, state from checklist_item where checklist_id = ? order by item',
        [list!.id],
      ),
    ).toEqual([
      { item: 'answered', state: 'auto' },
      { item: 'dikes', state: 'passed' },
    ])
    expect(
      (await town.as('ying').home.today({})).lines.filter((line) => line.key.includes(list!.id)),
    ).toEqual([])
  })

  test('a list by Excel is in force for the own area from the next month on; mistakes change nothing', async () => {
    await join(town, { name: '管理员', userId: 'guan', kind: 'systemAdmin', unitPath: wenling })
    const admin = town.as('guan').checklists
    const { file } = await admin.sampleTemplate({ unitPath: wenling })
    const taken = await admin.takeTemplate({ unitPath: wenling, file })
    expect(taken).toMatchObject({ version: 1, faults: [] })
    const { name } = taken.template!
    expect((await admin.templates({})).map((one) => one.name)).toContain(name)
    expect(
      await refusal(
        admin.takeTemplate({ unitPath: wenling, file: Buffer.from('no sheet').toString('base64') }),
      ),
    ).toBe('file.notExcel')
    expect(
      await refusal(
        town.app.io.transact((ctx) =>
          addVersion(ctx, taken.template!, { source: 'excel', unitPath: '3310/331082' }),
        ),
      ),
    ).toBe('checklist.nameTaken')
    const every = taken.template!.every
    await town.moveTo(eight)
    if (every === 'month') {
      expect(
        (
          await town.rows<{ unit_path: string }>(
            'select unit_path from checklist where template = ?',
            [name],
          )
        ).every((row) => row.unit_path.startsWith(wenling)),
      ).toBe(true)
    }
    expect(await admin.withdraw({ template: name })).toEqual({
      lists:
        every === 'month'
          ? (await town.rows('select id from checklist where template = ?', [name])).length
          : 0,
    })
    expect((await admin.templates({})).map((one) => one.name)).not.toContain(name)
  })

  test('lists from Excel are weighed together with those that are in force there', async () => {
    await join(town, { name: '管理员', userId: 'guan', kind: 'systemAdmin', unitPath: wenling })
    const list = (name: string): Template => ({
      name,
      title: `村里的事${name}`,
      at: ['village'],
      every: 'month',
      reviewed: false,
      items: [
        {
          name: 'look',
          title: '看一遍',
          months: [5],
          post: 'villageHead',
          evidence: 'confirm',
          due: 10,
          fields: [],
        },
      ],
    })
    const take = async (name: string) => {
      const file = (await writeTemplate(list(name), town.app.io.policy)).toString('base64')
      return (
        await town.as('guan').checklists.takeTemplate({ unitPath: wenling, file })
      ).faults.map(({ message }) => message)
    }
    expect(await take('one')).toEqual([])
    expect(await take('two')).toEqual([])
    expect(await take('three')).toEqual([
      '5 月要一个村办 4 项，最多 3 项',
      '5 月要一个村点 4 下，最多 3 下',
    ])
    expect(await take('two')).toEqual([]) // a new version takes the place of its own
  })
})
