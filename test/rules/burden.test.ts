import { burdenLines, burdenOf, checkBurden, type BurdenPolicy } from '../../config/burden'
import { loadPolicy } from '../../config/load'
import { Template } from '../../shared/checklist'

const { checklists } = loadPolicy()
const limits = { officeItems: 15, villageItems: 3, officeTexts: 3, officeTaps: 40, villageTaps: 3 }
const known: BurdenPolicy['known'] = {
  villages: { title: '村和社区数', labels: ['行政村数'] },
  people: { title: '责任人名单', labels: ['责任人姓名'] },
}
const options = [
  { id: 'one', label: '一' },
  { id: 'two', label: '二' },
  { id: 'three', label: '三' },
]
const orNone = [{ id: 'none', label: '没有', alone: true }, ...options]

type Raw = Record<string, unknown>
const question = (kind: string, more: Raw = {}) => ({ id: 'it', label: '这一题', kind, ...more })
const item = (more: Raw = {}) => ({
  name: 'item',
  title: '一件事',
  post: 'emergencyOfficeHead',
  evidence: 'record',
  due: 10,
  ...more,
})
const list = (items: Raw[], more: Raw = {}) =>
  Template.parse({ name: 'list', title: '清单', at: ['township'], every: 'month', items, ...more })
const january = (...templates: Template[]) => burdenOf(templates, 'township')[0]!
/** Beyond opening the list, opening the item and handing it in. */
const costOf = (...fields: Raw[]) => {
  const { taps, texts, numbers } = january(list([item({ fields })]))
  return [taps - 3, texts, numbers]
}

describe('what a question costs: taps, typed texts, typed numbers', () => {
  test.each<[string, Raw, number[]]>([
    ['yes or no', question('yesNo'), [1, 0, 0]],
    ['a choice', question('choice', { options }), [1, 0, 0]],
    ['several, of which two are usual', question('several', { options }), [2, 0, 0]],
    ['several, of which three are needed', question('several', { options, least: 3 }), [3, 0, 0]],
    ['several, where nothing may be said', question('several', { options: orNone }), [1, 0, 0]],
    ['a number', question('number'), [1, 0, 1]],
    ['a text', question('text'), [1, 1, 0]],
    ['a date', question('date'), [2, 0, 0]],
    ['a person', question('person'), [2, 0, 0]],
    ['a place', question('place', { reason: '要派车去接' }), [1, 0, 0]],
    ['a photo', question('photo', { reason: '鉴定要看裂缝' }), [3, 0, 0]],
    ['a signature', question('signature', { reason: '责任书要签字' }), [2, 0, 0]],
    [
      'a table: a row of a text, a number and a date',
      question('table', {
        columns: [
          question('text'),
          { ...question('number'), id: 'b' },
          { ...question('date'), id: 'c' },
        ],
      }),
      [5, 1, 1],
    ],
    ['what is computed', question('computed', { formula: { sum: [1, 2] } }), [0, 0, 0]],
    ['what the system knows', question('number', { prefill: { known: 'villages' } }), [0, 0, 0]],
    ['what was answered last month', question('text', { prefill: 'last' }), [0, 0, 0]],
  ])('%s', (_, field, cost) => expect(costOf(field)).toEqual(cost))

  test('what is shown only when something is wrong is not counted', () => {
    const fine = question('yesNo', { remarkIf: 'no' })
    const count = { ...question('number'), id: 'count', showIf: { field: 'it', is: false } }
    expect(costOf(fine, count)).toEqual([1, 0, 0])
    expect(costOf(fine, { ...count, showIf: { field: 'it', is: true } })).toEqual([2, 0, 1])
  })
  test('where yes asks for a remark, no is usual', () => {
    expect(
      costOf(question('yesNo', { remarkIf: 'yes' }), {
        ...question('text'),
        id: 'more',
        showIf: { field: 'it', is: true },
      }),
    ).toEqual([1, 0, 0])
  })
})

