import type { Item } from '../../shared/checklist'
import { firstOfMonth, readPeriod, spanOf, type Every } from '../../shared/periods'
import { dayAfter, dayOf } from '../../shared/time'

const monthsOfQuarter = 3
const yearOf = (day: string) => Number(day.slice(0, 4))
const monthNumberOf = (day: string) => Number(day.slice(5, 7))

/**
 * Is this item asked in this period? An item of certain months only in these; of a yearly list
 * always, then `months` says when it is due.
 */
export function isAsked({ months }: Pick<Item, 'months'>, every: Every, period: string): boolean {
  const span = spanOf(period)
  if (!months || !span || every === 'year') return true
  const first = monthNumberOf(span.from)
  const last = every === 'quarter' ? first + monthsOfQuarter - 1 : first
  return months.some((month) => first <= month && month <= last)
}

/**
 * The day by which an item is to be given, before days off are looked at. `ordered` counts for
 * lists that are not of the calendar.
 */
export function dueDay(
  { due, months }: Pick<Item, 'due' | 'months'>,
  every: Every,
  period: string,
  ordered: Date,
): string {
  const span = spanOf(period)
  if (!span) return dayAfter(dayOf(ordered), due)
  if (every === 'week') return dayAfter(span.from, Math.min(due, 7) - 1)
  const year = yearOf(span.from)
  const month = monthNumberOf(span.from) + monthsUntilDue(every, months)
  const day = dayAfter(firstOfMonth(year, month), due - 1)
  const last = dayAfter(firstOfMonth(year, month + 1), -1)
  return day < last ? day : last
}
/** How many months after the first of its period an item is due. */
function monthsUntilDue(every: Every, months: Item['months']): number {
  if (every === 'quarter') return monthsOfQuarter - 1
  if (every === 'year') return (months?.[0] ?? 12) - 1
  return 0
}

/** 「9 月工作清单」: a list by the name that people use. */
export function titleOf(title: string, period: string): string {
  const calendar = readPeriod(period)
  if (!calendar) return title
  const { every, year, number } = calendar
  const titles = {
    week: `第 ${number} 周${title}`,
    month: `${number} 月${title.replace(/^月/, '')}`,
    quarter: `${number} 季度${title}`,
    year: `${year} 年${title}`,
  }
  return titles[every]
}

/** What ties everything that is said of a list of a period together. */
export const subjectOf = ({ template, period }: { template: string; period: string }) =>
  `${template} ${period}`.slice(0, 64)
