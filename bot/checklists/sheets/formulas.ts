import { own } from '../../../shared/own'
import type { Bound, Formula } from '../../../shared/form'
import { tight } from '../../core/text'
import { numberIn, Unclear } from './cells'
import { questionNamed, referenceTo, type Question } from './references'

/** What the system holds, by name. */
export type Facts = Readonly<Record<string, { title: string }>>

/**
 * 「系统：村和社区数」: what the system holds, by its title or its name; null: it speaks of something else.
 */
export function factIn(text: string, facts: Facts): string | null {
  const [, name] = /^系统[:：](.+)$/s.exec(text.trim()) ?? []
  if (name === undefined) return null
  const found = Object.keys(facts).find(
    (it) => it === name.trim() || tight(facts[it]!.title) === tight(name),
  )
  if (!found) throw new Unclear(`系统里没有「${name.trim()}」`)
  return found
}
const factWords = (name: string, facts: Facts) => `系统：${own(facts, name)?.title ?? name}`
export const prefillWords = (prefill: 'last' | { known: string }, facts: Facts) =>
  prefill === 'last' ? '上期' : factWords(prefill.known, facts)

/** A number, 「another question」, or what the system holds. */
export function boundIn(text: string, questions: readonly Question[], facts: Facts): Bound {
  const known = factIn(text, facts)
  if (known !== null) return { known }
  const [, quoted] = /^「([^」]*)」$/.exec(text.trim()) ?? []
  return quoted === undefined ? numberIn(text) : { field: questionNamed(quoted, questions).id }
}
export function boundWords(bound: Bound, questions: readonly Question[], facts: Facts): string {
  if (typeof bound === 'number') return String(bound)
  return 'known' in bound ? factWords(bound.known, facts) : referenceTo(bound.field, questions)
}

/** 「甲」+「乙」, 「甲」-3, 行数「表」, 合计「表」「列」. */
export const formulaIn = (text: string, questions: readonly Question[], facts: Facts): Formula =>
  tableFormulaIn(text, questions) ?? sumIn(text, questions, facts)

/** 行数「表」 has no column, 合计「表」「列」 has one; null: it is neither. */
function tableFormulaIn(text: string, questions: readonly Question[]): Formula | null {
  const [, what, table, column] =
    /^(行数|合计)\s*「([^」]*)」\s*(?:「([^」]*)」)?$/.exec(text.trim()) ?? []
  if (table === undefined) return null
  const isTotal = what === '合计'
  if (isTotal !== (column !== undefined)) return null
  const found = questionNamed(table, questions)
  if (column === undefined) return { rows: found.id }
  const inside = found.columns.find((it) => it.id === column || tight(it.label) === tight(column))
  if (!inside) throw new Unclear(`「${found.label}」没有「${column}」这一列`)
  return { total: found.id, column: inside.id }
}
/** Signs inside quotes belong to the words there. */
const signsOutside = /([+-])(?=(?:[^「」]|「[^」]*」)*$)/
function sumIn(text: string, questions: readonly Question[], facts: Facts): Formula {
  const parts = text
    .normalize('NFKC')
    .split(signsOutside)
    .map((part) => part.trim())
  const terms = parts.filter((_, index) => index % 2 === 0)
  const signs = new Set(parts.filter((_, index) => index % 2 === 1))
  const isDifference = signs.has('-')
  if (terms.includes('') || signs.size > 1 || (isDifference && terms.length !== 2)) {
    throw new Unclear(`算法看不懂：「${text}」，请写成 「甲」+「乙」 或 「甲」-「乙」`)
  }
  const bounds = terms.map((term) => boundIn(term, questions, facts))
  return isDifference ? { difference: [bounds[0]!, bounds[1]!] } : { sum: bounds }
}

export function formulaWords(
  formula: Formula,
  questions: readonly Question[],
  facts: Facts,
): string {
  if ('rows' in formula) return `行数${referenceTo(formula.rows, questions)}`
  if ('total' in formula) {
    const table = questions.find((it) => it.id === formula.total)
    const column = referenceTo(formula.column, table?.columns ?? [])
    return `合计${referenceTo(formula.total, questions)}${column}`
  }
  const words = (bounds: readonly Bound[]) => bounds.map((it) => boundWords(it, questions, facts))
  if ('sum' in formula) return words(formula.sum).join('+')
  return words(formula.difference).join('-')
}
