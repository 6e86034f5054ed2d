import { In } from 'typeorm'
import type { Item } from '../../shared/checklist'
import { dateWords, dayAfter, dayOf, daysBefore, momentOf } from '../../shared/time'
import type { Role } from '../../shared/vocabulary'
import type { Ctx } from '../core/slice'
import { below, inParts, oneOf, read } from '../core/sql'
import type { OwedLine, TodayKind } from '../core/today'
import { unitsByPath } from '../org/units'
import {
  ChecklistEntity,
  ItemEntity,
  QuestionEntity,
  questionId,
  type StoredChecklist,
  type StoredItem,
} from './entities'
import { itemsMoved } from './moveDue'
import { waitingAt } from './review'
import * as rules from './rules'
import { ownedBy } from './store'

/**
 * Lines about lists: an item to be filled, one that only asks whether it still holds, and what an
 * office has to look after.
 */
export const kinds = {
  item: { label: '填报', rank: 'work' },
  confirm: {
    label: '核对',
    rank: 'work',
    inPlace: { stamp: '已交', aside: '有变化' },
    onCard: true,
  },
  review: { label: '审核', rank: 'work' },
} satisfies Record<string, TodayKind>
type Line = OwedLine<keyof typeof kinds>

const mostItems = 100
const namedUnits = 2

/** What somebody owes, what waits for the person's review, and whose people are silent. */
export async function todayOf(ctx: Ctx): Promise<Line[]> {
  return [...(await owedItems(ctx)), ...(await reviewsOf(ctx)), ...(await silentBelow(ctx))]
}

async function owedItems(ctx: Ctx): Promise<Line[]> {
  const items = await owedBy(ctx)
  const lists = await listsOf(ctx, items)
  const questions = await questionsOf(ctx, items, lists)
  const moved = items.length ? await itemsMoved(ctx, daysBefore(ctx.now, saidDays)) : []
  return inOrder(items, lists).flatMap((item) => {
    const list = lists.get(item.checklistId)
    const question = list && questions.get(questionId(list, item.item))
    if (!question) return []
    const isMoved = moved.some(
      ({ template, period, item: name }) =>
        name === item.item && template === list.template && period === list.period,
    )
    return [itemLine(ctx, { owed: item, list, question, isMoved })]
  })
}
/** So long a line says that days off have moved its day; by then the day itself is past. */
const saidDays = 31

async function listsOf(ctx: Ctx, items: readonly StoredItem[]) {
  const lists = await inParts(
    items.map((item) => item.checklistId),
    (part) => ctx.db.findBy(ChecklistEntity, { id: In(part) }),
  )
  return new Map(lists.map((list) => [list.id, list]))
}

type Lists = ReadonlyMap<string, StoredChecklist>
async function questionsOf(ctx: Ctx, items: readonly StoredItem[], lists: Lists) {
  const ids = items.flatMap(({ checklistId, item }) => {
    const list = lists.get(checklistId)
    return list ? [questionId(list, item)] : []
  })
  const questions = await inParts(ids, (part) => ctx.db.findBy(QuestionEntity, { id: In(part) }))
  return new Map(questions.map((question) => [question.id, question.body]))
}

/** By day, then as the list has it: the engines have orders of their own. */
function inOrder(items: readonly StoredItem[], lists: Lists): StoredItem[] {
  const place = ({ checklistId, item }: StoredItem) =>
    lists.get(checklistId)?.items.indexOf(item) ?? 0
  return items.toSorted(
    (one, other) =>
      one.dueAt.getTime() - other.dueAt.getTime() ||
      one.checklistId.localeCompare(other.checklistId) ||
      place(one) - place(other),
  )
}

type Owed = { owed: StoredItem; list: StoredChecklist; question: Item; isMoved: boolean }
function itemLine(ctx: Ctx, asked: Owed): Line {
  const { owed, question } = asked
  const { checklistId, item, revision, dueAt, state } = owed
  const confirm = question.evidence === 'confirm'
  return {
    kind: confirm ? 'confirm' : 'item',
    key: `item ${checklistId} ${item}`,
    title: question.title,
    words: wordsOf(asked, ctx.now),
    dueAt,
    urgent: dueAt < ctx.now || state === 'returned',
    drill: false,
    page: 'fill',
    query: { checklistId, item },
    button: confirm
      ? {
          label: '没有变化',
          operation: 'checklists.unchanged',
          input: { checklistId, item, revision },
        }
      : null,
  }
}