describe('what an item costs', () => {
  const asked = item({ fields: [question('yesNo')] })
  test('opened, answered and handed in, and the list once for each who is asked', () => {
    expect(january(list([asked])).taps).toBe(4)
    expect(january(list([asked, { ...asked, name: 'second' }])).taps).toBe(7)
    expect(
      january(list([asked, { ...asked, name: 'second', post: 'townshipCommander' }])).taps,
    ).toBe(8)
  })
  test('a confirmation is one tap, counted items are none', () => {
    expect(january(list([item({ evidence: 'confirm' })]))).toMatchObject({
      items: 1,
      taps: 1,
      firstTaps: 1,
    })
    expect(january(list([item({ evidence: 'auto', counts: 'overdueHazards' })]))).toMatchObject({
      items: 1,
      auto: 1,
      taps: 0,
    })
  })
  test('a confirmation of what was never answered is a form, once', () => {
    expect(
      january(
        list([item({ evidence: 'confirm', fields: [question('number', { prefill: 'last' })] })]),
      ),
    ).toMatchObject({ taps: 1, firstTaps: 3, numbers: 0 })
  })
  test('an answer of the last month is one only if it was asked then', () => {
    const fields = [question('text', { prefill: 'last' })]
    const months = burdenOf([list([item({ fields, months: [1, 2, 6, 12] })])], 'township')
    expect(months.map(({ texts }) => texts)).toEqual([0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 1])
    expect(months.map(({ taps }) => taps)).toEqual([3, 3, 0, 0, 0, 4, 0, 0, 0, 0, 0, 4])
  })
  test.each<[string, Raw, number[]]>([
    ['month', {}, [1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1]],
    ['month', { months: [4, 5] }, [0, 0, 0, 1, 1, 0, 0, 0, 0, 0, 0, 0]],
    ['week', {}, Array<number>(12).fill(5)],
    ['quarter', {}, [0, 0, 1, 0, 0, 1, 0, 0, 1, 0, 0, 1]],
    ['quarter', { months: [5] }, [0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0]],
    ['year', {}, [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1]],
    ['year', { months: [4] }, [0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0]],
    ['once', {}, Array<number>(12).fill(0)],
    ['response', {}, Array<number>(12).fill(0)],
  ])('a list of every %s %j is due in these months', (every, more, items) => {
    expect(
      burdenOf([list([item(more)], { every })], 'township').map((month) => month.items),
    ).toEqual(items)
  })
  test('lists of other units are not counted', () =>
    expect(burdenOf([list([asked])], 'village').every(({ items, taps }) => !items && !taps)).toBe(
      true,
    ))
})

describe('what is refused', () => {
  const refused = (items: Raw[], more: Raw = {}, set: Partial<BurdenPolicy> = {}) =>
    checkBurden({
      templates: [
        list([item({ name: 'before', evidence: 'confirm' })], { name: 'other' }),
        list(items, more),
      ],
      limits,
      known,
      ...set,
    }).map(({ path, what }) => [path.join('.'), what])
  const asks = (...fields: Raw[]) => refused([item({ fields })])
  const many = (count: number, more: Raw) =>
    Array.from({ length: count }, (_, index) => item({ name: `item${index}`, ...more }))

  test('nothing of a list that asks what nobody knows', () =>
    expect(
      asks(question('yesNo'), {
        ...question('number', { prefill: { known: 'villages' }, max: { known: 'people' } }),
        id: 'b',
      }),
    ).toEqual([]))
  test.each<[string, Raw, string]>([
    [
      'a question that the system can answer',
      question('number', { label: '全镇行政村数' }),
      '「全镇行政村数」不用问：系统已有「村和社区数」，请去掉这题，或带入 villages',
    ],
    [
      'one that shows something else',
      question('number', { label: '行政村数', prefill: { known: 'people' } }),
      '「行政村数」不用问：系统已有「村和社区数」，请去掉这题，或带入 villages',
    ],
    [
      'one that shows the last answer',
      question('number', { label: '行政村数', prefill: 'last' }),
      '「行政村数」不用问：系统已有「村和社区数」，请去掉这题，或带入 villages',
    ],
    [
      'a column that the system can fill',
      question('table', { columns: [question('text', { label: '责任人姓名' })] }),
      '「责任人姓名」不用问：系统已有「责任人名单」，请去掉这题，或带入 people',
    ],
    [
      'a prefill that there is not',
      question('number', { prefill: { known: 'moon' } }),
      '「这一题」要用的「moon」，系统里没有这一项',
    ],
    [
      'a limit that there is not',
      question('number', { max: { known: 'moon' } }),
      '「这一题」要用的「moon」，系统里没有这一项',
    ],
    [
      'a part that there is not',
      question('computed', { formula: { sum: [1, { known: 'moon' }] } }),
      '「这一题」要用的「moon」，系统里没有这一项',
    ],
    [
      'a difference that there is not',
      question('computed', { formula: { difference: [{ known: 'moon' }, 1] } }),
      '「这一题」要用的「moon」，系统里没有这一项',
    ],
    [
      'a text for yes or no',
      question('text', { label: '是否开过会' }),
      '「是否开过会」不用打字：题型改成「是否」',
    ],
    [
      'a text for a number',
      question('text', { label: '到场人数' }),
      '「到场人数」不用打字：题型改成「数字」',
    ],
    [
      'a text for a date',
      question('text', { label: '开会日期' }),
      '「开会日期」不用打字：题型改成「日期」',
    ],
    [
      'a column of text for a number',
      question('table', { columns: [question('text', { label: '户数' })] }),
      '「户数」不用打字：题型改成「数字」',
    ],
  ])('%s', (_, field, what) =>
    expect(asks(field)).toEqual([['templates.1.items.0.fields.0', what]]),
  )

  test('a confirmation that has to be filled each time', () => {
    expect(
      refused([
        item({
          evidence: 'confirm',
          fields: [
            question('number', { prefill: 'last' }),
            { ...question('yesNo', { label: '有变化' }), id: 'b' },
          ],
        }),
      ]),
    ).toEqual([
      [
        'templates.1.items.0.fields.1',
        '「一件事」只要一键确认，「有变化」却每次要重填：请带入上期，或改证明方式',
      ],
    ])
  })
  test('what stands as known is a label of the policy and not of the program', () =>
    expect(
      refused([item({ fields: [question('number', { label: '行政村数' })] })], {}, { known: {} }),
    ).toEqual([]))

  test('the sixteenth item of an office, in the months in which it is one', () => {
    expect(refused(many(14, { evidence: 'confirm' }))).toEqual([])
    expect(
      refused([
        ...many(14, { evidence: 'confirm' }),
        item({ name: 'last', evidence: 'confirm', months: [4] }),
      ]),
    ).toEqual([['templates.1', '4 月要一个乡镇办 16 项，最多 15 项']])
    expect(refused(many(15, { evidence: 'confirm' }), { at: ['area'] })).toEqual([])
    expect(refused(many(16, { evidence: 'confirm', months: [1] }), { at: ['area'] })).toEqual([
      ['templates.1', '1 月要一个乡镇办 16 项，最多 15 项'],
    ])
  })
  test('what is ordered in an emergency has no limit', () =>
    expect(refused(many(40, { evidence: 'confirm' }), { every: 'response' })).toEqual([]))
  test('the fourth item of a village, and its fourth tap', () => {
    expect(refused(many(3, { evidence: 'confirm' }), { at: ['village'] })).toEqual([])
    expect(refused(many(4, { evidence: 'confirm', months: [2] }), { at: ['village'] })).toEqual([
      ['templates.1', '2 月要一个村办 4 项，最多 3 项'],
      ['templates.1', '2 月要一个村点 4 下，最多 3 下'],
    ])
    expect(
      refused([item({ months: [2], fields: [question('yesNo')] })], { at: ['village'] }),
    ).toEqual([['templates.1', '2 月要一个村点 4 下，最多 3 下']])
  })
  test('the fourth typed text and the forty-first tap of an office', () => {
    const texts = (count: number) => [
      item({
        months: [7],
        fields: Array.from({ length: count }, (_, index) => ({
          ...question('text'),
          id: `t${index}`,
        })),
      }),
    ]
    expect(refused(texts(3))).toEqual([])
    expect(refused(texts(4))).toEqual([['templates.1', '7 月要一个乡镇打字 4 处，最多 3 处']])
    const taps = (count: number) => [
      item({
        months: [7],
        fields: Array.from({ length: count }, (_, index) => ({
          ...question('yesNo'),
          id: `t${index}`,
        })),
      }),
    ]
    expect(refused(taps(36))).toEqual([])
    expect(refused(taps(37))).toEqual([['templates.1', '7 月要一个乡镇点 41 下，最多 40 下']])
  })
  test('two lists of a unit are counted together', () => {
    const other = list(many(8, { evidence: 'confirm', months: [1] }), { name: 'first' })
    expect(
      checkBurden({
        templates: [other, list(many(8, { evidence: 'confirm', months: [1] }))],
        limits,
        known,
      }),
    ).toEqual([{ path: ['templates', 1], what: '1 月要一个乡镇办 16 项，最多 15 项' }])
  })
})

