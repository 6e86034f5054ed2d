import { eight, openMonth, studied, type Month } from '../support/months'
import { liruo, shitang, xinsha } from '../support/town'
import { engines } from '../support/world'
import { refusal } from '../support/refusal'

describe.each(engines)('an answer to the monthly list on %s', (engine) => {
  let town: Month
  beforeEach(async () => {
    town = await openMonth(engine)
  })
  afterEach(() => town.close())

  test('is submitted once however often it is posted, and the answer is checked here too', async () => {
    await town.moveTo(eight)
    const ref = await town.study()
    const form = await town.as('ying').checklists.open(ref)
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
      town
        .as('ying')
        .checklists.submit({ ...ref, answers: { held: { yes: false }, risks: 4 }, revision: 0 }),
    ).rejects.toMatchObject({
      code: 'checklist.incomplete',
      message: '「研判会开了」选了「否」，请说明情况。改好再交，您填的还在',
    })
    expect(
      await refusal(
        town
          .as('ying')
          .checklists.submit({ ...ref, answers: { ...studied, risks: -1 }, revision: 0 }),
      ),
    ).toBe('checklist.incomplete')
    expect(
      await refusal(
        town.as('ying').checklists.submit({
          ...ref,
          answers: { ...studied, advice: '长'.repeat(90_000) },
          revision: 0,
        }),
      ),
    ).toBe('input.tooLarge')
    const replies = await Promise.all(
      Array.from({ length: 5 }, () =>
        town.as('ying', 'phone-1').checklists.submit({ ...ref, answers: studied, revision: 0 }),
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
    expect(await town.rows('select revision from checklist_answer')).toEqual([{ revision: 1 }])
    expect(await town.facts('checklist.submitted')).toEqual([
      { ...ref, revision: 1, late: false, unchanged: false },
    ])
    expect(
      await town.as('ying').checklists.submit({ ...ref, answers: studied, revision: 0 }),
    ).toEqual(replies[0])
    expect(
      (await town.listOf('ying', shitang)).items.find((item) => item.item === 'riskStudy')!.words,
    ).toBe('您已交 9 月 1 日，等上级审核')
  })

  test('that somebody else answered meanwhile shows both, and overwrites none', async () => {
    await town.moveTo(eight)
    const ref = await town.study()
    const theirs = { ...studied, risks: 9 }
    await town.app.io.transact((ctx) =>
      ctx.db.query('update post set deputy_id = ? where kind = ?', [
        town.ids.get('钟伟'),
        'emergencyOfficeHead',
      ]),
    )
    await town.as('zhong').checklists.submit({ ...ref, answers: theirs, revision: 0 })
    await expect(
      town.as('ying').checklists.submit({ ...ref, answers: studied, revision: 0 }),
    ).rejects.toMatchObject({
      code: 'checklist.conflict',
      message: '钟伟 08:00 已经交过这一项。您填的还在，看两份，选一份',
      details: { theirs: { revision: 1, answers: theirs, by: '钟伟' } },
    })
    expect(
      (await town.as('ying').checklists.submit({ ...ref, answers: studied, revision: 1 })).revision,
    ).toBe(2)
    const both = await Promise.allSettled([
      town.as('ying').checklists.submit({ ...ref, answers: { ...studied, risks: 5 }, revision: 2 }),
      town
        .as('zhong')
        .checklists.submit({ ...ref, answers: { ...studied, risks: 6 }, revision: 2 }),
    ])
    expect(both.map((one) => one.status).sort()).toEqual(['fulfilled', 'rejected'])
    expect(
      (await town.as('lin').checklists.trail(ref))
        .map(({ revision, by }) => [revision, by])
        .slice(0, 2),
    ).toEqual([
      [1, '钟伟'],
      [2, '应敏'],
    ])
  })

  test('is refused to whom it does not concern, each time with a sentence', async () => {
    await town.moveTo(eight)
    const ref = await town.study()
    const send = (userId: string, more: object = {}) =>
      refusal(town.as(userId).checklists.submit({ ...ref, answers: studied, revision: 0, ...more }))
    expect(await send('ye')).toBe('checklist.notFound')
    expect(await send('lin')).toBe('checklist.notYours')
    expect(await send('zhong')).toBe('checklist.notYours')
    expect(await send('ying', { item: 'hazardsClosed', answers: {} })).toBe('checklist.notFound')
    expect(await send('ying', { item: 'nothing' })).toBe('checklist.notFound')
    expect(await send('ying', { checklistId: '01900000-0000-7000-8000-000000000009' })).toBe(
      'checklist.notFound',
    )
    expect(
      await refusal(
        town.as('ying').checklists.review({ ...ref, revision: 0, passed: true, reason: '' }),
      ),
    ).toBe('checklist.ownReview')
    await town.app.io.transact((ctx) =>
      ctx.db.query('update person set left_at = ? where id = ?', [
        town.now().getTime(),
        town.ids.get('应敏'),
      ]),
    )
    expect(await send('ying')).toBe('access.notListed')
    expect(await town.rows('select item from checklist_answer')).toEqual([])
  })

  test('of a village is one tap on the card; in the app the card follows', async () => {
    await town.moveTo(eight)
    expect(town.newest('jiang')).toMatchObject({
      title: '9 月村级清单',
      kicker: '石塘镇里箬村 08:00',
      btn: '没有变化',
      action: 'checklists.unchanged',
    })
    const names = (await town.listOf('jiang', liruo, 'monthlyVillage')).items
    for (const item of names.filter((one) => one.evidence === 'confirm')) {
      expect(town.newest('jiang')['params']).toContain(item.item)
      await town.press('jiang', 'checklists.unchanged', 2)
    }
    expect(town.newest('jiang')).toMatchObject({ btn: '', mine: `${names.length} 项都交了` })
    expect(
      (await town.listOf('jiang', liruo, 'monthlyVillage')).items.every(
        (item) => item.state === 'passed',
      ),
    ).toBe(true)
    expect(await town.facts('checklist.submitted')).toHaveLength(names.length)
    const other = await town.listOf('zhuang', xinsha, 'monthlyVillage')
    for (const item of other.items) {
      await town
        .as('zhuang')
        .checklists.unchanged({ checklistId: other.id, item: item.item, revision: 0 })
    }
    await town.pass({ minutes: 1 })
    await town.pass({ minutes: 1 })
    expect(town.newest('zhuang')).toMatchObject({ btn: '', mine: `${names.length} 项都交了` })
    expect((await town.as('zhuang').home.today({})).lines).toEqual([])
  })
})
