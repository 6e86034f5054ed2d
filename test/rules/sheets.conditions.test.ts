import { conditionIn, conditionWords } from '../../bot/checklists/sheets/conditions'
import type { Question } from '../../bot/checklists/sheets/references'
import type { Condition } from '../../shared/form'
import { bytesOf, first, read } from './sheets.support'

describe('conditions in words', () => {
  const items = (showIf: string) =>
    bytesOf([
      { ...first, label: '有渔船', options: '有；没有' },
      { label: '几艘', kind: '数字' },
      { label: '哪几种', kind: '多选', options: '大；小；都没有（独选）' },
      { label: '备注（可不写）', kind: '文字' },
      { label: '末题', kind: '是否', showIf },
    ])
  const [boats, count, kinds, remark] = ['q1', 'q2', 'q3', 'q4']
  test.each<[string, unknown]>([
    ['「有渔船」=有', { field: boats, is: true }],
    ['有渔船=否', { field: boats, is: false }],
    ['「几艘」≥1', { field: count, atLeast: 1 }],
    ['几艘 <= １0艘', '要填数字，现在是「１0艘」'],
    ['几艘<=10', { field: count, atMost: 10 }],
    ['几艘=3', { field: count, is: 3 }],
    ['哪几种=大', { field: kinds, is: 'a' }],
    ['哪几种=大/小', { field: kinds, oneOf: ['a', 'b'] }],
    ['「备注（可不写）」已填', { field: remark, answered: true }],
    ['「备注（可不写）」未填', { field: remark, answered: false }],
    ['几艘≠3', { not: { field: count, is: 3 } }],
    [
      '有渔船=有 且 几艘≥1',
      {
        all: [
          { field: boats, is: true },
          { field: count, atLeast: 1 },
        ],
      },
    ],
    [
      '有渔船=有 或 几艘≥1 且 哪几种=小',
      {
        any: [
          { field: boats, is: true },
          {
            all: [
              { field: count, atLeast: 1 },
              { field: kinds, is: 'b' },
            ],
          },
        ],
      },
    ],
    [
      '(有渔船=有 或 几艘≥1) 且 非 哪几种=小',
      {
        all: [
          {
            any: [
              { field: boats, is: true },
              { field: count, atLeast: 1 },
            ],
          },
          { not: { field: kinds, is: 'b' } },
        ],
      },
    ],
  ])('%s', async (text, condition) => {
    const { template, faults } = await read(await items(text))
    const names = new Map(
      template?.items[0]!.fields.flatMap((field, index) => [
        [field.id, `q${index + 1}`] as const,
        ...('options' in field ? field.options.map((it, at) => [it.id, 'abc'[at]!] as const) : []),
      ]),
    )
    const said = JSON.parse(
      JSON.stringify(template?.items[0]!.fields[4]!.showIf ?? faults[0]!.message),
      (_, value: unknown) => (typeof value === 'string' ? (names.get(value) ?? value) : value),
    ) as unknown
    expect(said).toEqual(condition)
  })
})

test('any condition, in words and back', () => {
  const blank = { yes: '是', no: '否', options: [], columns: [] }
  const options = [
    { id: 'big', label: '大' },
    { id: 'none', label: '没有、不清楚（独选）' },
  ]
  const questions: Question[] = [
    { ...blank, id: 'yesNo', label: '有没有且或非', kind: 'yesNo', yes: '符合', no: '不符合' },
    { ...blank, id: 'count', label: '几（艘）=3', kind: 'number' },
    { ...blank, id: 'kinds', label: '已填的', kind: 'several', options },
    { ...blank, id: 'twin', label: '几（艘）=3', kind: 'choice', options },
  ]
  let seed = 7
  const below = (n: number) => {
    seed = (seed * 48_271) % 2_147_483_647
    return seed % n
  }
  const any = (depth: number): Condition => {
    const inner = () => any(depth - 1)
    const many = () => Array.from({ length: 2 + below(2) }, inner)
    const leaves: (() => Condition)[] = [
      () => ({ field: 'yesNo', is: below(2) > 0 }),
      () => ({ field: 'count', atLeast: below(50) / 2 - 9 }),
      () => ({ field: 'count', atMost: below(50) }),
      () => ({ field: 'kinds', is: 'none' }),
      () => ({ field: 'twin', oneOf: ['big', 'none'] }),
      () => ({ field: 'kinds', answered: below(2) > 0 }),
    ]
    return depth && below(3)
      ? [() => ({ all: many() }), () => ({ any: many() }), () => ({ not: inner() })][below(3)]!()
      : leaves[below(leaves.length)]!()
  }
  for (let n = 0; n < 500; n++) {
    const condition = any(3)
    const words = conditionWords(condition, questions)
    if (words.length < 900) {
      expect([words, conditionIn(words, questions)]).toEqual([words, condition])
    }
  }
})