describe('the lists that are in force', () => {
  test('nothing is refused', () => expect(checkBurden(checklists)).toEqual([]))
  test.each(['township', 'area'] as const)(
    'a month of a %s: 15 items, 40 taps, 3 typed texts at most',
    (kind) => {
      const months = burdenOf(checklists.templates, kind)
      expect(months.map(({ month }) => month)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12])
      expect(
        months.filter(({ items, taps, texts }) => items > 15 || taps > 40 || texts > 3),
      ).toEqual([])
      expect(months.filter(({ items, taps }) => items < 12 || taps < 20)).toEqual([]) // it is a real month
    },
  )
  test('a month of a village: 3 items, 3 taps, nothing typed', () => {
    const months = burdenOf(checklists.templates, 'village')
    expect(
      months.filter(
        ({ items, taps, texts, numbers }) => items < 1 || items > 3 || taps > 3 || texts || numbers,
      ),
    ).toEqual([])
  })
  test('the first month ever costs more, and the table says so', () => {
    expect(
      burdenOf(checklists.templates, 'township').every(
        ({ taps, firstTaps }) => firstTaps >= taps && firstTaps <= 50,
      ),
    ).toBe(true)
    const lines = burdenLines(checklists)
    const [april] = lines.filter((line) => /^village\s+4 /.test(line))
    expect(lines).toHaveLength(26)
    expect(april!.split(/\s+/)).toEqual(['village', '4', '3', '0', '3', '5', '0', '0'])
    expect(lines.at(-1)!.split(/\s+/)).toEqual(['limit', '15/3', '40/3', '3/–'])
  })
})
