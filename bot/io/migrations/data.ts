import { TableIndex, type MigrationInterface, type QueryRunner } from 'typeorm'
import { isServerRunner, makesTables, types } from './columns'

const Tables = makesTables('DataTables', [
  {
    name: 'seal_probe',
    primary: ['name'],
    columns: { name: types.text(16), sealed: types.text(160) },
  },
  {
    name: 'session_end',
    primary: ['person_id'],
    columns: { person_id: types.text(64), ended: types.int },
  },
  {
    name: 'file_upload',
    primary: ['person_id', 'day'],
    columns: {
      person_id: types.text(64),
      day: types.text(10),
      files: types.int,
      bytes: types.int,
    },
  },
])

/** Moments beside what there was, so that the version before keeps running. */
const added = [
  ['parcel', 'set_at'],
  ['parcel', 'called_at'],
  ['reaction', 'set_at'],
] as const
const indexed = ['parcel', 'reaction'] as const

/**
 * When a moment to wait for was decided, and when a call began; that the key is the right one; which
 * sessions are over; how much somebody has uploaded. What was text on a server holds more than
 * 64 kB. Each step looks first, because MySQL cannot undo DDL.
 */
export class Data1789000000000 extends Tables implements MigrationInterface {
  override name = 'Data1789000000000'
  override async up(runner: QueryRunner) {
    await super.up(runner)
    for (const [table, column] of added) {
      if (await runner.hasColumn(table, column)) continue
      await runner.query(`alter table ${table} add column ${column} bigint`)
    }
    for (const table of indexed) await addIndex(runner, table)
    if (isServerRunner(runner)) await widenTexts(runner)
  }
  override async down(runner: QueryRunner) {
    for (const table of indexed) await runner.dropIndex(table, indexOf(table).name!)
    for (const [table, column] of added) {
      await runner.query(`alter table ${table} drop column ${column}`)
    }
    await super.down(runner)
  }
}

const indexOf = (table: string) =>
  new TableIndex({ name: `ix_${table}_set_at`, columnNames: ['set_at'] })
async function addIndex(runner: QueryRunner, name: string) {
  const table = await runner.getTable(name)
  const index = indexOf(name)
  if (table?.indices.some((there) => there.name === index.name)) return
  await runner.createIndex(name, index)
}

/** Of what is there already; new tables are made so from the start. */
async function widenTexts(runner: QueryRunner) {
  const narrow = (await runner.query(
    `select table_name tableName, column_name columnName, is_nullable isNullable
    from information_schema.columns
    where table_schema = database() and data_type = 'text'`,
  )) as { tableName: string; columnName: string; isNullable: 'YES' | 'NO' }[]
  for (const { tableName, columnName, isNullable } of narrow) {
    const nullable = isNullable === 'YES' ? 'null' : 'not null'
    await runner.query(
      `alter table \`${tableName}\` modify \`${columnName}\` mediumtext ${nullable}`,
    )
  }
}
