import ExcelJS from 'exceljs'
import { recount } from '../../bot/checklists/recount'
import { syncPolicy } from '../../bot/checklists/syncPolicy'
import { countFor } from '../../bot/checklists/count'
import { loadPolicy } from '../../config/load'
import { eight, month, monthly, studied } from '../support/months'
import { liruo, shitang, songmen, wenling, xinsha } from '../support/town'
import { engines } from '../support/world'

const refusal = (work: Promise<unknown>) =>
  work.then(
    () => 'done',
    (error: Error & { code?: string }) => error.code ?? String(error),
  )
type Month = Awaited<ReturnType<typeof month>>

describe.each(engines)('the monthly list on %s', (engine) => {
  let it: Month
  beforeEach(async () => {
    it = await month(engine)
  })
  afterEach(() => it.close())
  const issued = async (template = 'monthly%') =>
    (
      await it.rows<{ t: string }>(
        `select concat(template, ' ', period, ' ', unit_path) t from checklist where template like ? order by template, period, unit_path`,
        [template],
      )
    ).map((row) => row.t)
  const all = (period: string) => [
    ...[songmen, shitang].map((path) => `monthlyOffice ${period} ${path}`),
    ...[`${songmen}/331081101201`, liruo, xinsha].map((path) => `monthlyVillage ${period} ${path}`),
  ]

  test('is there at eight on the first, for every office and every village, once', async () => {
    await it.moveTo('2026-08-31T23:59:00Z')
    expect(await issued()).toEqual([])
    it.standin.clock.move({ now: Date.parse(eight) })
    await Promise.all([it.tick(), it.tick()])
    expect(await issued()).toEqual(all('2026-09'))
    await it.later(60)
    await it.moveTo('2026-09-02T00:00:00Z')
    expect(await issued()).toEqual(all('2026-09'))
    expect(await it.facts('checklist.issued')).toEqual(
      expect.arrayContaining([
        { template: 'monthlyOffice', period: '2026-09', units: 2 },
        { template: 'monthlyVillage', period: '2026-09', units: 3 },
      ]),
    )
    const list = await it.listOf('ying', shitang)
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
    await it.moveTo('2026-09-03T02:00:00Z')
    expect(await issued()).toEqual(all('2026-09'))
    expect((await it.listOf('ying', shitang)).items[0]).toMatchObject({
      words: '还没填，9 月 7 日前',
    })
    expect(it.pushesOn('ying', '2026-09-03')).toHaveLength(1)
    await it.moveTo('2026-10-01T00:00:00Z')
    expect(await issued()).toEqual([...all('2026-09'), ...all('2026-10')].sort())
  })
  test('that comes up in the night is issued, and told in the morning', async () => {
    await it.moveTo('2026-09-01T14:00:00Z')
    expect(await issued()).toEqual(all('2026-09'))
    expect(it.chat('jiang')).toEqual([])
    await it.moveTo('2026-09-02T00:00:00Z')
    expect(it.newest('jiang')).toMatchObject({ title: '9 月村级清单', btn: '没有变化' })
  })

  test('is submitted once however often it is posted, and the answer is checked here too', async () => {
    await it.moveTo(eight)
    const ref = await it.study()
    const form = await it.as('ying').checklists.open(ref)
    expect(form).toMatchObject({
      title: '月度研判和风险提示',
      unitName: '石塘镇',
      state: 'open',
      revision: 0,
      answers: {},
      last: null,
      mayAnswer: true,
      mayReview: false,
      today: '2026-09-01',
      known: { villages: 2, grids: 2 },
    })
    await expect(
      it
        .as('ying')
        .checklists.submit({ ...ref, answers: { held: { yes: false }, risks: 4 }, revision: 0 }),
    ).rejects.toMatchObject({
      code: 'checklist.incomplete',
      message: '「研判会开了」选了「否」，请说明情况。改好再交，您填的还在',
    })
    expect(
      await refusal(
        it
          .as('ying')
          .checklists.submit({ ...ref, answers: { ...studied, risks: -1 }, revision: 0 }),
      ),
    ).toBe('checklist.incomplete')
    expect(
      await refusal(
        it.as('ying').checklists.submit({
          ...ref,
          answers: { ...studied, advice: '长'.repeat(90_000) },
          revision: 0,
        }),
      ),
    ).toBe('input.tooLarge')
    const replies = await Promise.all(
      Array.from({ length: 5 }, () =>
        it.as('ying', 'phone-1').checklists.submit({ ...ref, answers: studied, revision: 0 }),
      ),
    )
    for (const reply of replies) {
      expect(reply).toEqual({
        ...ref,
        state: 'submitted',
        revision: 1,
        at: replies[0]!.at,
        late: false,
      })
    }
    expect(await it.rows('select revision from checklist_answer')).toEqual([{ revision: 1 }])
    expect(await it.facts('checklist.submitted')).toEqual([
      { ...ref, revision: 1, late: false, unchanged: false },
    ])
    expect(
      await it.as('ying').checklists.submit({ ...ref, answers: studied, revision: 0 }),
    ).toEqual(replies[0])
    expect(
      (await it.listOf('ying', shitang)).items.find((item) => item.item === 'riskStudy')!.words,
    ).toBe('您已交 9 月 1 日，等上级审核')
  })

  test('that somebody else answered meanwhile shows both, and overwrites none', async () => {
    await it.moveTo(eight)
    const ref = await it.study()
    const theirs = { ...studied, risks: 9 }
    await it.app.io.transact((ctx) =>
      ctx.db.query('update post set deputy_id = ? where kind = ?', [
        it.ids.get('钟伟'),
        'emergencyOfficeHead',
      ]),
    )
    await it.as('zhong').checklists.submit({ ...ref, answers: theirs, revision: 0 })
    await expect(
      it.as('ying').checklists.submit({ ...ref, answers: studied, revision: 0 }),
    ).rejects.toMatchObject({
      code: 'checklist.conflict',
      message: '钟伟 08:00 已经交过这一项。您填的还在，看两份，选一份',
      details: { theirs: { revision: 1, answers: theirs, by: '钟伟' } },
    })
    expect(
      (await it.as('ying').checklists.submit({ ...ref, answers: studied, revision: 1 })).revision,
    ).toBe(2)
    const both = await Promise.allSettled([
      it.as('ying').checklists.submit({ ...ref, answers: { ...studied, risks: 5 }, revision: 2 }),
      it.as('zhong').checklists.submit({ ...ref, answers: { ...studied, risks: 6 }, revision: 2 }),
    ])
    expect(both.map((one) => one.status).sort()).toEqual(['fulfilled', 'rejected'])
    expect(
      (await it.as('lin').checklists.trail(ref))
        .map(({ revision, by }) => [revision, by])
        .slice(0, 2),
    ).toEqual([
      [1, '钟伟'],
      [2, '应敏'],
    ])
  })

  test('is refused to whom it does not concern, each time with a sentence', async () => {
    await it.moveTo(eight)
    const ref = await it.study()
    const send = (userId: string, more: object = {}) =>
      refusal(it.as(userId).checklists.submit({ ...ref, answers: studied, revision: 0, ...more }))
    expect(await send('ye')).toBe('access.forbidden')
    expect(await send('lin')).toBe('checklist.notYours')
    expect(await send('zhong')).toBe('checklist.notYours')
    expect(await send('ying', { item: 'hazardsClosed', answers: {} })).toBe('checklist.notFound')
    expect(await send('ying', { item: 'nothing' })).toBe('checklist.notFound')
    expect(await send('ying', { checklistId: '01900000-0000-7000-8000-000000000009' })).toBe(
      'checklist.notFound',
    )
    expect(
      await refusal(
        it.as('ying').checklists.review({ ...ref, revision: 0, passed: true, reason: '' }),
      ),
    ).toBe('checklist.ownReview')
    await it.app.io.transact((ctx) =>
      ctx.db.query('update person set left_at = ? where id = ?', [
        it.now().getTime(),
        it.ids.get('应敏'),
      ]),
    )
    expect(await send('ying')).toBe('access.notListed')
    expect(await it.rows('select item from checklist_answer')).toEqual([])
  })

  test('goes to the county, comes back with a reason, is corrected, and passes with a trail', async () => {
    await it.moveTo(eight)
    const ref = await it.study()
    const office = it.as('wang').checklists
    expect(await office.waiting({ unitPath: wenling, after: null })).toEqual({
      items: [],
      next: null,
    })
    expect(await refusal(office.review({ ...ref, revision: 0, passed: true, reason: '' }))).toBe(
      'checklist.notSubmitted',
    )
    await it.as('ying').checklists.submit({ ...ref, answers: studied, revision: 0 })
    expect((await office.waiting({ unitPath: wenling, after: null })).items).toMatchObject([
      { ...ref, unitName: '石塘镇', by: '应敏', state: 'submitted' },
    ])
    expect((await it.as('wang').home.today({})).lines).toMatchObject([
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
    expect((await it.as('ying').home.today({})).lines[0]).toMatchObject({
      title: '月度研判和风险提示',
      words: '退回：缺第 3 题',
      urgent: true,
    })
    await it.moveTo('2026-09-02T00:00:00Z')
    expect(it.newest('ying')).toMatchObject({
      rows: expect.stringContaining('退回：缺第 3 题') as string,
    })
    await it
      .as('ying')
      .checklists.submit({ ...ref, answers: { ...studied, risks: 5 }, revision: 1 })
    await office.review({ ...ref, revision: 2, passed: true, reason: '' })
    expect(await office.review({ ...ref, revision: 2, passed: true, reason: '' })).toMatchObject({
      state: 'passed',
    })
    expect(
      await refusal(it.as('ying').checklists.submit({ ...ref, answers: studied, revision: 2 })),
    ).toBe('checklist.passed')
    expect(
      (await it.as('ying').checklists.trail(ref)).map(({ revision, what, by, reason, answers }) => [
        revision,
        what,
        by,
        reason,
        (answers as { risks?: number } | null)?.risks,
      ]),
    ).toEqual([
      [1, 'submitted', '应敏', null, 4],
      [1, 'returned', '王办', '缺第 3 题', undefined],
      [2, 'submitted', '应敏', null, 5],
      [2, 'passed', '王办', null, undefined],
    ])
    expect(
      (await it.facts('checklist.reviewed')).map(({ passed, reason }) => [passed, reason]),
    ).toEqual([
      [false, '缺第 3 题'],
      [true, ''],
    ])
    expect(await office.reasons({ unitPath: wenling, ...monthly })).toEqual([
      { reason: '缺第 3 题', count: 1 },
    ])
    expect(await it.app.io.look((ctx) => recount(ctx))).toEqual([])
  })

  test('of a village is one tap on the card; in the app the card follows', async () => {
    await it.moveTo(eight)
    expect(it.newest('jiang')).toMatchObject({
      title: '9 月村级清单',
      kicker: '石塘镇里箬村 08:00',
      btn: '没有变化',
      action: 'checklists.unchanged',
    })
    const names = (await it.listOf('jiang', liruo, 'monthlyVillage')).items
    for (const item of names.filter((one) => one.evidence === 'confirm')) {
      expect(it.newest('jiang')['params']).toContain(item.item)
      await it.press('jiang', 'checklists.unchanged', 2)
    }
    expect(it.newest('jiang')).toMatchObject({ btn: '', mine: `${names.length} 项都交了` })
    expect(
      (await it.listOf('jiang', liruo, 'monthlyVillage')).items.every(
        (item) => item.state === 'passed',
      ),
    ).toBe(true)
    expect(await it.facts('checklist.submitted')).toHaveLength(names.length)
    const other = await it.listOf('zhuang', xinsha, 'monthlyVillage')
    for (const item of other.items) {
      await it
        .as('zhuang')
        .checklists.unchanged({ checklistId: other.id, item: item.item, revision: 0 })
    }
    await it.later(1)
    await it.later(1)
    expect(it.newest('zhuang')).toMatchObject({ btn: '', mine: `${names.length} 项都交了` })
    expect((await it.as('zhuang').home.today({})).lines).toEqual([])
  })

  test('of next month knows what was answered last month', async () => {
    await it.moveTo(eight)
    const ref = await it.study()
    await it.as('ying').checklists.submit({ ...ref, answers: studied, revision: 0 })
    await it.moveTo('2026-10-01T00:00:00Z')
    const next = {
      checklistId: (await it.listOf('ying', shitang, 'monthlyOffice', '2026-10')).id,
      item: 'riskStudy',
    }
    expect(await it.as('ying').checklists.open(next)).toMatchObject({
      last: studied,
      answers: { risks: 4 },
    })
    expect(await it.as('ying').checklists.unchanged({ ...next, revision: 0 })).toMatchObject({
      state: 'submitted',
    })
    expect((await it.as('ying').checklists.open(next)).answers).toEqual(studied)
    expect(
      await refusal(it.as('ying').checklists.unchanged({ ...next, item: 'training', revision: 0 })),
    ).toBe('checklist.nothingBefore')
  })

  test('keeps its version when the policy changes; the next one has the new', async () => {
    await it.moveTo(eight)
    const policy = loadPolicy()
    const templates = structuredClone(policy.checklists.templates)
    const office = templates.find((one) => one.name === 'monthlyOffice')!
    office.items.find((one) => one.name === 'riskStudy')!.title = '研判'
    const changed = { ...policy, checklists: { ...policy.checklists, templates } }
    await it.app.io.transact((ctx) => syncPolicy({ ...ctx, policy: changed }))
    await it.app.io.transact((ctx) => syncPolicy({ ...ctx, policy: changed }))
    expect(
      await it.rows(
        `select version from checklist_template where name = 'monthlyOffice' order by version`,
      ),
    ).toEqual([{ version: 1 }, { version: 2 }])
    expect(await it.as('ying').checklists.open(await it.study())).toMatchObject({
      title: '月度研判和风险提示',
    })
    expect(
      (
        await it
          .as('ying')
          .checklists.submit({ ...(await it.study()), answers: studied, revision: 0 })
      ).revision,
    ).toBe(1)
    const without = {
      ...policy,
      checklists: {
        ...policy.checklists,
        templates: templates.filter((one) => one.name !== 'monthlyOffice'),
      },
    }
    await it.app.io.transact((ctx) => syncPolicy({ ...ctx, policy: without }))
    expect(
      await refusal(
        it.as('ying').checklists.submit({
          ...(await it.study()),
          answers: { ...studied, risks: 7 },
          revision: 1,
        }),
      ),
    ).toBe('checklist.withdrawn')
    expect((await it.as('ying').home.today({})).lines).toEqual([])
    expect(await it.app.io.look((ctx) => recount(ctx))).toEqual([])
  })

  test('is summed from counters that are those of a recount, says what was to be expected, and goes to Excel as it is shown', async () => {
    await it.moveTo(eight)
    const ref = await it.study()
    const summary = () => it.as('lin').checklists.summary({ unitPath: wenling, ...monthly })
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
    await it.moveTo('2026-09-08T01:00:00Z')
    expect((await summary()).map((row) => [row.name, row.overdue, row.expected])).toEqual([
      ['松门镇', 1, 1],
      ['石塘镇', 1, 1],
    ])
    await it.as('ying').checklists.submit({ ...ref, answers: studied, revision: 0 })
    expect((await summary()).find((row) => row.unitPath === shitang)).toMatchObject({
      done: 1,
      late: 1,
      overdue: 0,
    })
    await it.moveTo('2026-10-20T01:00:00Z')
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
        (await it.as('lin').checklists.exportSummary({ unitPath: wenling, ...monthly })).file,
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
    expect(await it.app.io.look((ctx) => recount(ctx))).toEqual([])
    await it.app.io.transact((ctx) =>
      ctx.db.query('update checklist_tally set done = 0 where unit_path = ?', [shitang]),
    )
    await it.app.io.transact((ctx) =>
      ctx.db.query('delete from checklist_tally where unit_path = ?', [songmen]),
    )
    const fixed = await it.app.io.transact((ctx) => recount(ctx))
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
    expect(await refusal(it.as('ying').checklists.summary({ unitPath: wenling, ...monthly }))).toBe(
      'access.forbidden',
    )
  })

  test('counts by itself what the system knows', async () => {
    await it.moveTo(eight)
    const { postId } = (await it.as('jiang').session.me({})).posts[0]!
    await it.as('jiang').org.verify({ postId })
    await it.as('jiang').org.verify({ postId })
    const count = (
      counter: 'verifiedPosts' | 'overdueHazards' | 'submittedItems',
      period = '2026-09',
    ) =>
      it.app.io.look((ctx) =>
        countFor(ctx, counter, [shitang, songmen, wenling], { period, issuedAt: it.now() }),
      )
    expect(Object.fromEntries((await count('verifiedPosts'))!)).toEqual({
      [wenling]: 1,
      [shitang]: 1,
    })
    expect([...(await count('verifiedPosts', '2026-10'))!]).toEqual([])
    expect(await count('overdueHazards')).toBeNull()
  })
})
