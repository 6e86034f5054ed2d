import { plain, type CardView } from '../../bot/core/card'
import * as cards from '../../bot/warnings/cards'
import type { StoredWarning } from '../../bot/warnings/entities'
import { loadPolicy } from '../../config/load'
import { Color } from '../../shared/vocabulary'
import { WarningState, type Receipt } from '../../shared/warning'

const policy = loadPolicy()
const sentAt = new Date('2026-08-12T06:30:00Z')
const now = new Date('2026-08-12T06:41:00Z')
const ladder = [
  { afterMinutes: 5, act: 'remind' as const },
  { afterMinutes: 10, act: 'ding' as const },
  { afterMinutes: 20, act: 'deputy' as const },
  { afterMinutes: 30, act: 'superior' as const },
]
const said = (more: Partial<StoredWarning> = {}): cards.Said => ({
  policy,
  now,
  warning: {
    id: '01900000-0000-7000-8000-000000000001',
    unitPath: '3310/331081',
    issuer: '温岭市防指',
    state: 'sent',
    ladder,
    source: 'app',
    feedId: null,
    replaces: null,
    draftedBy: 'lin',
    draftedAt: new Date('2026-08-12T06:28:00Z'),
    approvedBy: 'zhou',
    approvedAt: new Date('2026-08-12T06:30:00Z'),
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
    todo: '危房、工棚、沿海各户转移',
    deadline: '今天 18:00 前',
    text: '',
    audience: { units: ['3310/331081'], posts: ['villageHead'] },
    validUntil: null,
    ...more,
  },
})
const receipt = (more: Partial<Receipt> = {}): Receipt => ({
  warningId: said().warning.id,
  personId: '01900000-0000-7000-8000-000000000002',
  unitPath: '3310/331081',
  postKind: 'villageHead',
  postId: 'x',
  step: 0,
  dueAt: null,
  acknowledgedAt: null,
  byId: null,
  via: null,
  ...more,
})
const acknowledged = receipt({ acknowledgedAt: now, byId: 'p', via: 'card' })
const face = (
  warning: Partial<StoredWarning> = {},
  more: Partial<cards.WarningFace> = {},
): cards.WarningFace => ({
  ...said(warning),
  receipt: receipt(),
  by: null,
  successor: null,
  ...more,
})
const jiang = {
  personId: '01900000-0000-7000-8000-000000000003',
  name: '蒋根法',
  place: '石塘镇里箬村',
  post: '村级主要负责人',
}
const reach = { people: 1214, calls: 41, seconds: 3, quotaLeft: 186_245, unreachableCount: 3 }
const approval = (warning: Partial<StoredWarning>, more: Partial<cards.ApprovalFace> = {}) =>
  cards.approvalCard({
    ...said({
      state: 'draft',
      approvedAt: null,
      approvedBy: null,
      sentAt: null,
      ladder: [],
      ...warning,
    }),
    mine: false,
    writer: '林海燕',
    ender: '周国平',
    area: '温岭市',
    asked: ['周国平'],
    reach,
    ...more,
  })

describe('the card of who was warned', () => {
  test('open', () =>
    expect(cards.warningCard(face())).toEqual({
      tone: 'orange',
      plate: { top: '台风', word: '橙' },
      kicker: '温岭市防指 14:30',
      title: '台风橙色预警',
      lines: [
        { label: '要做', text: '危房、工棚、沿海各户转移' },
        { label: '时限', text: '今天 18:00 前', strong: true },
      ],
      button: {
        operation: 'warnings.acknowledge',
        label: '收到',
        input: { warningId: said().warning.id },
        word: '1',
      },
      foot: '收不到确认，14:35 起会再提醒您',
    }))
  test('stamped', () =>
    expect(cards.warningCard(face({}, { receipt: acknowledged }))).toMatchObject({
      tone: 'orange',
      stamp: '已确认 14:41',
    }))
  test('stamped another day', () =>
    expect(
      cards.warningCard({
        ...face({}, { receipt: acknowledged }),
        now: new Date('2026-08-13T06:00:00Z'),
      }),
    ).toMatchObject({ kicker: '温岭市防指 8 月 12 日 14:30', stamp: '已确认 8 月 12 日 14:41' }))
  test('by another', () =>
    expect(cards.warningCard(face({}, { receipt: acknowledged, by: '江春林' })).stamp).toBe(
      '江春林 14:41 代确认',
    ))
  test('raised', () => {
    const view = cards.warningCard(face({ replacedBy: 'x' }, { successor: 'red' }))
    expect([view.foot, view.button]).toEqual(['已升级为红色，看新的', undefined])
  })
  test('called off', () =>
    expect(cards.warningCard(face({ state: 'lifted', endedAt: now, reason: '已过境' }))).toEqual({
      tone: 'plain',
      kicker: '温岭市防指 14:41',
      title: '已解除：台风橙色预警',
      lines: [{ label: '原因', text: '已过境' }],
    }))
  test('withdrawn before it left', () =>
    expect(cards.warningCard(face({ state: 'lifted', sentAt: null, endedAt: now })).title).toBe(
      '已撤回：台风橙色预警',
    ))
  test.each([
    [0, '收不到确认，14:35 起会再提醒您'],
    [1, '收不到确认，14:40 起会发 DING 给您'],
    [2, '收不到确认，14:50 起会找您的 AB 角'],
    [3, '收不到确认，15:00 起会告诉您的上级'],
    [4, undefined],
  ])('the foot after rung %i', (step, foot) =>
    expect(cards.warningCard(face({}, { receipt: receipt({ step }) })).foot).toBe(foot),
  )
  test('where DING is a phone call, the foot says so', () => {
    const calling = { ...policy, delivery: { ...policy.delivery, ding: 'phone' as const } }
    expect(
      cards.warningCard({ ...face({}, { receipt: receipt({ step: 1 }) }), policy: calling }).foot,
    ).toBe('收不到确认，14:40 起会打电话给您')
  })
  test('as words, with the way to answer', () =>
    expect(plain(cards.warningCard(face()))).toBe(
      '台风橙色预警\n温岭市防指 14:30\n要做：危房、工棚、沿海各户转移\n时限：今天 18:00 前\n回复 1 ＝ 收到\n收不到确认，14:35 起会再提醒您',
    ))
  test('a long order goes over two lines, and nothing of it is lost', () => {
    const todo =
      '危房、工棚里的人马上转移到避灾点，渔船全部回港，船上不留一个人，海塘外的人撤到塘内'
    expect(cards.warningCard(face({ todo })).lines.map((line) => line.text)).toEqual([
      '危房、工棚里的人马上转移到避灾点，渔船全部回港',
      '船上不留一个人，海塘外的人撤到塘内',
      '今天 18:00 前',
    ])
  })
})

