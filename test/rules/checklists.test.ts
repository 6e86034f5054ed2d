import { listCard, type ListFace } from '../../bot/checklists/cards'
import type { StoredChecklist, StoredItem } from '../../bot/checklists/entities'
import * as rules from '../../bot/checklists/rules'
import { testPolicy } from '../support/policy'
import type { Field } from '../../shared/form'
import { endOf, momentOf } from '../../shared/time'

const policy = testPolicy
const day = (text: string) => momentOf(text)

const item = (more: Partial<StoredItem> = {}): StoredItem => ({
  checklistId: 'l',
  item: 'i',
  unitPath: '3310/331081/331081105',
  post: 'emergencyOfficeHead',
  dueAt: endOf('2026-09-10'),
  closesAt: day('2026-10-01'),
  state: 'open',
  revision: 0,
  answers: null,
  byId: null,
  at: null,
  late: false,
  reviewedBy: null,
  reviewedAt: null,
  reason: null,
  ...more,
})
const on = (date: string) => new Date(day(date).getTime() + 9 * 3_600_000)

describe('an answer', () => {
  const give = (before: StoredItem, date: string, reviewed = true) =>
    rules.give(before, { answers: {}, byId: 'p', at: on(date), reviewed })
  test('is in time on its day and late on the next; a correction stays what the first was', () => {
    expect(give(item(), '2026-09-10')).toMatchObject({
      state: 'submitted',
      revision: 1,
      late: false,
    })
    expect(give(item(), '2026-09-11')).toMatchObject({ late: true })
    expect(
      give({ ...give(item(), '2026-09-10'), state: 'returned', reason: '少一处' }, '2026-09-15'),
    ).toMatchObject({ state: 'submitted', revision: 2, late: false, reason: null })
  })
  test('of a list that nobody reviews is passed at once', () =>
    expect(give(item(), '2026-09-10', false)).toMatchObject({ state: 'passed', reviewedBy: null }))
  test.each([
    [item(), null, null],
    [item({ state: 'auto' }), null, 'checklist.auto'],
    [item({ state: 'passed', reviewedBy: 'x' }), null, 'checklist.passed'],
    [item({ state: 'passed' }), null, null],
    [item(), on('2026-09-02'), 'checklist.withdrawn'],
    [item({ state: 'returned' }), null, null],
  ])('to %j of a list withdrawn at %s is refused with %s', (it, withdrawnAt, code) =>
    expect(rules.refusalOf(it, { withdrawnAt })?.code ?? null).toBe(code),
  )
})

describe('a review', () => {
  const given = item({ state: 'submitted', revision: 2, byId: 'p', at: on('2026-09-09') })
  const by = { byId: 'r', at: on('2026-09-10') }
  const outcome = (work: () => StoredItem) => {
    try {
      return work().state
    } catch (error) {
      return (error as { code: string }).code
    }
  }
  test.each([
    [given, { revision: 2, passed: true, reason: '' }, 'passed'],
    [given, { revision: 2, passed: false, reason: '少一处' }, 'returned'],
    [given, { revision: 2, passed: false, reason: '' }, 'checklist.reasonMissing'],
    [given, { revision: 1, passed: true, reason: '' }, 'checklist.changed'],
    [item(), { revision: 0, passed: true, reason: '' }, 'checklist.notSubmitted'],
    [item({ state: 'auto' }), { revision: 0, passed: true, reason: '' }, 'checklist.notSubmitted'],
    [
      item({ ...given, state: 'passed', reviewedBy: 'r' }),
      { revision: 2, passed: true, reason: '' },
      'passed',
    ],
    [
      item({ ...given, state: 'passed', reviewedBy: 'r' }),
      { revision: 2, passed: false, reason: '看错了' },
      'returned',
    ],
    [
      item({ ...given, state: 'returned' }),
      { revision: 2, passed: true, reason: '' },
      'checklist.notSubmitted',
    ],
  ])('of %j with %j: %s', (it, decision, result) =>
    expect(outcome(() => rules.review(it, { ...decision, ...by }))).toBe(result),
  )
})

