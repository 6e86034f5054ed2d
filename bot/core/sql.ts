import type { EntitySchema } from 'typeorm'
import { covers } from '../../shared/vocabulary'
import { quoted } from './columns'
import type { Ctx, Db } from './slice'

/** A piece of SQL with the values of its marks. */
export type Condition = { sql: string; values: readonly unknown[] }
const never: Condition = { sql: '1 = 0', values: [] }

export const marks = (count: number) => Array.from({ length: count }, () => '?').join()
export const nameOf = (entity: EntitySchema<object>) => quoted(entity.options.tableName!)

export const oneOf = (column: string, values: readonly unknown[]): Condition =>
  values.length ? { sql: `${column} in (${marks(values.length)})`, values } : never

/** These units with all below them. A subtree is one range of text: after '/' comes '0'. */
export function below(column: string, paths: readonly string[]): Condition {
  const tops = paths.filter((path) => !paths.some((other) => other !== path && covers(other, path)))
  if (!tops.length) return never
  const range = `(${column} = ? or (${column} >= ? and ${column} < ?))`
  return {
    sql: `(${tops.map(() => range).join(' or ')})`,
    values: tops.flatMap((path) => [path, `${path}/`, `${path}0`]),
  }
}

/** Some columns of rows, read without building entities: audiences are large. */
export const read = <R>(
  { db }: { db: Pick<Db, 'query'> },
  sql: string,
  values: readonly unknown[],
): Promise<R[]> => db.query(sql, [...values])

/**
 * `sql` ends where the condition on the column goes: `select id from person where left_at is null
 * and`.
 */
export function readIn<R>(
  ctx: Pick<Ctx, 'db'>,
  sql: string,
  column: string,
  values: readonly unknown[],
) {
  const among = oneOf(column, values)
  return read<R>(ctx, `${sql} ${among.sql}`, among.values)
}

/** Few statements however many values; below what the embedded database takes in one. */
export async function inParts<V, R>(
  values: Iterable<V>,
  load: (part: V[]) => Promise<R[]>,
  size = 5_000,
): Promise<R[]> {
  const all = [...new Set(values)]
  const rows: R[] = []
  for (let start = 0; start < all.length; start += size) {
    rows.push(...(await load(all.slice(start, start + size))))
  }
  return rows
}
