import ExcelJS, { type CellValue } from 'exceljs'
import { columnNames, headOf } from '../../bot/checklists/sheets/columns'
import { exampleFor } from '../../bot/checklists/sheets/example'
import { writeTemplate } from '../../bot/checklists/sheets/write'
import { readTemplate } from '../../bot/checklists/sheets/read'
import { Template } from '../../shared/checklist'
import { readBook } from '../../bot/core/book/open'
import { policy, letterOf, read } from './sheets.support'

describe('what is written reads back as the same list', () => {
  const same = async (template: Template) => {
    const { template: back, faults } = readTemplate(
      readBook(await writeTemplate(template, policy)),
      policy,
      () => [],
    )
    expect(faults).toEqual([])
    expect(JSON.parse(JSON.stringify(back))).toEqual(
      JSON.parse(JSON.stringify({ ...template, onWarning: undefined })),
    ) // what warnings order is said by policy only
  }
  test.each(policy.checklists.templates.map((template) => [template.title, template] as const))(
    '%s',
    (_, template) => same(template),
  )

  test('every kind of question, with everything that it can have', () => {
    const field = (kind: string, more: object = {}) => ({
      id: kind,
      label: `题「${kind}`,
      kind,
      help: '一句话；两句话',
      required: true,
      ...more,
    })
    const options = [
      { id: 'first', label: '甲、乙' },
      { id: 'second', label: '丙（旧）' },
    ]
    return same(
      Template.parse({
        name: 'everything',
        title: '什么都有',
        at: ['city', 'county', 'township', 'area', 'village', 'grid'],
        every: 'quarter',
        reviewed: false,
        items: [
          {
            name: 'count',
            title: '数一数',
            months: [1, 12],
            post: 'gridMember',
            evidence: 'auto',
            due: 31,
            counts: 'verifiedPosts',
          },
          {
            name: 'all',
            title: '都要填',
            help: '写清楚，别漏',
            post: 'villageHead',
            evidence: 'photo',
            due: 1,
            fields: [
              field('text', { most: 50, lines: 4, prefill: 'last' }),
              field('number', {
                min: -5,
                max: { known: 'villages' },
                decimals: 2,
                unit: '米',
                prefill: { known: 'villages' },
              }),
              { ...field('number', { max: { field: 'number' } }), id: 'other', label: '另一个' },
              field('choice', { options }),
              field('several', {
                options: [...options, { id: 'none', label: '没有', alone: true }],
                least: 1,
              }),
              field('date', { from: -30, to: 7 }),
              field('photo', { reason: '鉴定要看裂缝', most: 9 }),
              field('place', { reason: '要派车去接' }),
              field('person'),
              field('yesNo', { yes: '符合', no: '不符合', remarkIf: 'no' }),
              { ...field('yesNo', { remarkIf: 'yes' }), id: 'plainYes', label: '同名' },
              { ...field('yesNo'), id: 'twin', label: '同名' },
              field('signature', { reason: '责任书要签字' }),
              {
                id: 'sum',
                label: '合起来',
                kind: 'computed',
                formula: { sum: [{ field: 'number' }, { field: 'other' }, { known: 'grids' }, 3] },
                unit: '米',
              },
              {
                id: 'difference',
                label: '差多少',
                kind: 'computed',
                formula: { difference: [{ known: 'villages' }, { field: 'sum' }] },
              },
              field('table', {
                rows: 7,
                columns: [
                  field('text'),
                  field('number', { max: 9, unit: '人' }),
                  field('choice', { options }),
                  field('date', { to: 0 }),
                  field('person'),
                ],
              }),
              { id: 'rows', label: '几行', kind: 'computed', formula: { rows: 'table' } },
              {
                id: 'total',
                label: '总数',
                kind: 'computed',
                formula: { total: 'table', column: 'number' },
              },
              {
                ...field('text'),
                id: 'last',
                label: '最后',
                required: { field: 'number', atLeast: 1.5 },
                showIf: {
                  any: [
                    {
                      all: [
                        { field: 'choice', is: 'second' },
                        {
                          not: {
                            any: [
                              { field: 'several', oneOf: ['first', 'second'] },
                              { field: 'person', answered: true },
                            ],
                          },
                        },
                      ],
                    },
                    { field: 'twin', is: false },
                    { field: 'plainYes', is: true },
                    { field: 'other', atMost: -2 },
                    { not: { not: { field: 'date', answered: false } } },
                  ],
                },
              },
            ],
          },
        ],
      }),
    )
  })
})

describe('the sample', () => {
  test('can be used as it is, and shows two items', async () => {
    const { template, faults } = await read(await writeTemplate(exampleFor(policy), policy))
    expect(faults).toEqual([])
    expect(template!.items.map(({ title, fields }) => [title, fields.length])).toEqual([
      ['汛前检查', 3],
      ['队伍名单核对', 1],
    ])
  })
  test('shows no names of the program, and offers what can be chosen', async () => {
    const bytes = await writeTemplate(exampleFor(policy), policy)
    const workbook = new ExcelJS.Workbook()
    await workbook.xlsx.load(bytes as never)
    const sheet = workbook.getWorksheet('清单')!
    const words: string[] = []
    sheet.eachRow((row) => row.eachCell((cell) => words.push(String(cell.value))))
    expect(words.filter((word) => /[a-z]{3}/i.test(word))).toEqual([])
    const lists = workbook.getWorksheet('选项')!
    expect(lists.state).toBe('hidden')
    for (const column of [
      'every',
      'reviewed',
      'post',
      'evidence',
      'counts',
      'kind',
      'prefill',
    ] as const) {
      const { type, formulae } = sheet.getCell(`${letterOf(column)}200`).dataValidation
      expect([column, type, formulae[0]]).toEqual([
        column,
        'list',
        expect.stringMatching(new RegExp(`^选项!\\$${letterOf(column)}\\$1:`)),
      ])
      const chosen: CellValue[] = []
      lists.getColumn(letterOf(column)).eachCell((cell) => chosen.push(cell.value))
      expect(chosen.filter(Boolean).length).toBe(Number(/\d+$/.exec(String(formulae[0]))![0]))
    }
    expect(lists.getColumn(letterOf('post')).values).toEqual(
      expect.arrayContaining(policy.posts.posts.map(({ title }) => title)),
    )
  })
  test('each head is explained', async () => {
    const { sheets } = readBook(await writeTemplate(exampleFor(policy), policy))
    const about = sheets.find((sheet) => sheet.name === '怎么填')!
    expect(columnNames.map((_, index) => about.lines[index + 1]!.cells[0])).toEqual(
      columnNames.map(headOf),
    )
  })
})
