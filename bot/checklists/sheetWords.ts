import { createHash } from 'node:crypto'
import type { Bound, Condition, Field, Formula } from '../../shared/form'
import { tight } from '../core/text'

/** A cell that is not to be understood, in a sentence for whoever wrote it. */
export class Unclear extends Error {}

/** What a condition, a bound or a formula can speak of: the questions of the same item. */
export type Question = {
  id: string
  label: string
  kind: Field['kind']
  yes: string
  no: string
  options: readonly { id: string; label: string }[]
  columns: readonly { id: string; label: string }[]
}
export type Facts = Readonly<Record<string, { title: string }>>

/** A name that stays as long as the words do, for whatever was given no number. */
export const derived = (mark: string, words: string) =>
  `${mark}${BigInt(`0x${createHash('sha256').update(tight(words)).digest('hex').slice(0, 16)}`).toString(36)}`

const half = (text: string) => text.normalize('NFKC')
/** A number as people write it: 15, １５, 15日, 1,000. */
export function numberIn(text: string): number {
  const plain = tight(text)
    .replace(/(?<=\d),(?=\d{3})/g, '')
    .replace(/^第/, '')
    .replace(/(日|号|天|个|字|张|行|位|项|人|处|户|家|次|月)$/, '')
  if (/^\d{4}-\d{2}-\d{2}$/.test(plain)) {
    throw new Unclear(`这格被 Excel 变成了日期（${plain}），请把格式改成文本再填`)
  }
  if (!/^-?\d+(\.\d+)?$/.test(plain)) throw new Unclear(`要填数字，现在是「${text}」`)
  return Number(plain)
}
/** 「1、7、11」「6-8 月」「每月」 */
export function monthsIn(text: string): number[] | undefined {
  const plain = tight(text)
  if (/^\d{4}-\d{2}-\d{2}$/.test(plain)) {
    throw new Unclear(`这格被 Excel 变成了日期（${plain}），请把格式改成文本再填`)
  }
  if (['每月', '全年', '每期', '无'].includes(plain)) return undefined
  const months = plain
    .replace(/月份?/g, '')
    .split(/[、,;/|]/)
    .filter(Boolean)
    .flatMap((part) => {
      const [, from, , to] = /^(\d{1,2})([-~—–至到](\d{1,2}))?$/.exec(part) ?? []
      const first = Number(from)
      const last = Number(to ?? from)
      if (!from || first < 1 || last > 12 || first > last) {
        throw new Unclear(`月份看不懂：「${text}」，请写成 1、7、11 或 6-8`)
      }
      return Array.from({ length: last - first + 1 }, (_, index) => first + index)
    })
  return months.length ? [...new Set(months)] : undefined
}
/** Parts of a cell: by 「；」 or lines, where there are none by 「、」. */
export function partsOf(text: string): string[] {
  const split = (by: RegExp) =>
    text
      .split(by)
      .map((it) => it.replace(/\s+/g, ' ').trim())
      .filter(Boolean)
  return /[；;|\n]/.test(text) ? split(/[；;|\n]/) : split(/[、,，/]/)
}

/** A question by its words or its number. */
function find(name: string, questions: readonly Question[]): Question {
  const found =
    questions.find((it) => it.id === name) ??
    questions.find((it) => tight(it.label) === tight(name))
  if (!found) throw new Unclear(`「${name}」不在这一项的题目里`)
  return found
}
/** A label is its own reference unless it stands twice or would end the quotes. */
const nameOf = (id: string, questions: readonly Question[]) => {
  const label = questions.find((it) => it.id === id)?.label ?? id
  return /[「」]/.test(label) ||
    questions.filter((it) => tight(it.label) === tight(label)).length > 1
    ? `「${id}」`
    : `「${label}」`
}

