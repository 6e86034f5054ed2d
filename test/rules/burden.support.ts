import { burdenOf, type BurdenPolicy } from '../../config/burden'
import { testPolicy } from '../support/policy'
import { Template } from '../../shared/checklist'

export const { checklists } = testPolicy
export const limits = {
  officeItems: 15,
  villageItems: 3,
  officeTexts: 3,
  officeTaps: 40,
  villageTaps: 3,
}
export const known: BurdenPolicy['known'] = {
  villages: { title: '村和社区数', labels: ['行政村数'] },
  people: { title: '责任人名单', labels: ['责任人姓名'] },
}
export const options = [
  { id: 'one', label: '一' },
  { id: 'two', label: '二' },
  { id: 'three', label: '三' },
]
export const orNone = [{ id: 'none', label: '没有', alone: true }, ...options]

export type Raw = Record<string, unknown>
export const question = (kind: string, more: Raw = {}) => ({
  id: 'it',
  label: '这一题',
  kind,
  ...more,
})
export const item = (more: Raw = {}) => ({
  name: 'item',
  title: '一件事',
  post: 'emergencyOfficeHead',
  evidence: 'record',
  due: 10,
  ...more,
})
export const list = (items: Raw[], more: Raw = {}) =>
  Template.parse({ name: 'list', title: '清单', at: ['township'], every: 'month', items, ...more })
export const january = (...templates: Template[]) => burdenOf(templates, 'township')[0]!
/** Beyond opening the list, opening the item and handing it in. */
export const costOf = (...fields: Raw[]) => {
  const { taps, texts, numbers } = january(list([item({ fields })]))
  return [taps - 3, texts, numbers]
}
