import * as cards from '../../bot/warnings/cards'
import type { StoredWarning } from '../../bot/warnings/entities'
import { testPolicy } from './policy'
import { at, sampleReceipt, sampleWarning } from './warnings'

export const policy = testPolicy
/** 14:41, eleven minutes after the warning was sent. */
export const now = at(11)

export const said = (more: Partial<StoredWarning> = {}): cards.Said => ({
  policy,
  now,
  warning: sampleWarning({
    id: '01900000-0000-7000-8000-000000000001',
    unitPath: '3310/331081',
    issuer: '温岭市防指',
    draftedBy: 'lin',
    approvedBy: 'zhou',
    approvedAt: at(0),
    todo: '危房、工棚、沿海各户转移',
    deadline: '今天 18:00 前',
    audience: { units: ['3310/331081'], posts: ['villageHead'] },
    ...more,
  }),
})
export const receipt = (more: Partial<cards.WarningFace['receipt']> = {}) => ({
  ...sampleReceipt({ dueAt: null }),
  ...more,
})
/** Somebody who has not answered. */
export const jiang: cards.Silent = {
  personId: '01900000-0000-7000-8000-000000000003',
  name: '蒋根法',
  place: '石塘镇里箬村',
  post: '村级主要负责人',
}
export const reach = {
  people: 1214,
  calls: 41,
  seconds: 3,
  quotaLeft: 186_245,
  unreachableCount: 3,
}
/** The card of the second person, of a draft. */
export const approval = (warning: Partial<StoredWarning>, more: Partial<cards.ApprovalFace> = {}) =>
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
