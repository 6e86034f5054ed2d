import {
  isSameCalendar,
  isWorkday,
  newlyOff,
  specialDays,
  workdayFrom,
  workdayUntil,
} from '../../bot/checklists/calendar'
import { dueDay, isAsked, titleOf } from '../../bot/checklists/periods'
import * as rules from '../../bot/checklists/rules'
import { testPolicy } from '../support/policy'
import { periodOn, spanOf } from '../../shared/periods'
import { dayOf, endOf, momentOf } from '../../shared/time'

const policy = testPolicy
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

describe('a calendar that changes', () => {
  type Named = (typeof holidays)['years'][number]['holidays'][number]
  const of = (...named: Named[]) => ({ years: [{ year: 2026, published: true, holidays: named }] })
  const off = (from: string, to: string, work: string[] = []) => ({ name: '放假', from, to, work })
  const usual = off('2026-09-10', '2026-09-13', ['2026-09-20'])

  test('is told by what differs from the bare week', () => {
    expect(specialDays(of(usual))).toEqual({
      off: ['2026-09-10', '2026-09-11'],
      worked: ['2026-09-20'],
    })
    expect(specialDays(of())).toEqual({ off: [], worked: [] })
  })
  test.each([
    ['the same', of(usual), []],
    ['longer', of({ ...usual, to: '2026-09-14' }), ['2026-09-14']],
    ['from a day sooner', of({ ...usual, from: '2026-09-09' }), ['2026-09-09']],
    ['shorter', of({ ...usual, from: '2026-09-11' }), []],
    ['over a weekend only', of(usual, off('2026-09-26', '2026-09-27')), []],
    ['with a weekend that is worked no more', of({ ...usual, work: [] }), ['2026-09-20']],
    [
      'with a weekday worked in it',
      of({ ...usual, to: '2026-09-15', work: ['2026-09-20', '2026-09-15'] }),
      ['2026-09-14'],
    ],
    ['gone', of(), ['2026-09-20']],
  ] as const)('%s: days off that were none before', (_, after, days) =>
    expect(newlyOff(specialDays(of(usual)), after)).toEqual(days),
  )
  test('a notice for a year that had none yet', () =>
    expect(newlyOff(specialDays(of()), of(usual))).toEqual(['2026-09-10', '2026-09-11']))
  test('is the same in another order, and not before there was one', () => {
    const other = off('2026-10-01', '2026-10-02')
    expect(isSameCalendar(specialDays(of(usual, other)), specialDays(of(other, usual)))).toBe(true)
    expect(isSameCalendar(specialDays(of(usual)), specialDays(of(other)))).toBe(false)
    expect(isSameCalendar(null, specialDays(of()))).toBe(false)
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
    ['month', '2026-09', { due: 5 }, { plain: '2026-09-05', worked: '2026-09-07' }],
    ['month', '2026-10', { due: 5 }, { plain: '2026-10-05', worked: '2026-10-08' }],
    ['month', '2026-02', { due: 31 }, { plain: '2026-02-28', worked: '2026-02-28' }],
    ['month', '2026-02', { due: 16 }, { plain: '2026-02-16', worked: '2026-02-24' }],
    ['month', '2026-09', { due: 20 }, { plain: '2026-09-20', worked: '2026-09-20' }],
    ['quarter', '2026-Q3', { due: 25 }, { plain: '2026-09-25', worked: '2026-09-28' }],
    ['year', '2026', { due: 15, months: [4] }, { plain: '2026-04-15', worked: '2026-04-15' }],
    ['year', '2026', { due: 31 }, { plain: '2026-12-31', worked: '2026-12-31' }],
    ['week', '2026-W40', { due: 5 }, { plain: '2026-10-02', worked: '2026-10-08' }],
    ['week', '2026-W36', { due: 9 }, { plain: '2026-09-06', worked: '2026-09-07' }],
    ['once', 'once', { due: 3 }, { plain: '2026-08-15', worked: '2026-08-17' }],
    [
      'response',
      '019a0b1c-0000-7000-8000-000000000001',
      { due: 1 },
      { plain: '2026-08-13', worked: '2026-08-13' },
    ],
  ] as const)('of a list every %s, %s, %j: %j', (every, period, item, { plain, worked }) => {
    const of = {
      due: item.due,
      months: 'months' in item ? [...item.months] : undefined,
    } as Parameters<typeof dueDay>[0]
    expect(dueDay(of, every, period, ordered)).toBe(plain)
    expect(rules.datesOf(of, { every, period, ordered }, holidays).dueAt).toEqual(endOf(worked))
  })
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
