import { TableColumn, type MigrationInterface, type QueryRunner } from 'typeorm'
import { or, types } from './columns'

/**
 * Who was reached by a call stands with the call; who ended a warning, by refusing or lifting it,
 * has one name. Each step looks first, because MySQL cannot undo DDL.
 */
export class Standing implements MigrationInterface {
  name = 'Standing1787000000000'
  async up(runner: QueryRunner) {
    await runner.query(`update recipient set state = 'packed' where state in ('queued', 'sent')`)
    if (await runner.hasColumn('recipient', 'sent_at')) {
      await runner.dropColumn('recipient', 'sent_at')
    }
    await renamed(runner, 'lifted', 'ended')
  }
  async down(runner: QueryRunner) {
    await renamed(runner, 'ended', 'lifted')
    if (!(await runner.hasColumn('recipient', 'sent_at'))) {
      await runner.addColumn(
        'recipient',
        new TableColumn({ name: 'sent_at', ...or(types.instant) }),
      )
    }
    await runner.query(
      `update recipient set sent_at = (select p.sent_at from parcel p where p.id = recipient.parcel_id)`,
    )
    await runner.query(
      `update recipient set state = case when sent_at is null then 'queued' else 'sent' end where state = 'packed'`,
    )
  }
}
async function renamed(runner: QueryRunner, from: string, to: string) {
  for (const end of ['by', 'at']) {
    if (await runner.hasColumn('warning', `${from}_${end}`)) {
      await runner.renameColumn('warning', `${from}_${end}`, `${to}_${end}`)
    }
  }
}
