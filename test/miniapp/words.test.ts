import { answerWords, firstSheet, judge, keepLast, numberOf } from '../../miniapp/src/lib/answering'
import { counted, dueWords, plateOf, thingsOf, titled } from '../../miniapp/src/lib/words'
import { filesIn } from '../../shared/form'
import { momentWords } from '../../shared/time'
import { fullDay, ids } from './day'

describe('a form under the pen', () => {
  const form = { ...fullDay.checklists!.open!({ checklistId: ids.checklistId, item: 'shelters' }) }
  test("shows last month's answers first, and owes a look at them", () => {
    const sheet = firstSheet(form, null)
    const state = judge(form, sheet)
    expect(sheet).toEqual({ answers: {}, decided: {}, revision: 0 })
    expect(state.undecided).toEqual(['keepers', 'places'])
    expect(state.owed).toEqual(['keepers', 'places', 'seen', 'water', 'day', 'checker'])
    expect(judge(form, keepLast(form, sheet, state.undecided)).owed).toEqual([
      'seen',
      'water',
      'day',
      'checker',
    ])
  })
  test('names the wrong field', () => {
    const sheet = { ...keepLast(form, firstSheet(form, null), ['keepers', 'places']) }
    const state = judge(form, {
      ...sheet,
      answers: { ...sheet.answers, water: 'short', lacking: 16 },
    })
    expect(state.wrong).toEqual([
      expect.objectContaining({ field: 'lacking', message: expect.stringContaining('1 到 14') }),
    ])
  })
  test('goes on with its draft', () => {
    const draft = {
      answers: { water: 'enough' },
      decided: { keepers: 'same' as const },
      revision: 0,
    }
    // so that the answer of another, given meanwhile, is a conflict
    expect(firstSheet({ ...form, revision: 1 }, draft)).toBe(draft)
  })
  test.each([
    ['１２', 12],
    ['12.5', 12.5],
    ['-3', -3],
    ['', undefined],
    ['12.', '12.'],
    ['007', '007'],
    ['一', '一'],
  ])('%s is typed as a number: %p', (text, value) => expect(numberOf(text)).toEqual(value))
  test('its photos and signatures are sent after it', () => {
    expect(
      filesIn(form.fields, { picture: [{ id: 'a' }, { id: 'b' }], sign: { id: 'c' } }),
    ).toEqual(['a', 'b', 'c'])
  })
  test('an answer is read as people read', () => {
    const words = (id: string, value: unknown) =>
      answerWords(
        form.fields.find((field) => field.id === id)!,
        value,
      )
    expect([
      words('places', 14),
      words('seen', { yes: false, remark: '太远' }),
      words('which', ['liruo', 'donghai']),
      words('people', [{ name: '王阿芬', beds: 20 }]),
      words('day', undefined),
    ]).toEqual(['14 处', '还有没看：太远', '里箬村文化礼堂，东海村小学', '王阿芬 20', '没有填'])
  })
})

describe('words', () => {
  const now = new Date('2026-08-12T06:41:00Z')
  test.each([
    ['2026-08-12T10:00:00Z', '今天 18:00 前', false],
    ['2026-08-14T10:00:00Z', '还有 2 天', false],
    ['2026-08-25T10:00:00Z', '8 月 25 日前', false],
    ['2026-08-12T02:00:00Z', '10:00 已过', true],
    ['2026-08-10T10:00:00Z', '过了 2 天', true],
  ])('due %s is %s', (due, words, late) =>
    expect(dueWords(new Date(due), now)).toEqual({ words, late }),
  )
  test('a moment of today has no day', () =>
    expect([
      momentWords(now, now),
      momentWords(new Date('2026-08-11T16:30:00Z'), now),
      momentWords(new Date('2026-08-11T15:30:00Z'), now),
    ]).toEqual(['14:41', '00:30', '8 月 11 日 23:30']))
  test('thousands have commas', () =>
    expect([counted(7), counted(1214), counted(1_234_567)]).toEqual(['7', '1,214', '1,234,567']))
  test('several things to do are told apart, one is left whole', () =>
    expect([
      thingsOf('危房的人转移；渔船回港，人上岸。'),
      thingsOf('危房、工棚各户转移，18:00 前'),
    ]).toEqual([['危房的人转移', '渔船回港，人上岸'], ['危房、工棚各户转移，18:00 前']]))
  test('a drill says so in its name', () =>
    expect([
      titled({ title: '台风橙色预警', drill: true }),
      titled({ title: '台风橙色预警', drill: false }),
    ]).toEqual(['【演练】台风橙色预警', '台风橙色预警']))
  test('a plate is read from a title', () =>
    expect([
      plateOf('【演练】台风橙色预警'),
      plateOf('地质灾害红色预警')?.top,
      plateOf('开会'),
    ]).toEqual([{ top: '台风', word: '橙', tone: 'orange' }, '地质灾害', null]))
})
