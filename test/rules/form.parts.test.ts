import { Fields, faultsOf, filesIn } from '../../shared/form'
import { compute, dependsOn, holds, inOrder, isAnswered } from '../../shared/form/conditions'
import type { Condition, Formula } from '../../shared/form/fields'

const known = { today: '2026-09-03', known: { shelters: 14 } }
const form = (...fields: unknown[]) => Fields.parse(fields)
const options = [
  { id: 'a', label: '甲' },
  { id: 'b', label: '乙' },
]
const photo = (n: number) => ({ id: `01a20cae-9516-7392-bed7-b84ce1bff49${n}` })

test.each<[unknown, boolean]>([
  [undefined, false],
  [null, false],
  ['', false],
  [[], false],
  [0, true],
  [false, true],
  [' ', true],
  [['a'], true],
  [{}, true],
])('%j is an answer: %j', (value, is) => expect(isAnswered(value)).toBe(is))

describe('a condition', () => {
  const answers = {
    n: 2,
    word: 'a',
    list: ['a', 'b'],
    good: { yes: true, remark: '' },
    bad: { yes: false },
    empty: [],
    object: { no: 1 },
  }
  test.each<[Condition, boolean]>([
    [{ field: 'n', is: 2 }, true],
    [{ field: 'n', is: 3 }, false],
    [{ field: 'list', is: 'b' }, true],
    [{ field: 'list', is: 'c' }, false],
    [{ field: 'good', is: true }, true],
    [{ field: 'bad', is: true }, false],
    [{ field: 'bad', is: false }, true],
    [{ field: 'object', is: true }, false],
    [{ field: 'nothing', is: 2 }, false],
    [{ field: 'word', oneOf: ['x', 'a'] }, true],
    [{ field: 'word', oneOf: ['x'] }, false],
    [{ field: 'list', oneOf: ['x', 'b'] }, true],
    [{ field: 'list', oneOf: ['x'] }, false],
    [{ field: 'nothing', oneOf: ['x'] }, false],
    [{ field: 'n', atLeast: 2 }, true],
    [{ field: 'n', atLeast: 3 }, false],
    [{ field: 'n', atMost: 2 }, true],
    [{ field: 'n', atMost: 1 }, false],
    [{ field: 'word', atLeast: 0 }, false],
    [{ field: 'word', atMost: 9 }, false],
    [{ field: 'nothing', atMost: 9 }, false],
    [{ field: 'n', answered: true }, true],
    [{ field: 'n', answered: false }, false],
    [{ field: 'empty', answered: true }, false],
    [{ field: 'empty', answered: false }, true],
    [{ field: 'nothing', answered: false }, true],
    [
      {
        any: [
          { field: 'n', is: 3 },
          { field: 'n', is: 2 },
        ],
      },
      true,
    ],
    [{ any: [{ field: 'n', is: 3 }] }, false],
    [
      {
        all: [
          { field: 'n', is: 2 },
          { field: 'word', is: 'a' },
        ],
      },
      true,
    ],
    [
      {
        all: [
          { field: 'n', is: 2 },
          { field: 'word', is: 'b' },
        ],
      },
      false,
    ],
    [{ not: { field: 'n', is: 3 } }, true],
    [{ not: { field: 'n', is: 2 } }, false],
  ])('%j: %j', (condition, does) => expect(holds(condition, answers)).toBe(does))
})

describe('what is computed', () => {
  const answers = { a: 2, b: 0.1, rows: [{ n: 1 }, { n: 2.5 }, {}], wrong: [{ n: 'x' }], word: 'a' }
  test.each<[Formula, number | null]>([
    [{ sum: [1, { field: 'a' }, { known: 'shelters' }] }, 17],
    [{ sum: [{ field: 'a' }, { field: 'nothing' }] }, null],
    [{ sum: [{ field: 'b' }, 0.2] }, 0.3],
    [{ difference: [{ field: 'a' }, { field: 'b' }] }, 1.9],
    [{ difference: [{ field: 'a' }, { field: 'nothing' }] }, null],
    [{ difference: [{ field: 'nothing' }, { field: 'a' }] }, null],
    [{ difference: [{ field: 'word' }, 1] }, null],
    [{ rows: 'rows' }, 3],
    [{ rows: 'nothing' }, null],
    [{ rows: 'word' }, null],
    [{ total: 'rows', column: 'n' }, 3.5],
    [{ total: 'nothing', column: 'n' }, 0],
    [{ total: 'wrong', column: 'n' }, null],
  ])('%j is %j', (formula, value) => expect(compute(formula, answers, known)).toBe(value))
})

