import type { Item, Template } from '../../shared/checklist'
import { dayAfter, dayOf } from '../../shared/time'

type Every = Template['every']
const two = (n: number) => String(n).padStart(2, '0')
const monthDay = (year: number, month: number) =>
  `${year + Math.floor((month - 1) / 12)}-${two(((((month - 1) % 12) + 12) % 12) + 1)}-01`

/** The period that a day lies in, for lists by the calendar; null for lists that are ordered. */
export function periodOn(every: Every, day: string): string | null {
  const [year, month] = [day.slice(0, 4), Number(day.slice(5, 7))]
  switch (every) {
    case 'month':
      return day.slice(0, 7)
    case 'quarter':
      return `${year}-Q${Math.ceil(month / 3)}`
    case 'year':
      return year
    case 'week':
      return weekOf(day)
    default:
      return null
  }
}
/** The week belongs to the year that its Thursday lies in. */
function weekOf(day: string): string {
  const thursday = dayAfter(day, 3 - ((new Date(day).getUTCDay() + 6) % 7))
  const first = `${thursday.slice(0, 4)}-01-01`
  return `${thursday.slice(0, 4)}-W${two(Math.floor((Date.parse(thursday) - Date.parse(first)) / (7 * 86_400_000)) + 1)}`
}

/** First day of a period and the first day after it; null for what was ordered. */
export function spanOf(period: string): { from: string; to: string } | null {
  const [, yearText, part] = /^(\d{4})(?:-(Q[1-4]|W\d{2}|\d{2}))?$/.exec(period) ?? []
  const year = Number(yearText)
  if (!yearText) return null
  if (!part) return { from: `${year}-01-01`, to: `${year + 1}-01-01` }
  const n = Number(part.replace(/\D/, ''))
  if (part.startsWith('Q')) {
    return { from: monthDay(year, n * 3 - 2), to: monthDay(year, n * 3 + 1) }
  }
  if (!part.startsWith('W')) return { from: monthDay(year, n), to: monthDay(year, n + 1) }
  const fourth = `${year}-01-04`
  const monday = dayAfter(fourth, -((new Date(fourth).getUTCDay() + 6) % 7) + (n - 1) * 7)
  return { from: monday, to: dayAfter(monday, 7) }
}

/** Is this item asked in this period? An item of certain months only in these; of a yearly list always, then `months` says when it is due. */
export function isAsked({ months }: Pick<Item, 'months'>, every: Every, period: string): boolean {
  const span = spanOf(period)
  if (!months || !span || every === 'year') return true
  const first = Number(span.from.slice(5, 7))
  return (every === 'quarter' ? [first, first + 1, first + 2] : [first]).some((month) =>
    months.includes(month),
  )
}

/** The day by which an item is to be given, before days off are looked at. `ordered` counts for lists that are not of the calendar. */
export function dueDay(
  { due, months }: Pick<Item, 'due' | 'months'>,
  every: Every,
  period: string,
  ordered: Date,
): string {
  const span = spanOf(period)
  if (!span) return dayAfter(dayOf(ordered), due)
  if (every === 'week') return dayAfter(span.from, Math.min(due, 7) - 1)
  const [year, month] = [
    Number(span.from.slice(0, 4)),
    Number(span.from.slice(5, 7)) +
      (every === 'quarter' ? 2 : every === 'year' ? (months?.[0] ?? 12) - 1 : 0),
  ]
  const day = dayAfter(monthDay(year, month), due - 1)
  const last = dayAfter(monthDay(year, month + 1), -1)
  return day < last ? day : last
}

/** 「9 月工作清单」: a list by the name that people use. */
export function titleOf(title: string, period: string): string {
  const [, year, part] = /^(\d{4})(?:-(Q[1-4]|W\d{2}|\d{2}))?$/.exec(period) ?? []
  if (!year) return title
  const n = Number(part?.replace(/\D/, ''))
  return !part
    ? `${year} 年${title}`
    : part.startsWith('Q')
      ? `${n} 季度${title}`
      : part.startsWith('W')
        ? `第 ${n} 周${title}`
        : `${n} 月${title.replace(/^月/, '')}`
}

/** What ties everything that is said of a list of a period together. */
export const subjectOf = ({ template, period }: { template: string; period: string }) =>
  `${template} ${period}`.slice(0, 64)
