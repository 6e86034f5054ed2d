/**
 * Days and moments in China. Instants are `Date`s; a *day* is the calendar day in Shanghai as text,
 * `2026-09-01`.
 * China has one time zone and no summer time, so that its clock is UTC and eight hours.
 */
export const minuteMs = 60_000
export const hourMs = 60 * minuteMs
export const dayMs = 24 * hourMs
const shanghaiMs = 8 * hourMs

export const secondsAfter = (at: Date, seconds: number) => new Date(at.getTime() + seconds * 1000)
export const minutesAfter = (at: Date, minutes: number) =>
  new Date(at.getTime() + minutes * minuteMs)
export const hoursAfter = (at: Date, hours: number) => new Date(at.getTime() + hours * hourMs)
export const daysAfter = (at: Date, days: number) => new Date(at.getTime() + days * dayMs)
export const daysBefore = (at: Date, days: number) => daysAfter(at, -days)

const onTheClock = (at: Date) => new Date(at.getTime() + shanghaiMs).toISOString()
/** The day that a moment lies in. */
export const dayOf = (at: Date) => onTheClock(at).slice(0, 10)
/** The month that a moment lies in, which quotas are counted in: `2026-11`. */
export const monthOf = (at: Date) => onTheClock(at).slice(0, 7)
/** What a clock on the wall shows: `14:41`. */
export const timeOf = (at: Date) => onTheClock(at).slice(11, 16)
/** The moment of a day: `momentOf('2026-09-01', '08:00')`. */
export const momentOf = (day: string, time = '00:00') =>
  new Date(Date.parse(`${day}T${time}:00+08:00`))
/** The last second of a day. */
export const endOf = (day: string) => new Date(momentOf(dayAfter(day)).getTime() - 1000)

/** Reckoning with days as text: no zone in it. */
export const dayAfter = (day: string, days = 1) =>
  daysAfter(new Date(day), days).toISOString().slice(0, 10)
export const daysBetween = (from: string, to: string) =>
  Math.round((Date.parse(to) - Date.parse(from)) / dayMs)
/** 0 is Sunday. */
export const weekdayOf = (day: string) => new Date(day).getUTCDay()

/** 「8 月 12 日」 */
export function dateWords(at: Date): string {
  const [, month, day] = dayOf(at).split('-')
  return `${Number(month)} 月 ${Number(day)} 日`
}
/** 「14:41」 today, 「8 月 12 日 14:41」 else, as clocks in China show it. */
export const momentWords = (at: Date, now: Date) =>
  dayOf(at) === dayOf(now) ? timeOf(at) : `${dateWords(at)} ${timeOf(at)}`