describe('the card of the second person', () => {
  test('shows what will be seen, whom it reaches, and one button', () =>
    expect(approval({})).toEqual({
      tone: 'orange',
      plate: { top: '台风', word: '橙' },
      kicker: '林海燕 14:28 请您批准',
      title: '台风橙色预警',
      lines: [
        { label: '要做', text: '危房、工棚、沿海各户转移，今天 18:00 前' },
        { label: '发给', text: '温岭市 1,214 人，约 3 秒发完' },
        { label: '额度', text: '用 41 次，余 186,245' },
      ],
      button: {
        operation: 'warnings.approve',
        label: '批准发布',
        input: { warningId: said().warning.id },
        word: expect.stringMatching(/^批准 \d{6}$/),
      },
      link: { label: '全文和退回', page: 'approve', query: { warningId: said().warning.id } },
      foot: '3 人可能收不到',
    }))
  test.each<[string, Partial<StoredWarning>, Partial<cards.ApprovalFace>, string | undefined]>([
    ['approved by this one', { state: 'approved', approvedAt: now }, { ender: '' }, '已批准 14:41'],
    ['approved by another', { state: 'sent', approvedAt: now }, {}, '周国平已批准 14:41'],
    ['refused', { state: 'refused', endedAt: now, reason: '写清楚' }, {}, '周国平已退回 14:41'],
    ['withdrawn', { state: 'lifted', endedAt: now }, {}, undefined],
    ['to the writer', {}, { mine: true }, '已交 周国平 批准'],
    [
      'to the writer, approved',
      { state: 'approved', approvedAt: now },
      { mine: true },
      '周国平已批准 14:41',
    ],
    [
      'to the writer, refused',
      { state: 'refused', endedAt: now },
      { mine: true },
      '周国平已退回 14:41',
    ],
  ])('%s', (_, warning, more, stamp) => {
    const view = approval(warning, more)
    expect([view.stamp, view.button]).toEqual([stamp, undefined])
  })
  test('nobody but the writer: whom to ask', () =>
    expect(approval({}, { mine: true, asked: [] }).foot).toBe('您写的要由别人批准，请找上级值班室'))
})

