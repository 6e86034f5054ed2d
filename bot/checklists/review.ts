import { In } from 'typeorm'
import type { checklistOperations } from '../../shared/checklistOperations'
import type { Input, Reply } from '../../shared/operation'
import { Problem } from '../../shared/problem'
import { parentPath } from '../../shared/vocabulary'
import { record, type Ctx } from '../core/slice'
import { read, type Condition } from '../core/sql'
import { holdersOf } from '../org/audience'
import { namesOf } from '../org/people'
import { fullNames } from '../org/units'
import {
  AnswerEntity,
  ChecklistEntity,
  ItemEntity,
  TallyEntity,
  type StoredChecklist,
  type StoredItem,
} from './entities'
import { linesOf } from './lists'
import * as rules from './rules'
import { itemByKey, type ItemRef } from './store'

type Operations = typeof checklistOperations

/** 通过 or 退回补正, by the level above; what was returned is asked again, and may be returned again. */
export async function review(
  ctx: Ctx,
  { passed, reason, revision, ...ref }: Input<Operations['review']>,
): Promise<Reply<Operations['review']>> {
  const before = await ctx.db.findOne(ItemEntity, { where: ref, ...ctx.locks.row })
  const { list } = await itemByKey(ctx, ref)
  if (!before) throw new Problem('checklist.notFound')
  if (list.withdrawnAt) throw new Problem('checklist.withdrawn')
  if (!rules.mayReview(ctx.actor, before.unitPath)) {
    throw new Problem('checklist.ownReview', { who: await aboveWords(ctx, before.unitPath) })
  }
  const by = { byId: ctx.actor.personId, at: ctx.now }
  const item = rules.review(before, { revision, passed, reason, ...by })
  if (item === before) return { ...ref, state: item.state, revision }

  await saveReview(ctx, item)
  await changeTally(ctx, list, { before, item })
  const { unitPath, state } = item
  record(ctx, { kind: 'checklist.reviewed', unitPath, data: { ...ref, passed, reason } })
  return { ...ref, state, revision }
}
/** The item and its line in the trail, which has one for each decision on an answer. */
async function saveReview(ctx: Ctx, item: StoredItem) {
  const { state, reviewedBy, reviewedAt, reason, revision } = item
  const ref = { checklistId: item.checklistId, item: item.item }
  const trail = { ...ref, revision, what: state === 'passed' ? state : ('returned' as const) }
  await ctx.db.update(ItemEntity, ref, { state, reviewedBy, reviewedAt, reason })
  if (await ctx.db.countBy(AnswerEntity, trail)) return
  await ctx.db.insert(AnswerEntity, {
    ...trail,
    at: ctx.now,
    byId: ctx.actor.personId,
    answers: null,
    reason,
  })
}
async function changeTally(
  ctx: Ctx,
  { template, period, unitPath }: StoredChecklist,
  { before, item }: { before: StoredItem; item: StoredItem },
) {
  const changes = Object.entries(rules.tallyChange(before, item))
  if (!changes.length) return
  await ctx.db.update(
    TallyEntity,
    { template, period, unitPath, dueAt: item.dueAt },
    Object.fromEntries(changes.map(([column, change]) => [column, () => `${column} + ${change}`])),
  )
}
/** Who is to be asked for the review, in words. */
async function aboveWords(ctx: Ctx, unitPath: string): Promise<string> {
  const kinds = ctx.policy.posts.posts
    .filter((post) => post.roles.some(rules.isReviewer))
    .map((post) => post.name)
  const above = parentPath(unitPath)
  return above && (await holdersOf(ctx, kinds, above)).length ? '上一级应急办' : '上级值班室'
}

const pageSize = 100
const keyText = ({ checklistId, item }: ItemRef) => `${checklistId}~${item}`
/** What waits for a review in the units directly below, in the order in which it was issued. */
export async function waiting(
  ctx: Ctx,
  { unitPath, after }: Input<Operations['waiting']>,
): Promise<Reply<Operations['waiting']>> {
  const keys = await waitingAfter(ctx, unitPath, after)
  const shown = keys.slice(0, pageSize)
  const last = shown.at(-1)
  if (!last) return { items: [], next: null }
  const items = await submittedOf(ctx, shown)
  return {
    items: await waitingLines(ctx, items),
    next: keys.length > pageSize ? keyText(last) : null,
  }
}
/** One more than a page, to see whether there is another. */
async function waitingAfter(ctx: Ctx, unitPath: string, after: string | null): Promise<ItemRef[]> {
  const [list = '', item = ''] = after?.split('~') ?? []
  const here = waitingBelow(unitPath)
  return read<ItemRef>(
    ctx,
    `select checklist_id checklistId, item
    from checklist_item
    where ${here.sql}
      and (checklist_id > ? or (checklist_id = ? and item > ?))
    order by checklist_id, item
    limit ${pageSize + 1}`,
    [...here.values, list, list, item],
  )
}
async function submittedOf(ctx: Ctx, shown: readonly ItemRef[]): Promise<StoredItem[]> {
  const wanted = new Set(shown.map(keyText))
  const ids = new Set(shown.map((key) => key.checklistId))
  const items = await ctx.db.find(ItemEntity, {
    where: { checklistId: In([...ids]), state: 'submitted' },
    order: { checklistId: 'ASC', item: 'ASC' },
  })
  return items.filter((item) => wanted.has(keyText(item)))
}
async function waitingLines(
  ctx: Ctx,
  items: readonly StoredItem[],
): Promise<Reply<Operations['waiting']>['items']> {
  const ids = new Set(items.map((item) => item.checklistId))
  const lists = await ctx.db.findBy(ChecklistEntity, { id: In([...ids]) })
  const lines = await linesOf(ctx, lists, items)
  const names = await fullNames(
    ctx,
    items.map((item) => item.unitPath),
  )
  const people = await namesOf(
    ctx,
    items.flatMap((item) => item.byId ?? []),
  )
  return items.flatMap((item) => {
    const line = lines.get(item)
    if (!line) return []
    const by = people.get(item.byId ?? '') ?? ''
    return [{ ...line, unitName: names.get(item.unitPath)!, by, at: item.at! }]
  })
}

/** How many wait for a review in the units directly below these. */
export async function waitingAt(ctx: Ctx, unitPath: string): Promise<number> {
  const here = waitingBelow(unitPath)
  const [row] = await read<{ n: number }>(
    ctx,
    `select count(*) n from checklist_item where ${here.sql}`,
    here.values,
  )
  return Number(row!.n)
}
/** Directly below: one level, not the unit itself and not what lies deeper. */
const waitingBelow = (unitPath: string): Condition => ({
  sql: `state = 'submitted' and unit_path >= ? and unit_path < ? and unit_path not like ?`,
  values: [`${unitPath}/`, `${unitPath}0`, `${unitPath}/%/%`],
})