describe('a form as a whole', () => {
  const q = (id: string, more: object = {}) => ({ id, label: id, kind: 'text', ...more })
  const table = q('t', {
    kind: 'table',
    columns: [
      { id: 'n', label: '数', kind: 'number' },
      { id: 'w', label: '字', kind: 'text' },
    ],
  })
  const total = (column: string) => q('s', { kind: 'computed', formula: { total: 't', column } })
  test.each<[string, unknown[], string[]]>([
    ['the same bounds', [q('a', { kind: 'number', min: 2, max: 2 })], []],
    ['a bound alone', [q('a', { kind: 'number', min: 2 }), q('b', { kind: 'number', max: 2 })], []],
    [
      'a bound that is a question',
      [q('a', { kind: 'number', min: 3, max: { field: 'b' } }), q('b', { kind: 'number' })],
      [],
    ],
    ['the same day', [q('a', { kind: 'date', from: 0, to: 0 })], []],
    ['days', [q('a', { kind: 'date', from: 1, to: 0 })], ['「a」最早的比最晚的还晚']],
    ['a number whose days nobody asks', [q('a', { kind: 'number', min: 1, max: 2 })], []],
    [
      'an option twice',
      [q('a', { kind: 'choice', options: [options[0], options[0]] })],
      ['「a」的选项有重复'],
    ],
    [
      'a column twice',
      [
        {
          ...table,
          columns: [table, table].map((_, n) => ({ id: 'n', label: `${n}`, kind: 'text' })),
        },
      ],
      ['「t」的列有重复'],
    ],
    [
      'a column with a condition',
      [q('t', { kind: 'table', columns: [q('n', { required: { field: 'n', is: 1 } })] })],
      ['「t」的列不能带条件'],
    ],
    ['a total of numbers', [table, total('n')], []],
    ['a total of words', [table, total('w')], ['「s」要加的 w 不是数字列']],
    ['a total of nothing', [table, total('x')], ['「s」要加的 x 不是数字列']],
    ['a count of a table', [table, q('s', { kind: 'computed', formula: { rows: 't' } })], []],
    ['a sum of numbers', [q('s', { kind: 'computed', formula: { sum: [1, 2] } })], []],
    [
      'a sum of what is not there',
      [q('s', { kind: 'computed', formula: { sum: [{ field: 'x' }] } })],
      ['「s」提到的 x 不在表里'],
    ],
    [
      'a difference of what is not there',
      [q('s', { kind: 'computed', formula: { difference: [{ field: 'x' }, { known: 'y' }] } })],
      ['「s」提到的 x 不在表里'],
    ],
    [
      'any of what is not there',
      [q('a', { showIf: { any: [{ not: { field: 'x', is: 1 } }] } })],
      ['「a」提到的 x 不在表里'],
    ],
    [
      'a bound that is not there',
      [q('a', { kind: 'number', min: { field: 'x' }, max: { field: 'y' } })],
      ['「a」提到的 x 不在表里', '「a」提到的 y 不在表里'],
    ],
    [
      'a circle through a bound and a sum',
      [
        q('a', { kind: 'number', max: { field: 'b' } }),
        q('b', { kind: 'computed', formula: { sum: [{ field: 'a' }] } }),
      ],
      ['各题的条件绕成了圈，请去掉其中一个'],
    ],
  ])('%s', (_, fields, faults) => expect(faultsOf(form(...fields))).toEqual(faults))

  test('each question comes after all that it depends on, found once', () => {
    const fields = form(
      q('a', { showIf: { field: 'c', is: 'x' }, required: { field: 'b', is: 'x' } }),
      q('b', { showIf: { field: 'c', is: 'x' } }),
      q('c'),
    )
    expect(inOrder(fields)!.map((field) => field.id)).toEqual(['c', 'b', 'a'])
    expect(inOrder(fields)).toBe(inOrder(fields))
    expect(dependsOn(fields[0]!)).toEqual(['c', 'b'])
    expect(dependsOn(fields[2]!)).toEqual([])
  })
})

test('the files among answers are those of photos and signatures', () => {
  const fields = form(
    { id: 'w', label: '字', kind: 'text' },
    { id: 'p', label: '照片', kind: 'photo', reason: '看清裂缝' },
    { id: 's', label: '签名', kind: 'signature', reason: '谁检查的' },
    { id: 'o', label: '多选', kind: 'several', options },
  )
  const signed = { p: [photo(1), photo(2)], s: photo(3), w: 'a', o: ['a'] }
  expect(filesIn(fields, signed)).toEqual([1, 2, 3].map((n) => photo(n).id))
  expect(filesIn(fields, {})).toEqual([])
  expect(filesIn(fields, { p: [] })).toEqual([])
})
