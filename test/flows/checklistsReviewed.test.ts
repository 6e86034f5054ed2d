import ExcelJS from 'exceljs'
import { eight, openMonth, monthly, studied, type Month } from '../support/months'
import { shitang, songmen, wenling } from '../support/town'
import { engines } from '../support/world'
import { refusal } from '../support/refusal'
import { recount } from '../../bot/checklists/recount'
import { countFor } from '../../bot/checklists/count'

describe.each(engines)('what is reviewed and summed up of the monthly list on %s', (engine) => {
  let town: Month
  beforeEach(async () => {
    town = await openMonth(engine)
  })
  afterEach(() => town.close())

  test('goes to the county, comes back with a reason, is corrected, and passes with a trail', async () => {
    await town.moveTo(eight)
    const ref = await town.study()
    const office = town.as('wang').checklists
    expect(await office.waiting({ unitPath: wenling, after: null })).toEqual({
      items: [],
      next: null,
    })
    expect(await refusal(office.review({ ...ref, revision: 0, passed: true, reason: '' }))).toBe(
      'checklist.notSubmitted',
    )
    await town.as('ying').checklists.submit({ ...ref, answers: studied, revision: 0 })
    expect((await office.waiting({ unitPath: wenling, after: null })).items).toMatchObject([
      { ...ref, unitName: '石塘镇', by: '应敏', state: 'submitted' },
    ])
    expect((await town.as('wang').home.today({})).lines).toMatchObject([
      { kind: 'review', title: '1 项等您审核' },
    ])
    expect(await refusal(office.review({ ...ref, revision: 1, passed: false, reason: '' }))).toBe(
      'checklist.reasonMissing',
    )
    expect(await refusal(office.review({ ...ref, revision: 9, passed: true, reason: '' }))).toBe(
      'checklist.changed',
    )
    expect(
      await office.review({ ...ref, revision: 1, passed: false, reason: '缺第 3 题' }),
    ).toEqual({ ...ref, state: 'returned', revision: 1 })
    expect(await office.summary({ unitPath: wenling, ...monthly })).toMatchObject([
      { name: '松门镇' },
      { name: '石塘镇', done: 0, returned: 1 },
    ])
    expect((await town.as('ying').home.today({})).lines[0]).toMatchObject({
      title: '月度研判和风险提示',
      words: '退回：缺第 3 题',
      urgent: true,
    })
    await town.moveTo('2026-09-02T00:00:00Z')
    expect(town.newest('ying')).toMatchObject({
      rows: expect.stringContaining('退回：缺第 3 题') as string,
    })
    await town
      .as('ying')
      .checklists.submit({ ...ref, answers: { ...studied, risks: 5 }, revision: 1 })
    await town.pass({ minutes: 1 })
    await office.review({ ...ref, revision: 2, passed: true, reason: '' })
    expect(await office.review({ ...ref, revision: 2, passed: true, reason: '' })).toMatchObject({
      state: 'passed',
    })
    expect(
      await refusal(town.as('ying').checklists.submit({ ...ref, answers: studied, revision: 2 })),
    ).toBe('checklist.passed')
    expect(
      (await town.as('ying').checklists.trail(ref)).map(
        ({ revision, what, by, reason, answers }) => [
          revision,
          what,
          by,
          reason,
          (answers as { risks?: number } | null)?.risks,
        ],
      ),
    ).toEqual([
      [1, 'submitted', '应敏', null, 4],
      [1, 'returned', '王办', '缺第 3 题', undefined],
      [2, 'submitted', '应敏', null, 5],
      [2, 'passed', '王办', null, undefined],
    ])
    expect(
      (await town.facts('checklist.reviewed')).map(({ passed, reason }) => [passed, reason]),
    ).toEqual([
      [false, '缺第 3 题'],
      [true, ''],
    ])
    expect(await office.reasons({ unitPath: wenling, ...monthly })).toEqual([
      { reason: '缺第 3 题', count: 1 },
    ])
    expect(await town.app.io.look((ctx) => recount(ctx))).toEqual([])
  })

  test('is summed from counters that are those of a recount, says what was to be expected, and goes to Excel as it is shown', async () => {
    await town.moveTo(eight)
    const ref = await town.study()
    const summary = () => town.as('lin').checklists.summary({ unitPath: wenling, ...monthly })
    const [before] = (await summary()).filter((row) => row.unitPath === shitang)
    expect(before).toMatchObject({
      name: '石塘镇',
      done: 0,
      late: 0,
      overdue: 0,
      missed: 0,
      expected: 0,
      returned: 0,
    })
    expect(before!.due).toBe(before!.total)
    await town.moveTo('2026-09-08T01:00:00Z')
    expect((await summary()).map((row) => [row.name, row.overdue, row.expected])).toEqual([
      ['松门镇', 1, 1],
      ['石塘镇', 1, 1],
    ])
    await town.as('ying').checklists.submit({ ...ref, answers: studied, revision: 0 })
    expect((await summary()).find((row) => row.unitPath === shitang)).toMatchObject({
      done: 1,
      late: 1,
      overdue: 0,
    })
    await town.moveTo('2026-10-20T01:00:00Z')
    expect((await summary()).find((row) => row.unitPath === shitang)).toMatchObject({
      done: 1,
      due: 0,
      overdue: 0,
      missed: before!.total - 1,
      expected: before!.total,
    })
    const workbook = new ExcelJS.Workbook()
    await workbook.xlsx.load(
      Buffer.from(
        (await town.as('lin').checklists.exportSummary({ unitPath: wenling, ...monthly })).file,
        'base64',
      ) as never,
    )
    const shown = (await summary()).map((row) => [
      row.name,
      row.total,
      row.done,
      row.late,
      row.due,
      row.overdue,
      row.missed,
      row.expected,
      row.returned,
    ])
    const sheet = workbook.getWorksheet('汇总')!
    const cells = [2, 3].map((row) => (sheet.getRow(row).values as unknown[]).slice(1))
    expect(cells).toEqual(shown)
    expect(await town.app.io.look((ctx) => recount(ctx))).toEqual([])
    await town.app.io.transact((ctx) =>
      ctx.db.query('update checklist_tally set done = 0 where unit_path = ?', [shitang]),
    )
    await town.app.io.transact((ctx) =>
      ctx.db.query('delete from checklist_tally where unit_path = ?', [songmen]),
    )
    const fixed = await town.app.io.transact((ctx) => recount(ctx))
    expect(new Set(fixed.map((row) => row.unitPath))).toEqual(new Set([shitang, songmen]))
    expect(
      (await summary()).map((row) => [
        row.name,
        row.total,
        row.done,
        row.late,
        row.due,
        row.overdue,
        row.missed,
        row.expected,
        row.returned,
      ]),
    ).toEqual(shown)
    expect(
      await refusal(town.as('ying').checklists.summary({ unitPath: wenling, ...monthly })),
    ).toBe('access.forbidden')
  })

  test('counts by itself what the system knows', async () => {
    await town.moveTo(eight)
    const { postId } = (await town.as('jiang').session.me({})).posts[0]!
    await town.as('jiang').org.verify({ postId })
    await town.as('jiang').org.verify({ postId })
    const count = (
      counter: 'verifiedPosts' | 'overdueHazards' | 'submittedItems',
      period = '2026-09',
    ) =>
      town.app.io.look((ctx) =>
        countFor(ctx, counter, [shitang, songmen, wenling], { period, issuedAt: town.now() }),
      )
    expect(Object.fromEntries((await count('verifiedPosts'))!)).toEqual({
      [wenling]: 1,
      [shitang]: 1,
    })
    expect([...(await count('verifiedPosts', '2026-10'))!]).toEqual([])
    expect(await count('overdueHazards')).toBeNull()
  })
})
