import { testPolicy } from '../support/policy'
import { Color } from '../../shared/vocabulary'
import { WarningKind, WarningState, type Receipt } from '../../shared/warning'
import type { StoredWarning } from '../../bot/warnings/entities'
import * as rules from '../../bot/warnings/rules'
import { at, ladder, sampleReceipt, sampleWarning } from '../support/warnings'

const policy = testPolicy

describe('who is warned, and when silence first counts', () => {
  const people = [
    { personId: 'a', unitPath: '3310/1', postId: 'x', postKind: 'villageHead' },
    { personId: 'b', unitPath: '3310/2', postId: 'y', postKind: 'gridMember' },
  ]
  test('one receipt for each person, due at the first rung', () => {
    expect(rules.receiptsFor(sampleWarning(), people)).toEqual([
      {
        ...people[0],
        warningId: 'w',
        step: 0,
        dueAt: at(5),
        acknowledgedAt: null,
        byId: null,
        via: null,
      },
      {
        ...people[1],
        warningId: 'w',
        step: 0,
        dueAt: at(5),
        acknowledgedAt: null,
        byId: null,
        via: null,
      },
    ])
  })
  test('no ladder, no due time', () =>
    expect(
      rules.receiptsFor(sampleWarning({ ladder: [] }), people).map(({ dueAt }) => dueAt),
    ).toEqual([null, null]))
  test('a drill is pressed for answers like the real thing', () =>
    expect(rules.receiptsFor(sampleWarning({ drill: true }), people)[0]!.dueAt).toEqual(at(5)))
})

describe('the ladder by the policy', () => {
  test.each(
    WarningKind.options.flatMap((kind) => Color.options.map((color) => [kind, color] as const)),
  )('%s %s has one, and its minutes rise', (kind, color) => {
    const rungs = rules.ladderFor(policy.warnings, kind, color)
    expect(rungs.length).toBeGreaterThan(0)
    expect(rungs.map((rung) => rung.afterMinutes)).toEqual(
      [...new Set(rungs.map((rung) => rung.afterMinutes))].sort((one, other) => one - other),
    )
  })
  test('red and orange of a live warning climb within minutes, a trend within hours', () => {
    expect(rules.ladderFor(policy.warnings, 'live', 'red')[0]!.afterMinutes).toBeLessThan(
      rules.ladderFor(policy.warnings, 'trend', 'red')[0]!.afterMinutes,
    )
  })
  test('a policy without one leaves silence alone', () =>
    expect(rules.ladderFor({ ...policy.warnings, ladders: [] }, 'live', 'red')).toEqual([]))
})

/** An edge in milliseconds: just before it, at it, just after it. */
const edges = [
  ['just before', -1],
  ['at', 0],
  ['just after', 1],
] as const

