const zone = 'Asia/Shanghai'
const clock = new Intl.DateTimeFormat('zh-CN', {
  timeZone: zone,
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
})
const date = new Intl.DateTimeFormat('en-CA', {
  timeZone: zone,
  year: 'numeric',
  month: 'numeric',
  day: 'numeric',
})
const weekday = new Intl.DateTimeFormat('zh-CN', { timeZone: zone, weekday: 'short' })

const parts = (at) =>
  Object.fromEntries(date.formatToParts(at).map((part) => [part.type, part.value]))

/** 14:41 */
export const hourMinute = (at) => clock.format(at)

/** 2026 年 8 月 12 日, 周三 */
export function dayLines(at) {
  const { year, month, day } = parts(at)
  return [`${year} 年 ${Number(month)} 月 ${Number(day)} 日`, weekday.format(at)]
}

/** 「14:41」 today, 「8 月 12 日 14:41」 on another day. */
export function moment(at, now) {
  if (date.format(at) === date.format(now)) return hourMinute(at)
  const { month, day } = parts(at)
  return `${Number(month)} 月 ${Number(day)} 日 ${hourMinute(at)}`
}