describe('who', () => {
  const actor = (kind: string, unitPath: string) => ({
    personId: 'p',
    name: '',
    posts: [
      {
        postId: 'x',
        kind,
        unitPath,
        roles: policy.posts.posts.find((post) => post.name === kind)!.roles,
      },
    ],
  })
  test.each([
    [
      'emergencyOfficeHead',
      '3310/331081/331081105',
      { answers: true, asked: true, reviews: false },
    ],
    [
      'emergencyOfficeClerk',
      '3310/331081/331081105',
      { answers: true, asked: false, reviews: false },
    ],
    [
      'townshipCommander',
      '3310/331081/331081105',
      { answers: false, asked: false, reviews: false },
    ],
    ['dutyOfficer', '3310/331081', { answers: false, asked: false, reviews: true }],
    ['commandOffice', '3310', { answers: false, asked: false, reviews: true }],
    [
      'emergencyOfficeHead',
      '3310/331081/331081106',
      { answers: false, asked: false, reviews: false },
    ],
    ['commander', '3310/331081', { answers: false, asked: false, reviews: true }],
    ['memberUnitContact', '3310/331081', { answers: false, asked: false, reviews: false }],
  ])('a %s at %s: %j', (kind, unitPath, may) => {
    const person = actor(kind, unitPath)
    expect({
      answers: rules.mayAnswer(person, item()),
      asked: rules.isMine(person, item()),
      reviews: rules.mayReview(person, item().unitPath),
    }).toEqual(may)
  })
  test.each([
    ['emergencyOfficeHead', 'township', 'emergencyOfficeHead'],
    ['emergencyOfficeHead', 'area', 'areaSafetyHead'],
    ['gridMember', 'village', 'villageHead'],
    ['villageCadre', 'village', 'villageCadre'],
    ['emergencyOfficeHead', 'county', 'commandOffice'],
  ] as const)('an item of %s is at a %s asked of %s', (post, kind, asked) =>
    expect(rules.postAt(policy.posts.posts, post, kind)).toBe(asked),
  )
})

describe('words', () => {
  const now = on('2026-09-09')
  const say = (it: StoredItem, more: Partial<Parameters<typeof rules.stateWords>[1]> = {}) =>
    rules.stateWords(it, { now, by: '应敏', mine: false, count: null, ...more })
  test.each([
    ['还没填，9 月 10 日前', item(), {}],
    ['今天要交', item({ dueAt: endOf('2026-09-09') }), {}],
    ['过了 2 天', item({ dueAt: endOf('2026-09-07') }), {}],
    ['没有交', item({ dueAt: endOf('2026-08-07'), closesAt: day('2026-09-01') }), {}],
    [
      '您已交 9 月 2 日，等上级审核',
      item({ state: 'submitted', at: on('2026-09-02') }),
      { mine: true },
    ],
    ['应敏已交 9 月 2 日', item({ state: 'passed', at: on('2026-09-02') }), {}],
    [
      '通过 9 月 3 日',
      item({ state: 'passed', reviewedBy: 'r', reviewedAt: on('2026-09-03') }),
      {},
    ],
    ['退回：缺第 3 题', item({ state: 'returned', reason: '缺第 3 题' }), {}],
    ['系统已填：3', item({ state: 'auto' }), { count: 3 }],
    ['系统还没有登记', item({ state: 'auto' }), {}],
  ])('%s', (words, it, more) => expect(say(it, more)).toBe(words))
})

test('a first look shows what the last period or the system knows, and asks the rest', () => {
  const fields = [
    {
      kind: 'number',
      id: 'risks',
      label: '高风险点',
      decimals: 0,
      required: true,
      prefill: 'last',
    },
    {
      kind: 'number',
      id: 'villages',
      label: '村',
      decimals: 0,
      required: true,
      prefill: { known: 'villages' },
    },
    { kind: 'text', id: 'words', label: '话', most: 20, lines: 1, required: false },
  ] satisfies Field[]
  expect(rules.prefilled(fields, { risks: 4, words: '上月的话' }, { villages: 12 })).toEqual({
    risks: 4,
    villages: 12,
  })
  expect(rules.prefilled(fields, null, {})).toEqual({})
})