describe('which rungs may be climbed', () => {
  type Row = {
    warning?: Partial<StoredWarning>
    receipt?: Partial<Receipt>
    now: Date
    steps: number[] | null
  }
  const [remind, ding, deputy, superior] = [0, 1, 2, 3]
  const waiting = ladder.map((rung) => ({ ...rung, waits: true as const }))
  const onlyOthers = [
    { afterMinutes: 5, act: 'deputy' as const },
    { afterMinutes: 10, act: 'superior' as const },
    { afterMinutes: 20, act: 'deputy' as const },
  ]
  const rows: [what: string, row: Row][] = [
    ['none before its minute', { now: at(4.99), steps: null }],
    ['at its minute', { now: at(5), steps: [remind] }],
    ['late, before the next', { now: at(9.99), steps: [remind] }],
    ['after a standstill only the last that has fallen', { now: at(10), steps: [ding] }],
    [
      'without a deputy the superior at once, else what a standstill passed over',
      { now: at(25), steps: [deputy, superior, ding] },
    ],
    ['after a long standstill the last of all', { now: at(500), steps: [superior, deputy, ding] }],
    ['second rung', { receipt: { step: 1, dueAt: at(10) }, now: at(10), steps: [ding] }],
    ['third rung', { receipt: { step: 2, dueAt: at(20) }, now: at(20), steps: [deputy, superior] }],
    ['last rung', { receipt: { step: 3, dueAt: at(30) }, now: at(30), steps: [superior] }],
    [
      'an empty rung that waits has none ahead',
      {
        warning: { ladder: waiting },
        receipt: { step: 2, dueAt: at(20) },
        now: at(20),
        steps: [deputy],
      },
    ],
    [
      'ahead as far as nobody needs to be there',
      { warning: { ladder: onlyOthers }, now: at(5), steps: [0, 1, 2] },
    ],
    [
      'ahead to one who is always there',
      {
        warning: { ladder: [onlyOthers[0]!, { ...ladder[1]!, afterMinutes: 15 }, onlyOthers[2]!] },
        now: at(5),
        steps: [0, 1],
      },
    ],
    ['past the last', { receipt: { step: 4, dueAt: at(30) }, now: at(31), steps: null }],
    ['answered', { receipt: { acknowledgedAt: at(3) }, now: at(6), steps: null }],
    ['called off', { warning: { state: 'lifted' }, now: at(6), steps: null }],
    ['not out yet', { warning: { state: 'approved' }, now: at(6), steps: null }],
    ['overtaken by another', { warning: { replacedBy: 'other' }, now: at(6), steps: null }],
    ['over by its own date', { warning: { validUntil: at(6) }, now: at(6), steps: null }],
    ['valid still', { warning: { validUntil: at(7) }, now: at(6), steps: [remind] }],
    ['nothing due', { receipt: { dueAt: null }, now: at(99), steps: null }],
    ['a drill climbs too', { warning: { drill: true }, now: at(5), steps: [remind] }],
  ]
  test.each(rows)('%s', (_, { warning, receipt, now, steps }) =>
    expect(rules.escalate(sampleWarning(warning), sampleReceipt(receipt), now)).toEqual(steps),
  )

  test.each(
    ladder.flatMap(({ act, afterMinutes }, step) =>
      edges.map(([when, ms]) => [act, when, ms, step, afterMinutes] as const),
    ),
  )('%s %s its moment', (...[, , ms, step, minutes]) => {
    const receipt = sampleReceipt({ step, dueAt: at(minutes) })
    const steps = rules.escalate(sampleWarning(), receipt, at(minutes, ms))
    expect(steps?.[0]).toBe(ms < 0 ? undefined : step)
  })

  test.each(edges)('passed over %s the moment of the next', (_, ms) =>
    expect(rules.escalate(sampleWarning(), sampleReceipt(), at(10, ms))).toEqual([
      ms < 0 ? remind : ding,
    ]),
  )

  test.each(edges)('over by its own date: %s that moment', (_, ms) => {
    const steps = rules.escalate(sampleWarning({ validUntil: at(6) }), sampleReceipt(), at(6, ms))
    expect(steps).toEqual(ms < 0 ? [remind] : null)
  })

  test('past a rung the next is due by its minutes after sending; past the last nothing', () =>
    expect(ladder.map((_, step) => rules.past(sampleWarning(), step))).toEqual([
      { step: 1, dueAt: at(10) },
      { step: 2, dueAt: at(20) },
      { step: 3, dueAt: at(30) },
      { step: 4, dueAt: null },
    ]))
})

describe('when a rung is climbed for somebody', () => {
  const superiorAt = (deputies: boolean, waits?: true) =>
    rules.climbedAt(
      sampleWarning({ ladder: ladder.map((rung) => ({ ...rung, ...(waits && { waits }) })) }),
      3,
      ({ act }) => deputies || act !== 'deputy',
    )
  test('at its minute where somebody is on the one before', () =>
    expect(superiorAt(true)).toEqual(at(30)))
  test('at that of the one before where nobody is', () => expect(superiorAt(false)).toEqual(at(20)))
  test('unless that one waits', () => expect(superiorAt(false, true)).toEqual(at(30)))
})

describe('when a rung falls', () => {
  test.each(ladder.map(({ afterMinutes }, step) => [step, afterMinutes] as const))(
    'rung %i: %i minutes after sending',
    (step, minutes) => expect(rules.dueAt(sampleWarning(), step)).toEqual(at(minutes)),
  )
  test('there is none past the last', () =>
    expect(rules.dueAt(sampleWarning(), ladder.length)).toBeNull())
  test('there is none before it is sent', () =>
    expect(rules.dueAt(sampleWarning({ sentAt: null }), 0)).toBeNull())
})

describe('does it still want answers?', () => {
  test.each(WarningState.options)('%s', (state) =>
    expect(rules.isOpen(sampleWarning({ state }), at(1))).toBe(state === 'sent'),
  )
  test('not when another took its place', () =>
    expect(rules.isOpen(sampleWarning({ replacedBy: 'other' }), at(1))).toBe(false))
  test.each(edges)('%s the moment that it is valid until', (_, ms) =>
    expect(rules.isOpen(sampleWarning({ validUntil: at(60) }), at(60, ms))).toBe(ms < 0),
  )
  test('for ever where it says no date', () =>
    expect(rules.isOpen(sampleWarning(), at(1_000_000))).toBe(true))
})
