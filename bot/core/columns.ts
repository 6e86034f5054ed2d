import type { EntitySchema } from 'typeorm'

/** A value on the way into the database and out of it; null: it comes out as it is. */
type Ways = {
  to: (value: unknown) => unknown
  from: ((value: unknown) => unknown) | null
}
type Options = { name?: string; type?: unknown; transformer?: Ways }
/** A column as the driver needs it: its own name, and its values on the way in and out. */
export type Column = Ways & { key: string; name: string }

const known = new WeakMap<EntitySchema<object>, readonly Column[]>()
/** The columns of a table, for the statements that are too many or too long for TypeORM. */
export function columnsOf(entity: EntitySchema<object>): readonly Column[] {
  const before = known.get(entity)
  if (before) return before
  const options = Object.entries(entity.options.columns as Record<string, Options>)
  const columns = options.map(([key, column]) => columnOf(key, column))
  known.set(entity, columns)
  return columns
}

function columnOf(key: string, { name = key, type, transformer }: Options): Column {
  const { to, from } = transformer ?? (type === 'boolean' ? asNumber : asItIs)
  const orNull = (value: unknown) => (value === null || value === undefined ? null : to(value))
  return { key, name, to: orNull, from }
}
/** The engines have no boolean of their own: 0 and 1. */
const asNumber: Ways = {
  to: (value) => Number(value),
  from: (value) => (value === null ? null : Boolean(value)),
}
const asItIs: Ways = { to: (value) => value, from: null }

/** A name as both engines take it, reserved word or not. */
export const quoted = (name: string) => `\`${name}\``
