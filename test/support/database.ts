import { join } from 'node:path'
import mysql from 'mysql2/promise'

/** SQLite always; MariaDB where the runner found or started one. */
export const engines = ['sqlite', ...(process.env['MARIADB_URL'] ? ['mariadb'] : [])] as const
export type Engine = (typeof engines)[number]

/** An empty database of its own on an engine. */
export async function emptyDatabase(engine: Engine, folder: string) {
  if (engine === 'sqlite') return { url: join(folder, 'test.db'), drop: async () => undefined }
  const name = `yjd_t${process.pid}_${Math.random().toString(36).slice(2, 8)}`
  const admin = await mysql.createConnection(process.env['MARIADB_URL']!)
  await admin.query(`create database ${name} character set utf8mb4 collate utf8mb4_bin`)
  const url = new URL(process.env['MARIADB_URL']!)
  url.pathname = name
  async function drop() {
    await admin.query(`drop database ${name}`)
    await admin.end()
  }
  return { url: url.href, drop }
}
