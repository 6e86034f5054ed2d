import { isWorkday, workdayFrom, workdayUntil } from '../../bot/checklists/calendar'
import type { StoredItem } from '../../bot/checklists/entities'
import { dueDay, isAsked, titleOf } from '../../bot/checklists/periods'
import * as rules from '../../bot/checklists/rules'
import { coverage } from '../../bot/evidence/rules'
import { photoType } from '../../bot/core/photo'
import { loadPolicy } from '../../config/load'
import type { Field } from '../../shared/form'
import { periodOn, spanOf } from '../../shared/periods'
import { dayOf, endOf, momentOf } from '../../shared/time'

const policy = loadPolicy()
const { holidays } = policy
const day = (text: string) => momentOf(text)

describe('the calendar of 2026', () => {
  test.each([
    ['2026-01-01', false, '元旦'],
    ['2026-01-04', true, 'a Sunday that is worked for 元旦'],
    ['2026-01-05', true, 'a Monday'],
    ['2026-02-14', true, 'a Saturday that is worked for 春节'],
    ['2026-02-15', false, '春节 begins'],
    ['2026-02-23', false, '春节, a Monday'],
    ['2026-02-24', true, 'after 春节'],
    ['2026-02-28', true, 'a Saturday worked'],
    ['2026-04-06', false, '清明, a Monday'],
    ['2026-05-09', true, 'a Saturday worked'],
    ['2026-06-19', false, '端午'],
    ['2026-09-20', true, 'a Sunday worked'],
    ['2026-09-25', false, '中秋'],
    ['2026-10-07', false, '国庆'],
    ['2026-10-10', true, 'a Saturday worked'],
    ['2026-10-11', false, 'a Sunday'],
    ['2027-01-01', true, 'of a year that is not published: only weekends'],
    ['2027-01-02', false, 'a Saturday'],
  ])('%s is worked: %s (%s)', (date, worked) => expect(isWorkday(holidays, date)).toBe(worked))

  test.each([
    ['2026-10-01', '2026-10-08'],
    ['2026-02-15', '2026-02-24'],
    ['2026-02-14', '2026-02-14'],
    ['2026-08-29', '2026-08-31'],
    ['2026-09-20', '2026-09-20'],
  ])('from %s on the first working day is %s', (from, to) =>
    expect(workdayFrom(holidays, from)).toBe(to),
  )
  test.each([
    ['2026-10-07', '2026-09-30'],
    ['2026-02-23', '2026-02-14'],
    ['2026-08-30', '2026-08-28'],
  ])('until %s the last working day is %s', (until, last) =>
    expect(workdayUntil(holidays, until)).toBe(last),
  )
  test('a day is that of Shanghai and ends with its last second', () => {
    expect([
      dayOf(new Date('2026-08-31T15:59:59Z')),
      dayOf(new Date('2026-08-31T16:00:00Z')),
    ]).toEqual(['2026-08-31', '2026-09-01'])
    expect(endOf('2026-08-31').toISOString()).toBe('2026-08-31T15:59:59.000Z')
  })
})

describe('periods', () => {
  test.each([
    ['month', '2026-09-30', '2026-09'],
    ['quarter', '2026-09-30', '2026-Q3'],
    ['quarter', '2026-10-01', '2026-Q4'],
    ['year', '2026-12-31', '2026'],
    ['week', '2026-01-01', '2026-W01'],
    ['week', '2025-12-29', '2026-W01'],
    ['week', '2027-01-01', '2026-W53'],
    ['week', '2026-09-01', '2026-W36'],
    ['once', '2026-09-01', null],
    ['response', '2026-09-01', null],
  ] as const)('of a list every %s on %s is %s', (every, date, period) =>
    expect(periodOn(every, date)).toBe(period),
  )
  test.each([
    ['2026', '2026-01-01', '2027-01-01'],
    ['2026-Q3', '2026-07-01', '2026-10-01'],
    ['2026-Q4', '2026-10-01', '2027-01-01'],
    ['2026-12', '2026-12-01', '2027-01-01'],
    ['2026-W01', '2025-12-29', '2026-01-05'],
    ['2026-W53', '2026-12-28', '2027-01-04'],
  ])('%s goes from %s to %s', (period, from, to) => expect(spanOf(period)).toEqual({ from, to }))
  test.each(['once', '019a0b1c-0000-7000-8000-000000000001'])(
    '%s is no span of the calendar',
    (period) => expect(spanOf(period)).toBeNull(),
  )
  test.each(['month', 'quarter', 'year', 'week'] as const)(
    'each day of three years lies in its own %s',
    (every) => {
      for (let at = Date.parse('2025-12-20'); at < Date.parse('2028-01-10'); at += 86_400_000) {
        const date = new Date(at).toISOString().slice(0, 10)
        const { from, to } = spanOf(periodOn(every, date)!)!
        expect(from <= date && date < to).toBe(true)
      }
    },
  )
  test.each([
    ['月工作清单', '2026-09', '9 月工作清单'],
    ['小微通报', '2026-W36', '第 36 周小微通报'],
    ['联席会', '2026-Q3', '3 季度联席会'],
    ['七个有', '2026', '2026 年七个有'],
    ['排查', 'once', '排查'],
  ])('%s of %s is called %s', (title, period, name) => expect(titleOf(title, period)).toBe(name))
})