describe('the other cards', () => {
  test('the B角: for whom, with one tap', () =>
    expect(cards.deputyCard({ ...said(), waiting: [jiang], done: null })).toMatchObject({
      lines: [
        { label: '代谁', text: '石塘镇里箬村村级主要负责人 蒋根法，没有确认' },
        { label: '要做' },
        { label: '时限' },
      ],
      button: { operation: 'warnings.acknowledgeFor', input: { personId: jiang.personId } },
      foot: '您是蒋根法的 AB 角',
    }))
  test('the B角 of several', () =>
    expect(cards.deputyCard({ ...said(), waiting: [jiang, jiang, jiang], done: null }).foot).toBe(
      '还有 2 人要您代确认',
    ))
  test.each([
    [true, '已代蒋根法确认 14:41'],
    [false, '蒋根法 已确认 14:41'],
  ])('the B角 afterwards', (mine, stamp) =>
    expect(
      cards.deputyCard({ ...said(), waiting: [], done: { name: '蒋根法', at: now, mine } }).stamp,
    ).toBe(stamp),
  )
  test('the superior: how many, three by name', () => {
    const silent = { ...jiang, phone: '138****1234' }
    const view = cards.silentCard({ ...said(), count: 12, silent: [silent, silent, silent] })
    expect([view.number, view.lines[0], view.lines.length, view.foot]).toEqual([
      { before: '还差', n: 12, after: '人未确认' },
      { label: '还差', text: '蒋根法 138****1234，石塘镇里箬村' },
      3,
      '还有 9 人',
    ])
  })
  test('the count', () =>
    expect(
      cards.countCard({
        ...said(),
        total: 1214,
        acknowledged: 1187,
        delivered: 1211,
        undelivered: 3,
        most: [
          { name: '松门镇', missing: 6 },
          { name: '石塘镇', missing: 2 },
        ],
      }),
    ).toMatchObject({
      number: { before: '还差', n: 27, after: '人未确认' },
      lines: [
        { label: '确认', text: '1,187 人' },
        { label: '送达', text: '1,211 人，3 人未达' },
        { label: '多在', text: '松门镇 6 人，石塘镇 2 人' },
      ],
    }))
  test('the count when nobody is missing', () =>
    expect(
      cards.countCard({
        ...said(),
        total: 9,
        acknowledged: 9,
        delivered: 9,
        undelivered: 0,
        most: [],
      }),
    ).toMatchObject({ tone: 'done', stamp: '都确认了' }))
})

/** Every card of every state, hazard and colour. */
function* all(): Generator<[string, CardView, StoredWarning]> {
  for (const hazard of policy.warnings.hazards) {
    for (const color of Color.options) {
      for (const drill of [true, false]) {
        for (const state of WarningState.options) {
          const more = {
            hazard: hazard.name,
            color,
            drill,
            state,
            endedAt: now,
            reason: '影'.repeat(100),
            todo: hazard.todo[color]?.repeat(3).slice(0, 60) ?? '转移',
            deadline: '今'.repeat(30),
            text: '长'.repeat(1000),
          }
          const it = said(more)
          const name = `${hazard.name} ${color} ${state}${drill ? ' drill' : ''}`
          yield [
            `${name} warning`,
            cards.warningCard({ ...it, receipt: receipt(), by: null, successor: null }),
            it.warning,
          ]
          yield [`${name} reminder`, cards.reminderCard({ ...it, step: 0 }), it.warning]
          yield [
            `${name} deputy`,
            cards.deputyCard({ ...it, waiting: [jiang], done: null }),
            it.warning,
          ]
          yield [
            `${name} silent`,
            cards.silentCard({ ...it, count: 12_345, silent: [jiang, jiang, jiang] }),
            it.warning,
          ]
          yield [
            `${name} count`,
            cards.countCard({
              ...it,
              total: 50_000,
              acknowledged: 1,
              delivered: 40_000,
              undelivered: 10_000,
              most: [
                { name: '台州湾新区', missing: 20_000 },
                { name: '经济开发区', missing: 10_000 },
              ],
            }),
            it.warning,
          ]
          yield [`${name} approval`, approval(more), it.warning]
          yield [`${name} draft`, approval(more, { mine: true }), it.warning]
        }
      }
    }
  }
}
const table = [...all()]
/** What ui.md §3 says of a card, as far as a program can see it. */
const faults = ({ title, lines, plate, button, kicker, foot }: CardView) =>
  [
    title.replace('【演练】', '').length > 12 && `title ${title}`,
    lines.length > 3 && 'more than three lines',
    plate && (plate.top.length > 4 || plate.word.length !== 1) && `plate ${plate.top}`,
    lines.some((line) => line.label.length !== 2) && 'a label that is not two characters',
    lines.some((line) => line.text.length > 30 || !line.text) && 'a line that is too long or empty',
    button && (button.label.length < 2 || button.label.length > 6) && `button ${button.label}`,
    [title, kicker, foot ?? ''].some((text) => /[!！。]$|undefined|null/.test(text)) && 'words',
  ].filter(Boolean)
test(`${table.length} cards keep to the measure`, () =>
  expect(table.flatMap(([name, view]) => faults(view).map((fault) => `${name}: ${fault}`))).toEqual(
    [],
  ))
/** Four signs: the word in the title, the word on the plate and on the button, the rim, the violet. */
const signs = (view: CardView) => [
  view.title.startsWith('【演练】'),
  view.plate?.top === '演练',
  view.button ? view.button.label.startsWith('演练：') : true,
  view.drill === true,
  view.tone === 'drill',
]
test('a drill shows all its signs on every card, and nothing else shows any', () => {
  for (const [name, view, { drill }] of table) {
    expect([name, signs(view)]).toEqual([
      name,
      drill ? [true, true, true, true, true] : [false, false, !view.button, false, false],
    ])
  }
})
