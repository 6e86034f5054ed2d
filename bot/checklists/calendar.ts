import type { Holidays } from '../../config/policy'

const dayMs = 86_400_000
const zone = 8 * 3_600_000
/** The day in Shanghai: `2026-09-01`. */
export const dayOf = (at: Date) => new Date(at.getTime() + zone).toISOString().slice(0, 10)
export const dayAfter = (day: string, days = 1) =>
  new Date(Date.parse(day) + days * dayMs).toISOString().slice(0, 10)
/** A moment of a day in Shanghai: `at('2026-09-01', '08:00')`. */
export const momentOf = (day: string, time = '00:00') =>
  new Date(Date.parse(`${day}T${time}:00+08:00`))
/** The last second of a day. */
export const endOf = (day: string) => new Date(momentOf(dayAfter(day)).getTime() - 1000)
export const daysBetween = (from: string, to: string) =>
  Math.round((Date.parse(to) - Date.parse(from)) / dayMs)

/** Is it worked on this day? By the notice of the year, weekends that are worked included; else by the week. */
export function isWorkday({ years }: Holidays, day: string): boolean {
  const holidays = years.find(({ year }) => day.startsWith(`${year}-`))?.holidays ?? []
  if (holidays.some(({ work }) => work.includes(day))) return true
  return (
    !holidays.some(({ from, to }) => from <= day && day <= to) &&
    ![0, 6].includes(new Date(day).getUTCDay())
  )
}
/** This day, or the first working day after it. */
export const workdayFrom = (holidays: Holidays, day: string): string =>
  isWorkday(holidays, day) ? day : workdayFrom(holidays, dayAfter(day))
/** This day, or the last working day before it. */
export const workdayUntil = (holidays: Holidays, day: string): string =>
  isWorkday(holidays, day) ? day : workdayUntil(holidays, dayAfter(day, -1))
