import type { EntitySchema, EntitySchemaColumnOptions, ValueTransformer } from 'typeorm'
import type { Ctx } from './slice'

const part = 500
/** Many rows in few statements. Written by hand from the columns of the table: TypeORM's builder takes longer than the database. */
export async function insertAll<T extends object>({ db }: Pick<Ctx, 'db'>, entity: EntitySchema<T>, rows: readonly NoInfer<T>[]) {
  const columns = Object.entries<EntitySchemaColumnOptions | undefined>(entity.options.columns), mark = `(${columns.map(() => '?').join()})`
  const head = `insert into \`${entity.options.tableName!}\` (${columns.map(([, column]) => `\`${column!.name!}\``).join()}) values `
  for (let start = 0; start < rows.length; start += part) {
    const some = rows.slice(start, start + part) as Record<string, unknown>[]
    await db.query(head + some.map(() => mark).join(), some.flatMap((row) => columns.map(([key, column]) => stored(row[key], column!.transformer as ValueTransformer | undefined))))
  }
}
/** As the driver takes it: SQLite knows no booleans, and nothing is null. */
function stored(value: unknown, transformer: ValueTransformer | undefined): unknown {
  const it: unknown = transformer ? transformer.to(value) : value
  return typeof it === 'boolean' ? Number(it) : it ?? null
}
