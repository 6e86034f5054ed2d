import { burdenLines, burdenOf, checkBurden } from '../../config/burden'
import {
  options,
  orNone,
  question,
  item,
  list,
  january,
  costOf,
  checklists,
  type Raw,
} from './burden.support'

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
      // it is a real month
      expect(months.filter(({ items, taps }) => items < 12 || taps < 20)).toEqual([])
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
