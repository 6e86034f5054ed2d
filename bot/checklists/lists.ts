import { In, IsNull, MoreThan } from 'typeorm'
import type { Item, ItemForm, ItemLine, checklistOperations } from '../../shared/checklist'
import type { Answers } from '../../shared/form'
import type { Input, Reply } from '../../shared/operation'
import type { z } from 'zod'
import { covers } from '../../shared/vocabulary'
import { groupBy } from '../core/groups'
import type { Ctx } from '../core/slice'
import { fullNames } from '../org/units'
import { namesOf } from '../org/people'
import { countFor } from './counters'
import {
  AnswerEntity,
  ChecklistEntity,
  ItemEntity,
  QuestionEntity,
  TemplateEntity,
  questionId,
  type StoredChecklist,
  type StoredItem,
  type StoredTemplate,
} from './entities'
import * as rules from './rules'
import { held, lastOf, ownedBy } from './store'
import { inForce } from './templates'
import { inParts, read, readIn } from '../core/sql'
import { dayOf } from '../../shared/time'

type Operations = typeof checklistOperations
type Line = z.output<typeof ItemLine>
const most = 24
const page = 100

/** The lists of a unit, newest first, each item with where it stands. */
export async function listsOf(
  ctx: Ctx,
  { unitPath, period }: Input<Operations['lists']>,
): Promise<Reply<Operations['lists']>> {
  const lists = await ctx.db.find(ChecklistEntity, {
    where: { unitPath, ...(period && { period }) },
    order: { issuedAt: 'DESC', id: 'DESC' },
    take: most,
  })
  const items = lists.length
    ? await ctx.db.findBy(ItemEntity, { checklistId: In(lists.map((list) => list.id)) })
    : []
  const lines = await linesOf(ctx, lists, items)
  const names = await fullNames(ctx, [unitPath])
  return lists.map((list) => {
    const own = items.filter((item) => item.checklistId === list.id)
    return {
      ...list,
      unitName: names.get(unitPath)!,
      owed: own.filter((item) => rules.isOwed(item) && item.closesAt > ctx.now && !list.withdrawnAt)
        .length,
      items: own.map((item) => lines.get(item)!).sort(firstOwed(list)),
    }
  })
}
/** What is owed by its day, then the rest as the template has it. */
const firstOwed = (list: StoredChecklist) => (one: Line, other: Line) =>
  Number(!rules.isOwed(one)) - Number(!rules.isOwed(other)) ||
  (rules.isOwed(one) ? one.dueAt.getTime() - other.dueAt.getTime() : 0) ||
  list.items.indexOf(one.item) - list.items.indexOf(other.item)

/** Items in words: titles by the version of their list, names of who answered, and what the system has counted. */
export async function linesOf(
  ctx: Ctx,
  lists: readonly StoredChecklist[],
  items: readonly StoredItem[],
): Promise<Map<StoredItem, Line>> {
  const byId = new Map(lists.map((list) => [list.id, list]))
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
      count: await countOf(ctx, list, item, question),
    })
    const { checklistId, item: name, dueAt, state, revision, late } = item
    lines.set(item, {
      checklistId,
      item: name,
      title: question.title,
      evidence: question.evidence,
      dueAt,
      state,
      revision,
      late,
      mine: owned.has(item),
      words,
    })
  }
  return lines
}
async function questionsFor(
  ctx: Ctx,
  lists: ReadonlyMap<string, StoredChecklist>,
  items: readonly StoredItem[],
): Promise<Map<string, Item>> {
  const ids = [
    ...new Set(
      items.flatMap((item) => {
        const list = lists.get(item.checklistId)
        return list ? [questionId(list, item.item)] : []
      }),
    ),
  ]
  return new Map(
    ids.length
      ? (await ctx.db.findBy(QuestionEntity, { id: In(ids) })).map((it) => [it.id, it.body])
      : [],
  )
}
/** What was stored as JSON is JSON. */
const plain = <K extends string>(it: Record<K, Answers | null>) => it as Record<K, never>
/** Counted now while the period lasts; afterwards what was written down. */
async function countOf(
  ctx: Ctx,
  list: StoredChecklist,
  item: StoredItem,
  { counts }: Item,
): Promise<number | null> {
  if (!counts) return null
  if (item.closesAt <= ctx.now) {
    return typeof item.answers?.['count'] === 'number' ? item.answers['count'] : null
  }
  const found = await countFor(ctx, counts, [item.unitPath], list)
  return found && (found.get(item.unitPath) ?? 0)
}

/** Everything a phone needs to fill an item without asking again. */
export async function openItem(ctx: Ctx, ref: Input<Operations['open']>): Promise<ItemForm> {
  const { list, item, question } = await held(ctx, ref)
  const last = await lastOf(ctx, { list, item })
  return {
    ...ref,
    title: question.title,
    help: question.help ?? '',
    unitName: String(list.known['unitName'] ?? ''),
    period: list.period,
    dueAt: item.dueAt,
    state: item.state,
    revision: item.revision,
    evidence: question.evidence,
    fields: question.fields,
    ...plain({
      answers:
        (item.state === 'auto' ? null : item.answers) ??
        rules.prefilled(question.fields, last, list.known),
      last,
      known: list.known,
    }),
    today: dayOf(ctx.now),
    reason: item.reason,
    count: await countOf(ctx, list, item, question),
    mayAnswer: !rules.refusalOf(item, list) && rules.mayAnswer(ctx.actor, item),
    mayReview: item.revision > 0 && !list.withdrawnAt && rules.mayReview(ctx.actor, item.unitPath),
  }
}

