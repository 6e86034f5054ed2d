import { faultsOf, mentioned } from '../shared/form'
import { checkBurden } from './burden'
import { twice } from './check'
import { notOneOf, type Finding } from './finding'
import type { Policy } from './policy'

/** Templates must be told apart, every item must have a post that exists and a form that can be used, what the system counts is not asked, and a month asks no more than it may. */
export function checkChecklists(
  { templates, counted, ...rules }: Policy['checklists'],
  { posts }: Policy['posts'],
  { hazards }: Pick<Policy['warnings'], 'hazards'>,
): Finding[] {
  const names = posts.map(({ name }) => name)
  const known = hazards.map(({ name }) => name)
  const faults = [
    ...twice(
      'template',
      templates.map(({ name }, index) => [name, ['templates', index, 'name']]),
    ),
    ...templates.flatMap(({ items, every, onWarning }, index) => [
      ...(onWarning && every !== 'response'
        ? [
            {
              path: ['templates', index, 'onWarning'],
              what: 'only a list of `every: response` is ordered by a warning',
            },
          ]
        : []),
      ...(onWarning?.hazards ?? [])
        .filter((name) => !known.includes(name))
        .map((name): Finding => ({
          path: ['templates', index, 'onWarning', 'hazards'],
          what: `no hazard is called ${notOneOf(name, known)}`,
        })),
      ...twice(
        'item',
        items.map(({ name }, place) => [name, ['templates', index, 'items', place, 'name']]),
      ),
      ...items.flatMap(({ post, evidence, counts, fields, title }, place): Finding[] => {
        const path = ['templates', index, 'items', place]
        return [
          ...(names.includes(post)
            ? []
            : [{ path: [...path, 'post'], what: `no post is called ${notOneOf(post, names)}` }]),
          ...(evidence === 'auto' && fields.length
            ? [
                {
                  path: [...path, 'fields'],
                  what: `"${title}" is counted by the system and asks all the same`,
                },
              ]
            : []),
          ...((evidence === 'auto') === Boolean(counts)
            ? []
            : [
                {
                  path,
                  what:
                    evidence === 'auto'
                      ? `"${title}" does not say what the system counts`
                      : `"${title}" is asked, so nothing is counted for it`,
                },
              ]),
          ...faultsOf(fields).map((what) => ({ path: [...path, 'fields'], what })),
        ]
      }),
    ]),
  ]
  const all = [...faults, ...checkCounted(templates, counted)]
  return all.length ? all : checkBurden({ templates, ...rules })
}

/** What is counted from answers must be asked somewhere. */
function checkCounted(
  templates: Policy['checklists']['templates'],
  counted: Policy['checklists']['counted'],
): Finding[] {
  return Object.entries(counted).flatMap(([counter, it]): Finding[] => {
    const path = ['counted', counter]
    const names = templates.map(({ name }) => name)
    const lists = templates.filter(({ name }) => it.templates.includes(name))
    const items = lists.flatMap((list) => list.items)
    const item = items.find(({ name }) => name === it.sum?.item)
    const fields = item?.fields.map(({ id }) => id) ?? []
    return [
      ...it.templates
        .filter((name) => !names.includes(name))
        .map((name): Finding => ({
          path: [...path, 'templates'],
          what: `no list is called ${notOneOf(name, names)}`,
        })),
      ...(it.sum && !item
        ? [
            {
              path: [...path, 'sum', 'item'],
              what: `no item is called ${notOneOf(
                it.sum.item,
                items.map(({ name }) => name),
              )}`,
            },
          ]
        : []),
      ...(it.sum && item
        ? [it.sum.field, ...(it.sum.if ? mentioned(it.sum.if) : [])]
            .filter((id) => !fields.includes(id))
            .map((id): Finding => ({
              path: [...path, 'sum'],
              what: `"${item.title}" asks no ${notOneOf(id, fields)}`,
            }))
        : []),
    ]
  })
}
