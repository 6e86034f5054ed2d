/** 第一 and 第二 differ by a sign, and neither is the other by mistake. */
const isNumber = (sign: string) => /[\d一二三四五六七八九十]/.test(sign)

/** Are two words one slip of the pen apart: a sign wrong, missing, too many, or two exchanged? */
export function isMisspelt(one: string, other: string): boolean {
  const a = [...one]
  const b = [...other]
  if (Math.abs(a.length - b.length) > 1 || Math.max(a.length, b.length) < 3) return false
  let start = 0
  while (start < a.length && a[start] === b[start]) start++
  let end = 0
  while (end < Math.min(a.length, b.length) - start && a.at(-1 - end) === b.at(-1 - end)) end++
  const [left, right] = [a, b].map((signs) => signs.slice(start, signs.length - end))
  if (left!.some(isNumber) && right!.some(isNumber)) return false
  if (left!.length <= 1 && right!.length <= 1) return true
  return left!.length === 2 && left!.join('') === right!.reverse().join('')
}
