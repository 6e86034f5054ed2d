import { In } from 'typeorm'
import type { TodayLine } from '../../shared/checklist'
import type { Ctx } from '../core/slice'
import { unitsByPath } from '../org/units'
import {
  ChecklistEntity,
  ItemEntity,
  QuestionEntity,
  questionId,
  type StoredItem,
} from './entities'
import { waitingAt } from './review'
import * as rules from './rules'
import { ownedBy } from './store'
import { below, inParts, oneOf, read } from '../core/sql'
import { dayAfter, dayOf, momentOf } from '../../shared/time'

const most = 100
/** What somebody owes, what waits for the person's review, and whose people are silent. */
export async function todayOf(ctx: Ctx): Promise<TodayLine[]> {
  const items = await owedBy(ctx)
  const lists = new Map(
    (
      await inParts(
        items.map((it) => it.checklistId),
        (part) => ctx.db.findBy(ChecklistEntity, { id: In(part) }),
      )
    ).map((list) => [list.id, list]),
  )
  const ids = items.flatMap((it) => {
    const list = lists.get(it.checklistId)
    return list ? [questionId(list, it.item)] : []
  })
  const questions = new Map(
    (await inParts(ids, (part) => ctx.db.findBy(QuestionEntity, { id: In(part) }))).map((it) => [
      it.id,
      it.body,
    ]),
  )
  const place = ({ checklistId, item }: StoredItem) =>
    lists.get(checklistId)?.items.indexOf(item) ?? 0
  items.sort(
    (one, other) =>
      one.dueAt.getTime() - other.dueAt.getTime() ||
      one.checklistId.localeCompare(other.checklistId) ||
      place(one) - place(other),
  ) // the engines have orders of their own
  const own = items.flatMap((item): TodayLine[] => {
    const { checklistId, item: name, revision, dueAt, state, reason } = item
    const list = lists.get(checklistId)!
    const question = questions.get(questionId(list, name))
    if (!question) return []
    const confirm = question.evidence === 'confirm'
    const words =
      state === 'returned'
        ? `退回：${reason ?? ''}`
        : `${String(list.known['unitName'] ?? '')}，${list.title}，${rules.dueWords(dueAt, ctx.now)}`
    return [
      {
        kind: confirm ? 'confirm' : 'item',
        key: `item ${checklistId} ${name}`,
        title: question.title,
        words,
        dueAt,
        urgent: dueAt < ctx.now || state === 'returned',
        drill: false,
        page: `item?checklistId=${checklistId}&item=${name}`,
        button: confirm
          ? {
              label: '没有变化',
              operation: 'checklists.unchanged',
              input: { checklistId, item: name, revision },
            }
          : null,
      },
    ]
  })
  return [...own, ...(await reviewsOf(ctx)), ...(await silentBelow(ctx))]
}

/** What the person's own posts are asked, and what the office answers for where nobody holds the post. */
async function owedBy(ctx: Ctx): Promise<StoredItem[]> {
  const units = [...new Set(ctx.actor.posts.map((post) => post.unitPath))]
  const keys = await inParts(units, (part) => {
    const these = oneOf('unit_path', part)
    return read<{ checklistId: string; item: string; unitPath: string; post: string }>(
      ctx,
      `select checklist_id checklistId, item, unit_path unitPath, post from checklist_item
      where state in ('open', 'returned') and ${these.sql} and closes_at > ? order by due_at, checklist_id, item limit 500`,
      [...these.values, ctx.now.getTime()],
    )
  })
  const mine = [...(await ownedBy(ctx, keys))].slice(0, most)
  const wanted = new Set(mine.map((it) => `${it.checklistId} ${it.item}`))
  const items = await inParts(
    mine.map((it) => it.checklistId),
    (part) => ctx.db.findBy(ItemEntity, { checklistId: In(part) }),
  )
  return items.filter((it) => wanted.has(`${it.checklistId} ${it.item}`))
}

const unitsWith = (ctx: Ctx, roles: readonly string[]) => [
  ...new Set(
    ctx.actor.posts
      .filter((post) => post.roles.some((role) => roles.includes(role)))
      .map((post) => post.unitPath),
  ),
]
async function reviewsOf(ctx: Ctx): Promise<TodayLine[]> {
  const lines: TodayLine[] = []
  for (const unitPath of unitsWith(ctx, ['office', 'duty'])) {
    const n = await waitingAt(ctx, unitPath)
    if (n) {
      lines.push({
        kind: 'review',
        key: `review ${unitPath}`,
        title: `${n} 项等您审核`,
        words: '下级交来的清单',
        dueAt: null,
        urgent: false,
        drill: false,
        page: `review?unitPath=${unitPath}`,
        button: null,
      })
    }
  }
  return lines
}

/** Units directly below that are past the day on which a superior is told, by name. */
async function silentBelow(ctx: Ctx): Promise<TodayLine[]> {
  const lines: TodayLine[] = []
  const now = ctx.now.getTime()
  const told = momentOf(
    dayAfter(dayOf(ctx.now), 1 - ctx.policy.checklists.reminders.superiorAfter),
  ).getTime()
  for (const unitPath of unitsWith(ctx, ['office', 'leader', 'duty'])) {
    const range = below('unit_path', [unitPath])
    const rows = await read<{ unitPath: string }>(
      ctx,
      `select distinct unit_path unitPath from checklist_item where state in ('open', 'returned') and ${range.sql} and unit_path not like ? and unit_path <> ? and due_at < ? and closes_at > ?
      order by unit_path`,
      [...range.values, `${unitPath}/%/%`, unitPath, told, now],
    )
    if (!rows.length) continue
    const names = await unitsByPath(
      ctx,
      rows.slice(0, 2).map((row) => row.unitPath),
    )
    const some = rows
      .slice(0, 2)
      .map((row) => names.get(row.unitPath)?.name ?? '')
      .join('、')
    lines.push({
      kind: 'review',
      key: `silent ${unitPath}`,
      title: `还差 ${rows.length} 个单位没有交`,
      words: rows.length > 2 ? `${some}等，已过期限` : `${some}，已过期限`,
      dueAt: null,
      urgent: true,
      drill: false,
      page: `summary?unitPath=${unitPath}`,
      button: null,
    })
  }
  return lines
}
