import { eight, openMonth, studied, type Month } from '../support/months'
import { liruo, shitang, xinsha } from '../support/town'
import { engines } from '../support/world'
import { dayAfter } from '../../shared/time'
import { tellDaily } from '../../bot/checklists/tell'

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
  let town: Month
  beforeEach(async () => {
    town = await openMonth(engine)
  })
  afterEach(() => town.close())
  const everything = async (userId: string, unitPath: string, template: string) => {
    const list = await town.listOf(userId, unitPath, template)
    for (const { item, state } of list.items) {
      if (state === 'open') {
        await town.app.io.transact((ctx) =>
          ctx.db.query(
            `update checklist_item set state = 'passed', revision = 1 where checklist_id = ? and item = ?`,
            [list.id, item],
          ),
        )
      }
    }
  }

  test('a person is told at most one thing a day, and nothing at all once everything is given', async () => {
    await town.moveTo(eight)
    await everything('jiang', liruo, 'monthlyVillage')
    let day = '2026-09-01'
    for (; day < '2026-09-16'; day = dayAfter(day)) {
      for (const time of ['00:00', '02:00', '10:00']) await town.moveTo(`${day}T${time}:00Z`)
    }
    const pushes = Object.fromEntries(
      people.map((userId) => [
        userId,
        Array.from(
          { length: 15 },
          (_, n) => town.pushesOn(userId, dayAfter('2026-09-01', n)).length,
        ),
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
    expect(town.newest('zhuang')).toMatchObject({
      title: '今天要办 1 件',
      rows: expect.stringContaining('过了 1 天') as string,
    })
    // its superior on the first working day after, by name
    expect(town.pushesOn('ying', '2026-09-14').map((entry) => JSON.stringify(entry))).toEqual([
      expect.stringContaining('还差 1 个单位没有交，新沙村，已过期限'),
    ])
  })

  test('who answers while the reminder is under way hears nothing', async () => {
    await town.moveTo(eight)
    const list = await town.listOf('zhuang', xinsha, 'monthlyVillage')
    town.standin.clock.move({ now: Date.parse('2026-09-07T00:00:00Z') })
    await town.app.io.transact(tellDaily)
    expect(
      await town.rows(`select person_id from digest where day = '2026-09-07' and person_id = ?`, [
        town.ids.get('庄文君'),
      ]),
    ).toHaveLength(1)
    for (const { item } of list.items) {
      await town.as('zhuang').checklists.unchanged({ checklistId: list.id, item, revision: 0 })
    }
    await town.settled()
    expect(town.pushesOn('zhuang', '2026-09-07')).toEqual([])
    expect(town.pushesOn('ye', '2026-09-07')).toHaveLength(1)
  })

  test('what was handed in or returned since the last round is told by the next, however late it is made', async () => {
    await town.moveTo(eight)
    const ref = await town.study()
    await town.moveTo('2026-09-03T00:00:00Z')
    await town.pass({ minutes: 30 })
    await town.as('ying').checklists.submit({ ...ref, answers: studied, revision: 0 })
    await town.moveTo('2026-09-04T02:00:00Z')
    expect(town.pushesOn('wang', '2026-09-04')).toHaveLength(1)
    await town
      .as('wang')
      .checklists.review({ ...ref, revision: 1, passed: false, reason: '缺第 3 题' })
    await town.moveTo('2026-09-05T04:00:00Z')
    expect(town.newest('ying')).toMatchObject({
      rows: expect.stringContaining('退回：缺第 3 题') as string,
    })
    await town.moveTo('2026-09-06T04:00:00Z')
    expect(town.pushesOn('wang', '2026-09-06')).toEqual([])
  })

  test('the list at home is everything of everywhere, warnings first', async () => {
    await town.moveTo(eight)
    const { id } = await town.draft({ validUntil: null })
    expect((await town.as('zhou').home.today({})).lines[0]).toMatchObject({
      kind: 'approval',
      urgent: true,
      page: 'approve',
      query: { warningId: id },
    })
    await town.as('zhou').warnings.approve({ warningId: id })
    await town.settled()
    const { lines } = await town.as('jiang').home.today({})
    expect(lines.map((line) => line.kind)).toEqual(['warning', 'confirm'])
    expect(lines[0]).toMatchObject({
      title: '台风橙色预警',
      words: '危房、工棚、沿海各户转移，今天 18:00 前',
      button: { operation: 'warnings.acknowledge', input: { warningId: id } },
    })
    await town.as('jiang').warnings.acknowledge({ warningId: id })
    expect((await town.as('jiang').home.today({})).lines.map((line) => line.kind)).toEqual([
      'confirm',
    ])
  })

  test('what the system counts is counted from what was handed in: visits of the month, people trained in the year', async () => {
    await town.moveTo(eight)
    const ying = town.as('ying').checklists
    const list = async (period: string) =>
      (await town.listOf('ying', shitang, 'monthlyOffice', period)).id
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
      const { period } = await town
        .as('lin')
        .checklists.order({ units: [shitang], template: 'fiveInPlace' })
      const [visit] = await town.rows<{ id: string }>(
        `select id from checklist where period = '${period}'`,
      )
      await ying.submit({ checklistId: visit!.id, item: 'visit', answers: visited, revision: 0 })
    }
    expect(await count('2026-09', 'firmChecks')).toBe(2)
    await trained('2026-09', 'training', 120)
    await town.moveTo('2026-10-01T00:00:00Z')
    expect(await count('2026-10', 'firmChecks')).toBe(0)
    await trained('2026-10', 'drill', 60)
    await town.moveTo('2026-11-01T00:00:00Z')
    await trained('2026-11', 'training', 30)
    expect(await count('2026-11', 'trainedTotal')).toBe(150)
    await town.moveTo('2027-02-01T00:00:00Z')
    expect(await count('2027-02', 'trainedTotal')).toBe(0)
  })
})