describe('due days', () => {
  const ordered = new Date('2026-08-12T06:00:00Z')
  test.each([
    ['month', '2026-09', { due: 5 }, '2026-09-05', '2026-09-07'],
    ['month', '2026-10', { due: 5 }, '2026-10-05', '2026-10-08'],
    ['month', '2026-02', { due: 31 }, '2026-02-28', '2026-02-28'],
    ['month', '2026-02', { due: 16 }, '2026-02-16', '2026-02-24'],
    ['month', '2026-09', { due: 20 }, '2026-09-20', '2026-09-20'],
    ['quarter', '2026-Q3', { due: 25 }, '2026-09-25', '2026-09-28'],
    ['year', '2026', { due: 15, months: [4] }, '2026-04-15', '2026-04-15'],
    ['year', '2026', { due: 31 }, '2026-12-31', '2026-12-31'],
    ['week', '2026-W40', { due: 5 }, '2026-10-02', '2026-10-08'],
    ['week', '2026-W36', { due: 9 }, '2026-09-06', '2026-09-07'],
    ['once', 'once', { due: 3 }, '2026-08-15', '2026-08-17'],
    ['response', '019a0b1c-0000-7000-8000-000000000001', { due: 1 }, '2026-08-13', '2026-08-13'],
  ] as const)(
    'of a list every %s, %s, %j: %s, so the working day %s',
    (every, period, item, plain, worked) => {
      const of = {
        due: item.due,
        months: 'months' in item ? [...item.months] : undefined,
      } as Parameters<typeof dueDay>[0]
      expect(dueDay(of, every, period, ordered)).toBe(plain)
      expect(rules.datesOf(of, every, period, ordered, holidays).dueAt).toEqual(endOf(worked))
    },
  )
  test.each([
    ['month', '2026-09', [9], true],
    ['month', '2026-09', [1, 8], false],
    ['quarter', '2026-Q3', [8], true],
    ['quarter', '2026-Q3', [10], false],
    ['year', '2026', [4], true],
    ['once', 'once', [4], true],
  ] as const)('a list every %s, %s, asks what is of %j: %s', (every, period, months, asked) =>
    expect(isAsked({ months: [...months] }, every, period)).toBe(asked),
  )
  test('what is not given is missed when the period is over, but never sooner than a week after its day', () => {
    expect(rules.closesAt(endOf('2026-09-10'), '2026-09')).toEqual(day('2026-10-01'))
    expect(rules.closesAt(endOf('2026-09-30'), '2026-09')).toEqual(endOf('2026-10-07'))
    expect(rules.closesAt(endOf('2026-09-10'), 'once')).toEqual(endOf('2026-10-11'))
  })
})

