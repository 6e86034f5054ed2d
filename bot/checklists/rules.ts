import type { Holidays, Policy, PostKind } from '../../config/policy'
import type { Item, ItemState, SummaryRow } from '../../shared/checklist'
import { Problem } from '../../shared/problem'
import { parentPath, type Role, type UnitKind } from '../../shared/vocabulary'
import type { Answers, Field } from '../../shared/form'
import type { Actor } from '../core/slice'
import { workdayFrom, workdayUntil } from './calendar'
import type { StoredItem, Tally } from './entities'
import { spanOf } from '../../shared/periods'
import { dueDay } from './periods'
import { dayAfter, dayOf, daysBetween, endOf, momentOf } from '../../shared/time'

export const owed: readonly ItemState[] = ['open', 'returned']
export const given: readonly ItemState[] = ['submitted', 'passed']
export const isOwed = ({ state }: Pick<StoredItem, 'state'>) => owed.includes(state)

/** Who is asked at a unit of this kind: the post of the item where such a post stands, else the office of the unit. */
export function postAt(posts: readonly PostKind[], post: string, kind: UnitKind): string {
  if (posts.find((it) => it.name === post)?.at.includes(kind)) return post
  return posts.find((it) => it.roles.includes('office') && it.at.includes(kind))?.name ?? post
}
/** The end of the last day, and the moment from which it counts as missed: when the period is over, but never sooner than a week after the day. */
export function datesOf(
  item: Pick<Item, 'due' | 'months'>,
  every: Parameters<typeof dueDay>[1],
  period: string,
  ordered: Date,
  holidays: Holidays,
) {
  return closing(endOf(workdayFrom(holidays, dueDay(item, every, period, ordered))), period)
}
export function closing(dueAt: Date, period: string): { dueAt: Date; closesAt: Date } {
  return { dueAt, closesAt: closesAt(dueAt, period) }
}
const week = 7
const month = 31
export function closesAt(dueAt: Date, period: string): Date {
  const span = spanOf(period)
  const after = endOf(dayAfter(dayOf(dueAt), span ? week : month))
  return span && momentOf(span.to) > after ? momentOf(span.to) : after
}

/** May this person answer? Who holds the post that is asked, or keeps the office of the same unit. */
export const mayAnswer = (
  actor: Actor,
  { unitPath, post }: Pick<StoredItem, 'unitPath' | 'post'>,
) =>
  actor.posts.some(
    (it) => it.unitPath === unitPath && (it.kind === post || it.roles.includes('office')),
  )
export const isMine = (actor: Actor, { unitPath, post }: Pick<StoredItem, 'unitPath' | 'post'>) =>
  actor.posts.some((it) => it.unitPath === unitPath && it.kind === post)
export const reviewers: readonly Role[] = ['office', 'duty', 'approver', 'admin']
/** Reviewed is from above, never by the unit itself. */
export const mayReview = (actor: Actor, unitPath: string) =>
  actor.posts.some(
    (it) =>
      it.roles.some((role) => reviewers.includes(role)) &&
      it.unitPath !== unitPath &&
      unitPath.startsWith(`${it.unitPath}/`),
  )

export type Given = { answers: Answers; byId: string; at: Date; reviewed: boolean }
/** The item with a new answer. The first one decides whether it was late: who is asked to correct it did answer in time. */
export function give(item: StoredItem, { answers, byId, at, reviewed }: Given): StoredItem {
  const late = item.revision ? item.late : at > item.dueAt
  return {
    ...item,
    answers,
    byId,
    at,
    late,
    revision: item.revision + 1,
    state: reviewed ? 'submitted' : 'passed',
    reviewedBy: null,
    reviewedAt: null,
    reason: null,
  }
}
/** What stands against a new answer; null: nothing. */
export function refusalOf(item: StoredItem, list: { withdrawnAt: Date | null }): Problem | null {
  if (list.withdrawnAt) return new Problem('checklist.withdrawn')
  if (item.state === 'auto') return new Problem('checklist.auto')
  return item.state === 'passed' && item.reviewedBy ? new Problem('checklist.passed') : null
}
export function review(
  item: StoredItem,
  {
    revision,
    passed,
    reason,
    byId,
    at,
  }: { revision: number; passed: boolean; reason: string; byId: string; at: Date },
): StoredItem {
  if (item.state === 'auto' || !item.revision) throw new Problem('checklist.notSubmitted')
  if (item.revision !== revision) throw new Problem('checklist.changed')
  if (!passed && reason.length < 2) throw new Problem('checklist.reasonMissing')
  const state = passed ? 'passed' : 'returned'
  if (item.state === state) return item
  if (item.state === 'returned') throw new Problem('checklist.notSubmitted')
  return { ...item, state, reviewedBy: byId, reviewedAt: at, reason: passed ? null : reason }
}

/** What a first look at an item shows: what was given, else what the last period or the registers know. */
export function prefilled(
  fields: readonly Field[],
  last: Answers | null,
  known: Readonly<Record<string, unknown>>,
): Answers {
  const answers: Answers = {}
  for (const field of fields) {
    if (!('prefill' in field) || !field.prefill) continue
    const value = field.prefill === 'last' ? last?.[field.id] : known[field.prefill.known]
    if (value !== undefined && value !== null) answers[field.id] = value
  }
  return answers
}
/** Photos and signatures among answers. */
export const filesIn = (fields: readonly Field[], answers: Answers): string[] =>
  fields.flatMap((field) => {
    const value = answers[field.id]
    if (field.kind === 'photo' && Array.isArray(value)) {
      return (value as { id: string }[]).map((it) => it.id)
    }
    return field.kind === 'signature' && value ? [(value as { id: string }).id] : []
  })

