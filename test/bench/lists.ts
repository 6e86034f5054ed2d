import { IsNull } from 'typeorm'
import { entities } from '../../bot/app'
import type { Ctx } from '../../bot/core/slice'
import { giveLists, unitsAmong } from '../../bot/checklists/giveLists'
import { ChecklistEntity, IssueEntity } from '../../bot/checklists/entities'
import { syncPolicy } from '../../bot/checklists/syncPolicy'
import { addVersion, questionsOf } from '../../bot/checklists/versions'
import { createBoundary } from '../../bot/io/boundary'
import { openDatabase } from '../../bot/io/db'
import { createSeal } from '../../bot/io/seal'
import { keeper } from '../../bot/journal/keep'
import { slices } from '../../bot/slices'
import { cityPath } from '../../config/city/units'
import { loadPolicy } from '../../config/load'
import type { Policy } from '../../config/policy'
import { Item, Template } from '../../shared/checklist'
import { sealKey } from './stock'
import { dayOf } from '../../shared/time'

type Transact = ReturnType<typeof createBoundary>['transact']
type Options = { now?: () => Date; policy?: Policy }
/** Works in a database with the service's own code and its own durability, without the service. */
export async function within<R>(
  url: string,
  work: (transact: Transact) => Promise<R>,
  { now = () => new Date(), policy = loadPolicy() }: Options = {},
): Promise<R> {
  const database = await openDatabase(url, entities)
  try {
    return await work(
      createBoundary(database, { now, policy, seal: createSeal(sealKey), keep: keeper(slices) })
        .transact,
    )
  } finally {
    await database.close()
  }
}

const times = <T>(count: number, make: (n: number) => T) =>
  Array.from({ length: count }, (_, n) => make(n))
/** Thirty questions as an inspection asks them, and an answer to all of them. */
const fields = [
  ...times(12, (n) => ({
    id: `kept${n}`,
    label: `第 ${n + 1} 条符合要求`,
    kind: 'yesNo',
    required: true,
    remarkIf: 'no',
    yes: '符合',
    no: '不符合',
  })),
  ...times(7, (n) => ({
    id: `count${n}`,
    label: `第 ${n + 1} 类发现`,
    kind: 'number',
    min: 0,
    max: 500,
    unit: '处',
    required: true,
    prefill: 'last',
  })),
  ...times(4, (n) => ({
    id: `sort${n}`,
    label: `第 ${n + 1} 类情况`,
    kind: 'choice',
    required: true,
    options: times(5, (option) => ({ id: `o${option}`, label: `情况 ${option + 1}` })),
  })),
  ...times(3, (n) => ({
    id: `words${n}`,
    label: `第 ${n + 1} 点说明`,
    kind: 'text',
    most: 200,
    lines: 2,
    required: { field: 'kept0', is: true },
  })),
  {
    id: 'seen',
    label: '查看了',
    kind: 'several',
    least: 1,
    options: times(6, (option) => ({ id: `o${option}`, label: `部位 ${option + 1}` })),
  },
  { id: 'day', label: '检查的日期', kind: 'date', required: true, from: -60, to: 60 },
  {
    id: 'more',
    label: '还要补充',
    kind: 'text',
    most: 200,
    showIf: {
      all: [
        { field: 'kept1', is: false },
        { field: 'count0', atLeast: 1 },
      ],
    },
  },
  {
    id: 'sum',
    label: '共发现',
    kind: 'computed',
    formula: { sum: times(7, (n) => ({ field: `count${n}` })) },
    unit: '处',
  },
]
/** A list of so many items, each of which asks thirty questions of the head of the village. */
const inspection = (items: number) =>
  Template.parse({
    name: 'inspection',
    title: '防汛检查',
    at: ['village'],
    every: 'once',
    items: times(items, (n) => ({
      name: `place${n}`,
      title: `第 ${n + 1} 处`,
      post: 'villageHead',
      evidence: 'record',
      due: 28,
      fields,
    })),
  })
export const answers = Object.fromEntries([
  ...times(12, (n) => [
    `kept${n}`,
    n % 4 ? { yes: true } : { yes: n < 1, ...(n && { remark: '堤脚有渗水，已经叫人守着' }) },
  ]),
  ...times(7, (n) => [`count${n}`, n * 3]),
  ...times(4, (n) => [`sort${n}`, `o${n}`]),
  ...times(3, () => ['words', '沿河低洼处七户，夜里转到村委会二楼，明早再看水位']).map(
    ([name, words], n) => [`${name}${n}`, words],
  ),
  ['seen', ['o1', 'o4']],
  ['day', dayOf(new Date())],
])

/**
 * Every village has the inspection, told and due in a month; nothing else is due today. Says how
 * many were given.
 */
export async function giveInspection(ctx: Ctx, items: number) {
  await syncPolicy(ctx)
  const template = await addVersion(ctx, inspection(items), { source: 'task', unitPath: cityPath })
  const units = await unitsAmong(ctx, [cityPath], template.at)
  await giveLists(ctx, template, {
    questions: await questionsOf(ctx, template),
    period: 'bench-inspection',
    units,
    dueAt: new Date(ctx.now.getTime() + 30 * 86_400_000),
  })
  await quiet(ctx)
}
/**
 * Everybody has been told what there is, and the round of the day has been made: a service that
 * starts now has nobody to call.
 */
export async function quiet(ctx: Ctx) {
  await ctx.db.update(ChecklistEntity, { toldAt: IsNull() }, { toldAt: ctx.now })
  await ctx.db.insert(IssueEntity, {
    template: 'dailyRound',
    period: dayOf(ctx.now),
    at: ctx.now,
    units: 0,
  })
}

/**
 * A monthly list of fifteen items for the offices, or the one of the villages as the policy has it,
 * and nothing else.
 */
export function policyWith(kind: 'office' | 'village'): Policy {
  const policy = loadPolicy()
  const { templates } = policy.checklists
  const named = (name: string) => templates.find((it) => it.name === name)!
  const office = named('monthlyOffice')
  const fifteen = office.items
    .slice(0, 15)
    .map((item) => Item.parse({ ...item, months: undefined }))
  return {
    ...policy,
    checklists: {
      ...policy.checklists,
      templates: kind === 'office' ? [{ ...office, items: fifteen }] : [named('monthlyVillage')],
    },
  }
}
