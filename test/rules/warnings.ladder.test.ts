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

describe('when it escalates', () => {
  type Row = {
    warning?: Partial<StoredWarning>
    receipt?: Partial<Receipt>
    now: Date
    act: string | null
    nextDue?: Date | null
  }
  const rows: [what: string, row: Row][] = [
    ['not before its minute', { now: at(4.99), act: null }],
    ['at its minute', { now: at(5), act: 'remind', nextDue: at(10) }],
    ['late, the next still counts from sending', { now: at(9), act: 'remind', nextDue: at(10) }],
    ['very late, the next is due at once', { now: at(25), act: 'remind', nextDue: at(10) }],
    [
      'second rung',
      { receipt: { step: 1, dueAt: at(10) }, now: at(10), act: 'ding', nextDue: at(20) },
    ],
    [
      'third rung',
      { receipt: { step: 2, dueAt: at(20) }, now: at(20), act: 'deputy', nextDue: at(30) },
    ],
    [
      'last rung, then nothing more',
      { receipt: { step: 3, dueAt: at(30) }, now: at(30), act: 'superior', nextDue: null },
    ],
    ['past the last', { receipt: { step: 4, dueAt: at(30) }, now: at(31), act: null }],
    ['answered', { receipt: { acknowledgedAt: at(3) }, now: at(6), act: null }],
    ['called off', { warning: { state: 'lifted' }, now: at(6), act: null }],
    ['not out yet', { warning: { state: 'approved' }, now: at(6), act: null }],
    ['overtaken by another', { warning: { replacedBy: 'other' }, now: at(6), act: null }],
    ['over by its own date', { warning: { validUntil: at(6) }, now: at(6), act: null }],
    ['valid still', { warning: { validUntil: at(7) }, now: at(6), act: 'remind', nextDue: at(10) }],
    ['nothing due', { receipt: { dueAt: null }, now: at(99), act: null }],
    [
      'a drill climbs too',
      { warning: { drill: true }, now: at(5), act: 'remind', nextDue: at(10) },
    ],
  ]
  test.each(rows)('%s', (_, { warning, receipt, now, act, nextDue }) => {
    const before = sampleReceipt(receipt)
    const next = rules.escalate(sampleWarning(warning), before, now)
    const expected = { ...before, step: before.step + 1, dueAt: nextDue }
    expect(next?.rung.act ?? null).toBe(act)
    expect(next?.receipt).toEqual(act ? expected : undefined)
  })

  test.each(
    ladder.flatMap(({ act, afterMinutes }, step) =>
      edges.map(([when, ms]) => [act, when, ms, step, afterMinutes] as const),
    ),
  )('%s %s its moment', (...[act, , ms, step, minutes]) => {
    const receipt = sampleReceipt({ step, dueAt: at(minutes) })
    const next = rules.escalate(sampleWarning(), receipt, at(minutes, ms))
    expect(next?.rung.act).toBe(ms < 0 ? undefined : act)
  })

  test.each(edges)('over by its own date: %s that moment', (_, ms) => {
    const next = rules.escalate(sampleWarning({ validUntil: at(6) }), sampleReceipt(), at(6, ms))
    expect(next?.rung.act).toBe(ms < 0 ? 'remind' : undefined)
  })
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
