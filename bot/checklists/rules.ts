import type { Holidays, Policy, PostKind } from '../../config/policy'
import type { Item, ItemState, SummaryRow } from '../../shared/checklist'
import type { Answers, Field } from '../../shared/form'
import { spanOf, type Every } from '../../shared/periods'
import { Problem } from '../../shared/problem'
import { dateWords, dayAfter, dayOf, daysBetween, endOf, momentOf } from '../../shared/time'
import { own } from '../../shared/own'
import { reviewers, type Role, type UnitKind } from '../../shared/vocabulary'
import { groupBy } from '../core/groups'
import type { Actor } from '../core/slice'
import { workdayFrom, workdayUntil } from './calendar'
import type { StoredItem, Tally } from './entities'
import { dueDay } from './periods'

export const owed: readonly ItemState[] = ['open', 'returned']
export const given: readonly ItemState[] = ['submitted', 'passed']
export const isOwed = ({ state }: Pick<StoredItem, 'state'>) => owed.includes(state)

/**
 * Who is asked at a unit of this kind: the post of the item where such a post stands, else the
 * office of the unit.
 */
export function postAt(posts: readonly PostKind[], post: string, kind: UnitKind): string {
  if (posts.find((it) => it.name === post)?.at.includes(kind)) return post
  return posts.find((it) => it.roles.includes('office') && it.at.includes(kind))?.name ?? post
}
type Dates = { dueAt: Date; closesAt: Date }
/**
 * When an item of a list is due, which ends with a working day, and from when on it counts as
 * missed.
 */
export function datesOf(
  item: Pick<Item, 'due' | 'months'>,
  { every, period, ordered }: { every: Every; period: string; ordered: Date },
  holidays: Holidays,
): Dates {
  const day = dueDay(item, every, period, ordered)
  return closing(endOf(workdayFrom(holidays, day)), period)
}
export const closing = (dueAt: Date, period: string): Dates => ({
  dueAt,
  closesAt: closesAt(dueAt, period),
})
const daysOpenAfter = { calendar: 7, ordered: 31 }
/**
 * Missed: when the period is over, but never sooner than a week after the day; what was ordered, a
 * month after it.
 */
export function closesAt(dueAt: Date, period: string): Date {
  const span = spanOf(period)
  const days = span ? daysOpenAfter.calendar : daysOpenAfter.ordered
  const soonest = endOf(dayAfter(dayOf(dueAt), days))
  if (!span) return soonest
  const over = momentOf(span.to)
  return over > soonest ? over : soonest
}

/**
 * May this person answer? Who holds the post that is asked, or keeps the office of the same unit.
 */
export const mayAnswer = (
  actor: Actor,
  { unitPath, post }: Pick<StoredItem, 'unitPath' | 'post'>,
) =>
  actor.posts.some(
    (held) => held.unitPath === unitPath && (held.kind === post || held.roles.includes('office')),
  )
export const isMine = (actor: Actor, { unitPath, post }: Pick<StoredItem, 'unitPath' | 'post'>) =>
  actor.posts.some((held) => held.unitPath === unitPath && held.kind === post)
export const isReviewer = (role: Role) => (reviewers as readonly Role[]).includes(role)
/** Reviewed is from above, never by the unit itself. */
export const mayReview = (actor: Actor, unitPath: string) =>
  actor.posts.some(
    (held) => held.roles.some(isReviewer) && unitPath.startsWith(`${held.unitPath}/`),
  )

export type Given = { answers: Answers; byId: string; at: Date; reviewed: boolean }
/**
 * The item with a new answer. The first one decides whether it was late: who is asked to correct it
 * did answer in time.
 */
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
type Decision = { revision: number; passed: boolean; reason: string; byId: string; at: Date }
const minReason = 2
/** The item as reviewed; the same item when it has been decided like that before. */
export function review(
  item: StoredItem,
  { revision, passed, reason, byId, at }: Decision,
): StoredItem {
  if (item.state === 'auto' || !item.revision) throw new Problem('checklist.notSubmitted')
  if (item.revision !== revision) throw new Problem('checklist.changed')
  if (!passed && reason.length < minReason) throw new Problem('checklist.reasonMissing')
  const state = passed ? 'passed' : 'returned'
  if (item.state === state) return item
  if (item.state === 'returned') throw new Problem('checklist.notSubmitted')
  return { ...item, state, reviewedBy: byId, reviewedAt: at, reason: passed ? null : reason }
}

/**
 * What a first look at an item shows: what was given, else what the last period or the registers
 * know.
 */
export function prefilled(
  fields: readonly Field[],
  last: Answers | null,
  known: Readonly<Record<string, unknown>>,
): Answers {
  const answers: Answers = {}
  for (const field of fields) {
    if (!('prefill' in field) || !field.prefill) continue
    const value =
      field.prefill === 'last' ? own(last ?? {}, field.id) : own(known, field.prefill.known)
    if (value !== undefined && value !== null) answers[field.id] = value
  }
  return answers
}
/**
 * The days on which somebody who still owes is reminded, and the one on which the superior is told;
 * a day off moves away from the due day, never past it.
 */