describe('each edge, the moment before, on and after it', () => {
  const dueAt = endOf('2026-09-10')
  const closesAt = day('2026-10-01')
  const around = (moment: Date) => [-1, 0, 1].map((ms) => new Date(moment.getTime() + ms))

  test('an answer on the due moment is in time, the moment after it late', () => {
    const late = around(dueAt).map(
      (at) => rules.give(item({ dueAt }), { answers: {}, byId: 'p', at, reviewed: true }).late,
    )
    expect(late).toEqual([false, false, true])
  })
  test('on the due moment it is expected and overdue, before it due', () => {
    const row = { period: '2026-09', dueAt, total: 1, done: 0, late: 0, returned: 0 }
    const counts = around(dueAt).map((now) => {
      const { due, overdue, expected } = rules.summed([row], now)
      return { due, overdue, expected }
    })
    expect(counts).toEqual([
      { due: 1, overdue: 0, expected: 0 },
      { due: 0, overdue: 1, expected: 1 },
      { due: 0, overdue: 1, expected: 1 },
    ])
  })
  test('on the closing moment it is missed, before it overdue', () => {
    const row = { period: '2026-09', dueAt, total: 1, done: 0, late: 0, returned: 0 }
    expect(around(closesAt).map((now) => rules.summed([row], now).missed)).toEqual([0, 1, 1])
    const said = around(closesAt).map((now) =>
      rules.stateWords(item({ dueAt, closesAt }), { now, by: '', mine: false, count: null }),
    )
    expect(said).toEqual(['过了 20 天', '没有交', '没有交'])
  })
  test.each([
    ['2026-09-23', '2026-10-01T00:00:00+08:00'],
    ['2026-09-24', '2026-10-01T23:59:59+08:00'],
    ['2026-09-25', '2026-10-02T23:59:59+08:00'],
  ])('what is due on %s closes at %s: a week after, or with the period', (due, closing) =>
    expect(rules.closesAt(endOf(due), '2026-09')).toEqual(new Date(closing)),
  )
  test.each([
    ['2026-09-09', '还有 1 天'],
    ['2026-09-10', '今天要交'],
    ['2026-09-11', '过了 1 天'],
  ])('on %s of an item of the tenth: %s', (date, words) =>
    expect(rules.dueWords(dueAt, on(date))).toBe(words),
  )
  test('a reason has two signs', () => {
    const given = item({ state: 'submitted', revision: 1 })
    const returned = (reason: string) => () =>
      rules.review(given, { revision: 1, passed: false, reason, byId: 'r', at: on('2026-09-10') })
    expect(returned('缺')).toThrow()
    expect(returned('缺页')().state).toBe('returned')
    expect(returned('缺一页')().state).toBe('returned')
  })

  const face = (
    title: string,
    label: string,
    evidence: 'confirm' | 'record' = 'confirm',
  ): ListFace => ({
    list: { id: 'l', title, issuedAt: on('2026-09-01'), withdrawnAt: null } as StoredChecklist,
    unitName: '石塘镇',
    open: [
      {
        item: item({ dueAt }),
        question: { name: 'i', title: label, post: 'p', evidence, due: 10, fields: [] },
      },
    ],
    given: 0,
    auto: 0,
    now: on('2026-09-01'),
  })
  test.each([
    [11, 29, '事'.repeat(11), '问'.repeat(29)],
    [12, 30, '事'.repeat(12), '问'.repeat(30)],
    [13, 31, `${'事'.repeat(11)}…`, `${'问'.repeat(29)}…`],
  ])('a card shows a title of %i signs and a question of %i as %s, %s', (...row) => {
    const [titleSigns, labelSigns, title, text] = row
    const view = listCard(face('事'.repeat(titleSigns), '问'.repeat(labelSigns)))
    expect(view.title).toBe(title)
    expect(view.lines[0]).toMatchObject({ text })
  })
  test.each([
    [17, '问'.repeat(17)],
    [18, '问'.repeat(18)],
    [19, `${'问'.repeat(17)}…`],
  ])('a card shows a question of %i signs that is to be filled in as %s', (labelSigns, text) => {
    const view = listCard(face('清单', '问'.repeat(labelSigns), 'record'))
    expect(view.lines[1]).toMatchObject({ label: '先填', text })
  })
})
