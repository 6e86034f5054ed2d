const beijing = 8 * 3_600_000
const parts = (at: Date) => {
  const it = new Date(at.getTime() + beijing)
  return {
    month: it.getUTCMonth() + 1,
    day: it.getUTCDate(),
    hours: it.getUTCHours(),
    minutes: it.getUTCMinutes(),
    weekday: it.getUTCDay(),
  }
}
const two = (value: number) => String(value).padStart(2, '0')
const dayOf = (at: Date) => Math.floor((at.getTime() + beijing) / 86_400_000)

/** 「14:41」 */
export const hourMinute = (at: Date) => {
  const { hours, minutes } = parts(at)
  return `${two(hours)}:${two(minutes)}`
}
/** 「8 月 12 日」 */
export const dayWords = (at: Date) => {
  const { month, day } = parts(at)
  return `${month} 月 ${day} 日`
}
/** 「14:41」 today, 「8 月 12 日 14:41」 else. */
export const moment = (at: Date, now: Date) =>
  dayOf(at) === dayOf(now) ? hourMinute(at) : `${dayWords(at)} ${hourMinute(at)}`
/** 「8 月 12 日 周三」 */
export const dateWords = (at: Date) => `${dayWords(at)} 周${'日一二三四五六'[parts(at).weekday]}`

/** 「18:00 前」, 「还有 2 天」, 「过了 2 天」. */
export function dueWords(due: Date, now: Date): { words: string; late: boolean } {
  const days = dayOf(due) - dayOf(now)
  if (due < now) return { words: days ? `过了 ${-days} 天` : `${hourMinute(due)} 已过`, late: true }
  return {
    words:
      days === 0
        ? `今天 ${hourMinute(due)} 前`
        : days <= 7
          ? `还有 ${days} 天`
          : `${dayWords(due)}前`,
    late: false,
  }
}
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
