import { loadPolicy } from '../../config/load'
import { Problem } from '../../shared/problem'
import { Color, childWidth } from '../../shared/vocabulary'
import { WarningKind, type Receipt } from '../../shared/warning'
import type { StoredWarning } from '../../bot/warnings/entities'
import * as rules from '../../bot/warnings/rules'

const policy = loadPolicy()
const sentAt = new Date('2026-08-12T06:30:00Z')
const at = (minutes: number) => new Date(sentAt.getTime() + minutes * 60_000)
const ladder = [
  { afterMinutes: 5, act: 'remind' as const },
  { afterMinutes: 10, act: 'ding' as const },
  { afterMinutes: 20, act: 'deputy' as const },
  { afterMinutes: 30, act: 'superior' as const },
]
const warning = (more: Partial<StoredWarning> = {}): StoredWarning => ({
  id: 'w',
  unitPath: '3310',
  issuer: '台州市防指',
  state: 'sent',
  ladder,
  source: 'app',
  feedId: null,
  replaces: null,
  draftedBy: 'writer',
  draftedAt: at(-2),
  approvedBy: 'approver',
  approvedAt: at(-1),
  sentAt,
  endedBy: null,
  endedAt: null,
  reason: null,
  replacedBy: null,
  feedRoot: null,
  counted: 0,
  countedAt: null,
  kind: 'live',
  hazard: 'typhoon',
  color: 'orange',
  drill: false,
  todo: '转移',
  deadline: '',
  text: '',
  audience: { units: ['3310'], posts: ['villageHead'] },
  validUntil: null,
  ...more,
})
const receipt = (more: Partial<Receipt> = {}): Receipt => ({
  warningId: 'w',
  personId: 'p',
  unitPath: '3310/331081',
  postKind: 'villageHead',
  postId: 'post',
  step: 0,
  dueAt: at(5),
  acknowledgedAt: null,
  byId: null,
  via: null,
  ...more,
})
/** What came out, or the code of what went wrong. */
const outcome = <R>(work: () => R) => {
  try {
    return work()
  } catch (error) {
    if (error instanceof Problem) return error.code
    throw error
  }
}

