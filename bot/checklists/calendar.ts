import type { Holidays } from '../../config/policy'
import { dayAfter, weekdayOf } from '../../shared/time'

/**
 * Is it worked on this day? By the notice of the year, weekends that are worked included; else by
 * the week.
 */
export function isWorkday({ years }: Holidays, day: string): boolean {
  const holidays = years.find(({ year }) => day.startsWith(`${year}-`))?.holidays ?? []
  if (holidays.some(({ work }) => work.includes(day))) return true
  return (
    !holidays.some(({ from, to }) => from <= day && day <= to) && ![0, 6].includes(weekdayOf(day))
  )
}
/** This day, or the first working day after it. */
export const workdayFrom = (holidays: Holidays, day: string): string =>
  isWorkday(holidays, day) ? day : workdayFrom(holidays, dayAfter(day))
/** This day, or the last working day before it. */
export const workdayUntil = (holidays: Holidays, day: string): string =>
  isWorkday(holidays, day) ? day : workdayUntil(holidays, dayAfter(day, -1))
