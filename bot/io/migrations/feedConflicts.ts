import { TableColumn, TableIndex, type MigrationInterface, type QueryRunner } from 'typeorm'
import { or, types } from './columns'

const byNumber = index('uq_warning_feed_id', ['feed_id'])
const byFile = index('uq_warning_feed_id_feed_digest', ['feed_id', 'feed_digest'])

/**
 * Two files of the feed may have the same number, and are told apart by their bytes. Each step looks
 * first, because MySQL cannot undo DDL.
 */
export class FeedConflicts implements MigrationInterface {
  name = 'FeedConflicts1788100000000'
  async up(runner: QueryRunner) {
    if (!(await runner.hasColumn('warning', 'feed_digest'))) {
      const digest = { name: 'feed_digest', ...or(types.text(64)) }
      await runner.addColumn('warning', new TableColumn(digest))
    }
    await replaced(runner, byNumber, byFile)
  }
  async down(runner: QueryRunner) {
    const laterOnes = (await runner.query(
      `select w.id
      from warning w
      where exists (select 1 from warning o where o.feed_id = w.feed_id and o.id < w.id)`,
    )) as { id: string }[]
    for (const { id } of laterOnes) {
      await runner.query('update warning set feed_id = null where id = ?', [id])
    }
    await replaced(runner, byFile, byNumber)
    if (await runner.hasColumn('warning', 'feed_digest')) {
      await runner.dropColumn('warning', 'feed_digest')
    }
  }
}

function index(name: string, columnNames: string[]): TableIndex {
  return new TableIndex({ name, columnNames, isUnique: true })
}
async function replaced(runner: QueryRunner, before: TableIndex, after: TableIndex) {
  const { indices } = (await runner.getTable('warning'))!
  const has = ({ name }: TableIndex) => indices.some((found) => found.name === name)
  if (has(before)) await runner.dropIndex('warning', before.name!)
  if (!has(after)) await runner.createIndex('warning', after)
}