/** What waits for a review in the units directly below, in the order in which it was issued. */
export async function waitingFor(
  ctx: Ctx,
  { unitPath, after }: Input<Operations['waiting']>,
): Promise<Reply<Operations['waiting']>> {
  const [list = '', item = ''] = after?.split('~') ?? []
  const keys = await read<{ checklistId: string; item: string }>(
    ctx,
    `select checklist_id checklistId, item from checklist_item where state = 'submitted' and unit_path >= ? and unit_path < ? and unit_path not like ?
    and (checklist_id > ? or (checklist_id = ? and item > ?)) order by checklist_id, item limit ${page + 1}`,
    [`${unitPath}/`, `${unitPath}0`, `${unitPath}/%/%`, list, list, item],
  )
  const shown = keys.slice(0, page)
  const last = shown.at(-1)
  if (!last) return { items: [], next: null }
  const wanted = new Set(shown.map((key) => `${key.checklistId}~${key.item}`))
  const ids = In([...new Set(shown.map((key) => key.checklistId))])
  const items = (
    await ctx.db.find(ItemEntity, {
      where: { checklistId: ids, state: 'submitted' },
      order: { checklistId: 'ASC', item: 'ASC' },
    })
  ).filter((it) => wanted.has(`${it.checklistId}~${it.item}`))
  const lines = await linesOf(ctx, await ctx.db.findBy(ChecklistEntity, { id: ids }), items)
  const names = await fullNames(
    ctx,
    items.map((it) => it.unitPath),
  )
  const people = await namesOf(
    ctx,
    items.flatMap((it) => it.byId ?? []),
  )
  return {
    items: items.flatMap((it) => {
      const line = lines.get(it)
      return line
        ? [
            {
              ...line,
              unitName: names.get(it.unitPath)!,
              by: people.get(it.byId ?? '') ?? '',
              at: it.at!,
            },
          ]
        : []
    }),
    next: keys.length > page ? `${last.checklistId}~${last.item}` : null,
  }
}
/** How many wait for a review in the units directly below these. */
export async function waitingAt(ctx: Ctx, unitPath: string): Promise<number> {
  const [row] = await read<{ n: number }>(
    ctx,
    `select count(*) n from checklist_item where state = 'submitted' and unit_path >= ? and unit_path < ? and unit_path not like ?`,
    [`${unitPath}/`, `${unitPath}0`, `${unitPath}/%/%`],
  )
  return Number(row!.n)
}

/** Who answered what when, what was returned and why, the first first. */
export async function trailOf(
  ctx: Ctx,
  ref: Input<Operations['trail']>,
): Promise<Reply<Operations['trail']>> {
  const rows = await ctx.db.find(AnswerEntity, {
    where: ref,
    order: { revision: 'ASC', at: 'ASC' },
  })
  const names = await namesOf(
    ctx,
    rows.map((row) => row.byId),
  )
  return rows.map(({ revision, at, byId, what, answers, reason }) => ({
    revision,
    at,
    by: names.get(byId) ?? '',
    what,
    ...plain({ answers }),
    reason,
  }))
}

export async function templatesInForce(ctx: Ctx): Promise<Reply<Operations['templates']>> {
  const templates = [...(await inForce(ctx)), ...(await tasksNear(ctx))]
  const ordered = templates
    .filter(({ every }) => every === 'once' || every === 'response')
    .map(({ name }) => name)
  const periods = groupBy(
    await inParts(ordered, (part) =>
      readIn<{ template: string; period: string }>(
        ctx,
        'select distinct template, period from checklist_tally where',
        'template',
        part,
      ),
    ),
    (row) => row.template,
  )
  const rows: Reply<Operations['templates']> = []
  for (const { name, version, title, every } of templates) {
    const own = periods
      .get(name)
      ?.map((row) => row.period)
      .sort()
      .reverse()
      .slice(0, most)
    rows.push({
      name,
      title,
      version,
      every,
      items: await ctx.db.countBy(QuestionEntity, { template: name, version }),
      ...(ordered.includes(name) && { periods: own ?? [] }),
    })
  }
  return rows
}
const taskDays = 60
async function tasksNear(ctx: Ctx): Promise<StoredTemplate[]> {
  const rows = await ctx.db.find(TemplateEntity, {
    where: {
      source: 'task',
      withdrawnAt: IsNull(),
      takenAt: MoreThan(new Date(ctx.now.getTime() - taskDays * 86_400_000)),
    },
    order: { takenAt: 'DESC' },
  })
  return rows
    .filter(({ unitPath }) => ctx.actor.posts.some((post) => covers(post.unitPath, unitPath)))
    .slice(0, most)
}
