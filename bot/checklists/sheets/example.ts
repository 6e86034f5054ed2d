import type { Policy } from '../../../config/policy'
import { Template } from '../../../shared/checklist'
import type { Field } from '../../../shared/form'
import { derived } from './cells'

/** Two items that show most of what there is. */
export const exampleFor = (policy: Policy): Template =>
  Template.parse({
    name: derived('list', '防汛检查清单'),
    title: '防汛检查清单',
    at: ['township', 'area'],
    every: 'once',
    items: [inspection(postOf(policy, true)), teams(postOf(policy, false))],
  })
/** The first post of a township that is of the office, or is not. */
function postOf({ posts }: Policy, ofOffice: boolean): string {
  const found = posts.posts.find(
    ({ at, roles }) => at.includes('township') && roles.includes('office') === ofOffice,
  )
  return found!.name
}
const field = (kind: Field['kind'], label: string, more: object) => ({
  id: derived('q', label),
  label,
  kind,
  ...more,
})

function inspection(post: string) {
  const checked = field('yesNo', '汛前检查都做了', { required: true, remarkIf: 'no' })
  const found = field('number', '查出问题', {
    min: 0,
    max: 500,
    unit: '处',
    required: true,
    showIf: { field: checked.id, is: true },
  })
  const kinds = ['都没有', '水库', '山塘', '海塘'].map((label, index) => ({
    id: derived('o', label),
    label,
    ...(index ? {} : { alone: true }),
  }))
  return {
    name: derived('item', '汛前检查'),
    title: '汛前检查',
    help: '水库、山塘、海塘都要到',
    post,
    evidence: 'record',
    due: 25,
    fields: [
      checked,
      found,
      field('several', '有问题的是', {
        options: kinds,
        required: { field: found.id, atLeast: 1 },
        showIf: { field: found.id, atLeast: 1 },
      }),
    ],
  }
}
const teams = (post: string) => ({
  name: derived('item', '队伍名单核对'),
  title: '队伍名单核对',
  post,
  evidence: 'confirm',
  due: 10,
  fields: [field('number', '抢险队员', { min: 0, unit: '人', required: true, prefill: 'last' })],
})