describe('who is warned, and when silence first counts', () => {
  const people = [
    { personId: 'a', unitPath: '3310/1', postId: 'x', postKind: 'villageHead' },
    { personId: 'b', unitPath: '3310/2', postId: 'y', postKind: 'gridMember' },
  ]
  test('one receipt for each person, due at the first rung', () => {
    expect(rules.receiptsFor(warning(), people)).toEqual([
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
    expect(rules.receiptsFor(warning({ ladder: [] }), people).map((it) => it.dueAt)).toEqual([
      null,
      null,
    ]))
  test('a drill is pressed for answers like the real thing', () =>
    expect(rules.receiptsFor(warning({ drill: true }), people)[0]!.dueAt).toEqual(at(5)))
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

describe('when it escalates', () => {
  const rows: [
    what: string,
    warning: Partial<StoredWarning>,
    receipt: Partial<Receipt>,
    minute: number,
    act: string | null,
    dueAfter: number | null,
  ][] = [
    ['not before its minute', {}, {}, 4.99, null, null],
    ['at its minute', {}, {}, 5, 'remind', 10],
    ['late, the next still counts from sending', {}, {}, 9, 'remind', 10],
    ['very late, the next is due at once', {}, {}, 25, 'remind', 10],
    ['second rung', {}, { step: 1, dueAt: at(10) }, 10, 'ding', 20],
    ['third rung', {}, { step: 2, dueAt: at(20) }, 20, 'deputy', 30],
    ['last rung, then nothing more', {}, { step: 3, dueAt: at(30) }, 30, 'superior', null],
    ['past the last', {}, { step: 4, dueAt: at(30) }, 31, null, null],
    ['answered', {}, { acknowledgedAt: at(3) }, 6, null, null],
    ['called off', { state: 'lifted' }, {}, 6, null, null],
    ['overtaken by another', { replacedBy: 'other' }, {}, 6, null, null],
    ['over by its own date', { validUntil: at(6) }, {}, 6, null, null],
    ['valid still', { validUntil: at(7) }, {}, 6, 'remind', 10],
    ['nothing due', {}, { dueAt: null }, 99, null, null],
    ['a drill climbs too', { drill: true }, {}, 5, 'remind', 10],
  ]
  test.each(rows)('%s', (_, some, own, minute, act, dueAfter) => {
    const next = rules.escalate(warning(some), receipt(own), at(minute))
    expect(next?.rung.act ?? null).toBe(act)
    if (act) {
      expect(next!.receipt).toEqual({
        ...receipt(own),
        step: receipt(own).step + 1,
        dueAt: dueAfter === null ? null : at(dueAfter),
      })
    }
  })
})

describe('收到', () => {
  const mine = { at: at(3), byId: 'p', via: 'card' as const }
  test('the first tap counts and stops the ladder', () =>
    expect(rules.acknowledge(warning(), receipt(), mine)).toEqual(
      receipt({ acknowledgedAt: at(3), dueAt: null, byId: 'p', via: 'card' }),
    ))
  test('a second tap says the same, whoever taps', () => {
    const first = rules.acknowledge(warning(), receipt(), mine)
    expect(rules.acknowledge(warning(), first, { at: at(9), byId: 'other', via: 'other' })).toBe(
      first,
    )
  })
  test('what is called off needs no answer', () =>
    expect(outcome(() => rules.acknowledge(warning({ state: 'lifted' }), receipt(), mine))).toBe(
      'warning.lifted',
    ))
  test('what was answered before it was called off stays answered', () => {
    const first = rules.acknowledge(warning(), receipt(), mine)
    expect(rules.acknowledge(warning({ state: 'lifted' }), first, mine)).toBe(first)
  })
  test('an overtaken or expired one may still be answered', () =>
    expect(
      rules.acknowledge(warning({ replacedBy: 'x', validUntil: at(1) }), receipt(), mine)
        .acknowledgedAt,
    ).toEqual(at(3)))
})

describe('the second person', () => {
  const draft = warning({
    state: 'draft',
    approvedBy: null,
    approvedAt: null,
    sentAt: null,
    ladder: [],
  })
  const rows: [what: string, before: StoredWarning, personId: string, expected: string][] = [
    ['approves', draft, 'approver', 'approved'],
    ['is not the writer', draft, 'writer', 'warning.selfApproval'],
    [
      'is not the writer afterwards either',
      warning({ state: 'sent' }),
      'writer',
      'warning.selfApproval',
    ],
    ['taps again', warning({ state: 'approved' }), 'approver', 'same'],
    ['taps again when it is out', warning({ state: 'sent' }), 'approver', 'same'],
    ['comes after another', warning({ state: 'approved' }), 'third', 'warning.alreadySent'],
    [
      'cannot approve what was refused',
      warning({ state: 'refused' }),
      'approver',
      'warning.refused',
    ],
    [
      'cannot approve what was withdrawn',
      warning({ state: 'lifted' }),
      'approver',
      'warning.lifted',
    ],
    [
      'cannot approve what is over by its own date',
      { ...draft, validUntil: at(1) },
      'approver',
      'input.invalid',
    ],
    ['may be anybody where the feed wrote', { ...draft, draftedBy: 'feed' }, 'writer', 'approved'],
  ]
  test.each(rows)('%s', (_, before, personId, expected) => {
    const after = outcome(() => rules.approve(before, { personId, ladder, ask: [], now: at(1) }))
    expect(typeof after === 'string' ? after : after === before ? 'same' : after.state).toBe(
      expected,
    )
  })
  test('the ladder of that moment stays with it', () =>
    expect(rules.approve(draft, { personId: 'approver', ladder, ask: [], now: at(1) })).toEqual({
      ...draft,
      state: 'approved',
      ladder,
      approvedBy: 'approver',
      approvedAt: at(1),
    }))
  test('the writer hears whom to ask', () =>
    expect(() =>
      rules.approve(draft, { personId: 'writer', ladder, ask: ['周国平'], now: at(1) }),
    ).toThrow('您写的要由别人批准，可找 周国平'))
})

describe('the end of it', () => {
  test.each([
    ['draft', 'refused'],
    ['refused', 'same'],
    ['approved', 'warning.alreadySent'],
    ['sent', 'warning.alreadySent'],
    ['lifted', 'warning.lifted'],
  ] as const)('refusing a %s: %s', (state, expected) => {
    const before = warning({ state })
    const after = outcome(() => rules.refuse(before, 'approver', '写清楚', at(1)))
    expect(typeof after === 'string' ? after : after === before ? 'same' : after.state).toBe(
      expected,
    )
  })
  test.each([
    ['draft', 'lifted'],
    ['approved', 'lifted'],
    ['sent', 'lifted'],
    ['lifted', 'same'],
    ['refused', 'warning.refused'],
  ] as const)('calling off a %s: %s', (state, expected) => {
    const before = warning({ state })
    const after = outcome(() => rules.lift(before, 'duty', '已过境', at(1)))
    expect(typeof after === 'string' ? after : after === before ? 'same' : after.state).toBe(
      expected,
    )
  })
})

describe('what may be drafted', () => {
  const text = (more: object) => ({ ...warning(), ...more })
  test.each<[string, object, string, string | undefined]>([
    ['a known hazard for known posts inside the unit', {}, '3310', undefined],
    ['an unknown hazard', { hazard: 'dragon' }, '3310', 'input.invalid'],
    [
      'an unknown post',
      { audience: { units: ['3310'], posts: ['wizard'] } },
      '3310',
      'post.unknownKind',
    ],
    [
      'a unit beside',
      { audience: { units: ['3310/331082'], posts: ['villageHead'] } },
      '3310/331081',
      'input.invalid',
    ],
    [
      'a unit whose number only begins alike',
      { audience: { units: ['3310/3310810'], posts: ['villageHead'] } },
      '3310/331081',
      'input.invalid',
    ],
  ])('%s', (_, more, unitPath, expected) =>
    expect(outcome(() => rules.checkText(policy, text(more), unitPath))).toBe(expected),
  )
})

describe('counts', () => {
  test('by unit, total and answered', () => {
    expect(
      rules.tally([
        { unitPath: 'a', acknowledgedAt: null },
        { unitPath: 'b', acknowledgedAt: at(1) },
        { unitPath: 'a', acknowledgedAt: at(2) },
      ]),
    ).toEqual([
      { unitPath: 'a', total: 2, acknowledged: 1 },
      { unitPath: 'b', total: 1, acknowledged: 1 },
    ])
  })
  test.each([
    ['3310', 11],
    ['3310/331081', 21],
    ['3310/331081/331081105', 34],
    ['3310/331081/331081105/331081105229', 49],
  ])('%s: its children are told by %i characters', (path, width) =>
    expect(childWidth(path)).toBe(width),
  )
})

describe('names', () => {
  test.each(
    policy.warnings.hazards.flatMap((it) =>
      Color.options.map((color) => [it.name, color] as const),
    ),
  )('%s %s has a title of at most 12 characters', (hazard, color) => {
    for (const room of [12, 8]) {
      expect(rules.titleOf(policy.warnings, { hazard, color }, room).length).toBeLessThanOrEqual(
        room,
      )
    }
  })
  test('台风橙色预警', () => expect(rules.titleOf(policy.warnings, warning())).toBe('台风橙色预警'))
  test.each([
    ['orange', 'red', '已升级为红色，看新的'],
    ['red', 'yellow', '已降为黄色，看新的'],
    ['blue', 'blue', '已更新，看新的'],
  ] as const)('%s then %s: %s', (before, after, words) =>
    expect(rules.successionOf(before, after)).toBe(words),
  )
})
