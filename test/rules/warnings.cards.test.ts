import { plain } from '../../bot/core/card'
import * as cards from '../../bot/warnings/cards'
import type { StoredWarning } from '../../bot/warnings/entities'
import { approval, jiang, now, policy, reach, receipt, said } from '../support/cards'

const acknowledged = receipt({ acknowledgedAt: now })
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

describe('what fits on a card', () => {
  const signs = (count: number) => '转'.repeat(count)
  const textsOf = (todo: string, deadline = '') =>
    cards.orders({ todo, deadline, text: '' }).map((line) => line.text)

  test('30 signs stand on one line', () => expect(textsOf(signs(30))).toEqual([signs(30)]))
  test('31 signs without a stop go over two', () =>
    expect(textsOf(signs(31))).toEqual([signs(30), signs(1)]))
  test.each([
    [28, [signs(28), signs(10)]],
    [29, [signs(29), signs(10)]],
    [30, [signs(30), `，${signs(10)}`]],
  ])('a stop behind %i signs', (before, texts) =>
    expect(textsOf(`${signs(before)}，${signs(10)}`)).toEqual(texts),
  )
  test.each([
    [30, signs(30)],
    [31, `${signs(29)}…`],
  ])('a 时限 of %i signs', (count, text) =>
    expect(textsOf('转移', signs(count))).toEqual(['转移', text]),
  )
  test.each([
    [3, undefined],
    [4, '还有 1 人'],
    [1_003, '还有 1,000 人'],
  ])('%i silent people under one superior', (count, foot) =>
    expect(cards.silentCard({ ...said(), count, silent: [jiang] }).foot).toBe(foot),
  )
  test.each([
    [0, '约 1 秒发完'],
    [1, '约 1 秒发完'],
    [2, '约 2 秒发完'],
  ])('%i seconds of sending', (seconds, words) =>
    expect(approval({}, { reach: { ...reach, seconds } }).lines[1]!.text).toContain(words),
  )
  test.each([
    [new Date('2026-08-12T15:59:59Z'), '已确认 14:41'],
    [new Date('2026-08-12T16:00:00Z'), '已确认 8 月 12 日 14:41'],
  ])('the day of a stamp, looked at on %s', (later, stamp) =>
    expect(cards.warningCard({ ...face({}, { receipt: acknowledged }), now: later }).stamp).toBe(
      stamp,
    ),
  )
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
