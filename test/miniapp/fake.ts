import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import Koa from 'koa'
import { serveApp } from '../../bot/io/http/app'
import { root } from '../../config/root'
import type { Template } from '../../shared/checklist'
import { contract } from '../../shared/contract'
import type { Input, Operation, Reply } from '../../shared/operation'
import { Problem } from '../../shared/problem'

type Table = typeof contract
/** What a service answers, by operation; typed by the contract, so that a change of it does not compile here. */
export type Answers = {
  [S in keyof Table]?: { [K in keyof Table[S]]?: (input: Input<Table[S][K]>) => Reply<Table[S][K]> }
}

/** The built pages, and a service that answers by a table; what was asked is kept. Nobody answers while its `line` is not up. */
export async function fakeService(answers: Answers) {
  const asked: { name: string; input: unknown; id: string }[] = []
  const line = { up: true }
  const koa = new Koa()
  koa.use((http, next) => {
    if (line.up) return next()
    http.respond = false
    http.req.socket.destroy()
    return undefined
  })
  koa.use(serveApp(join(root, 'miniapp/dist/h5'), []))
  koa.use(async (http) => {
    const name = http.path.slice('/api/'.length)
    const [slice, key] = name.split('.') as [keyof Table, never]
    const operation = contract[slice]?.[key] as Operation | undefined
    const answer = answers[slice]?.[key] as ((input: unknown) => unknown) | undefined
    const chunks: Buffer[] = []
    for await (const chunk of http.req) chunks.push(chunk as Buffer)
    if (!operation) return
    const input = operation.input.decode(JSON.parse(Buffer.concat(chunks).toString()) as never)
    asked.push({ name, input, id: http.get('idempotency-key') })
    try {
      if (!answer) throw new Problem('access.foreign')
      http.body = { ok: true, at, reply: operation.reply.encode(answer(input)) }
    } catch (error) {
      if (!(error instanceof Problem)) throw error
      http.body = {
        ok: false,
        at,
        problem: { code: error.code, message: error.message, details: error.details },
      }
    }
  })
  const server = createServer(koa.callback())
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const close = () =>
    new Promise<void>((done) => {
      server.closeAllConnections()
      server.close(() => done())
    })
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/app/`,
    asked,
    line,
    close,
    answers,
  }
}

const city = '3310'
const wenling = `${city}/331081`
const shitang = `${wenling}/331081105`
const at = new Date('2026-08-12T06:41:00Z')
const later = (days: number) => new Date(at.getTime() + days * 86_400_000)
const warningId = '00000000-0000-4000-8000-000000000001'
const checklistId = '00000000-0000-4000-8000-000000000002'
const postId = '00000000-0000-4000-8000-000000000003'
const personId = '00000000-0000-4000-8000-000000000004'
/** One that still waits for its approval. */
const drafted = '00000000-0000-4000-8000-000000000005'
const drill = '00000000-0000-4000-8000-000000000006'
export const ids = { warningId, checklistId, drafted, drill }
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
const fields: Template['items'][number]['fields'] = [
  {
    id: 'keepers',
    kind: 'text',
    label: '管理员和钥匙，还是他们吗？',
    required: true,
    prefill: 'last',
    most: 200,
    lines: 1,
  },
  {
    id: 'places',
    kind: 'number',
    label: '避灾点有几处',
    required: true,
    prefill: 'last',
    decimals: 0,
    unit: '处',
  },
  {
    id: 'seen',
    kind: 'yesNo',
    label: '14 处都去看过了吗？',
    required: true,
    yes: '都看过',
    no: '还有没看',
    remarkIf: 'no',
  },
  {
    id: 'water',
    kind: 'choice',
    label: '饮水、药品、电筒够吗？',
    required: true,
    options: [
      { id: 'enough', label: '都够' },
      { id: 'short', label: '有缺的' },
    ],
  },
  {
    id: 'lacking',
    kind: 'number',
    label: '饮水缺几处？',
    required: true,
    showIf: { field: 'water', is: 'short' },
    min: 1,
    max: { field: 'places' },
    decimals: 0,
  },
  {
    id: 'which',
    kind: 'several',
    label: '哪几处？',
    required: false,
    showIf: { field: 'water', is: 'short' },
    options: [
      { id: 'liruo', label: '里箬村文化礼堂' },
      { id: 'donghai', label: '东海村小学' },
      { id: 'none', label: '没有以上情况', alone: true },
    ],
  },
  { id: 'day', kind: 'date', label: '哪天检查的', required: true, to: 0 },
  { id: 'checker', kind: 'person', label: '谁检查的', required: true },
  { id: 'where', kind: 'place', label: '在哪里', required: false, reason: '只为核对是不是去过' },
  {
    id: 'people',
    kind: 'table',
    label: '管理员名单',
    required: false,
    rows: 20,
    columns: [
      { id: 'name', kind: 'text', label: '姓名', required: true, most: 20, lines: 1 },
      { id: 'beds', kind: 'number', label: '铺位', required: false, decimals: 0 },
    ],
  },
  { id: 'beds', kind: 'computed', label: '铺位共', formula: { total: 'people', column: 'beds' } },
  {
    id: 'picture',
    kind: 'photo',
    label: '照片',
    required: false,
    reason: '只为核对缺口，不进考核',
    most: 3,
  },
  {
    id: 'sign',
    kind: 'signature',
    label: '检查人签名',
    required: false,
    reason: '安全检查要有签字',
  },
]
const item = {
  checklistId,
  item: 'shelters',
  title: '避灾场所检查',
  evidence: 'record' as const,
  dueAt: later(13),
  state: 'open' as const,
  revision: 0,
  late: false,
  mine: true,
  words: '还没填',
}

/** Everybody's day: every screen has something to show. */
export const fullDay: Answers = {
  session: {
    open: () => ({ token: 'token', until: later(1), name: '陈志坚' }),
    me: () => ({
      personId,
      name: '陈志坚',
      posts: [
        {
          postId,
          kind: 'emergencyOfficeHead',
          title: '应急办主任',
          unitPath: shitang,
          unitName: '台州市 温岭市 石塘镇',
          roles: ['office', 'approver', 'holder'],
        },
      ],
    }),
  },
  home: {
    today: () => ({
      at,
      lines: [
        {
          kind: 'warning',
          key: `warning ${warningId}`,
          title: '台风橙色预警',
          words: '危房、工棚、沿海各户转移，今天 18:00 前',
          dueAt: null,
          urgent: true,
          drill: false,
          label: '预警',
          plate: true,
          page: 'warning',
          query: { warningId },
          ahead: { operation: 'warnings.open', input: { warningId } },
          button: { label: '收到', operation: 'warnings.acknowledge', input: { warningId } },
          inPlace: { stamp: '已确认', aside: null },
        },
        {
          kind: 'approval',
          key: `approval ${warningId}`,
          title: '【演练】暴雨红色预警',
          words: '温岭市防指请您批准',
          dueAt: null,
          urgent: true,
          drill: true,
          label: '批准',
          plate: false,
          page: 'approve',
          query: { warningId },
          ahead: null,
          button: null,
          inPlace: null,
        },
        {
          kind: 'item',
          key: 'item 1',
          title: '避灾场所检查',
          words: '石塘镇，8 月工作清单',
          dueAt: later(13),
          urgent: false,
          drill: false,
          label: '填报',
          plate: false,
          page: 'fill',
          query: { checklistId, item: 'shelters' },
          ahead: null,
          button: null,
          inPlace: null,
        },
        {
          kind: 'confirm',
          key: 'item 2',
          title: '责任人，还是这 5 人吗？',
          words: '石塘镇，8 月工作清单',
          dueAt: later(-2),
          urgent: true,
          drill: false,
          label: '核对',
          plate: false,
          page: 'fill',
          query: { checklistId, item: 'people' },
          ahead: null,
          button: {
            label: '没有变化',
            operation: 'checklists.unchanged',
            input: { checklistId, item: 'people', revision: 0 },
          },
          inPlace: { stamp: '已交', aside: '有变化' },
        },
      ],
      entries: [
        { page: 'lists', title: '工作清单' },
        { page: 'issue', title: '发布预警' },
        { page: 'board', title: '回执' },
        { page: 'review', title: '审核' },
        { page: 'summary', title: '汇总' },
        { page: 'task', title: '临时任务' },
        { page: 'sent', title: '我做过的' },
        { page: 'account', title: '我的账号' },
      ],
    }),
  },
  warnings: {
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
    list: ({ drill }) => (drill ? [] : [{ ...warning, title: '台风橙色预警' }]),
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
  },
  org: {
    units: () => ({
      unit: { path: shitang, kind: 'township', name: '石塘镇', endedAt: null },
      children: [
        { path: `${shitang}/331081105229`, kind: 'village', name: '里箬村', endedAt: null },
        { path: `${shitang}/331081105230`, kind: 'village', name: '东海村', endedAt: null },
      ],
    }),
    phone: () => ({ phone: '13800000000' }),
    people: ({ name }) =>
      name === '陈志'
        ? [
            { personId, name: '陈志坚', phone: '138****0001', posts: ['石塘镇 应急办主任'] },
            { personId: postId, name: '陈志远', phone: null, posts: [] },
          ]
        : [],
  },
  checklists: {
    lists: () => [
      {
        id: checklistId,
        template: 'monthly',
        version: 1,
        unitPath: shitang,
        unitName: '石塘镇',
        period: '2026-08',
        title: '8 月工作清单',
        issuedAt: later(-11),
        dueAt: later(13),
        withdrawnAt: null,
        owed: 2,
        items: [
          item,
          {
            ...item,
            item: 'people',
            title: '责任人核对',
            state: 'returned',
            words: '退回：缺第 3 题',
            dueAt: later(-2),
            late: true,
          },
          { ...item, item: 'drill', title: '应急演练', state: 'passed', words: '您已交 8 月 2 日' },
        ],
      },
    ],
    open: ({ item: name }) => ({
      ...item,
      item: name,
      help: '',
      unitName: '石塘镇',
      period: '2026-08',
      revision: 0,
      fields,
      answers:
        name === 'shelters'
          ? {}
          : {
              keepers: '林信夫',
              places: 14,
              seen: { yes: true },
              water: 'enough',
              day: '2026-08-11',
              checker: { personId: null, name: '陈志坚' },
              sign: { id: postId },
            },
      last: { keepers: '石塘镇中学 林信夫，里箬村文化礼堂 王阿芬，还有 12 人', places: 14 },
      count: null,
      known: { 避灾点: '14 处，可容 2,860 人', 安全鉴定: '14 处都在有效期' },
      today: '2026-08-12',
      reason: null,
      mayAnswer: true,
      mayReview: true,
    }),
    submit: ({ checklistId: id, item: name }) => ({
      checklistId: id,
      item: name,
      state: 'submitted',
      revision: 1,
      at,
      late: false,
    }),
    unchanged: ({ checklistId: id, item: name }) => ({
      checklistId: id,
      item: name,
      state: 'submitted',
      revision: 1,
      at,
      late: false,
    }),
    waiting: () => ({
      items: [
        { ...item, unitName: '里箬村', by: '蒋根法', at, state: 'submitted', item: 'handed' },
      ],
      next: null,
    }),
    review: ({ checklistId: id, item: name }) => ({
      checklistId: id,
      item: name,
      state: 'passed',
      revision: 2,
    }),
    preview: () => ({ units: 35, people: 34, vacant: 1 }),
    issue: () => ({ units: 35, template: 'task1' }),
    templates: () => [
      { name: 'monthly', title: '月工作清单', version: 1, every: 'month', items: 12 },
      { name: 'sevenHave', title: '七个有', version: 1, every: 'year', items: 7 },
    ],
    summary: () => [
      {
        unitPath: `${shitang}/331081105229`,
        name: '里箬村',
        total: 12,
        done: 9,
        late: 1,
        due: 2,
        overdue: 1,
        missed: 0,
        expected: 10,
        returned: 1,
      },
      {
        unitPath: `${shitang}/331081105230`,
        name: '东海村',
        total: 12,
        done: 12,
        late: 0,
        due: 0,
        overdue: 0,
        missed: 0,
        expected: 12,
        returned: 0,
      },
    ],
    exportSummary: () => ({ file: 'UEsDBA==' }),
  },
}
