import { eight, openMonth, type Month } from '../support/months'
import { liruo, shitang, songmen, wenling, xinsha } from '../support/town'
import { engines } from '../support/world'
import { refusal } from '../support/refusal'

describe.each(engines)('tasks on %s', (engine) => {
  let town: Month
  beforeEach(async () => {
    town = await openMonth(engine)
  })
  afterEach(() => town.close())

  const task = {
    units: [shitang],
    kinds: ['village' as const],
    post: 'villageHead',
    title: '查一遍危房',
    fields: [
      {
        kind: 'number' as const,
        id: 'houses',
        label: '危房',
        decimals: 0,
        required: true,
        min: 0,
        unit: '户',
      },
    ],
  }

  test('a task is counted before it is sent, reaches those units, and can be taken back', async () => {
    const lin = town.as('lin').checklists
    const dueAt = new Date('2026-09-04T10:00:00Z')
    const { title, fields, ...target } = task
    await town.moveTo(eight)
    expect(await lin.preview(target)).toEqual({ units: 2, people: 2, vacant: 0 })
    expect(
      await lin.preview({
        ...target,
        units: [wenling],
        kinds: ['township', 'village'],
        post: 'townshipCommander',
      }),
    ).toEqual({ units: 5, people: 4, vacant: 1 })
    expect(
      await refusal(
        lin.issue({ ...target, title, fields, units: [liruo], kinds: ['county'], dueAt }),
      ),
    ).toBe('checklist.noUnits')
    expect(await refusal(lin.issue({ ...target, title, fields, dueAt: town.now() }))).toBe(
      'checklist.dueTooSoon',
    )
    expect(
      await refusal(lin.issue({ ...target, title, fields: [...fields, ...fields], dueAt })),
    ).toBe('input.invalid')
    expect(
      await refusal(
        town.as('ying').checklists.issue({ ...target, units: [songmen], title, fields, dueAt }),
      ),
    ).toBe('access.forbidden')
    const { units, template } = await lin.issue({ ...target, title, fields, dueAt })
    expect(units).toBe(2)
    expect((await lin.templates({})).find((one) => one.name === template)).toMatchObject({
      title: '查一遍危房',
      every: 'once',
      periods: ['once'],
    })
    expect(
      (await town.as('jin').checklists.templates({})).some((one) => one.name === template),
    ).toBe(false)
    await town.settled()
    expect(town.pushesOn('jiang', '2026-09-01')).toHaveLength(1) // told of the month's list already: the task waits for tomorrow
    const line = (await town.as('jiang').home.today({})).lines.find(
      (one) => one.title === '查一遍危房',
    )!
    expect(line).toMatchObject({
      kind: 'item',
      dueAt,
      words: '石塘镇里箬村，查一遍危房，还有 3 天',
    })
    const list = await town.listOf('jiang', liruo, template, 'once')
    expect(
      await town.as('jiang').checklists.submit({
        checklistId: list.id,
        item: 'task',
        answers: { houses: 3 },
        revision: 0,
      }),
    ).toMatchObject({ state: 'submitted' })
    expect(
      (await town.as('ying').checklists.waiting({ unitPath: shitang, after: null })).items,
    ).toMatchObject([{ title: '查一遍危房', unitName: '石塘镇里箬村' }])
    expect(await refusal(town.as('jiang').checklists.withdraw({ template }))).toBe(
      'access.forbidden',
    )
    expect(await refusal(lin.withdraw({ template: 'monthlyOffice' }))).toBe('access.forbidden')
    expect(
      await lin.withdraw({ template }).then(
        (reply) => reply.lists,
        () => -1,
      ),
    ).toBe(2)
    const other = await town.listOf('zhuang', xinsha, template, 'once')
    expect(
      await refusal(
        town.as('zhuang').checklists.submit({
          checklistId: other.id,
          item: 'task',
          answers: { houses: 3 },
          revision: 0,
        }),
      ),
    ).toBe('checklist.withdrawn')
    expect(
      (await town.as('zhuang').home.today({})).lines.some((one) => one.title === '查一遍危房'),
    ).toBe(false)
    expect(
      await town
        .as('lin')
        .checklists.summary({ unitPath: wenling, template, period: 'once', until: null }),
    ).toMatchObject([{ name: '石塘镇', total: 1, done: 1 }])
  })

  test('a task in the middle of the day is told at once to who was told nothing today', async () => {
    await town.moveTo('2026-09-02T02:00:00Z')
    const told = town.pushesOn('jiang', '2026-09-02').length
    await town.moveTo('2026-09-03T02:00:00Z')
    const { title, fields, ...target } = task
    await town
      .as('lin')
      .checklists.issue({ ...target, title, fields, dueAt: new Date('2026-09-04T10:00:00Z') })
    await town.settled()
    expect(told).toBe(1)
    expect(town.pushesOn('jiang', '2026-09-03')).toHaveLength(1)
    expect(town.newest('jiang')).toMatchObject({
      title: '查一遍危房',
      rows: expect.stringContaining('9 月 4 日前') as string,
    })
  })
})