type Token = { quoted: boolean; text: string }
const signs: Readonly<Record<string, string>> = {
  '＝': '=',
  '==': '=',
  '>=': '≥',
  '<=': '≤',
  '（': '(',
  '）': ')',
  '!=': '≠',
  '＋': '+',
  '－': '-',
  和: '且',
  '／': '/',
}
function tokensOf(text: string): Token[] {
  const found = text.matchAll(
    /「([^」]*)」|(==|>=|<=|!=|[()（）=＝≥≤≠+＋/／]|且|或|非|已填|未填|行数|合计)|((?:(?!已填|未填|行数|合计)[^「」()（）=＝≥≤≠<>!+＋/／且或非])+)|(.)/gsu,
  )
  return [...found].flatMap(([, quoted, sign, bare, strange]): Token[] => {
    if (strange?.trim()) throw new Unclear(`条件看不懂：「${text}」`)
    const word = bare?.trim()
    return quoted !== undefined
      ? [{ quoted: true, text: quoted.trim() }]
      : sign
        ? [{ quoted: false, text: signs[sign] ?? sign }]
        : word
          ? [{ quoted: true, text: word }]
          : []
  })
}

/** 「有渔船」=是 且 (「几艘」≥1 或 非 「报备」已填): 或 binds less than 且. */
export function conditionIn(text: string, questions: readonly Question[]): Condition {
  const tokens = tokensOf(text)
  let at = 0
  const unclear = () => new Unclear(`条件看不懂：「${text}」，请写成 「题目」=选项`)
  const isNext = (sign: string) => tokens[at]?.quoted === false && tokens[at]?.text === sign
  const take = (sign: string) => isNext(sign) && ++at > 0
  const word = () => {
    const token = tokens[at++]
    if (!token?.quoted) throw unclear()
    return token.text
  }
  const chain = (sign: string, inner: () => Condition, join: (all: Condition[]) => Condition) => {
    const all = [inner()]
    while (take(sign)) all.push(inner())
    return all.length > 1 ? join(all) : all[0]!
  }
  const any = (): Condition =>
    chain(
      '或',
      () => chain('且', one, (all) => ({ all })),
      (list) => ({ any: list }),
    )
  const one = (): Condition => {
    if (at > 200) throw unclear()
    if (take('非')) return { not: one() }
    if (!take('(')) return test(find(word(), questions))
    const inside = any()
    if (!take(')')) throw unclear()
    return inside
  }
  const test = (question: Question): Condition => {
    const field = question.id
    if (take('已填')) return { field, answered: true }
    if (take('未填')) return { field, answered: false }
    if (take('≥')) return { field, atLeast: numberIn(word()) }
    if (take('≤')) return { field, atMost: numberIn(word()) }
    if (take('≠')) return { not: { field, is: valueIn(word(), question) } }
    if (!take('=')) throw unclear()
    const values = [valueIn(word(), question)]
    while (take('/')) values.push(valueIn(word(), question))
    return values.length === 1
      ? { field, is: values[0]! }
      : { field, oneOf: values.filter((it) => typeof it !== 'boolean') }
  }
  const condition = any()
  if (at < tokens.length) throw unclear()
  return condition
}
function valueIn(
  word: string,
  { kind, label, yes, no, options }: Question,
): string | number | boolean {
  if (kind === 'number' || kind === 'computed') return numberIn(word)
  if (kind === 'yesNo') {
    const [isYes, isNo] = [
      [yes, '是'],
      [no, '否'],
    ].map((words) => words.some((it) => tight(it) === tight(word)))
    if (isYes === isNo) throw new Unclear(`「${label}」没有「${word}」这个答案`)
    return isYes!
  }
  if (kind !== 'choice' && kind !== 'several') return word
  const option =
    options.find((it) => it.id === word) ?? options.find((it) => tight(it.label) === tight(word))
  if (!option) throw new Unclear(`「${label}」没有「${word}」这个选项`)
  return option.id
}

