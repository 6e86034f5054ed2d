import { In } from 'typeorm'
import type { z } from 'zod'
import type { Item, ItemLine } from '../../shared/checklist'
import type { checklistOperations } from '../../shared/checklistOperations'
import type { Input, Reply } from '../../shared/operation'
import type { Ctx } from '../core/slice'
import { namesOf } from '../org/people'
import { fullNames } from '../org/units'
import { countOf } from './count'
import {
  ChecklistEntity,
  ItemEntity,
  QuestionEntity,
  questionId,
  type StoredChecklist,
  type StoredItem,
} from './entities'
import * as rules from './rules'
import { ownedBy } from './store'

type Operations = typeof checklistOperations
type Line = z.output<typeof ItemLine>
const maxLists = 24

/** The lists of a unit, newest first, each item with where it stands. */
export async function lists(
  ctx: Ctx,
  { unitPath, period }: Input<Operations['lists']>,
): Promise<Reply<Operations['lists']>> {
  const found = await ctx.db.find(ChecklistEntity, {
    where: { unitPath, ...(period && { period }) },
    order: { issuedAt: 'DESC', id: 'DESC' },
    take: maxLists,
  })
  if (!found.length) return []
  const ids = found.map((list) => list.id)
  const items = await ctx.db.findBy(ItemEntity, { checklistId: In(ids) })
  const lines = await linesOf(ctx, found, items)
  const names = await fullNames(ctx, [unitPath])
  return found.map((list) => {
    const own = items.filter((item) => item.checklistId === list.id)
    const owed = list.withdrawnAt
      ? []
      : own.filter((item) => rules.isOwed(item) && item.closesAt > ctx.now)
    return {
      ...list,
      unitName: names.get(unitPath)!,
      owed: owed.length,
      items: own.map((item) => lines.get(item)!).sort(firstOwed(list)),
    }
  })
}
/** What is owed by its day, then the rest as the template has it. */
const firstOwed = (list: StoredChecklist) => (one: Line, other: Line) =>
  Number(!rules.isOwed(one)) - Number(!rules.isOwed(other)) ||
  (rules.isOwed(one) ? one.dueAt.getTime() - other.dueAt.getTime() : 0) ||
  list.items.indexOf(one.item) - list.items.indexOf(other.item)

/**
 * Items in words: titles by the version of their list, names of who answered, and what the system
 * has counted.
 */
export async function linesOf(
  ctx: Ctx,
  listed: readonly StoredChecklist[],
  items: readonly StoredItem[],
): Promise<Map<StoredItem, Line>> {
  const byId = new Map(listed.map((list) => [list.id, list]))
  const questions = await questionsFor(ctx, byId, items)
  const owned = await ownedBy(ctx, items)
  const names = await namesOf(
    ctx,
    items.flatMap((item) => item.byId ?? []),
  )
  const lines = new Map<StoredItem, Line>()
  for (const item of items) {
    const list = byId.get(item.checklistId)
    const question = list && questions.get(questionId(list, item.item))
    if (!list || !question) continue
    const words = rules.stateWords(item, {
      now: ctx.now,
      by: names.get(item.byId ?? '') ?? '',
      mine: item.byId === ctx.actor.personId,
      count: await countOf(ctx, { list, item, question }),
    })
    lines.set(item, {
      checklistId: item.checklistId,
      item: item.item,
      title: question.title,
      evidence: question.evidence,
      dueAt: item.dueAt,
      state: item.state,
      revision: item.revision,
      late: item.late,
      mine: owned.has(item),
      words,
    })
  }
  return lines
}
async function questionsFor(
  ctx: Ctx,
  byId: ReadonlyMap<string, StoredChecklist>,
  items: readonly StoredItem[],
): Promise<Map<string, Item>> {
  const ids = items.flatMap((item) => {
    const list = byId.get(item.checklistId)
    return list ? [questionId(list, item.item)] : []
  })
  if (!ids.length) return new Map()
  const questions = await ctx.db.findBy(QuestionEntity, { id: In([...new Set(ids)]) })
  return new Map(questions.map((question) => [question.id, question.body]))
}
