import type { Item } from '../../shared/checklist'
import type { Need } from '../core/rows'
import type { Actor, Ctx } from '../core/slice'
import { inParts, oneOf, read } from '../core/sql'
import { messagesOf, refreshFor } from '../delivery/outbox'
import { standing, standings } from '../delivery/standing'
import { actorsOf } from '../org/actors'
import { seatOf } from '../org/rules'
import type { ListFace } from './cards'
import {
  ChecklistEntity,
  ItemEntity,
  QuestionEntity,
  itemKey,
  questionId,
  type StoredChecklist,
  type StoredItem,
} from './entities'
import { subjectOf } from './periods'
import * as rules from './rules'
import { answerersOf, listByKey, type ItemRef } from './store'

type Order = { template: string; period: string }
type Entry = { item: StoredItem; question: Item }
type Faces = Map<string, ListFace>

/**
 * As it is sent: to each the own list of a period. As the answer to a press: the list that was
 * pressed, by key only, changed rows and all.
 */
export const loadList = (
  ctx: Ctx,
  params: Order | ItemRef,
  people: readonly string[],
): Promise<Faces> =>
  'checklistId' in params ? facesPressed(ctx, params, people) : facesSent(ctx, params, people)

async function facesPressed(
  ctx: Ctx,
  { checklistId }: ItemRef,
  people: readonly string[],
): Promise<Faces> {
  const list = await listByKey(ctx, checklistId)
  const face = faceOf(ctx, list, await entriesOf(ctx, list), ctx.actor)
  return new Map(people.map((id) => [id, face]))
}

async function facesSent(ctx: Ctx, order: Order, people: readonly string[]): Promise<Faces> {
  const actors = await actorsOf(ctx, people)
  const units = [...actors.values()].flatMap((actor) => actor.posts.map((post) => post.unitPath))
  const lists = await listsAt(ctx, order, units)
  const reached = await reachedBy(ctx, order, people)
  const faces: Faces = new Map()
  for (const list of lists) {
    const entries = await entriesOf(ctx, list)
    for (const [id, actor] of actors) {
      if (faces.has(id)) continue
      if (!actor.posts.some((post) => post.unitPath === list.unitPath)) continue
      const face = faceOf(ctx, list, entries, actor)
      if (reached.has(id) || isWorthSending(face)) faces.set(id, face)
    }
  }
  return faces
}
/** Whoever has answered before it leaves hears nothing. */
const isWorthSending = ({ open, list }: ListFace) => open.length > 0 && !list.withdrawnAt

async function listsAt(
  ctx: Ctx,
  { template, period }: Order,
  units: readonly string[],
): Promise<StoredChecklist[]> {
  const ids = await inParts(units, (part) => {
    const these = oneOf('unit_path', part)
    return read<{ id: string }>(
      ctx,
      `select id
      from checklist
      where template = ? and period = ? and ${these.sql}`,
      [template, period, ...these.values],
    )
  })
  await ctx.rows.load(ids.map(({ id }): Need => [ChecklistEntity, { id }]))
  const lists = await Promise.all(ids.map(({ id }) => listByKey(ctx, id)))
  await ctx.rows.load(lists.flatMap(needsOf))
  return lists
}
/** Who has the card already sees what became of it. */
async function reachedBy(ctx: Ctx, order: Order, people: readonly string[]): Promise<Set<string>> {
  const rows = await inParts(people, (part) => {
    const these = oneOf('r.person_id', part)
    return read<{ id: string }>(
      ctx,
      `select r.person_id id
      from message m
      join (${standings}) on r.message_id = m.id
      where m.subject = ?
        and m.card = 'checklist'
        and ${standing} <> 'queued'
        and ${these.sql}`,
      [subjectOf(order), ...these.values],
    )
  })
  return new Set(rows.map((row) => row.id))
}

const needsOf = (list: StoredChecklist): Need[] =>
  list.items.flatMap((item): Need[] => [
    [ItemEntity, itemKey(list.id, item)],
    [QuestionEntity, { id: questionId(list, item) }],
  ])
async function entriesOf(ctx: Ctx, list: StoredChecklist): Promise<Entry[]> {
  await ctx.rows.load(needsOf(list))
  const entries = await Promise.all(
    list.items.map(async (name) => ({
      item: await ctx.rows.get(ItemEntity, itemKey(list.id, name)),
      question: (await ctx.rows.get(QuestionEntity, { id: questionId(list, name) }))?.body,
    })),
  )
  return entries.flatMap(({ item, question }) => (item && question ? [{ item, question }] : []))
}
/** What this person may answer, in the order in which it is due. */
function faceOf(
  ctx: Ctx,
  list: StoredChecklist,
  entries: readonly Entry[],
  actor: Actor,
): ListFace {
  const mine = entries.filter(
    ({ item, question }) => question.evidence !== 'auto' && rules.mayAnswer(actor, item),
  )
  const open = mine
    .filter(({ item }) => rules.isOwed(item))
    .sort((one, other) => one.item.dueAt.getTime() - other.item.dueAt.getTime())
  return {
    list,
    unitName: String(list.known['unitName'] ?? ''),
    open,
    given: mine.length - open.length,
    auto: entries.length - mine.length,
    now: ctx.now,
  }
}

/**
 * The card of a list that was answered elsewhere, shown as it now stands to all who were told of
 * it.
 */
export async function refreshList(ctx: Ctx, { checklistId, item }: ItemRef) {
  const list = await listByKey(ctx, checklistId)
  const row = await ctx.rows.get(ItemEntity, itemKey(checklistId, item))
  if (!row) return
  const messages = await messagesOf(ctx, subjectOf(list), ['checklist'])
  if (!messages.length) return
  const people = (await answerersOf(ctx, [row])).get(seatOf(row.post, row.unitPath)) ?? []
  for (const { id } of messages) {
    for (const personId of people) await refreshFor(ctx, id, personId)
  }
}
