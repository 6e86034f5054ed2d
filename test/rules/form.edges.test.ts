import { Fields, check } from '../../shared/form'

const known = { today: '2026-09-03', known: { shelters: 14 } }
const form = (...fields: unknown[]) => Fields.parse(fields)
const options = [
  { id: 'a', label: '甲' },
  { id: 'b', label: '乙' },
  { id: 'none', label: '都没有', alone: true },
]
const photo = (n: number) => ({ id: `01a20cae-9516-7392-bed7-b84ce1bff49${n}` })

describe('what is kept of an answer, and what is said of it', () => {
  const text = { kind: 'text', most: 4 }
  const number = { kind: 'number', min: 1, max: 5 }
  const several = { kind: 'several', options, least: 2 }
  const date = { kind: 'date', from: -2, to: 2 }
  const photos = { kind: 'photo', reason: '看清裂缝', most: 2 }
  const table = {
    kind: 'table',
    rows: 2,
    columns: [
      { id: 'name', label: '姓名', kind: 'text', required: true },
      { id: 'age', label: '年龄', kind: 'number' },
    ],
  }
  test.each<[what: string, field: object, given: unknown, kept: unknown, ...said: string[]]>([
    ['text without what surrounds it', text, ' 一二三四 ', '一二三四'],
    ['nothing but blanks', text, '   ', undefined],
    ['a choice as it is', { kind: 'choice', options }, 'b', 'b'],
    ['a choice is not trimmed', { kind: 'choice', options }, ' b', ' b', '请从给出的里面选'],
    ['the least number', number, 1, 1],
    ['the greatest number', number, 5, 5],
    ['less than the least', { kind: 'number', min: 1 }, 0, 0, '不能少于 1'],
    ['more than the greatest', { kind: 'number', max: 5 }, 6, 6, '不能多于 5'],
    ['below without a least', { kind: 'number', max: 5 }, -3, -3],
    ['above without a greatest', { kind: 'number', min: 1 }, 99, 99],
    ['as many as are known', { kind: 'number', max: { known: 'shelters' } }, 14, 14],
    ['three decimals', { kind: 'number', decimals: 3 }, 0.001, 0.001],
    ['a little too much of one', { kind: 'number', decimals: 1 }, 0.11, 0.11, '最多 1 位小数'],
    ['as many as there must be', several, ['a', 'b'], ['a', 'b']],
    ['too few', several, ['a'], ['a'], '至少选 2 项'],
    ['one, where none must be', { kind: 'several', options }, ['a'], ['a']],
    ['one that is not offered', several, ['a', 'x'], ['a', 'x'], '请从给出的里面选'],
    ['the first day', date, '2026-09-01', '2026-09-01'],
    ['the last day', date, '2026-09-05', '2026-09-05'],
    ['the day before', date, '2026-08-31', '2026-08-31', '太早了，请填 2026-09-01 以后'],
    ['the day after', date, '2026-09-06', '2026-09-06', '太晚了，请填 2026-09-05 以前'],
    ['long ago, without a first day', { kind: 'date', to: 0 }, '1999-01-01', '1999-01-01'],
    ['far ahead, without a last day', { kind: 'date', from: 0 }, '2099-01-01', '2099-01-01'],
    ['as many photos', photos, [photo(1), photo(2)], [photo(1), photo(2)]],
    ['a photo too many', { ...photos, most: 1 }, [photo(1), photo(2)], undefined, '最多 1 张'],
    [
      'a remark where none is asked',
      { kind: 'yesNo', remarkIf: 'no' },
      { yes: true },
      { yes: true },
    ],
    [
      'a remark that is owed for a yes',
      { kind: 'yesNo', remarkIf: 'yes' },
      { yes: true },
      undefined,
      '请说明情况',
    ],
    [
      'a remark that is given',
      { kind: 'yesNo', remarkIf: 'no' },
      { yes: false, remark: '漏' },
      { yes: false, remark: '漏' },
    ],
    ['a name that is signed', { kind: 'signature', reason: '谁检查的' }, photo(1), photo(1)],
    [
      'a person as written',
      { kind: 'person' },
      { personId: null, name: ' 王伟' },
      { personId: null, name: '王伟' },
    ],
    [
      'as many rows',
      table,
      [{ name: '王' }, { name: '李', age: 3 }],
      [{ name: '王' }, { name: '李', age: 3 }],
    ],
    [
      'a row too many',
      table,
      [{ name: '王' }, { name: '李' }, { name: '陈' }],
      undefined,
      '最多 2 行',
    ],
    ['what is empty in a row', table, [{ name: ' 王 ', age: null }], [{ name: '王' }]],
    [
      'what is wrong in a row',
      table,
      [{ name: '王', age: '三' }],
      [{ name: '王' }],
      '第 1 行：「年龄」填的不对',
    ],
    ['what is missing in a row', table, [{ age: 3 }], [{ age: 3 }], '第 1 行还没有填：姓名'],
  ])('%s', (_, field, given, ...[kept, ...said]) => {
    const { answers, complaints } = check(
      form({ id: 'q', label: '题', ...field }),
      { q: given },
      known,
    )
    expect(complaints).toHaveLength(said.length)
    said.forEach((words, index) => expect(complaints[index]!.message).toContain(words))
    if (kept !== undefined || !said.length) expect(answers['q']).toEqual(kept)
  })

  test('complaints come in the order of the questions, whatever depends on what', () => {
    const fields = form(
      { id: 'a', label: '甲', kind: 'text', required: { field: 'c', atLeast: 1 } },
      { id: 'b', label: '乙', kind: 'text', required: true },
      { id: 'c', label: '丙', kind: 'number', max: 1 },
    )
    const { complaints, shown } = check(fields, { c: 2 }, known)
    expect(complaints.map((it) => it.field)).toEqual(['a', 'b', 'c'])
    expect(shown).toEqual(['a', 'b', 'c'])
  })
  test('what is computed is never owed', () => {
    const fields = form({ id: 'q', label: '共', kind: 'computed', formula: { rows: 'none' } })
    expect(check(fields, {}, known)).toMatchObject({ answers: {}, complaints: [] })
  })
})
