import { createHash } from 'node:crypto'
import { tight } from '../../core/text'

/** A cell that is not to be understood, in a sentence for whoever wrote it. */
export class Unclear extends Error {}

/** A name that stays as long as the words do, for whatever was given no number. */
export function derived(mark: string, words: string): string {
  const digest = createHash('sha256').update(tight(words)).digest('hex').slice(0, 16)
  return `${mark}${BigInt(`0x${digest}`).toString(36)}`
}

/** Excel takes 6-8 for a date and keeps nothing of what was written. */
function refuseDate(plain: string) {
  if (/^\d{4}-\d{2}-\d{2}$/.test(plain)) {
    throw new Unclear(`这格被 Excel 变成了日期（${plain}），请把格式改成文本再填`)
  }
}
/** A number as people write it: 15, １５, 15日, 1,000. */
export function numberIn(text: string): number {
  const plain = tight(text)
    .replace(/(?<=\d),(?=\d{3})/g, '')
    .replace(/^第/, '')
    .replace(/(日|号|天|个|字|张|行|位|项|人|处|户|家|次|月)$/, '')
  refuseDate(plain)
  if (!/^-?\d+(\.\d+)?$/.test(plain)) throw new Unclear(`要填数字，现在是「${text}」`)
  return Number(plain)
}
/** 「1、7、11」「6-8 月」「每月」; undefined: every month. */
export function monthsIn(text: string): number[] | undefined {
  const plain = tight(text)
  refuseDate(plain)
  if (['每月', '全年', '每期', '无'].includes(plain)) return undefined
  const parts = plain
    .replace(/月份?/g, '')
    .split(/[、,;/|]/)
    .filter(Boolean)
  const months = new Set(parts.flatMap((part) => monthsOf(part, text)))
  return months.size ? [...months] : undefined
}
/** 7 or 6-8. */
function monthsOf(part: string, text: string): number[] {
  const [, from, , to] = /^(\d{1,2})([-~—–至到](\d{1,2}))?$/.exec(part) ?? []
  const first = Number(from)
  const last = Number(to ?? from)
  if (!from || first < 1 || last > 12 || first > last) {
    throw new Unclear(`月份看不懂：「${text}」，请写成 1、7、11 或 6-8`)
  }
  return Array.from({ length: last - first + 1 }, (_, index) => first + index)
}
/** Parts of a cell: by 「；」 or lines, where there are none by 「、」. */
export function partsOf(text: string): string[] {
  const separator = /[；;|\n]/.test(text) ? /[；;|\n]/ : /[、,，/]/
  return text
    .split(separator)
    .map((part) => part.replace(/\s+/g, ' ').trim())
    .filter(Boolean)
}
/** The first of the words is the one that is offered. */
export function yesOrNo(text: string, yes: readonly string[], no: readonly string[]): boolean {
  const plain = tight(text)
  if (yes.includes(plain)) return true
  if (no.includes(plain)) return false
  throw new Unclear(`不认识「${text}」，可以写：${yes[0]}、${no[0]}`)
}
