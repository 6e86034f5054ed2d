import { checklists } from './dayChecklists'
import { at, checklistId, later, personId, postId, shitang, warningId } from './dayIds'
import { warnings } from './dayWarnings'
import type { Answers } from './fake'

export { ids } from './dayIds'

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
          page: `warning?warningId=${warningId}`,
          button: { label: '收到', operation: 'warnings.acknowledge', input: { warningId } },
        },
        {
          kind: 'approval',
          key: `approval ${warningId}`,
          title: '【演练】暴雨红色预警',
          words: '温岭市防指请您批准',
          dueAt: null,
          urgent: true,
          drill: true,
          page: `approve?warningId=${warningId}`,
          button: null,
        },
        {
          kind: 'item',
          key: 'item 1',
          title: '避灾场所检查',
          words: '石塘镇，8 月工作清单',
          dueAt: later(13),
          urgent: false,
          drill: false,
          page: `item?checklistId=${checklistId}&item=shelters`,
          button: null,
        },
        {
          kind: 'confirm',
          key: 'item 2',
          title: '责任人，还是这 5 人吗？',
          words: '石塘镇，8 月工作清单',
          dueAt: later(-2),
          urgent: true,
          drill: false,
          page: `item?checklistId=${checklistId}&item=people`,
          button: {
            label: '没有变化',
            operation: 'checklists.unchanged',
            input: { checklistId, item: 'people', revision: 0 },
          },
        },
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
}