/** A day that was moved is said first: a card has room for few words. */
function wordsOf({ owed, list, isMoved }: Owed, now: Date): string {
  const { dueAt, state, reason } = owed
  if (state === 'returned') return `退回：${reason ?? ''}`
  const place = `${String(list.known['unitName'] ?? '')}，${list.title}`
  if (isMoved && dayOf(dueAt) > dayOf(now)) return `放假改到 ${dateWords(dueAt)}，${place}`
  return `${place}，${rules.dueWords(dueAt, now)}`
}

/**
 * What the person's own posts are asked, and what the office answers for where nobody holds the
 * post.
 */
async function owedBy(ctx: Ctx): Promise<StoredItem[]> {
  const units = [...new Set(ctx.actor.posts.map((post) => post.unitPath))]
  const keys = await inParts(units, (part) => {
    const these = oneOf('unit_path', part)
    return read<{ checklistId: string; item: string; unitPath: string; post: string }>(
      ctx,
      `select checklist_id checklistId, item, unit_path unitPath, post
      from checklist_item
      where state in ('open', 'returned') and ${these.sql} and closes_at > ?
      order by due_at, checklist_id, item
      limit 500`,
      [...these.values, ctx.now.getTime()],
    )
  })
  const mine = [...(await ownedBy(ctx, keys))].slice(0, mostItems)
  const keyOf = ({ checklistId, item }: { checklistId: string; item: string }) =>
    `${checklistId} ${item}`
  const wanted = new Set(mine.map(keyOf))
  const items = await inParts(
    mine.map((item) => item.checklistId),
    (part) => ctx.db.findBy(ItemEntity, { checklistId: In(part) }),
  )
  return items.filter((item) => wanted.has(keyOf(item)))
}

const unitsWith = (ctx: Ctx, roles: readonly Role[]) => [
  ...new Set(
    ctx.actor.posts
      .filter((post) => post.roles.some((role) => roles.includes(role)))
      .map((post) => post.unitPath),
  ),
]

async function reviewsOf(ctx: Ctx): Promise<Line[]> {
  const lines: Line[] = []
  for (const unitPath of unitsWith(ctx, ['office', 'duty'])) {
    const waiting = await waitingAt(ctx, unitPath)
    if (!waiting) continue
    lines.push({
      kind: 'review',
      key: `review ${unitPath}`,
      title: `${waiting} 项等您审核`,
      words: '下级交来的清单',
      dueAt: null,
      urgent: false,
      drill: false,
      page: 'review',
      query: { unitPath },
      button: null,
    })
  }
  return lines
}

/** Units directly below that are past the day on which a superior is told, by name. */
async function silentBelow(ctx: Ctx): Promise<Line[]> {
  const lines: Line[] = []
  for (const unitPath of unitsWith(ctx, ['office', 'leader', 'duty'])) {
    const silent = await silentUnits(ctx, unitPath)
    if (!silent.length) continue
    const named = silent.slice(0, namedUnits)
    const units = await unitsByPath(ctx, named)
    const names = named.map((path) => units.get(path)?.name ?? '').join('、')
    lines.push({
      kind: 'review',
      key: `silent ${unitPath}`,
      title: `还差 ${silent.length} 个单位没有交`,
      words: `${names}${silent.length > namedUnits ? '等' : ''}，已过期限`,
      dueAt: null,
      urgent: true,
      drill: false,
      page: 'summary',
      query: { unitPath },
      button: null,
    })
  }
  return lines
}

async function silentUnits(ctx: Ctx, unitPath: string): Promise<string[]> {
  const { superiorAfter } = ctx.policy.checklists.reminders
  const told = momentOf(dayAfter(dayOf(ctx.now), 1 - superiorAfter))
  const range = below('unit_path', [unitPath])
  const rows = await read<{ unitPath: string }>(
    ctx,
    `select distinct unit_path unitPath
    from checklist_item
    where state in ('open', 'returned')
      and ${range.sql}
      and unit_path not like ?
      and unit_path <> ?
      and due_at < ?
      and closes_at > ?
    order by unit_path`,
    [...range.values, `${unitPath}/%/%`, unitPath, told.getTime(), ctx.now.getTime()],
  )
  return rows.map((row) => row.unitPath)
}
