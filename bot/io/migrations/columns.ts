import { Table, type MigrationInterface, type QueryRunner, type TableColumnOptions } from 'typeorm'

/** Column types in words that both engines have. Instants are epoch milliseconds. */
export const types = {
  text: (length: number): Type => ({ type: 'varchar', length: String(length) }),
  int: { type: 'integer' } as Type,
  instant: { type: 'bigint' } as Type,
  yes: { type: 'boolean' } as Type,
  json: { type: 'text' } as Type,
}
type Type = Pick<TableColumnOptions, 'type' | 'length'>
export const or = (type: Type): Type & { isNullable: true } => ({ ...type, isNullable: true })

export type TableSpec = {
  name: string
  columns: Record<string, Type & { isNullable?: true }>
  primary: string[]
  unique?: string[][]
  index?: string[][]
}

/**
 * A migration that makes tables, and on the way down drops them. Made so that a half-done run can
 * be repeated: MySQL cannot undo DDL.
 */
export function makesTables(
  name: string,
  specs: readonly TableSpec[],
): new () => MigrationInterface {
  return class implements MigrationInterface {
    name = name
    async up(runner: QueryRunner) {
      const long = isServerRunner(runner) ? 'mediumtext' : 'text'
      for (const spec of specs) await runner.createTable(tableOf(spec, long), true)
    }
    async down(runner: QueryRunner) {
      for (const spec of specs.toReversed()) await runner.dropTable(spec.name, true)
    }
  }
}

export const isServerRunner = (runner: QueryRunner) =>
  runner.connection.options.type !== 'better-sqlite3'

/** `long`: the engine's name for a text of any length that comes in, which is up to 16 MB. */
function tableOf(
  { name, columns, primary, unique = [], index = [] }: TableSpec,
  long: 'text' | 'mediumtext',
) {
  const indices = [
    ...unique.map((columnNames) => ({ columnNames, isUnique: true })),
    ...index.map((columnNames) => ({ columnNames, isUnique: false })),
  ]
  return new Table({
    name,
    columns: Object.entries(columns).map(([column, type]) => ({
      name: column,
      ...type,
      type: type.type === 'text' ? long : type.type,
      isPrimary: primary.includes(column),
    })),
    indices: indices.map((it) => ({
      ...it,
      name: `${it.isUnique ? 'uq' : 'ix'}_${name}_${it.columnNames.join('_')}`,
    })),
  })
}
