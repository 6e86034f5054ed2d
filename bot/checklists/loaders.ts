import type { Item } from '../../shared/checklist'
import type { Need } from '../core/rows'
import type { Actor, Ctx } from '../core/slice'
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
import { inParts, oneOf, read } from '../core/sql'

type Which = { template: string; period: string }
type Entry = { item: StoredItem; question: Item }

/** As it is sent: to each the own list of a period. As the answer to a press: the list that was pressed, by key only, changed rows and all. */
export const loadList = (
  ctx: Ctx,
  params: Which | ItemRef,
  people: readonly string[],
): Promise<Map<string, ListFace>> =>
  'checklistId' in params ? pressed(ctx, params, people) : sent(ctx, params, people)

async function pressed(ctx: Ctx, { checklistId }: ItemRef, people: readonly string[]) {
  const list = await listByKey(ctx, checklistId)
  const entries = await entriesOf(ctx, list)
  return new Map(people.map((id) => [id, faceOf(ctx, list, entries, ctx.actor)]))
}
async function sent(ctx: Ctx, { template, period }: Which, people: readonly string[]) {
  const actors = await actorsOf(ctx, people)
  const units = [...actors.values()].flatMap((actor) => actor.posts.map((post) => post.unitPath))
  const faces = new Map<string, ListFace>()
  const ids = await inParts(units, (part) => {
    const these = oneOf('unit_path', part)
    return read<{ id: string; unitPath: string }>(
      ctx,
      `select id, unit_path unitPath from checklist where template = ? and period = ? and ${these.sql}`,
      [template, period, ...these.values],
    )
  })
  await ctx.rows.load(ids.map(({ id }): Need => [ChecklistEntity, { id }]))
  const lists = await Promise.all(ids.map(({ id }) => listByKey(ctx, id)))
  await ctx.rows.load(lists.flatMap((list) => needsOf(list)))
  const shown = await reachedBy(ctx, { template, period }, people)
  for (const list of lists) {
    const entries = await entriesOf(ctx, list)
    for (const [id, actor] of actors) {
      const face = faceOf(ctx, list, entries, actor)
      if (
        !faces.has(id) &&
        actor.posts.some((post) => post.unitPath === list.unitPath) &&
        (shown.has(id) || (face.open.length && !list.withdrawnAt))
      ) {
        faces.set(id, face)
      }
    }
  }
  return faces
}
/** Who has the card already sees what became of it; whoever has answered before it left hears nothing. */
async function reachedBy(ctx: Ctx, which: Which, people: readonly string[]): Promise<Set<string>> {
  const rows = await inParts(people, (part) => {
    const these = oneOf('r.person_id', part)
    return read<{ id: string }>(
      ctx,
      `select r.person_id id from message m join (${standings}) on r.message_id = m.id where m.subject = ? and m.card = 'checklist' and ${standing} <> 'queued' and ${these.sql}`,
      [subjectOf(which), ...these.values],
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

/** The card of a list that was answered elsewhere, shown as it now stands to all who were told of it. */
export async function refreshList(ctx: Ctx, { checklistId, item }: ItemRef) {
  const list = await listByKey(ctx, checklistId)
  const row = await ctx.rows.get(ItemEntity, itemKey(checklistId, item))
  const messages = row ? await messagesOf(ctx, subjectOf(list), ['checklist']) : []
  const people =
    row && messages.length
      ? ((await answerersOf(ctx, [row])).get(seatOf(row.post, row.unitPath)) ?? [])
      : []
  for (const { id } of messages) for (const personId of people) await refreshFor(ctx, id, personId)
}
