import { writeTemplate } from '../../bot/checklists/sheets/write'
import { addVersion } from '../../bot/checklists/versions'
import { tellDaily } from '../../bot/checklists/tell'
import type { Template } from '../../shared/checklist'
import { eight, join, month } from '../support/months'
import { liruo, shitang, songmen, wenling, xinsha } from '../support/town'
import { engines } from '../support/world'
import { dayAfter } from '../../shared/time'

const refusal = (work: Promise<unknown>) =>
  work.then(
    () => 'done',
    (error: Error & { code?: string }) => error.code ?? String(error),
  )
type Month = Awaited<ReturnType<typeof month>>
const people = [
  'ying',
  'jiang',
  'chunlin',
  'zhuang',
  'ye',
  'zhong',
  'lin',
  'zhou',
  'wang',
  'jin',
  'zhilin',
]

describe.each(engines)('reminders and tasks on %s', (engine) => {
  let it: Month
  beforeEach(async () => {
    it = await month(engine)
  })
  afterEach(() => it.close())
  const everything = async (userId: string, unitPath: string, template: string) => {
    const list = await it.listOf(userId, unitPath, template)
    for (const { item, state } of list.items) {
      if (state === 'open') {
        await it.app.io.transact((ctx) =>
          ctx.db.query(
            `update checklist_item set state = 'passed', revision = 1 where checklist_id = ? and item = ?`,
            [list.id, item],
          ),
        )
      }
    }
  }

  test('a person is told at most one thing a day, and nothing at all once everything is given', async () => {
    await it.moveTo(eight)
    await everything('jiang', liruo, 'monthlyVillage')
    let day = '2026-09-01'
    for (; day < '2026-09-16'; day = dayAfter(day)) {
      for (const time of ['00:00', '02:00', '10:00']) await it.moveTo(`${day}T${time}:00Z`)
    }
    const pushes = Object.fromEntries(
      people.map((userId) => [
        userId,
        Array.from({ length: 15 }, (_, n) => it.pushesOn(userId, dayAfter('2026-09-01', n)).length),
      ]),
    )
    expect(
      Object.values(pushes)
        .flat()
        .every((n) => n <= 1),
    ).toBe(true)
    expect(pushes['jiang']!.reduce((sum, n) => sum + n)).toBe(1)
    // 责任人核对 is due on the 10th: T−3 on the 7th, T−1, T+1, for who has not answered
    expect(pushes['zhuang']).toEqual([1, 0, 0, 0, 0, 0, 1, 0, 1, 0, 1, 0, 0, 0, 0])
    expect(it.newest('zhuang')).toMatchObject({
      title: '今天要办 1 件',
      rows: expect.stringContaining('过了 1 天') as string,
    })
    // its superior on the first working day after, by name
    expect(it.pushesOn('ying', '2026-09-14').map((entry) => JSON.stringify(entry))).toEqual([
      expect.stringContaining('还差 1 个单位没有交，新沙村，已过期限'),
    ])
  })

  test('who answers while the reminder is under way hears nothing', async () => {
    await it.moveTo(eight)
    const list = await it.listOf('zhuang', xinsha, 'monthlyVillage')
    it.standin.clock.move({ now: Date.parse('2026-09-07T00:00:00Z') })
    await it.app.io.transact(tellDaily)
    expect(
      await it.rows(`select person_id from digest where day = '2026-09-07' and person_id = ?`, [
        it.ids.get('庄文君'),
      ]),
    ).toHaveLength(1)
    for (const { item } of list.items) {
      await it.as('zhuang').checklists.unchanged({ checklistId: list.id, item, revision: 0 })
    }
    await it.tick()
    expect(it.pushesOn('zhuang', '2026-09-07')).toEqual([])
    expect(it.pushesOn('ye', '2026-09-07')).toHaveLength(1)
  })

  test('the list at home is everything of everywhere, warnings first', async () => {
    await it.moveTo(eight)
    const { id } = await it.draft({ validUntil: null })
    expect((await it.as('zhou').home.today({})).lines[0]).toMatchObject({
      kind: 'approval',
      urgent: true,
      page: 'approve',
      query: { warningId: id },
    })
    await it.as('zhou').warnings.approve({ warningId: id })
    await it.tick()
    const { lines } = await it.as('jiang').home.today({})
    expect(lines.map((line) => line.kind)).toEqual(['warning', 'confirm'])
    expect(lines[0]).toMatchObject({
      title: '台风橙色预警',
      words: '危房、工棚、沿海各户转移，今天 18:00 前',
      button: { operation: 'warnings.acknowledge', input: { warningId: id } },
    })
    await it.as('jiang').warnings.acknowledge({ warningId: id })
    expect((await it.as('jiang').home.today({})).lines.map((line) => line.kind)).toEqual([
      'confirm',
    ])
  })

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
    const lin = it.as('lin').checklists
    const dueAt = new Date('2026-09-04T10:00:00Z')
    const { title, fields, ...target } = task
    await it.moveTo(eight)
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
    expect(await refusal(lin.issue({ ...target, title, fields, dueAt: it.now() }))).toBe(
      'checklist.dueTooSoon',
    )
    expect(
      await refusal(lin.issue({ ...target, title, fields: [...fields, ...fields], dueAt })),
    ).toBe('input.invalid')
    expect(
      await refusal(
        it.as('ying').checklists.issue({ ...target, units: [songmen], title, fields, dueAt }),
      ),
    ).toBe('access.forbidden')
    const { units, template } = await lin.issue({ ...target, title, fields, dueAt })
    expect(units).toBe(2)
    expect((await lin.templates({})).find((one) => one.name === template)).toMatchObject({
      title: '查一遍危房',
      every: 'once',
      periods: ['once'],
    })
    expect((await it.as('jin').checklists.templates({})).some((one) => one.name === template)).toBe(
      false,
    )
    await it.tick()
    expect(it.pushesOn('jiang', '2026-09-01')).toHaveLength(1) // told of the month's list already: the task waits for tomorrow
    const line = (await it.as('jiang').home.today({})).lines.find(
      (one) => one.title === '查一遍危房',
    )!
    expect(line).toMatchObject({
      kind: 'item',
      dueAt,
      words: '石塘镇里箬村，查一遍危房，还有 3 天',
    })
    const list = await it.listOf('jiang', liruo, template, 'once')
    expect(
      await it.as('jiang').checklists.submit({
        checklistId: list.id,
        item: 'task',
        answers: { houses: 3 },
        revision: 0,
      }),
    ).toMatchObject({ state: 'submitted' })
    expect(
      (await it.as('ying').checklists.waiting({ unitPath: shitang, after: null })).items,
    ).toMatchObject([{ title: '查一遍危房', unitName: '石塘镇里箬村' }])
    expect(await refusal(it.as('jiang').checklists.withdraw({ template }))).toBe('access.forbidden')
    expect(await refusal(lin.withdraw({ template: 'monthlyOffice' }))).toBe('access.forbidden')
    expect(
      await lin.withdraw({ template }).then(
        (reply) => reply.lists,
        () => -1,
      ),
    ).toBe(2)
    const other = await it.listOf('zhuang', xinsha, template, 'once')
    expect(
      await refusal(
        it.as('zhuang').checklists.submit({
          checklistId: other.id,
          item: 'task',
          answers: { houses: 3 },
          revision: 0,
        }),
      ),
    ).toBe('checklist.withdrawn')
    expect(
      (await it.as('zhuang').home.today({})).lines.some((one) => one.title === '查一遍危房'),
    ).toBe(false)
    expect(
      await it
        .as('lin')
        .checklists.summary({ unitPath: wenling, template, period: 'once', until: null }),
    ).toMatchObject([{ name: '石塘镇', total: 1, done: 1 }])
  })
  test('a task in the middle of the day is told at once to who was told nothing today', async () => {
    await it.moveTo('2026-09-02T02:00:00Z')
    const told = it.pushesOn('jiang', '2026-09-02').length
    await it.moveTo('2026-09-03T02:00:00Z')
    const { title, fields, ...target } = task
    await it
      .as('lin')
      .checklists.issue({ ...target, title, fields, dueAt: new Date('2026-09-04T10:00:00Z') })
    await it.tick()
    expect(told).toBe(1)
    expect(it.pushesOn('jiang', '2026-09-03')).toHaveLength(1)
    expect(it.newest('jiang')).toMatchObject({
      title: '查一遍危房',
      rows: expect.stringContaining('9 月 4 日前') as string,
    })
  })

  test('what the system counts is counted from what was handed in: visits of the month, people trained in the year', async () => {
    await it.moveTo(eight)
    const ying = it.as('ying').checklists
    const list = async (period: string) =>
      (await it.listOf('ying', shitang, 'monthlyOffice', period)).id
    const count = async (period: string, item: string) =>
      (await ying.open({ checklistId: await list(period), item })).count
    const trained = async (period: string, kind: string, reached: number) =>
      ying.submit({
        checklistId: await list(period),
        item: 'training',
        answers: { kind, reached },
        revision: 0,
      })
    const yes = { yes: true }
    const visited = {
      firm: '石塘冷冻厂',
      body: yes,
      money: yes,
      management: yes,
      training: yes,
      rescue: yes,
    }
    expect(await count('2026-09', 'firmChecks')).toBe(0)
    for (let n = 0; n < 2; n++) {
      const { period } = await it
        .as('lin')
        .checklists.order({ units: [shitang], template: 'fiveInPlace' })
      const [visit] = await it.rows<{ id: string }>(
        `select id from checklist where period = '${period}'`,
      )
      await ying.submit({ checklistId: visit!.id, item: 'visit', answers: visited, revision: 0 })
    }
    expect(await count('2026-09', 'firmChecks')).toBe(2)
    await trained('2026-09', 'training', 120)
    await it.moveTo('2026-10-01T00:00:00Z')
    expect(await count('2026-10', 'firmChecks')).toBe(0)
    await trained('2026-10', 'drill', 60)
    await it.moveTo('2026-11-01T00:00:00Z')
    await trained('2026-11', 'training', 30)
    expect(await count('2026-11', 'trainedTotal')).toBe(150)
    await it.moveTo('2027-02-01T00:00:00Z')
    expect(await count('2027-02', 'trainedTotal')).toBe(0)
  })

  test('a list that waits for an order is given where it is ordered, each time anew', async () => {
    await it.moveTo(eight)
    const lin = it.as('lin').checklists
    const before = await it.rows('select id from checklist')
    expect(await refusal(lin.order({ units: [shitang], template: 'monthlyOffice' }))).toBe(
      'checklist.byCalendar',
    )
    expect(await refusal(lin.order({ units: [shitang], template: 'nothing' }))).toBe(
      'checklist.noTemplate',
    )
    const response = it.app.io.policy.checklists.templates.find((one) => one.every === 'response')!
    const { units, period } = await lin.order({ units: [wenling], template: response.name })
    expect((await it.rows('select id from checklist')).length - before.length).toBe(units)
    expect((await lin.order({ units: [wenling], template: response.name })).period).not.toBe(period)
  })

  test('a warning orders the lists of its response: at once, not twice, never in a drill; when it is lifted what is open is taken back', async () => {
    await it.moveTo(eight)
    const listed = () =>
      it.rows<{ id: string; unit_path: string; period: string; withdrawn_at: unknown }>(
        "select id, unit_path, period, withdrawn_at from checklist where template = 'floodCheck' order by id",
      )
    for (const other of [
      { drill: true },
      { color: 'blue' as const },
      { hazard: 'gale' },
      { kind: 'trend' as const },
    ]) {
      await it.issue(other)
    }
    expect(await listed()).toEqual([])
    expect(
      await it.rows('select card from digest where person_id = ?', [it.ids.get('应敏')]),
    ).toHaveLength(1)
    const orange = await it.issue()
    expect(await listed()).toMatchObject([
      { unit_path: shitang, period: orange, withdrawn_at: null },
    ])
    expect(it.cardWith('ying', '防汛检查')).toEqual(
      expect.objectContaining({ rows: expect.stringContaining('9 月 2 日前') as string }),
    ) // though the day's one push is spent
    const red = await it.issue({ color: 'red', replaces: orange })
    const [list] = await listed()
    expect(await listed()).toHaveLength(1)
    const answered = async () =>
      (await it.as('ying').checklists.open({ checklistId: list!.id, item: 'answered' })).count
    expect(await answered()).toBe(0)
    await it.as('jiang').warnings.acknowledge({ warningId: red })
    expect(await answered()).toBe(1) // nobody is asked for what the system counts

    await it.as('ying').checklists.submit({
      checklistId: list!.id,
      item: 'dikes',
      answers: { checked: 3, fine: { yes: true } },
      revision: 0,
    })
    expect(
      (await it.as('ying').home.today({})).lines.filter((line) => line.key.includes(list!.id))
        .length,
    ).toBeGreaterThan(0)
    await it.as('lin').warnings.lift({ warningId: red, reason: '台风已经过去' })
    await it.tick()
    await it.later(0.1)
    expect(it.cardWith('ying', '防汛检查')).toMatchObject({ title: '已撤回：防汛检查', btn: '' })
    expect((await listed()).map((one) => one.withdrawn_at)).toEqual([expect.anything()])
    expect(
      await it.rows('select item, state from checklist_item where checklist_id = ? order by item', [
        list!.id,
      ]),
    ).toEqual([
      { item: 'answered', state: 'auto' },
      { item: 'dikes', state: 'passed' },
    ])
    expect(
      (await it.as('ying').home.today({})).lines.filter((line) => line.key.includes(list!.id)),
    ).toEqual([])
  })

  test('a list by Excel is in force for the own area from the next month on; mistakes change nothing', async () => {
    await join(it, '管理员', 'guan', 'systemAdmin', wenling)
    const admin = it.as('guan').checklists
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
        it.app.io.transact((ctx) =>
          addVersion(ctx, taken.template!, { source: 'excel', unitPath: '3310/331082' }),
        ),
      ),
    ).toBe('checklist.nameTaken')
    const every = taken.template!.every
    await it.moveTo(eight)
    if (every === 'month') {
      expect(
        (
          await it.rows<{ unit_path: string }>(
            'select unit_path from checklist where template = ?',
            [name],
          )
        ).every((row) => row.unit_path.startsWith(wenling)),
      ).toBe(true)
    }
    expect(await admin.withdraw({ template: name })).toEqual({
      lists:
        every === 'month'
          ? (await it.rows('select id from checklist where template = ?', [name])).length
          : 0,
    })
    expect((await admin.templates({})).map((one) => one.name)).not.toContain(name)
  })

  test('lists from Excel are weighed together with those that are in force there', async () => {
    await join(it, '管理员', 'guan', 'systemAdmin', wenling)
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
      const file = (await writeTemplate(list(name), it.app.io.policy)).toString('base64')
      return (await it.as('guan').checklists.takeTemplate({ unitPath: wenling, file })).faults.map(
        ({ message }) => message,
      )
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
