import type { Template } from './checklist'
import { dayAfter, daysBetween, weekdayOf } from './time'

export type Every = Template['every']
/**
 * A period of the calendar taken apart: `2026-Q3` is the third quarter of 2026. A year has the
 * number 1.
 */
export type CalendarPeriod = {
  every: 'year' | 'quarter' | 'month' | 'week'
  year: number
  number: number
}

/** The first day of a month; the thirteenth month is January of the next year. */
export const firstOfMonth = (year: number, month: number) =>
  new Date(Date.UTC(year, month - 1, 1)).toISOString().slice(0, 10)
const mondayOf = (day: string) => dayAfter(day, -((weekdayOf(day) + 6) % 7))

/** The period that a day lies in, for lists by the calendar; null for lists that are ordered. */
export function periodOn(every: Every, day: string): string | null {
  const year = day.slice(0, 4)
  switch (every) {
    case 'week':
      return weekOf(day)
    case 'month':
      return day.slice(0, 7)
    case 'quarter':
      return `${year}-Q${Math.ceil(Number(day.slice(5, 7)) / 3)}`
    case 'year':
      return year
    case 'once':
    case 'response':
      return null
  }
}
/** The week by ISO 8601: it belongs to the year that its Thursday lies in. */
export function weekOf(day: string): string {
  const thursday = dayAfter(mondayOf(day), 3)
  const year = thursday.slice(0, 4)
  const number = Math.floor(daysBetween(`${year}-01-01`, thursday) / 7) + 1
  return `${year}-W${String(number).padStart(2, '0')}`
}

/** What the text of a period says; null for what was ordered. */
export function readPeriod(period: string): CalendarPeriod | null {
  const [, yearText, part] = /^(\d{4})(?:-(Q[1-4]|W\d{2}|\d{2}))?$/.exec(period) ?? []
  if (!yearText) return null
  const year = Number(yearText)
  if (!part) return { every: 'year', year, number: 1 }
  const number = Number(part.replace(/\D/, ''))
  if (part.startsWith('Q')) return { every: 'quarter', year, number }
  return { every: part.startsWith('W') ? 'week' : 'month', year, number }
}

/** First day of a period and the first day after it; null for what was ordered. */
export function spanOf(period: string): { from: string; to: string } | null {
  const calendar = readPeriod(period)
  if (!calendar) return null
  const { every, year, number } = calendar
  switch (every) {
    case 'week': {
      const from = dayAfter(mondayOf(`${year}-01-04`), (number - 1) * 7)
      return { from, to: dayAfter(from, 7) }
    }
    case 'month':
      return { from: firstOfMonth(year, number), to: firstOfMonth(year, number + 1) }
    case 'quarter':
      return { from: firstOfMonth(year, number * 3 - 2), to: firstOfMonth(year, number * 3 + 1) }
    case 'year':
      return { from: firstOfMonth(year, 1), to: firstOfMonth(year + 1, 1) }
  }
}
