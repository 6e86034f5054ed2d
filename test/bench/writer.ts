import Sqlite from 'better-sqlite3'
import mysql from 'mysql2/promise'

export type Statement = [sql: string, values: (string | number)[]]

/**
 * The least that writes durably: the bare driver with the service's own settings, and one
 * transaction for these statements.
 */
export const writerTo = (
  url: string,
): ((statements: readonly Statement[]) => void | Promise<void>) =>
  /^mysql:/.test(url) ? mariadb(url) : sqlite(url)

function sqlite(url: string) {
  const file = new Sqlite(url, { timeout: 5_000 })
  const prepared = new Map<string, Sqlite.Statement>()
  for (const pragma of [
    'journal_mode = WAL',
    'synchronous = FULL',
    'wal_autocheckpoint = 8000',
    'cache_size = -65536',
    'temp_store = MEMORY',
    'foreign_keys = ON',
  ]) {
    file.pragma(pragma)
  }
  const statementOf = (sql: string) =>
    prepared.get(sql) ?? prepared.set(sql, file.prepare(sql)).get(sql)!
  const all = file.transaction((statements: readonly Statement[]) => {
    for (const [sql, values] of statements) statementOf(sql).run(...values)
  })
  return (statements: readonly Statement[]) => all.immediate(statements)
}

function mariadb(url: string) {
  const pool = mysql.createPool({ uri: url, connectionLimit: 10, charset: 'utf8mb4_bin' })
  pool.on('connection', (connection) => {
    void connection.query('set session transaction isolation level read committed')
  })
  return async (statements: readonly Statement[]) => {
    const connection = await pool.getConnection()
    try {
      await connection.query('start transaction')
      for (const [sql, values] of statements) await connection.execute(sql, values)
      await connection.query('commit')
    } catch (error) {
      await connection.query('rollback')
      throw error
    } finally {
      connection.release()
    }
  }
}