/** The days on which somebody who still owes is reminded, and the one on which the superior is told; a day off moves away from the due day, never past it. */
export function reminderDays(
  { daysBefore, daysAfter, superiorAfter }: Policy['checklists']['reminders'],
  dueAt: Date,
  holidays: Holidays,
) {
  const day = dayOf(dueAt)
  const after = (days: number) => workdayFrom(holidays, dayAfter(day, days))
  const own = [
    ...daysBefore.map((days) => workdayUntil(holidays, dayAfter(day, -days))),
    after(daysAfter),
  ]
  const superior = after(superiorAfter)
  return {
    own: [...new Set(own)],
    superior: superior > own.at(-1)! ? superior : workdayFrom(holidays, dayAfter(own.at(-1)!)),
  }
}

/** 「还有 2 天」「过了 2 天」「今天」 */
export function dueWords(dueAt: Date, now: Date): string {
  const days = daysBetween(dayOf(now), dayOf(dueAt))
  return days > 0 ? `还有 ${days} 天` : days === 0 ? '今天要交' : `过了 ${-days} 天`
}
const dateWords = (at: Date) => {
  const [, month, day] = dayOf(at).split('-')
  return `${Number(month)} 月 ${Number(day)} 日`
}
/** 「14:31」 today, 「9 月 2 日 14:31」 else. */
export function momentWords(at: Date, now: Date): string {
  const time = new Date(at.getTime() + 8 * 3_600_000).toISOString().slice(11, 16)
  return dayOf(at) === dayOf(now) ? time : `${dateWords(at)} ${time}`
}
/** Where an item stands, in the words of the screen. */
export function stateWords(
  item: StoredItem,
  { now, by, mine, count }: { now: Date; by: string; mine: boolean; count: number | null },
): string {
  const who = mine ? '您' : by
  switch (item.state) {
    case 'auto':
      return count === null ? '系统还没有登记' : `系统已填：${count}`
    case 'submitted':
      return `${who}已交 ${dateWords(item.at!)}，等上级审核`
    case 'passed':
      return item.reviewedBy
        ? `通过 ${dateWords(item.reviewedAt!)}`
        : `${who}已交 ${dateWords(item.at!)}`
    case 'returned':
      return `退回：${item.reason ?? ''}`
    case 'open':
      return item.closesAt <= now
        ? '没有交'
        : item.dueAt < now || dayOf(item.dueAt) === dayOf(now)
          ? dueWords(item.dueAt, now)
          : `还没填，${dateWords(item.dueAt)}前`
  }
}

/** The counts of a list, by due day. What the system fills is nobody's to do: it counts neither as asked nor as done. */
export function tallyOf(
  list: { template: string; period: string; unitPath: string },
  items: readonly Pick<StoredItem, 'dueAt' | 'state' | 'late'>[],
): Tally[] {
  const counts = new Map<number, Tally>()
  for (const { dueAt, state, late } of items.filter((item) => item.state !== 'auto')) {
    const key = dueAt.getTime()
    const before = counts.get(key) ?? {
      template: list.template,
      period: list.period,
      unitPath: list.unitPath,
      dueAt,
      total: 0,
      done: 0,
      late: 0,
      returned: 0,
    }
    const done = given.includes(state)
    counts.set(key, {
      ...before,
      total: before.total + 1,
      done: before.done + Number(done),
      late: before.late + Number(done && late),
      returned: before.returned + Number(state === 'returned'),
    })
  }
  return [...counts.values()]
}
/** How the counts change when an item goes from one state to the next. */
export function tallyChange(
  before: Pick<StoredItem, 'state' | 'late'>,
  after: Pick<StoredItem, 'state' | 'late'>,
): Partial<Record<'done' | 'late' | 'returned', number>> {
  const counts = ({ state, late }: typeof before) => ({
    done: Number(given.includes(state)),
    late: Number(given.includes(state) && late),
    returned: Number(state === 'returned'),
  })
  const [from, to] = [counts(before), counts(after)]
  return Object.fromEntries(
    (['done', 'late', 'returned'] as const)
      .map((key) => [key, to[key] - from[key]])
      .filter(([, n]) => n !== 0),
  )
}
export type Counts = Omit<SummaryRow, 'unitPath' | 'name'>
/** What the counts mean at this moment: what is not given is due, overdue or missed by its day. */
export function summed(
  rows: readonly Pick<Tally, 'period' | 'dueAt' | 'total' | 'done' | 'late' | 'returned'>[],
  now: Date,
): Counts {
  const sum: Counts = {
    total: 0,
    done: 0,
    late: 0,
    due: 0,
    overdue: 0,
    missed: 0,
    expected: 0,
    returned: 0,
  }
  for (const { period, dueAt, total, done, late, returned } of rows) {
    sum.total += total
    sum.done += done
    sum.late += late
    sum.returned += returned
    if (dueAt <= now) sum.expected += total
    sum[dueAt > now ? 'due' : closesAt(dueAt, period) > now ? 'overdue' : 'missed'] += total - done
  }
  return sum
}
export const isDirectlyBelow = (unitPath: string, path: string) => parentPath(path) === unitPath