/** The same in words, so that reading gives it back. */
export function conditionWords(
  condition: Condition,
  questions: readonly Question[],
  inner = false,
): string {
  const joined = (all: readonly Condition[], sign: string) => {
    const text = all.map((it) => conditionWords(it, questions, true)).join(` ${sign} `)
    return inner ? `(${text})` : text
  }
  if ('all' in condition) return joined(condition.all, '且')
  if ('any' in condition) return joined(condition.any, '或')
  if ('not' in condition) return `非 ${conditionWords(condition.not, questions, true)}`
  const question = questions.find((it) => it.id === condition.field)
  const name = nameOf(condition.field, questions)
  const word = (value: string | number | boolean) => {
    const options = question?.options.filter((it) => it.id === value) ?? []
    const label = options[0]?.label ?? String(value)
    return `「${typeof value === 'boolean' ? (value ? (question?.yes ?? '是') : (question?.no ?? '否')) : /[「」]/.test(label) ? value : label}」`
  }
  if ('answered' in condition) return `${name}${condition.answered ? '已填' : '未填'}`
  if ('atLeast' in condition) return `${name}≥${condition.atLeast}`
  if ('atMost' in condition) return `${name}≤${condition.atMost}`
  return `${name}=${'is' in condition ? word(condition.is) : condition.oneOf.map(word).join('/')}`
}

/** 「系统：村和社区数」: what the system holds, by its title or its name. */
export function factIn(text: string, facts: Facts): string | null {
  const [, name] = /^系统[:：](.+)$/s.exec(text.trim()) ?? []
  if (name === undefined) return null
  const found = Object.keys(facts).find(
    (it) => it === name.trim() || tight(facts[it]!.title) === tight(name),
  )
  if (!found) throw new Unclear(`系统里没有「${name.trim()}」`)
  return found
}
const factWords = (name: string, facts: Facts) => `系统：${facts[name]?.title ?? name}`

/** A number, 「another question」, or what the system holds. */
export function boundIn(text: string, questions: readonly Question[], facts: Facts): Bound {
  const known = factIn(text, facts)
  const [, quoted] = /^「([^」]*)」$/.exec(text.trim()) ?? []
  return known !== null
    ? { known }
    : quoted !== undefined
      ? { field: find(quoted, questions).id }
      : numberIn(text)
}
export const boundWords = (bound: Bound, questions: readonly Question[], facts: Facts) =>
  typeof bound === 'number'
    ? String(bound)
    : 'known' in bound
      ? factWords(bound.known, facts)
      : nameOf(bound.field, questions)
export const prefillWords = (prefill: 'last' | { known: string }, facts: Facts) =>
  prefill === 'last' ? '上期' : factWords(prefill.known, facts)

/** 「甲」+「乙」, 「甲」-3, 行数「表」, 合计「表」「列」. */
export function formulaIn(text: string, questions: readonly Question[], facts: Facts): Formula {
  const [, what, table, column] =
    /^(行数|合计)\s*「([^」]*)」\s*(?:「([^」]*)」)?$/.exec(text.trim()) ?? []
  if (table !== undefined && (what === '行数') === (column === undefined)) {
    const found = find(table, questions)
    if (column === undefined) return { rows: found.id }
    const inside = found.columns.find((it) => it.id === column || tight(it.label) === tight(column))
    if (!inside) throw new Unclear(`「${found.label}」没有「${column}」这一列`)
    return { total: found.id, column: inside.id }
  }
  const parts = half(text)
    .replaceAll('＋', '+')
    .split(/([+-])(?=(?:[^「」]|「[^」]*」)*$)/)
    .map((it) => it.trim())
  const terms = parts.filter((_, index) => index % 2 === 0)
  const ops = new Set(parts.filter((_, index) => index % 2 === 1))
  if (terms.some((it) => !it) || ops.size > 1 || (ops.has('-') && terms.length !== 2)) {
    throw new Unclear(`算法看不懂：「${text}」，请写成 「甲」+「乙」 或 「甲」-「乙」`)
  }
  const bounds = terms.map((it) => boundIn(it, questions, facts))
  return ops.has('-') ? { difference: [bounds[0]!, bounds[1]!] } : { sum: bounds }
}
export function formulaWords(
  formula: Formula,
  questions: readonly Question[],
  facts: Facts,
): string {
  if ('rows' in formula) return `行数${nameOf(formula.rows, questions)}`
  if ('total' in formula) {
    return `合计${nameOf(formula.total, questions)}${nameOf(formula.column, questions.find((it) => it.id === formula.total)?.columns.map((it) => ({ ...it }) as Question) ?? [])}`
  }
  return ('sum' in formula ? formula.sum : formula.difference)
    .map((it) => boundWords(it, questions, facts))
    .join('sum' in formula ? '+' : '-')
}
