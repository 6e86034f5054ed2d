import { dateWords, dayOf, daysBetween, momentWords, timeOf, weekdayOf } from '../../../shared/time'

/** 「8 月 12 日 周三」 */
export const dateAndWeekday = (at: Date) =>
  `${dateWords(at)} 周${'日一二三四五六'[weekdayOf(dayOf(at))]}`

/** How long there is: 「今天 18:00 前」, 「还有 2 天」; or how long it is past: 「过了 2 天」. */
export function dueWords(due: Date, now: Date): { words: string; late: boolean } {
  const days = daysBetween(dayOf(now), dayOf(due))
  return due < now
    ? { words: pastWords(due, -days), late: true }
    : { words: leftWords(due, days), late: false }
}
const pastWords = (due: Date, days: number) => (days ? `过了 ${days} 天` : `${timeOf(due)} 已过`)
function leftWords(due: Date, days: number): string {
  if (days === 0) return `今天 ${timeOf(due)} 前`
  return days <= 7 ? `还有 ${days} 天` : `${dateWords(due)}前`
}

/** Until when a warning holds: 「8 月 12 日 14:41」 or 「解除为止」. */
export const untilWords = (validUntil: Date | null, now: Date) =>
  validUntil ? momentWords(validUntil, now) : '解除为止'
/** 「1,214」 */
export const counted = (value: number) => String(value).replace(/\B(?=(\d{3})+$)/g, ',')

/** 「【演练】台风橙色预警」: a drill says so wherever its name is said. */
export const titled = ({ title, drill }: { title: string; drill: boolean }) =>
  `${drill ? '【演练】' : ''}${title}`
/** The things to do, one by one where somebody wrote several. */
export const thingsOf = (todo: string) =>
  todo
    .split(/[；;。\n]+/)
    .map((it) => it.trim())
    .filter(Boolean)

const colors = { 蓝: 'blue', 黄: 'yellow', 橙: 'orange', 红: 'red' } as const
export type Tone = (typeof colors)[keyof typeof colors]
/** The plate of a warning, from its title: 「台风橙色预警」 is 台风 over 橙. */
export function plateOf(
  title: string,
): { top: string; word: keyof typeof colors; tone: Tone } | null {
  const found = /^(?:【演练】)?(.+?)([蓝黄橙红])色预警/.exec(title)
  const word = found?.[2] as keyof typeof colors | undefined
  return found && word ? { top: found[1]!.slice(-4), word, tone: colors[word] } : null
}
