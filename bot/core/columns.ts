import type { EntitySchema } from 'typeorm'

type Options = {
  name?: string
  type?: unknown
  transformer?: { to: (value: unknown) => unknown; from: (value: unknown) => unknown }
}
/** A column as the driver needs it: its own name, and its values on the way in and out. */
export type Column = {
  key: string
  name: string
  to: (value: unknown) => unknown
  from: ((value: unknown) => unknown) | null
}

const known = new WeakMap<EntitySchema<object>, readonly Column[]>()
/** The columns of a table, for the statements that are too many or too long for TypeORM. */
export function columnsOf(entity: EntitySchema<object>): readonly Column[] {
  let columns = known.get(entity)
  if (!columns) {
    known.set(
      entity,
      (columns = Object.entries(entity.options.columns as Record<string, Options>).map(
        ([key, { name = key, type, transformer }]) => ({
          key,
          name,
          to: (value) =>
            value === null || value === undefined
              ? null
              : transformer
                ? transformer.to(value)
                : type === 'boolean'
                  ? Number(value)
                  : value,
          from:
            transformer?.from ??
            (type === 'boolean' ? (value) => (value === null ? null : Boolean(value)) : null),
        }),
      )),
    )
  }
  return columns
}
/** A name as both engines take it, reserved word or not. */
export const quoted = (name: string) => `\`${name}\``
