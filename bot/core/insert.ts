import type { EntitySchema } from 'typeorm'
import { columnsOf, quoted } from './columns'
import type { Ctx, Db } from './slice'
import { marks, nameOf } from './sql'

const part = 500
/**
 * Many rows in few statements. Written by hand from the columns of the table: TypeORM's builder
 * takes longer than the database. `instead`: what is done where there is such a row.
 */
export async function insertAll<T extends object>(
  { db }: { db: Pick<Db, 'query'> },
  entity: EntitySchema<T>,
  rows: readonly NoInfer<T>[],
  instead = '',
) {
  const columns = columnsOf(entity)
  const names = columns.map(({ name }) => quoted(name)).join()
  const mark = `(${marks(columns.length)})`
  for (let start = 0; start < rows.length; start += part) {
    const some = rows.slice(start, start + part) as Record<string, unknown>[]
    await db.query(
      `insert into ${nameOf(entity)} (${names})
       values ${some.map(() => mark).join()}
       ${instead}`,
      some.flatMap((row) => columns.map(({ key, to }) => to(row[key]))),
    )
  }
}

/** Makes a row where there is none with its key, however many do so at once. */
export async function insertIfMissing<T extends object>(
  { db }: Pick<Ctx, 'db'>,
  entity: EntitySchema<T>,
  row: NoInfer<T>,
) {
  await db
    .createQueryBuilder()
    .insert()
    .into(entity)
    .values(row)
    .orIgnore()
    .updateEntity(false)
    .execute()
}
