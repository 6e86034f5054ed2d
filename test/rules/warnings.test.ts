import { testPolicy } from '../support/policy'
import { Color, childWidth } from '../../shared/vocabulary'
import type { StoredWarning } from '../../bot/warnings/entities'
import * as rules from '../../bot/warnings/rules'
import { at, ladder, outcomeOf, sampleReceipt, sampleWarning, verdictOf } from '../support/warnings'

const policy = testPolicy

describe('收到', () => {
  const mine = { at: at(3), byId: 'p', via: 'card' as const }
  test('the first tap counts and stops the ladder', () =>
    expect(rules.acknowledge(sampleWarning(), sampleReceipt(), mine)).toEqual(
      sampleReceipt({ acknowledgedAt: at(3), dueAt: null, byId: 'p', via: 'card' }),
    ))
  test('a second tap says the same, whoever taps', () => {
    const first = rules.acknowledge(sampleWarning(), sampleReceipt(), mine)
    expect(
      rules.acknowledge(sampleWarning(), first, { at: at(9), byId: 'other', via: 'other' }),
    ).toBe(first)
  })
  test('what is called off needs no answer', () =>
    expect(
      outcomeOf(() => rules.acknowledge(sampleWarning({ state: 'lifted' }), sampleReceipt(), mine)),
    ).toBe('warning.lifted'))
  test('what was answered before it was called off stays answered', () => {
    const first = rules.acknowledge(sampleWarning(), sampleReceipt(), mine)
    expect(rules.acknowledge(sampleWarning({ state: 'lifted' }), first, mine)).toBe(first)
  })
  test('an overtaken or expired one may still be answered', () =>
    expect(
      rules.acknowledge(
        sampleWarning({ replacedBy: 'x', validUntil: at(1) }),
        sampleReceipt(),
        mine,
      ).acknowledgedAt,
    ).toEqual(at(3)))
})

test.each([
  [null, false],
  ['p', false],
  ['other', true],
])('answered by %j: by another %j', (byId, another) =>
  expect(rules.answeredByAnother(sampleReceipt({ byId }))).toBe(another),
)

describe('the second person', () => {
  const draft = sampleWarning({
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
      sampleWarning({ state: 'sent' }),
      'writer',
      'warning.selfApproval',
    ],
    ['taps again', sampleWarning({ state: 'approved' }), 'approver', 'same'],
    ['taps again when it is out', sampleWarning({ state: 'sent' }), 'approver', 'same'],
    ['comes after another', sampleWarning({ state: 'approved' }), 'third', 'warning.alreadySent'],
    [
      'cannot approve what was refused',
      sampleWarning({ state: 'refused' }),
      'approver',
      'warning.refused',
    ],
    [
      'cannot approve what was withdrawn',
      sampleWarning({ state: 'lifted' }),
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
    const approval = { personId, ladder, ask: [], now: at(1) }
    expect(verdictOf(before, () => rules.approve(before, approval))).toBe(expected)
  })
  test.each([
    ['just before', -1, 'approved'],
    ['at', 0, 'input.invalid'],
    ['just after', 1, 'input.invalid'],
  ])('%s the moment that it is valid until', (_, ms, expected) => {
    const before = { ...draft, validUntil: at(60) }
    const approval = { personId: 'approver', ladder, ask: [], now: at(60, ms) }
    expect(verdictOf(before, () => rules.approve(before, approval))).toBe(expected)
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
    const before = sampleWarning({ state })
    const refuse = () => rules.refuse(before, 'approver', '写清楚', at(1))
    expect(verdictOf(before, refuse)).toBe(expected)
  })
  test.each([
    ['draft', 'lifted'],
    ['approved', 'lifted'],
    ['sent', 'lifted'],
    ['lifted', 'same'],
    ['refused', 'warning.refused'],
  ] as const)('calling off a %s: %s', (state, expected) => {
    const before = sampleWarning({ state })
    const lift = () => rules.lift(before, 'duty', '已过境', at(1))
    expect(verdictOf(before, lift)).toBe(expected)
  })
})

