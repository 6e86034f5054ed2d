import type { Item } from '../../shared/checklist'
import { Problem } from '../../shared/problem'
import { groupBy } from '../core/groups'
import type { Need } from '../core/rows'
import { mayKnow } from '../core/scope'
import type { Ctx, HotCtx } from '../core/slice'
import { inParts, oneOf } from '../core/sql'
import { answeringFor } from '../org/audience'
import { seatOf } from '../org/rules'
import {
  ChecklistEntity,
  ItemEntity,
  QuestionEntity,
  itemKey,
  questionId,
  type StoredChecklist,
  type StoredItem,
} from './entities'
import { isMine } from './rules'

export type ItemRef = { checklistId: string; item: string }
/** The rows that an answer touches, for the batch it shares. */
export const needs = (_: unknown, { checklistId, item }: ItemRef): Need[] => [
  [ChecklistEntity, { id: checklistId }],
  [ItemEntity, itemKey(checklistId, item)],
]

export type ItemInList = { list: StoredChecklist; item: StoredItem; question: Item }
/** An item with its list and its question, by key only. */
export async function itemByKey(
  ctx: HotCtx,
  { checklistId, item: name }: ItemRef,
): Promise<ItemInList> {
  const list = await listByKey(ctx, checklistId)
  const item = await ctx.rows.get(ItemEntity, itemKey(checklistId, name))
  const question = await ctx.rows.get(QuestionEntity, { id: questionId(list, name) })
  if (!item || !question) {
    throw new Problem(list.withdrawnAt ? 'checklist.withdrawn' : 'checklist.notFound')
  }
  return { list, item, question: question.body }
}
export async function listByKey(ctx: HotCtx, id: string): Promise<StoredChecklist> {
  const list = await ctx.rows.get(ChecklistEntity, { id })
  if (!list) throw new Problem('checklist.notFound')
  return list
}
/** What was answered in the period before; null: nothing. */
export async function lastAnswers(
  ctx: HotCtx,
  { list, item }: Pick<ItemInList, 'list' | 'item'>,
): Promise<StoredItem['answers']> {
  if (!list.before) return null
  const before = await ctx.rows.get(ItemEntity, itemKey(list.before, item.item))
  return before?.answers ?? null
}
/** Where an item lies, for the check of scope. */
export async function placeOfItem(ctx: Ctx, { checklistId }: { checklistId: string }) {
  const { unitPath } = await listByKey(ctx, checklistId)
  if (!mayKnow(ctx.actor, [unitPath])) throw new Problem('checklist.notFound')
  return [unitPath]
}

type Seat = Pick<StoredItem, 'unitPath' | 'post'>
const keyOf = ({ post, unitPath }: Seat) => seatOf(post, unitPath)
/** `post unitPath` → who is asked: whoever answers on the post now, else the office of the unit. */
export async function answerersOf(
  ctx: Ctx,
  seats: readonly Seat[],
): Promise<Map<string, string[]>> {
  const offices = ctx.policy.posts.posts
    .filter((kind) => kind.roles.includes('office'))
    .map((kind) => kind.name)
  const kinds = new Set([...seats.map((seat) => seat.post), ...offices])
  const units = seats.map((seat) => seat.unitPath)
  const rows = await inParts(units, (part) =>
    answeringFor(ctx, [
      oneOf('p.kind', [...kinds]),
      oneOf('p.unit_path', part),
      { sql: 'coalesce(s.id, h.id) is not null', values: [] },
    ]),
  )
  const people = groupBy(rows, (row) => seatOf(row.postKind, row.unitPath))
  const officeOf = (unitPath: string) =>
    offices.flatMap((office) => people.get(seatOf(office, unitPath)) ?? [])
  return new Map(
    seats.map((seat) => {
      const asked = people.get(keyOf(seat)) ?? officeOf(seat.unitPath)
      return [keyOf(seat), [...new Set(asked.map((row) => row.personId!))]]
    }),
  )
}
/**
 * Which of these are the person's to answer: those of the own posts, and as the office those whose
 * post nobody holds.
 */
export async function ownedBy<T extends Seat>(ctx: Ctx, seats: readonly T[]): Promise<Set<T>> {
  const { posts, personId } = ctx.actor
  const officePosts = posts.filter((post) => post.roles.includes('office'))
  const offices = new Set(officePosts.map((post) => post.unitPath))
  const others = seats.filter((seat) => !isMine(ctx.actor, seat) && offices.has(seat.unitPath))
  const answerers = others.length ? await answerersOf(ctx, others) : new Map<string, string[]>()
  const inStead = new Set(others.filter((seat) => answerers.get(keyOf(seat))?.includes(personId)))
  return new Set(seats.filter((seat) => isMine(ctx.actor, seat) || inStead.has(seat)))
}