describe('reminders', () => {
  const { reminders } = policy.checklists
  test.each([
    [
      '2026-09-10',
      ['2026-09-07', '2026-09-09', '2026-09-11'],
      '2026-09-14',
      'T+1 is a Friday, T+2 a Saturday',
    ],
    ['2026-09-07', ['2026-09-04', '2026-09-08'], '2026-09-09', 'T−3 and T−1 are both that Friday'],
    [
      '2026-09-30',
      ['2026-09-24', '2026-09-29', '2026-10-08'],
      '2026-10-09',
      'T+1 lies in 国庆; the superior is told after',
    ],
    ['2026-10-08', ['2026-09-30', '2026-10-09'], '2026-10-10', 'a Saturday that is worked'],
  ])('for %s fall on %j, then the superior on %s (%s)', (due, own, superior) => {
    const days = rules.reminderDays(reminders, endOf(due), holidays)
    expect(days).toEqual({ own, superior })
  })
})

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
  const give = (it: StoredItem, date: string, reviewed = true) =>
    rules.give(it, { answers: {}, byId: 'p', at: on(date), reviewed })
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
    ['emergencyOfficeHead', '3310/331081/331081105', true, true, false],
    ['emergencyOfficeClerk', '3310/331081/331081105', true, false, false],
    ['townshipCommander', '3310/331081/331081105', false, false, false],
    ['dutyOfficer', '3310/331081', false, false, true],
    ['commandOffice', '3310', false, false, true],
    ['emergencyOfficeHead', '3310/331081/331081106', false, false, false],
    ['commander', '3310/331081', false, false, true],
    ['memberUnitContact', '3310/331081', false, false, false],
  ])(
    'a %s at %s answers: %s, is asked: %s, reviews: %s',
    (kind, unitPath, answers, mine, reviews) => {
      const it = actor(kind, unitPath)
      expect([
        rules.mayAnswer(it, item()),
        rules.isMine(it, item()),
        rules.mayReview(it, item().unitPath),
      ]).toEqual([answers, mine, reviews])
    },
  )
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

describe('counts', () => {
  const list = { template: 't', period: '2026-09', unitPath: 'u' }
  const states = ['open', 'submitted', 'returned', 'passed', 'auto'] as const
  test('of a list are by its days, what is given counts as given, and what the system fills not at all', () => {
    const due = endOf('2026-09-10')
    const other = endOf('2026-09-20')
    expect(
      rules.tallyOf(list, [
        ...states.map((state) => ({ state, late: state === 'passed', dueAt: due })),
        { state: 'open', late: false, dueAt: other },
      ]),
    ).toEqual([
      { ...list, dueAt: due, total: 4, done: 2, late: 1, returned: 1 },
      { ...list, dueAt: other, total: 1, done: 0, late: 0, returned: 0 },
    ])
  })
  test('that are changed step by step are those that are counted at the end', () => {
    const given = states.filter((state) => state !== 'auto')
    for (const from of given) {
      for (const to of given) {
        for (const late of [false, true]) {
          const counted = (state: (typeof states)[number]) => {
            const {
              done,
              late: l,
              returned,
            } = rules.tallyOf(list, [{ state, late, dueAt: on('2026-09-01') }])[0]!
            return { done, late: l, returned }
          }
          const before = counted(from)
          const change = rules.tallyChange({ state: from, late }, { state: to, late })
          expect({
            done: before.done + (change.done ?? 0),
            late: before.late + (change.late ?? 0),
            returned: before.returned + (change.returned ?? 0),
          }).toEqual(counted(to))
        }
      }
    }
  })
  test.each([
    ['2026-09-05', { due: 5, overdue: 0, missed: 0, expected: 0 }],
    ['2026-09-12', { due: 0, overdue: 5, missed: 0, expected: 8 }],
    ['2026-10-02', { due: 0, overdue: 0, missed: 5, expected: 8 }],
  ])('of what is owed on %s: %j', (date, counts) =>
    expect(
      rules.summed(
        [
          {
            period: '2026-09',
            dueAt: endOf('2026-09-10'),
            total: 8,
            done: 3,
            late: 1,
            returned: 2,
          },
        ],
        on(date),
      ),
    ).toEqual({ total: 8, done: 3, late: 1, returned: 2, ...counts }),
  )
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

test.each([
  [[], 0],
  [
    [
      { from: 0, length: 5 },
      { from: 5, length: 5 },
    ],
    10,
  ],
  [[{ from: 5, length: 5 }], 5],
  [
    [
      { from: 0, length: 8 },
      { from: 4, length: 8 },
    ],
    12,
  ],
  [
    [
      { from: 0, length: 10 },
      { from: 2, length: 3 },
    ],
    10,
  ],
])('parts %j cover %i bytes', (parts, have) => expect(coverage(parts)).toBe(have))
test.each([
  [[0xff, 0xd8, 0xff, 0xe0], 'image/jpeg'],
  [[0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a], 'image/png'],
  [[...Buffer.from('RIFF....WEBP')], 'image/webp'],
  [[...Buffer.from('<svg xmlns=')], null],
  [[...Buffer.from('GIF89a......')], null],
  [[], null],
])('%j is %s', (bytes, type) => expect(photoType(Buffer.from(bytes))).toBe(type))
