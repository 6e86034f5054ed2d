import * as rules from '../../bot/checklists/rules'
import { endOf, momentOf } from '../../shared/time'

const on = (date: string) => momentOf(date, '09:00')

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
