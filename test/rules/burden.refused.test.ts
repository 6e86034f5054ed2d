import { checkBurden, type BurdenPolicy } from '../../config/burden'
import { limits, known, question, item, list, type Raw } from './burden.support'

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

  test('a fact is known by its own name only, not by what every object has', () =>
    expect(asks(question('number', { prefill: { known: 'constructor' } }))).toEqual([
      ['templates.1.items.0.fields.0', '「这一题」要用的「constructor」，系统里没有这一项'],
    ]))
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
