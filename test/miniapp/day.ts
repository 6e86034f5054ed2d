import { checklists } from './dayChecklists'
import { examination } from './dayExamination'
import { at, checklistId, later, personId, postId, shitang, warningId } from './dayIds'
import { warnings } from './dayWarnings'
import type { Answers } from './fake'

export { handedIn, ids } from './dayIds'

/** Everybody's day: every screen has something to show. */
export const fullDay: Answers = {
  session: {
    open: () => ({ token: 'token', until: later(1), personId: 'me', name: '陈志坚' }),
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
        { page: 'examination', title: '体检' },
        { page: 'account', title: '我的账号' },
      ],
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
  warnings,
  checklists,
  examination,
}