describe('what may be drafted', () => {
  const text = (more: object) => ({ ...sampleWarning(), ...more })
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
    expect(outcomeOf(() => rules.checkText(policy, text(more), unitPath))).toBe(expected),
  )
  test.each([
    ['is valid for ever', null, undefined],
    ['is valid until just after now', at(0, 1), undefined],
    ['is valid until now', at(0), 'input.invalid'],
    ['was valid until just before now', at(0, -1), 'input.invalid'],
  ])('what %s', (_, validUntil, expected) =>
    expect(outcomeOf(() => rules.checkExpiry({ validUntil }, at(0)))).toBe(expected),
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
  test.each([
    ['3310/331081/331081105', false],
    ['3310/331081/331081105/331081105229', true],
    ['3310/331081/331081105/331081105229/33108110522901', true],
  ])('%s: its board lists names, not units: %s', (path, names) =>
    expect(rules.listsNames(path)).toBe(names),
  )
})

describe('names', () => {
  test.each(
    policy.warnings.hazards.flatMap((hazard) =>
      Color.options.map((color) => [hazard.name, color] as const),
    ),
  )('%s %s has a title of at most 12 characters', (hazard, color) => {
    for (const room of [12, 8]) {
      expect(rules.titleOf(policy.warnings, { hazard, color }, room).length).toBeLessThanOrEqual(
        room,
      )
    }
  })
  test.each([
    ['rainstorm', '暴雨橙色预警'],
    ['unheard', '橙色预警'],
  ])('%s orange is %s', (hazard, title) =>
    expect(rules.titleOf(policy.warnings, { hazard, color: 'orange' })).toBe(title),
  )
  test.each([
    ['00000000-0000-4000-8000-000000000000', '100000'],
    ['00000000-0000-4000-8000-0000000dbb9f', '999999'],
    ['00000000-0000-4000-8000-0000000dbba0', '100000'],
    ['ffffffff-ffff-4fff-8fff-000000000001', '100001'],
  ])('the number of %s is %s', (id, number) => expect(rules.numberOf(id)).toBe(number))
  test('台风橙色预警', () =>
    expect(rules.titleOf(policy.warnings, sampleWarning())).toBe('台风橙色预警'))
  test.each([
    ['orange', 'red', '已升级为红色，看新的'],
    ['red', 'yellow', '已降为黄色，看新的'],
    ['blue', 'blue', '已更新，看新的'],
  ] as const)('%s then %s: %s', (before, after, words) =>
    expect(rules.successionOf(before, after)).toBe(words),
  )
  test.each([
    [6, '台风橙色预警'],
    [5, '台风橙色'],
    [4, '台风橙色'],
    [3, '台风橙'],
  ])('in a room of %i: %s', (room, title) =>
    expect(rules.titleOf(policy.warnings, sampleWarning(), room)).toBe(title),
  )
  test('a drill says so first', () =>
    expect(rules.fullTitle(policy.warnings, sampleWarning({ drill: true }))).toBe(
      '【演练】台风橙色预警',
    ))
})

describe('where somebody holds a post', () => {
  const posts = [
    { postId: 'x', kind: 'dutyOfficer', unitPath: '3310', roles: ['duty', 'office'] as const },
    { postId: 'y', kind: 'villageHead', unitPath: '3310/331081', roles: ['holder'] as const },
  ]
  test.each([
    [['duty'], ['3310']],
    [['office', 'approver'], ['3310']],
    [
      ['duty', 'holder'],
      ['3310', '3310/331081'],
    ],
    [['leader'], []],
  ] as const)('as one of %j: %j', (roles, paths) =>
    expect(rules.pathsHeld({ posts }, roles)).toEqual(paths),
  )
})
