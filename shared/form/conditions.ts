import { own } from '../own'
import type { Answers, Bound, Condition, Field, Formula, Known } from './fields'

/** The fields that a condition, a bound or a formula looks at. */
export function mentioned(it: Condition | Bound | Formula): string[] {
  if (typeof it === 'number' || 'known' in it) return []
  if ('all' in it) return it.all.flatMap(mentioned)
  if ('any' in it) return it.any.flatMap(mentioned)
  if ('not' in it) return mentioned(it.not)
  if ('sum' in it) return it.sum.flatMap(mentioned)
  if ('difference' in it) return it.difference.flatMap(mentioned)
  if ('field' in it) return [it.field]
  return ['rows' in it ? it.rows : it.total]
}

/** What must be known before a field can be judged. */
export function dependsOn(field: Field): string[] {
  const looked: (Condition | Bound | Formula | undefined)[] = [field.showIf]
  if ('required' in field && typeof field.required === 'object') looked.push(field.required)
  if (field.kind === 'number') looked.push(field.min, field.max)
  if (field.kind === 'computed') looked.push(field.formula)
  return looked.filter((it) => it !== undefined).flatMap(mentioned)
}

const orders = new WeakMap<readonly Field[], Field[] | null>()
/**
 * The fields so that each comes after all it depends on; null when they run in a circle. Found once
 * for each form.
 */
export function inOrder(fields: readonly Field[]): Field[] | null {
  const known = orders.get(fields)
  if (known !== undefined) return known
  const order = sorted(fields)
  orders.set(fields, order)
  return order
}
function sorted(fields: readonly Field[]): Field[] | null {
  const byId = new Map(fields.map((field) => [field.id, field]))
  const done = new Set<string>()
  const open = new Set<string>()
  const order: Field[] = []
  const visit = (field: Field): boolean => {
    if (done.has(field.id)) return true
    if (open.has(field.id)) return false
    open.add(field.id)
    for (const id of dependsOn(field)) {
      const other = byId.get(id)
      if (other && !visit(other)) return false
    }
    open.delete(field.id)
    done.add(field.id)
    order.push(field)
    return true
  }
  return fields.every(visit) ? order : null
}

export const isAnswered = (value: unknown) =>
  value !== undefined && value !== null && value !== '' && !(Array.isArray(value) && !value.length)

/** Does it hold for these answers? What is not answered fulfils nothing but "not answered". */
export function holds(condition: Condition, answers: Answers): boolean {
  if ('all' in condition) return condition.all.every((it) => holds(it, answers))
  if ('any' in condition) return condition.any.some((it) => holds(it, answers))
  if ('not' in condition) return !holds(condition.not, answers)
  const value = plainOf(own(answers, condition.field))
  if ('answered' in condition) return isAnswered(value) === condition.answered
  if (!isAnswered(value)) return false
  if ('is' in condition) {
    return Array.isArray(value) ? value.includes(condition.is) : value === condition.is
  }
  if ('oneOf' in condition) {
    return condition.oneOf.some((it) => (Array.isArray(value) ? value.includes(it) : value === it))
  }
  if (typeof value !== 'number') return false
  return 'atLeast' in condition ? value >= condition.atLeast : value <= condition.atMost
}
/** Of 是/否 only the answer counts, not the remark. */
const plainOf = (value: unknown) =>
  value !== null && typeof value === 'object' && 'yes' in value ? value.yes : value

/** The number that bounds another; null: there is none, or it is not known. */
export function boundOf(
  bound: Bound | undefined,
  answers: Answers,
  { known }: Known,
): number | null {
  const value = valueOf(bound, answers, known)
  return typeof value === 'number' ? value : null
}
function valueOf(bound: Bound | undefined, answers: Answers, known: Known['known']): unknown {
  if (bound === undefined || typeof bound === 'number') return bound
  return 'field' in bound ? own(answers, bound.field) : own(known, bound.known)
}

/** The number that a computed field shows; null while one of its parts is unknown. */
export function compute(formula: Formula, answers: Answers, known: Known): number | null {
  if ('rows' in formula) {
    const rows = own(answers, formula.rows)
    return Array.isArray(rows) ? rows.length : null
  }
  if ('total' in formula) {
    return sumOf(rowsOf(own(answers, formula.total)).map((row) => own(row, formula.column) ?? 0))
  }
  if ('sum' in formula) return sumOf(formula.sum.map((part) => boundOf(part, answers, known)))
  const [from, less] = formula.difference
  const whole = boundOf(from, answers, known)
  const part = boundOf(less, answers, known)
  return whole === null || part === null ? null : rounded(whole - part)
}
const rowsOf = (value: unknown) =>
  Array.isArray(value) ? (value as Record<string, unknown>[]) : []
const sumOf = (values: unknown[]) =>
  values.every((value) => typeof value === 'number')
    ? rounded(values.reduce((sum, value) => sum + value, 0))
    : null
/** Three decimals are all that a field has. */
const rounded = (value: number) => Math.round(value * 1000) / 1000
