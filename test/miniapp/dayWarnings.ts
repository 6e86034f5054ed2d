import { at, drafted, drill, later, personId, postId, shitang, warningId, wenling } from './dayIds'
import type { Answers } from './fake'

const warning = {
  id: warningId,
  kind: 'live' as const,
  hazard: 'typhoon',
  color: 'orange' as const,
  drill: false,
  todo: '危房、工棚、沿海各户转移',
  deadline: '今天 18:00 前',
  text: '',
  validUntil: null,
  audience: { units: [wenling], posts: ['villageHead'] },
  unitPath: wenling,
  issuer: '温岭市防指',
  state: 'draft' as const,
  ladder: [],
  source: 'app' as const,
  feedId: null,
  replaces: null,
  draftedBy: 'other',
  draftedAt: at,
  approvedBy: null,
  approvedAt: null,
  sentAt: null,
  endedBy: null,
  endedAt: null,
}
const reach = {
  people: 1214,
  calls: 41,
  seconds: 3,
  quotaLeft: 186_245,
  byPost: [
    { post: '镇街责任人', people: 153 },
    { post: '村书记、村主任', people: 746 },
  ],
  unreachable: [{ name: '庄文君', unitName: '石塘镇港岙村', why: '没有开过钉钉' }],
  unreachableCount: 1,
  vacant: 2,
  approvers: ['周国平', '林立'],
  ladder: [
    { afterMinutes: 5, act: 'remind' as const },
    { afterMinutes: 10, act: 'ding' as const },
    { afterMinutes: 20, act: 'deputy' as const },
    { afterMinutes: 30, act: 'superior' as const },
  ],
}
const todo = {
  blue: '核对转移名单，查看危房、工棚、渔船',
  yellow: '渔船进港，渔排和高空作业人员上岸、下架',
  orange: '危房、工棚、低洼处的人 18:00 前转移完',
  red: '人员都进屋避风，已转移的不许回去',
}

/** One warning that is out, one that waits for its approval, one drill. */
export const warnings: NonNullable<Answers['warnings']> = {
  acknowledge: () => ({
    warningId,
    personId,
    unitPath: shitang,
    postKind: 'emergencyOfficeHead',
    postId,
    step: 0,
    dueAt: null,
    acknowledgedAt: at,
    byId: personId,
    via: 'app',
  }),
  list: ({ drill: drills }) => (drills ? [] : [{ ...warning, title: '台风橙色预警' }]),
  draft: () => warning,
  approve: () => ({ ...warning, state: 'approved' }),
  preflight: () => reach,
  reach: ({ todo: text, deadline }) => ({
    ...reach,
    issuer: '石塘镇防指',
    lines: [
      { label: '要做', text },
      ...(deadline ? [{ label: '时限', text: deadline, strong: true }] : []),
    ],
  }),
  choices: () => ({
    hazards: [
      { name: 'typhoon', title: '台风', todo },
      { name: 'rainstorm', title: '暴雨', todo: { red: '危险区的人马上转移，停止户外活动' } },
    ],
    audience: {
      blue: ['emergencyOfficeHead'],
      yellow: ['emergencyOfficeHead'],
      orange: ['emergencyOfficeHead', 'villageHead'],
      red: ['emergencyOfficeHead', 'villageHead'],
    },
    posts: [
      { name: 'emergencyOfficeHead', title: '应急办主任', at: ['township'] },
      { name: 'villageHead', title: '村级主要负责人', at: ['village'] },
      { name: 'villageEvacuation', title: '村人员转移组', at: ['village'] },
    ],
  }),
  open: ({ warningId: id }) => ({
    ...warning,
    id,
    drill: id === drill,
    state: id === drafted ? 'draft' : 'sent',
    sentAt: id === drafted ? null : at,
    text: '12 小时内平均风力 10 级以上，石塘、松门一带阵风 12 至 14 级，伴大暴雨。',
    todo: '危房、工棚、沿海各户转移；渔船回港，人上岸；工地停工，户外广告牌绑牢',
    validUntil: later(0.75),
    title: '台风橙色预警',
    open: id !== drafted,
    writer: '林海燕',
    approver: id === drafted ? null : '周国平',
    area: '石塘镇',
    posts: ['应急办主任', '村级主要负责人'],
    reason: null,
    lines: [
      { label: '要做', text: '危房、工棚、沿海各户转移；渔船回港，人上岸' },
      { label: '还有', text: '工地停工，户外广告牌绑牢' },
      { label: '时限', text: '今天 18:00 前', strong: true },
    ],
    mine: id === drafted ? null : { acknowledgedAt: null, by: null },
    ring: [{ personId, name: '江敏', post: '值班员', unitName: '温岭市', phone: '138****0001' }],
  }),
  undelivered: ({ unitPath }) => ({
    people: [
      {
        personId,
        name: '庄文君',
        post: '网格员',
        unitPath,
        unitName: '石塘镇 里箬村',
        acknowledgedAt: null,
        by: null,
        delivery: 'failed',
        step: 1,
      },
    ],
    more: false,
  }),
  timeline: () => [
    { what: 'sent', at, who: [], planned: false },
    { what: 'delivered', at: null, who: [], planned: false },
    { what: 'remind', at: new Date(at.getTime() + 300_000), who: [], planned: false },
    { what: 'ding', at: new Date(at.getTime() + 600_000), who: [], planned: true },
    { what: 'deputy', at: new Date(at.getTime() + 1_200_000), who: ['江春林'], planned: true },
    { what: 'superior', at: new Date(at.getTime() + 1_800_000), who: ['王阿芬'], planned: true },
  ],
  acknowledgeFor: ({ personId: whom }) => ({
    warningId,
    personId: whom,
    unitPath: shitang,
    postKind: 'villageHead',
    postId,
    step: 1,
    dueAt: null,
    acknowledgedAt: at,
    byId: personId,
    via: 'other',
  }),
  board: ({ unitPath }) => ({
    warning: {
      id: warningId,
      title: '台风橙色预警',
      color: 'orange',
      drill: false,
      state: 'sent',
      sentAt: at,
      endedAt: null,
    },
    unitPath,
    name: '石塘镇',
    total: 64,
    acknowledged: 62,
    undelivered: 1,
    children:
      unitPath === shitang
        ? [
            { unitPath: `${shitang}/331081105229`, name: '里箬村', total: 4, acknowledged: 2 },
            { unitPath: `${shitang}/331081105230`, name: '东海村', total: 6, acknowledged: 6 },
          ]
        : [],
    people:
      unitPath === shitang
        ? []
        : [
            {
              personId,
              name: '蒋根法',
              post: '村书记',
              unitPath,
              unitName: '石塘镇 里箬村',
              acknowledgedAt: null,
              by: null,
              delivery: 'delivered',
              step: 1,
            },
          ],
    more: false,
    at,
  }),
}
