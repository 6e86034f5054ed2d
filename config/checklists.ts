import type { Item, Template } from '../shared/checklist'
import { faultsOf, mentioned } from '../shared/form'
import { checkBurden } from './burden'
import { twice } from './check'
import { notOneOf, type Finding } from './finding'
import type { Policy } from './policy'

type Path = readonly PropertyKey[]

/**
 * Templates must be told apart, every item must have a post that exists and a form that can be
 * used, what the system counts is not asked, and a month asks no more than it may.
 */
export function checkChecklists(
  { templates, counted, ...rules }: Policy['checklists'],
  { posts }: Policy['posts'],
  { hazards }: Pick<Policy['warnings'], 'hazards'>,
): Finding[] {
  const known = { posts: posts.map(({ name }) => name), hazards: hazards.map(({ name }) => name) }
  const findings = [
    ...twice(
      'template',
      templates.map(({ name }, index) => [name, ['templates', index, 'name']]),
    ),
    ...templates.flatMap((template, index) => checkTemplate(template, ['templates', index], known)),
    ...checkCounted(templates, counted),
  ]
  return findings.length ? findings : checkBurden({ templates, ...rules })
}

type Known = { posts: readonly string[]; hazards: readonly string[] }
function checkTemplate({ items, every, onWarning }: Template, path: Path, known: Known): Finding[] {
  return [
    ...(onWarning ? checkOrder(onWarning, every, [...path, 'onWarning'], known) : []),
    ...twice(
      'item',
      items.map(({ name }, place) => [name, [...path, 'items', place, 'name']]),
    ),
    ...items.flatMap((item, place) => checkItem(item, [...path, 'items', place], known)),
  ]
}
/** What a warning orders. */
function checkOrder(
  { hazards }: NonNullable<Template['onWarning']>,
  every: Template['every'],
  path: Path,
  known: Known,
): Finding[] {
  const findings: Finding[] = hazards
    .filter((name) => !known.hazards.includes(name))
    .map((name) => ({
      path: [...path, 'hazards'],
      what: `no hazard is called ${notOneOf(name, known.hazards)}`,
    }))
  if (every === 'response') return findings
  return [{ path, what: 'only a list of `every: response` is ordered by a warning' }, ...findings]
}

function checkItem(item: Item, path: Path, known: Known): Finding[] {
  const findings: Finding[] = []
  if (!known.posts.includes(item.post)) {
    const what = `no post is called ${notOneOf(item.post, known.posts)}`
    findings.push({ path: [...path, 'post'], what })
  }
  if (item.evidence === 'auto' && item.fields.length) {
    const what = `"${item.title}" is counted by the system and asks all the same`
    findings.push({ path: [...path, 'fields'], what })
  }
  if (item.evidence === 'auto' && !item.counts) {
    findings.push({ path, what: `"${item.title}" does not say what the system counts` })
  }
  if (item.evidence !== 'auto' && item.counts) {
    findings.push({ path, what: `"${item.title}" is asked, so nothing is counted for it` })
  }
  const faults = faultsOf(item.fields).map((what) => ({ path: [...path, 'fields'], what }))
  return [...findings, ...faults]
}

/** What is counted from answers must be asked somewhere. */
function checkCounted(
  templates: readonly Template[],
  counted: Policy['checklists']['counted'],
): Finding[] {
  const names = templates.map(({ name }) => name)
  return Object.entries(counted).flatMap(([counter, { templates: lists, sum }]): Finding[] => {
    const path = ['counted', counter]
    const strange = lists
      .filter((name) => !names.includes(name))
      .map((name) => ({
        path: [...path, 'templates'],
        what: `no list is called ${notOneOf(name, names)}`,
      }))
    const items = templates.filter(({ name }) => lists.includes(name)).flatMap((it) => it.items)
    return sum ? [...strange, ...checkSum(sum, items, [...path, 'sum'])] : strange
  })
}
type Sum = NonNullable<NonNullable<Policy['checklists']['counted']['submittedItems']>['sum']>
function checkSum(sum: Sum, items: readonly Item[], path: Path): Finding[] {
  const item = items.find(({ name }) => name === sum.item)
  if (!item) {
    const names = items.map(({ name }) => name)
    return [{ path: [...path, 'item'], what: `no item is called ${notOneOf(sum.item, names)}` }]
  }
  const fields = item.fields.map(({ id }) => id)
  const spoken = [sum.field, ...(sum.if ? mentioned(sum.if) : [])]
  return spoken
    .filter((id) => !fields.includes(id))
    .map((id) => ({ path, what: `"${item.title}" asks no ${notOneOf(id, fields)}` }))
}
