import type { EntitySchema } from 'typeorm'
import type { Ctx } from './slice'

/** Many rows in few statements. */
export async function insertAll<T extends object>({ db }: Pick<Ctx, 'db'>, entity: EntitySchema<T>, rows: readonly NoInfer<T>[]) {
  for (let start = 0; start < rows.length; start += 500) {
    await db.createQueryBuilder().insert().into(entity).values(rows.slice(start, start + 500) as never).updateEntity(false).execute()
  }
}