export function reminderDays(
  { daysBefore, daysAfter, superiorAfter }: Policy['checklists']['reminders'],
  dueAt: Date,
  holidays: Holidays,
) {
  const day = dayOf(dueAt)
  const after = (days: number) => workdayFrom(holidays, dayAfter(day, days))
  const before = daysBefore.map((days) => workdayUntil(holidays, dayAfter(day, -days)))
  const last = after(daysAfter)
  const told = after(superiorAfter)
  return {
    own: [...new Set([...before, last])],
    superior: told > last ? told : workdayFrom(holidays, dayAfter(last)),
  }
}

/** 「还有 2 天」「过了 2 天」「今天要交」 */
export function dueWords(dueAt: Date, now: Date): string {
  const days = daysBetween(dayOf(now), dayOf(dueAt))
  if (days === 0) return '今天要交'
  return days > 0 ? `还有 ${days} 天` : `过了 ${-days} 天`
}
type Reader = { now: Date; by: string; mine: boolean; count: number | null }
/** Where an item stands, in the words of the screen. */
export function stateWords(item: StoredItem, reader: Reader): string {
  switch (item.state) {
    case 'auto':
      return reader.count === null ? '系统还没有登记' : `系统已填：${reader.count}`
    case 'submitted':
      return `${givenWords(item, reader)}，等上级审核`
    case 'passed':
      return item.reviewedBy ? `通过 ${dateWords(item.reviewedAt!)}` : givenWords(item, reader)
    case 'returned':
      return `退回：${item.reason ?? ''}`
    case 'open':
      return openWords(item, reader.now)
  }
}
const givenWords = ({ at }: StoredItem, { by, mine }: Reader) =>
  `${mine ? '您' : by}已交 ${dateWords(at!)}`
function openWords({ dueAt, closesAt: end }: StoredItem, now: Date): string {
  if (end <= now) return '没有交'
  const isDue = dueAt < now || dayOf(dueAt) === dayOf(now)
  return isDue ? dueWords(dueAt, now) : `还没填，${dateWords(dueAt)}前`
}

/**
 * The counts of a list, by due day. What the system fills is nobody's to do: it counts neither as
 * asked nor as done.
 */
export function tallyOf(
  { template, period, unitPath }: Pick<Tally, 'template' | 'period' | 'unitPath'>,
  items: readonly Pick<StoredItem, 'dueAt' | 'state' | 'late'>[],
): Tally[] {
  const asked = items.filter((item) => item.state !== 'auto')
  const days = [...groupBy(asked, (item) => item.dueAt.getTime()).values()]
  return days.map((group): Tally => {
    const { dueAt } = group[0]!
    const counts = group.map(countsOf)
    const sum = (count: Changing) => counts.reduce((total, it) => total + it[count], 0)
    return {
      template,
      period,
      unitPath,
      dueAt,
      total: group.length,
      done: sum('done'),
      late: sum('late'),
      returned: sum('returned'),
    }
  })
}
type Standing = Pick<StoredItem, 'state' | 'late'>
const changing = ['done', 'late', 'returned'] as const
type Changing = (typeof changing)[number]
/**
 * How the counts change when an item goes from one state to the next; what stays the same is left
 * out.
 */
export function tallyChange(before: Standing, after: Standing): Partial<Record<Changing, number>> {
  const from = countsOf(before)
  const to = countsOf(after)
  const changed = changing.filter((count) => to[count] !== from[count])
  return Object.fromEntries(changed.map((count) => [count, to[count] - from[count]]))
}
/** What one item adds to the counts. */
function countsOf({ state, late }: Standing): Record<Changing, number> {
  const done = given.includes(state)
  return {
    done: Number(done),
    late: Number(done && late),
    returned: Number(state === 'returned'),
  }
}

export type Counts = Omit<SummaryRow, 'unitPath' | 'name'>
type Counted = Pick<Tally, 'period' | 'dueAt' | 'total' | 'done' | 'late' | 'returned'>
/** What the counts mean at this moment: what is not given is due, overdue or missed by its day. */
export function summed(rows: readonly Counted[], now: Date): Counts {
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
  for (const row of rows) {
    sum.total += row.total
    sum.done += row.done
    sum.late += row.late
    sum.returned += row.returned
    if (row.dueAt <= now) sum.expected += row.total
    sum[owedAs(row, now)] += row.total - row.done
  }
  return sum
}
function owedAs({ dueAt, period }: Counted, now: Date): 'due' | 'overdue' | 'missed' {
  if (dueAt > now) return 'due'
  return closesAt(dueAt, period) > now ? 'overdue' : 'missed'
}
