import { dependsOn, inOrder } from './conditions'
import type { Field, Formula } from './fields'

/** What is wrong with a form itself, in sentences; empty when it can be used. */
export function faultsOf(fields: readonly Field[]): string[] {
  const faults: string[] = []
  const ids = new Set<string>()
  for (const field of fields) {
    if (ids.has(field.id)) faults.push(`「${field.label}」的编号 ${field.id} 用了两次`)
    ids.add(field.id)
  }
  const byId = new Map(fields.map((field) => [field.id, field]))
  for (const field of fields) {
    for (const id of dependsOn(field)) {
      if (!byId.has(id)) faults.push(`「${field.label}」提到的 ${id} 不在表里`)
    }
    faults.push(...ownFaults(field, byId))
  }
  if (!faults.length && !inOrder(fields)) faults.push('各题的条件绕成了圈，请去掉其中一个')
  return faults
}

function ownFaults(field: Field, byId: ReadonlyMap<string, Field>): string[] {
  const { label, kind } = field
  if ('options' in field && hasTwice(field.options)) return [`「${label}」的选项有重复`]
  if (kind === 'number' && isAbove(field.min, field.max)) return [`「${label}」最小的比最大的还大`]
  if (kind === 'date' && isAbove(field.from, field.to)) return [`「${label}」最早的比最晚的还晚`]
  if (kind === 'table') return tableFaults(field)
  if (kind === 'computed') return formulaFaults(field, byId)
  return []
}
const hasTwice = (things: readonly { id: string }[]) =>
  new Set(things.map((thing) => thing.id)).size < things.length
const isAbove = (least: unknown, most: unknown) =>
  typeof least === 'number' && typeof most === 'number' && least > most

function tableFaults({ label, columns }: Extract<Field, { kind: 'table' }>): string[] {
  const faults: string[] = []
  if (hasTwice(columns)) faults.push(`「${label}」的列有重复`)
  if (columns.some((column) => column.showIf || typeof column.required === 'object')) {
    faults.push(`「${label}」的列不能带条件`)
  }
  return faults
}

function formulaFaults(
  { label, formula }: Extract<Field, { kind: 'computed' }>,
  byId: ReadonlyMap<string, Field>,
): string[] {
  const counted = tableCounted(formula)
  if (counted === null) return []
  const table = byId.get(counted)
  if (table?.kind !== 'table') return [`「${label}」要数的不是一张表`]
  if (!('total' in formula)) return []
  const isNumber = table.columns.some(
    (column) => column.id === formula.column && column.kind === 'number',
  )
  return isNumber ? [] : [`「${label}」要加的 ${formula.column} 不是数字列`]
}
/** The table that a formula counts or adds up; null: it speaks of no table. */
function tableCounted(formula: Formula): string | null {
  if ('rows' in formula) return formula.rows
  return 'total' in formula ? formula.total : null
}
