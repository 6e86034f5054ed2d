import fc from 'fast-check'
import { check, Fields, faultsOf, type Field } from '../../shared/form'

const known = { today: '2026-09-03', known: { shelters: 14 } }
const form = (...fields: unknown[]) => Fields.parse(fields)
const complaints = (fields: Field[], answers: Record<string, unknown>) =>
  check(fields, answers, known).complaints.map((it) => it.message)
const options = [
  { id: 'a', label: '甲' },
  { id: 'b', label: '乙' },
  { id: 'none', label: '本村没有以上情况', alone: true },
]

describe('one answer', () => {
  test.each<[string, unknown, unknown, string[]]>([
    ['text is trimmed', { kind: 'text', most: 4 }, '  好 ', []],
    ['text too long', { kind: 'text', most: 4 }, '一二三四五', ['「题」最多 4 个字，请写短些']],
    ['number as text', { kind: 'number' }, '3', ['「题」填的不对，请重新填']],
    ['number that is none', { kind: 'number' }, Number.NaN, ['「题」填的不对，请重新填']],
    ['a whole number', { kind: 'number' }, 1.5, ['「题」请填整数']],
    ['two decimals', { kind: 'number', decimals: 2 }, 1.255, ['「题」最多 2 位小数']],
    ['two decimals, fine', { kind: 'number', decimals: 2 }, 0.29, []],
    [
      'between',
      { kind: 'number', min: 1, max: { known: 'shelters' }, unit: '处' },
      15,
      ['「题」请填 1 到 14 处'],
    ],
    ['at least', { kind: 'number', min: 1 }, 0, ['「题」不能少于 1']],
    ['a bound nobody knows binds nobody', { kind: 'number', max: { known: 'boats' } }, 999, []],
    ['choice', { kind: 'choice', options }, 'c', ['「题」请从给出的里面选']],
    [
      'several, alone',
      { kind: 'several', options },
      ['a', 'none'],
      ['选了「本村没有以上情况」，别的就不能选'],
    ],
    ['several, too few', { kind: 'several', options, least: 2 }, ['a'], ['「题」至少选 2 项']],
    ['several, alone is enough', { kind: 'several', options, least: 2 }, ['none'], []],
    [
      'several, twice the same',
      { kind: 'several', options },
      ['a', 'a'],
      ['「题」请从给出的里面选'],
    ],
    ['a date in February', { kind: 'date' }, '2026-02-30', ['「题」填的不对，请重新填']],
    [
      'a date too late',
      { kind: 'date', to: 0 },
      '2026-09-04',
      ['「题」太晚了，请填 2026-09-03 以前'],
    ],
    [
      'a date too early',
      { kind: 'date', from: -2 },
      '2026-08-31',
      ['「题」太早了，请填 2026-09-01 以后'],
    ],
    [
      'too many photos',
      { kind: 'photo', reason: '看清裂缝', most: 1 },
      [1, 2].map((n) => ({ id: `01a20cae-9516-7392-bed7-b84ce1bff49${n}` })),
      ['「题」最多 1 张，请去掉几张'],
    ],
    [
      'a place off the earth',
      { kind: 'place', reason: '找得到点位' },
      { longitude: 200, latitude: 1, datum: 'gcj02' },
      ['「题」填的不对，请重新填'],
    ],
    [
      'a remark is owed',
      { kind: 'yesNo', yes: '符合', no: '不符合', remarkIf: 'no' },
      { yes: false },
      ['「题」选了「不符合」，请说明情况'],
    ],
    [
      'a row of a table',
      {
        kind: 'table',
        columns: [
          { id: 'name', label: '姓名', kind: 'text', required: true },
          { id: 'age', label: '年龄', kind: 'number', max: 120 },
        ],
      },
      [{ name: '王' }, { age: 130 }],
      ['第 2 行还没有填：姓名', '第 2 行：「年龄」请填不能多于 120'.replace('请填', '')],
    ],
  ])('%s', (_, field, value, expected) => {
    expect(complaints(form({ id: 'q', label: '题', ...(field as object) }), { q: value })).toEqual(
      expected,
    )
  })
})

