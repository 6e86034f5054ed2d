import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { entities } from '../../bot/app'
import { openDatabase } from '../../bot/io/db'
import { migrations } from '../../bot/io/migrations'
import { FeedConflicts } from '../../bot/io/migrations/feedConflicts'
import { Standing } from '../../bot/io/migrations/standing'
import { emptyDatabase, engines } from '../support/world'

type Source = Awaited<ReturnType<typeof openDatabase>>['source']
/** Takes back this migration and all that came after it. */
async function undoFrom(source: Source, migration: (typeof migrations)[number]) {
  for (let left = migrations.length - migrations.indexOf(migration); left > 0; left--) {
    await source.undoLastMigration({ transaction: 'none' })
  }
}

describe.each(engines)('migrations on %s', (engine) => {
  let folder: string
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'yjd-'))
  })
  afterEach(() => rmSync(folder, { recursive: true }))

  test('make just the tables that the entities describe, go down to nothing, and up again', async () => {
    const { url, drop } = await emptyDatabase(engine, folder)
    const database = await openDatabase(url, entities)
    const { source } = database
    const drift = async () =>
      (await source.driver.createSchemaBuilder().log()).upQueries.map(({ query }) => query)
    const listed =
      engine === 'sqlite'
        ? "select name from sqlite_master where type = 'table'"
        : 'select table_name name from information_schema.tables where table_schema = database()'
    const tables = async () =>
      (await source.query<{ name: string }[]>(listed))
        .map((table) => table.name)
        .filter((name) => !['migrations', 'sqlite_sequence'].includes(name))
    expect(await drift()).toEqual([])
    expect((await tables()).length).toBe(entities.length)
    while ((await source.query<{ n: number }[]>('select count(*) n from migrations'))[0]!.n) {
      await source.undoLastMigration({ transaction: 'none' })
    }
    expect(await tables()).toEqual([])
    await source.runMigrations({ transaction: 'none' })
    expect(await drift()).toEqual([])
    await database.close()
    await drop()
  })

  test('what stood of each person and each ended warning before, stands after them, and again on the way down', async () => {
    const { url, drop } = await emptyDatabase(engine, folder)
    const database = await openDatabase(url, entities)
    const { source } = database
    const people = async (columns: string) =>
      (
        await source.query<Record<string, unknown>[]>(
          `select ${columns} from recipient r order by person_id`,
        )
      ).map((row) => Object.values(row).map((value) => value && String(value)))
    await undoFrom(source, Standing)
    for (const [id, sentAt] of [
      ['out', 7],
      ['in', null],
    ]) {
      await source.query(
        `insert into parcel (id, message_id, channel, priority, attempts, sent_at, stale) values (?, 'm', 'card', 10, 0, ?, 0)`,
        [id, sentAt],
      )
    }
    const before = [
      ['a', 'sent', '7'],
      ['b', 'read', '7'],
      ['c', 'failed', '7'],
      ['d', 'queued', null],
    ]
    for (const [person, state, sentAt] of before) {
      await source.query(
        `insert into recipient (message_id, person_id, parcel_id, state, sent_at) values ('m', ?, ?, ?, ?)`,
        [person, person === 'd' ? 'in' : 'out', state, sentAt],
      )
    }
    await source.runMigrations({ transaction: 'none' })
    expect(await people('person_id, state')).toEqual([
      ['a', 'packed'],
      ['b', 'read'],
      ['c', 'failed'],
      ['d', 'packed'],
    ])
    await undoFrom(source, Standing)
    expect(await people('person_id, state, sent_at')).toEqual(before)
    await database.close()
    await drop()
  })

  test('two files of the feed under one number stand beside each other, and one is left on the way down', async () => {
    const { url, drop } = await emptyDatabase(engine, folder)
    const database = await openDatabase(url, entities)
    const { source } = database
    const insert = (id: string, digest: string) =>
      source.query(
        `insert into warning (id, kind, hazard, color, drill, todo, deadline, text, audience, unit_path,
          issuer, state, ladder, source, drafted_by, drafted_at, feed_id, feed_digest)
        values (?, 'live', 'typhoon', 'red', 0, '', '', '', '{}', '1', '', 'draft', '[]', 'feed', 'feed', 1, 'n1', ?)`,
        [id, digest],
      )
    await insert('w1', 'a')
    await insert('w2', 'b')
    await expect(insert('w3', 'b')).rejects.toThrow()
    await undoFrom(source, FeedConflicts)
    expect(await source.query('select id, feed_id from warning order by id')).toEqual([
      { id: 'w1', feed_id: 'n1' },
      { id: 'w2', feed_id: null },
    ])
    await source.runMigrations({ transaction: 'none' })
    await database.close()
    await drop()
  })

  test('several that start at once on an empty database all find it ready', async () => {
    const { url, drop } = await emptyDatabase(engine, folder)
    if (engine === 'sqlite') {
      // one process only: the second is told so in one line
      const first = await openDatabase(url, entities)
      await expect(openDatabase(url, entities)).rejects.toThrow('is in use by another process')
      await first.close()
    } else {
      const all = await Promise.all([1, 2, 3].map(() => openDatabase(url, entities)))
      expect(await all[2]!.source.query('select count(*) n from migrations')).toEqual([
        { n: migrations.length },
      ])
      for (const one of all) await one.close()
    }
    await drop()
  })

  test('a migration that broke off half-way is done again', async () => {
    const { url, drop } = await emptyDatabase(engine, folder)
    const first = await openDatabase(url, entities)
    await first.source.query('delete from migrations')
    await first.source.query('drop table seen')
    await first.close()
    const second = await openDatabase(url, entities)
    expect((await second.source.driver.createSchemaBuilder().log()).upQueries).toEqual([])
    await second.close()
    await drop()
  })
})
