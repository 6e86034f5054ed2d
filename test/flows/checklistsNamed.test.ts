import ExcelJS from 'exceljs'
import { writeTemplate } from '../../bot/checklists/sheets/write'
import type { Template } from '../../shared/checklist'
import { join, openMonth, eight, type Month } from '../support/months'
import { refusal } from '../support/refusal'
import { city, liruo, shitang, wenling } from '../support/town'
import { engines } from '../support/world'

/** Everything is called by a word that every object of the language seems to have. */
const inherited: Template = {
  name: 'constructor',
  title: '挂牌的事',
  at: ['village'],
  every: 'once',
  reviewed: true,
  items: [
    {
      name: 'toString',
      title: '看一遍水库',
      post: 'villageHead',
      evidence: 'record',
      due: 10,
      fields: [
        {
          kind: 'number',
          id: 'constructor',
          label: '几处渗漏',
          required: false,
          decimals: 0,
          prefill: 'last',
        },
        {
          kind: 'text',
          id: 'valueOf',
          label: '在哪里',
          required: true,
          showIf: { field: 'constructor', answered: true },
          most: 200,
          lines: 1,
        },
        {
          kind: 'signature',
          id: 'hasOwnProperty',
          label: '谁看的，签名',
          reason: '水库要有人签字负责',
          required: false,
        },
        {
          kind: 'choice',
          id: 'toString',
          label: '水位',
          required: false,
          options: [
            { id: 'constructor', label: '正常' },
            { id: 'valueOf', label: '超过' },
          ],
        },
      ],
    },
  ],
}

describe.each(engines)('a list whose words every object knows, on %s', (engine) => {
  let town: Month
  beforeEach(async () => {
    town = await openMonth(engine)
    await town.moveTo(eight)
    await join(town, { name: '管理员', userId: 'guan', kind: 'systemAdmin', unitPath: wenling })
  })
  afterEach(() => town.close())
  const take = async (template: Template) => {
    const file = (await writeTemplate(template, town.app.io.policy)).toString('base64')
    return town.as('guan').checklists.takeTemplate({ unitPath: wenling, file })
  }

  test('goes its whole way: taken, ordered, opened, handed in, returned, reviewed, counted', async () => {
    expect(await take(inherited)).toMatchObject({ version: 1, faults: [] })
    const template = inherited.name
    const { period } = await town.as('lin').checklists.order({ units: [liruo], template })
    await town.settled()
    const list = await town.listOf('jiang', liruo, template, period)
    const ref = { checklistId: list.id, item: 'toString' }
    const open = () => town.as('jiang').checklists.open(ref)
    expect(await open()).toMatchObject({ answers: {}, last: null, revision: 0, mayAnswer: true })

    const hand = (revision: number, answers: Record<string, unknown>) =>
      town.as('jiang').checklists.submit({ ...ref, revision, answers })
    expect(await hand(0, {})).toMatchObject({ state: 'submitted', revision: 1 })
    await town.settled()
    expect(await open()).toMatchObject({ answers: {}, revision: 1 })

    const waiting = async () =>
      (await town.as('ying').checklists.waiting({ unitPath: shitang, after: null })).items
    expect(await waiting()).toMatchObject([{ ...ref, title: '看一遍水库' }])
    const review = (revision: number, passed: boolean) =>
      town.as('ying').checklists.review({ ...ref, revision, passed, reason: '__proto__' })
    expect(await review(1, false)).toMatchObject({ state: 'returned' })

    expect(await refusal(hand(1, { constructor: 2 }))).toBe('checklist.incomplete')
    expect(await refusal(hand(1, { toString: 'hasOwnProperty' }))).toBe('checklist.incomplete')
    const answers = { constructor: 2, valueOf: '大坝右边', toString: 'constructor' }
    const raw = JSON.parse(JSON.stringify(answers).replace('{', '{"__proto__":{"x":1},')) as object
    expect(await hand(1, raw as typeof answers)).toMatchObject({ revision: 2 })
    expect((await open()).answers).toEqual(answers)
    expect(await review(2, true)).toMatchObject({ state: 'passed' })
    await town.settled()

    expect((await town.as('ying').checklists.trail(ref)).map((row) => row.answers)).toEqual([
      {},
      null,
      answers,
      null,
    ])
    const filter = { unitPath: wenling, template, period, until: null }
    expect(await town.as('lin').checklists.reasons(filter)).toEqual([
      { reason: '__proto__', count: 1 },
    ])
    const { file } = await town.as('lin').checklists.exportSummary(filter)
    const book = new ExcelJS.Workbook()
    await book.xlsx.load(Buffer.from(file, 'base64') as never)
    const row = book.getWorksheet('汇总')!.getRow(2).values as unknown[]
    expect(row.slice(1, 4)).toEqual(['石塘镇', 1, 1])

    expect(await town.rows('select error from reaction where error is not null')).toEqual([])
    expect(await town.facts('evidence.used')).toEqual([])
  })

  test('is filled in the next time with what was said before, and with nothing where nothing was', async () => {
    await take(inherited)
    const give = async (answers: Record<string, unknown>) => {
      const { period } = await town
        .as('lin')
        .checklists.order({ units: [liruo], template: inherited.name })
      const list = await town.listOf('jiang', liruo, inherited.name, period)
      const ref = { checklistId: list.id, item: 'toString' }
      const form = await town.as('jiang').checklists.open(ref)
      await town.as('jiang').checklists.submit({ ...ref, revision: 0, answers })
      await town.pass({ days: 1 })
      return form.answers
    }
    expect([
      await give({}),
      await give({ constructor: 3, valueOf: '坝脚' }),
      await give({}),
    ]).toEqual([{}, {}, expect.anything()])
  })

  test('with a name that no word may have is refused at its cell, and nowhere is anything found by one', async () => {
    const [item] = inherited.items
    const { template, faults } = await take({
      ...inherited,
      items: [{ ...item!, fields: [{ ...item!.fields[0]!, id: '__proto__' }] }],
    })
    expect(template).toBeNull()
    expect(faults).toMatchObject([{ column: expect.stringContaining('题目编号') as string }])
    for (const name of ['toString', 'hasOwnProperty', 'constructor']) {
      expect(
        await refusal(town.as('lin').checklists.order({ units: [liruo], template: name })),
      ).toBe('checklist.noTemplate')
      expect(await refusal(town.as('guan').checklists.withdraw({ template: name }))).not.toBe('bug')
    }
    expect(await refusal(town.as('lin').org.units({ unitPath: `${city}/constructor` }))).not.toBe(
      'done',
    )
  })
})
