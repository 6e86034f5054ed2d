import { mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import Sqlite from 'better-sqlite3'
import mysql from 'mysql2'
import { DataSource, type EntitySchema, type QueryRunner } from 'typeorm'
import type { Db, Locks } from '../core/slice'
import { migrations } from './migrations'

/**
 * One transaction as the boundary sees it; `writes` counts the statements that were not selects.
 */
export type Unit = { db: Db; locks: Locks; writes: () => number }
export type Database = {
  engine: 'sqlite' | 'mariadb'
  unit: <R>(work: (unit: Unit) => Promise<R>) => Promise<R>
  read: Db
  source: DataSource
  /**
   * How long those who come together are waited for. A server is asked a dozen times for a group,
   * and each question costs as much as writing two rows: it is worth to have more of them in one.
   */
  gatherMs: number
  close: () => Promise<void>
}

export const isServer = (url: string) => /^(mysql|mariadb):/.test(url)
/**
 * `mysql://…` for a server, a path for the embedded file. Everything that differs between the
 * engines is in this file.
 */
export const openDatabase = (url: string, entities: EntitySchema<object>[]): Promise<Database> =>
  isServer(url) ? openServer(url, entities) : openFile(url, entities)

async function openServer(url: string, entities: EntitySchema<object>[]): Promise<Database> {
  const driver = {
    ...mysql,
    createPool: (options: mysql.PoolOptions) =>
      mysql.createPool(options).on('connection', (connection) => {
        connection.query('set session transaction isolation level read committed')
        connection.promise = thin(connection) as never
      }),
  }
  const source = new DataSource({
    type: 'mariadb',
    url,
    driver,
    entities,
    migrations,
    charset: 'utf8mb4_bin',
    timezone: 'Z',
    supportBigNumbers: true,
    bigNumberStrings: false,
    poolSize: 10,
  })
  widenTexts(source)
  await source.initialize()
  await migrateAlone(source)
  knowSchemas(source, entities)
  const locks: Locks = {
    row: { lock: { mode: 'pessimistic_write' } },
    skip: { lock: { mode: 'pessimistic_write', onLocked: 'skip_locked' } },
  }
  const unit: Database['unit'] = async (work) => {
    const runner = source.createQueryRunner()
    try {
      return await inTransaction(runner, locks, countWrites(runner), work)
    } finally {
      await runner.release()
    }
  }
  return {
    engine: 'mariadb',
    unit,
    read: source.manager as unknown as Db,
    source,
    gatherMs: 4,
    close: () => source.destroy(),
  }
}

/** `text` ends at 64 kB on a server, and nowhere in the embedded file: here it is `mediumtext`. */
function widenTexts({ driver }: DataSource) {
  const normalize = driver.normalizeType.bind(driver)
  driver.normalizeType = (column) =>
    normalize(column.type === 'text' ? { ...column, type: 'mediumtext' } : column)
}

/** Several instances may start at once: the first migrates, the others wait for it. */
async function migrateAlone(source: DataSource) {
  const keeper = source.createQueryRunner()
  try {
    const [{ got }] = (await keeper.query(
      `select get_lock(concat('yingji-ding ', database()), 120) got`,
    )) as [{ got: unknown }]
    if (Number(got) !== 1) {
      throw new Error(
        'another instance has been migrating the database for two minutes: look at it, then start again',
      )
    }
    await source.runMigrations({ transaction: 'none' })
    await keeper.query(`select release_lock(concat('yingji-ding ', database()))`)
  } finally {
    await keeper.release()
  }
}

/**
 * TypeORM asks for a new promise wrapper per query, and mysql2's loads a module and captures a
 * stack each time.
 */
function thin(connection: mysql.PoolConnection) {
  const query = (sql: string, values: unknown[] = []) =>
    new Promise((resolve, reject) => {
      const done = (error: unknown, rows: unknown, fields: unknown) =>
        error ? reject(error) : resolve([rows, fields])
      if (values.length && values.length <= 16) {
        connection.execute(sql, values as never, done)
      } // longer ones vary in length: preparing them would fill the server
      else connection.query(sql, values, done)
    })
  return () => ({ query })
}

/** TypeORM opens a deferred transaction, which may fail half-way when another process writes. */
class ImmediateSqlite extends Sqlite {
  // The driver's own type of a statement depends on the text of the query.
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  override prepare(sql: string): any {
    return super.prepare(sql === 'BEGIN TRANSACTION' ? 'BEGIN IMMEDIATE' : sql)
  }
}

async function openFile(database: string, entities: EntitySchema<object>[]): Promise<Database> {
  mkdirSync(dirname(database), { recursive: true })
  const only = onlyProcess(database)
  const options = {
    type: 'better-sqlite3',
    database,
    entities,
    timeout: 5_000,
    statementCacheSize: 500,
  } as const
  const source = await new DataSource({
    ...options,
    driver: ImmediateSqlite,
    enableWAL: true,
    migrations,
    prepareDatabase: (db: Sqlite.Database) => {
      // Every commit is on the disk before it is answered. From the log it goes into the file
      // later, so that a page that is busy goes there once.
      db.pragma('synchronous = FULL')
      db.pragma('wal_autocheckpoint = 8000')
      db.pragma('cache_size = -65536')
      db.pragma('temp_store = MEMORY')
    },
  }).initialize()
  await source.runMigrations({ transaction: 'each' })
  const reader = await new DataSource({ ...options, readonly: true }).initialize()
  knowSchemas(source, entities)
  knowSchemas(reader, entities)
  const locks: Locks = { row: {}, skip: {} }
  const runner = source.createQueryRunner() // the only one there is: TypeORM's SQLite driver shares it
  const writes = countWrites(runner)
  let tail: Promise<unknown> = Promise.resolve()
  const unit: Database['unit'] = (work) => {
    const turn = tail.then(() => inTransaction(runner, locks, writes, work))
    tail = turn.catch(() => undefined)
    return turn
  }
  const close = async () => {
    await tail
    await reader.destroy()
    await source.destroy()
    only.close()
  }
  const read = reader.manager as unknown as Db
  return { engine: 'sqlite', unit, read, source, gatherMs: 1, close }
}

/**
 * The embedded file serves one process. The lock is the operating system's, so a killed process
 * leaves none behind.
 */
function onlyProcess(database: string) {
  let lock: Sqlite.Database | null = null
  try {
    lock = new Sqlite(`${database}.lock`, { timeout: 0 })
    lock.exec('begin exclusive')
    return lock
  } catch (error) {
    lock?.close()
    throw new Error(`${database} ${lockFault((error as { code?: string }).code ?? String(error))}`)
  }
}
/** Why the lock was not to be had, and what to do. */
export function lockFault(code: string): string {
  if (code.startsWith('SQLITE_BUSY') || code.startsWith('SQLITE_LOCKED')) {
    return 'is in use by another process: stop it, or set DATABASE_URL=mysql://… to run several'
  }
  if (code === 'SQLITE_FULL') {
    return 'cannot be opened, the disk is full: make room, then start again'
  }
  return `cannot be opened (${code}): look at the folder, its disk and who may write there`
}

async function inTransaction<R>(
  runner: QueryRunner,
  locks: Locks,
  writes: () => number,
  work: (unit: Unit) => Promise<R>,
): Promise<R> {
  await runner.startTransaction()
  try {
    const result = await work({ db: runner.manager as unknown as Db, locks, writes })
    await runner.commitTransaction()
    return result
  } catch (error) {
    if (runner.isTransactionActive) await rollBack(runner)
    throw error
  }
}

/**
 * A full disk makes SQLite roll back by itself. TypeORM must not go on counting that transaction:
 * what follows would be savepoints in it, and never be committed.
 */
async function rollBack(runner: QueryRunner) {
  try {
    await runner.rollbackTransaction()
  } catch {
    Object.assign(runner, { isTransactionActive: false, transactionDepth: 0 })
  }
}

function countWrites(runner: QueryRunner) {
  const query = runner.query.bind(runner) as (...args: unknown[]) => Promise<never>
  let count = 0
  runner.query = (sql: string, ...rest: unknown[]) => {
    if (!/^select/i.test(sql)) count++
    return query(sql, ...rest)
  }
  return () => count
}

/** TypeORM searches all entities by name for every use of a schema; this makes it a look-up. */
function knowSchemas(source: DataSource, entities: EntitySchema<object>[]) {
  for (const entity of entities) {
    ;(source.entityMetadatasMap as Map<unknown, unknown>).set(entity, source.getMetadata(entity))
  }
}

const codeOf = (error: unknown) =>
  (error as { driverError?: { code?: string } }).driverError?.code ?? ''
/** The engines' names for "there is such a row already". */
export const isDuplicate = (error: unknown) =>
  ['ER_DUP_ENTRY', 'SQLITE_CONSTRAINT_PRIMARYKEY', 'SQLITE_CONSTRAINT_UNIQUE'].includes(
    codeOf(error),
  )
/** The victim of a deadlock has lost its whole transaction, and may simply try again. */
export const isTransient = (error: unknown) =>
  ['ER_LOCK_DEADLOCK', 'ER_LOCK_WAIT_TIMEOUT'].includes(codeOf(error))