describe('questions that depend on others', () => {
  const fields = form(
    { id: 'danger', label: '有险情', kind: 'yesNo', required: true },
    {
      id: 'count',
      label: '几处',
      kind: 'number',
      min: 1,
      showIf: { field: 'danger', is: true },
      required: true,
    },
    {
      id: 'moved',
      label: '已转移',
      kind: 'number',
      max: { field: 'count' },
      showIf: { field: 'count', atLeast: 2 },
    },
    {
      id: 'left',
      label: '还差',
      kind: 'computed',
      formula: { difference: [{ field: 'count' }, { field: 'moved' }] },
    },
    {
      id: 'why',
      label: '原因',
      kind: 'text',
      required: {
        all: [{ field: 'left', atLeast: 1 }, { not: { field: 'moved', answered: false } }],
      },
    },
  )

  test.each<[Record<string, unknown>, string[], Record<string, unknown>, string[]]>([
    [{}, ['danger', 'left', 'why'], {}, ['还没有填：有险情']],
    [
      { danger: { yes: false }, count: 5 },
      ['danger', 'left', 'why'],
      { danger: { yes: false } },
      [],
    ],
    [
      { danger: { yes: true } },
      ['danger', 'count', 'left', 'why'],
      { danger: { yes: true } },
      ['还没有填：几处'],
    ],
    [
      { danger: { yes: true }, count: 3, moved: 1 },
      ['danger', 'count', 'moved', 'left', 'why'],
      { danger: { yes: true }, count: 3, moved: 1, left: 2 },
      ['还没有填：原因'],
    ],
    [
      { danger: { yes: true }, count: 3, moved: 4 },
      ['danger', 'count', 'moved', 'left', 'why'],
      { danger: { yes: true }, count: 3, moved: 4, left: -1 },
      ['「已转移」不能多于 3'],
    ],
    [
      { danger: { yes: true }, count: 1, moved: 1 },
      ['danger', 'count', 'left', 'why'],
      { danger: { yes: true }, count: 1 },
      [],
    ],
  ])('%j', (given, shown, answers, expected) => {
    const checked = check(fields, given, known)
    expect(checked.shown).toEqual(shown)
    expect(checked.answers).toEqual(answers)
    expect(checked.complaints.map((it) => it.message)).toEqual(expected)
  })
})

describe('a form that cannot be used', () => {
  const q = (id: string, more: object = {}) => ({ id, label: id, kind: 'text', ...more })
  test.each<[string, unknown[], string[]]>([
    ['fine', [q('a'), q('b', { showIf: { field: 'a', answered: true } })], []],
    ['twice', [q('a'), q('a')], ['「a」的编号 a 用了两次']],
    ['unknown', [q('a', { showIf: { field: 'x', is: 1 } })], ['「a」提到的 x 不在表里']],
    [
      'a circle of two',
      [q('a', { showIf: { field: 'b', is: 'x' } }), q('b', { showIf: { field: 'a', is: 'x' } })],
      ['各题的条件绕成了圈，请去掉其中一个'],
    ],
    [
      'a circle of one',
      [q('a', { required: { field: 'a', answered: false } })],
      ['各题的条件绕成了圈，请去掉其中一个'],
    ],
    ['bounds', [q('a', { kind: 'number', min: 3, max: 2 })], ['「a」最小的比最大的还大']],
    [
      'no table',
      [q('a'), q('b', { kind: 'computed', formula: { rows: 'a' } })],
      ['「b」要数的不是一张表'],
    ],
  ])('%s', (_, fields, faults) => expect(faultsOf(form(...fields))).toEqual(faults))
  test.each(['photo', 'place', 'signature'])('%s without a reason', (kind) =>
    expect(Fields.safeParse([{ id: 'a', label: '甲', kind }]).success).toBe(false),
  )
})

test('any form with any answers: it ends, keeps only what is shown, and what was taken is taken again unchanged', () => {
  const id = fc.constantFrom('a', 'b', 'c', 'd', 'e')
  const condition = fc.oneof(
    fc.record({ field: id, is: fc.constantFrom(1, 'a', true) }),
    fc.record({ field: id, answered: fc.boolean() }),
    fc.record({ field: id, atLeast: fc.integer({ min: 0, max: 3 }) }),
  )
  const kinds = [
    { kind: 'text' },
    { kind: 'number', max: 3 },
    { kind: 'choice', options },
    { kind: 'several', options },
    { kind: 'date' },
    { kind: 'yesNo', remarkIf: 'no' },
    { kind: 'computed', formula: { sum: [1, { field: 'a' }] } },
  ]
  const field = fc
    .record({
      label: fc.constant('题'),
      kind: fc.constantFrom(...kinds),
      showIf: fc.option(condition, { nil: undefined }),
      required: fc.oneof(fc.boolean(), condition),
    })
    .map(({ kind, required, showIf, label }) => ({
      label,
      ...kind,
      ...(kind.kind !== 'computed' && { required }),
      ...(showIf && { showIf }),
    }))
  const value = fc.oneof(
    fc.constantFrom(
      0,
      1,
      3,
      4,
      'a',
      'b',
      '2026-09-03',
      '',
      null,
      ['a'],
      ['a', 'none'],
      { yes: true },
      { yes: false },
    ),
    fc.jsonValue(),
  )
  fc.assert(
    fc.property(fc.array(field, { maxLength: 5 }), fc.dictionary(id, value), (parts, given) => {
      const fields = Fields.parse(parts.map((part, index) => ({ id: 'abcde'[index], ...part })))
      if (faultsOf(fields).length) return
      const once = check(fields, given, known)
      expect(Object.keys(once.answers).every((name) => once.shown.includes(name))).toBe(true)
      const twice = check(fields, once.answers, known)
      expect(twice.answers).toEqual(once.answers)
      if (!once.complaints.length) expect(twice).toEqual(once)
    }),
    { numRuns: 1000 },
  )
})
