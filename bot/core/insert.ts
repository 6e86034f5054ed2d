import type { EntitySchema } from 'typeorm'
import { columnsOf, quoted } from './columns'
import type { Ctx } from './slice'

const part = 500
/** Many rows in few statements. Written by hand from the columns of the table: TypeORM's builder takes longer than the database. `instead`: what is done where there is such a row. */
export async function insertAll<T extends object>(
  { db }: Pick<Ctx, 'db'>,
  entity: EntitySchema<T>,
  rows: readonly NoInfer<T>[],
  instead = '',
) {
  const columns = columnsOf(entity)
  const mark = `(${columns.map(() => '?').join()})`
  const head = `insert into ${quoted(entity.options.tableName!)} (${columns.map(({ name }) => quoted(name)).join()}) values `
  for (let start = 0; start < rows.length; start += part) {
    const some = rows.slice(start, start + part) as Record<string, unknown>[]
    await db.query(
      `${head}${some.map(() => mark).join()} ${instead}`,
      some.flatMap((row) => columns.map(({ key, to }) => to(row[key]))),
    )
  }
}
