import type { EntitySchema } from 'typeorm'
import { columnsOf, quoted } from './columns'
import { groupBy } from './groups'
import { insertAll } from './insert'
import type { Ctx, Db } from './slice'
import { marks, nameOf, type Condition } from './sql'

/** A row as it lies in memory, and what finds it. */
export type Row = Record<string, unknown>
export type Key = Record<string, string | number>
type Entity = EntitySchema<object>
/** Where a statement goes, and whether the engine there locks rows. */
export type Transaction = Pick<Ctx, 'db' | 'locks'>

/**
 * Straight from the driver: TypeORM takes longer to build the rows than the database to find them.
 * `tail`: what follows the name of the table.
 */
export async function readAll<T extends object>(
  db: Pick<Db, 'query'>,
  entity: EntitySchema<T>,
  tail: string,
  values: readonly unknown[],
): Promise<T[]> {
  const schema = entity as Entity
  const columns = columnsOf(schema)
  const names = columns.map(({ key, name }) => `${quoted(name)} ${quoted(key)}`).join()
  const rows = await db.query<Row[]>(
    `select ${names}
     from ${nameOf(schema)}
     ${tail}`,
    [...values],
  )
  const inward = columns.filter((column) => column.from)
  for (const row of rows) {
    for (const { key, from } of inward) row[key] = from!(row[key])
  }
  return rows as T[]
}

/**
 * The rows of these keys; locked until the transaction ends, where `lock` says so and the engine
 * has locks.
 */
export function readKeys(
  { db, locks }: Transaction,
  entity: Entity,
  keys: readonly Key[],
  lock: boolean,
): Promise<Row[]> {
  const where = among(entity, keys)
  const locking = lock && locks.row.lock ? 'for update' : ''
  return readAll(db, entity, `where ${where.sql} ${locking}`, where.values) as Promise<Row[]>
}

/** The same values for the rows of all these keys. */
export function setValues({ db }: Transaction, entity: Entity, keys: readonly Key[], set: Row) {
  const columns = columnsOf(entity).filter(({ key }) => key in set)
  return updateKeys(db, entity, keys, {
    sql: columns.map(({ name }) => `${quoted(name)} = ?`).join(),
    values: columns.map(({ key, to }) => to(set[key])),
  })
}

/** So much more in one column of the rows of all these keys. */
export function addTo(
  { db }: Transaction,
  entity: Entity,
  keys: readonly Key[],
  { column, n }: { column: string; n: number },
) {
  const name = quoted(columnsOf(entity).find(({ key }) => key === column)!.name)
  return updateKeys(db, entity, keys, { sql: `${name} = ${name} + ?`, values: [n] })
}

async function updateKeys(
  db: Transaction['db'],
  entity: Entity,
  keys: readonly Key[],
  set: Condition,
): Promise<void> {
  const where = among(entity, keys)
  await db.query(
    `update ${nameOf(entity)}
     set ${set.sql}
     where ${where.sql}`,
    [...set.values, ...where.values],
  )
}

/** Whole rows, in the place of those that have the same key. All keys have the parts of `key`. */
export async function upsertAll(
  { db, locks }: Transaction,
  entity: Entity,
  key: Key,
  rows: readonly Row[],
) {
  const columns = columnsOf(entity).filter((column) => column.key in rows[0]!)
  const namesOf = (part: typeof columns) => part.map(({ name }) => quoted(name))
  const own = namesOf(columns.filter((column) => column.key in key))
  const rest = namesOf(columns.filter((column) => !(column.key in key)))
  const instead = locks.row.lock ? onDuplicate(rest) : onConflict(own, rest)
  await insertAll({ db }, entity, rows, instead)
}

/** The two words that the engines have for "else change it". */
function onDuplicate(names: readonly string[]): string {
  const set = names.map((name) => `${name} = values(${name})`)
  return `on duplicate key update ${set.join()}`
}
function onConflict(own: readonly string[], names: readonly string[]): string {
  const set = names.map((name) => `${name} = excluded.${name}`)
  return `on conflict (${own.join()}) do update set ${set.join()}`
}

/** These keys, as one condition: those that differ only in their last part share a list. */
function among(entity: Entity, keys: readonly Key[]): Condition {
  const parts = Object.keys(keys[0]!)
  const last = parts.at(-1)!
  const first = parts.slice(0, -1)
  const columns = new Map(columnsOf(entity).map(({ key, name }) => [key, quoted(name)]))
  const shared = groupBy(keys, (key) => first.map((part) => key[part]).join(' '))
  const conditions = [...shared.values()].map((some): Condition => {
    const lasts = [...new Set(some.map((key) => key[last]!))]
    const equal = first.map((part) => `${columns.get(part)} = ?`)
    const listed = `${columns.get(last)} in (${marks(lasts.length)})`
    return {
      sql: `(${[...equal, listed].join(' and ')})`,
      values: [...first.map((part) => some[0]![part]!), ...lasts],
    }
  })
  return {
    sql: conditions.map(({ sql }) => sql).join(' or '),
    values: conditions.flatMap(({ values }) => values),
  }
}
