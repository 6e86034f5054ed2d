import { dependsOn, inOrder } from './conditions'
import type { Field } from './fields'

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
  const twice = (what: string, ids: readonly string[]) =>
    new Set(ids).size < ids.length ? [`「${field.label}」的${what}有重复`] : []
  switch (field.kind) {
    case 'choice':
    case 'several':
      return twice(
        '选项',
        field.options.map((it) => it.id),
      )
    case 'number':
      return typeof field.min === 'number' && typeof field.max === 'number' && field.min > field.max
        ? [`「${field.label}」最小的比最大的还大`]
        : []
    case 'date':
      return field.from !== undefined && field.to !== undefined && field.from > field.to
        ? [`「${field.label}」最早的比最晚的还晚`]
        : []
    case 'table':
      return [
        ...twice(
          '列',
          field.columns.map((it) => it.id),
        ),
        ...(field.columns.some((it) => it.showIf || typeof it.required === 'object')
          ? [`「${field.label}」的列不能带条件`]
          : []),
      ]
    case 'computed':
      return formulaFaults(field, byId)
    default:
      return []
  }
}

function formulaFaults(
  { label, formula }: Extract<Field, { kind: 'computed' }>,
  byId: ReadonlyMap<string, Field>,
): string[] {
  const table = byId.get('rows' in formula ? formula.rows : 'total' in formula ? formula.total : '')
  if (!('rows' in formula) && !('total' in formula)) return []
  if (table?.kind !== 'table') return [`「${label}」要数的不是一张表`]
  return 'total' in formula &&
    !table.columns.some((it) => it.id === formula.column && it.kind === 'number')
    ? [`「${label}」要加的 ${formula.column} 不是数字列`]
    : []
}
