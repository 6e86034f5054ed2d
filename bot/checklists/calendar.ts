import type { Holidays } from '../../config/policy'
import { dayAfter, weekdayOf } from '../../shared/time'

/**
 * Is it worked on this day? By the notice of the year, weekends that are worked included; else by
 * the week.
 */
export function isWorkday({ years }: Holidays, day: string): boolean {
  const holidays = years.find(({ year }) => day.startsWith(`${year}-`))?.holidays ?? []
  if (holidays.some(({ work }) => work.includes(day))) return true
  return !holidays.some(({ from, to }) => from <= day && day <= to) && !isWeekend(day)
}
const isWeekend = (day: string) => [0, 6].includes(weekdayOf(day))
/** This day, or the first working day after it. */
export const workdayFrom = (holidays: Holidays, day: string): string =>
  isWorkday(holidays, day) ? day : workdayFrom(holidays, dayAfter(day))
/** This day, or the last working day before it. */
export const workdayUntil = (holidays: Holidays, day: string): string =>
  isWorkday(holidays, day) ? day : workdayUntil(holidays, dayAfter(day, -1))

/** How a calendar differs from the bare week: what is off in it, and what is worked at weekends. */
export type SpecialDays = { off: string[]; worked: string[] }
export function specialDays(holidays: Holidays): SpecialDays {
  const named = holidays.years.flatMap((year) => year.holidays)
  const free = named.flatMap(({ from, to }) => daysFrom(from, to))
  const worked = named.flatMap(({ work }) => work)
  return {
    off: unique(free).filter((day) => !isWeekend(day) && !isWorkday(holidays, day)),
    worked: unique(worked).filter((day) => isWeekend(day) && isWorkday(holidays, day)),
  }
}
const unique = (days: readonly string[]) => [...new Set(days)].sort()
const daysFrom = (from: string, to: string): string[] =>
  from > to ? [] : [from, ...daysFrom(dayAfter(from), to)]

export const isSameCalendar = (before: SpecialDays | null, after: SpecialDays) =>
  before !== null &&
  before.off.join() === after.off.join() &&
  before.worked.join() === after.worked.join()

/** Days that were worked by the calendar before and are off now. */
export function newlyOff(before: SpecialDays, holidays: Holidays): string[] {
  const { off } = specialDays(holidays)
  const gone = before.worked.filter((day) => !isWorkday(holidays, day))
  return unique([...off.filter((day) => !before.off.includes(day)), ...gone])
}
