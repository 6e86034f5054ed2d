import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import mysql from 'mysql2/promise'
import { databaseChecks } from '../../bot/doctor/checks/database'
import { openStage } from '../../bot/doctor/stage'
import { emptyDatabase, engines } from '../support/database'

const [database] = databaseChecks
let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'doctor-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

function look(url: string) {
  const stage = openStage({
    given: { DATABASE_URL: url },
    adminKey: null,
    now: () => new Date(),
    later: async () => undefined,
    ask: () => undefined,
    type: async () => null,
    dataRoot: folder,
  })
  return database!.run(stage, {})
}

describe.each(engines)('the database on %s', (engine) => {
  test('as README makes it', async () => {
    const { url, drop } = await emptyDatabase(engine, folder)
    expect(await look(url)).toMatchObject({ state: 'fine' })
    await drop()
  })
})

// Only a server can have the wrong rights or settings; npm test starts one.
const withServer = process.env['MARIADB_URL'] ? describe : describe.skip
withServer('a server that is otherwise', () => {
  const other = (change: (url: URL) => unknown) => {
    const url = new URL(process.env['MARIADB_URL']!)
    url.pathname = 'mysql'
    change(url)
    return url.href
  }

  test.each<[string, (url: URL) => unknown, RegExp]>([
    ['a database that is not there', (url) => (url.pathname = 'yjd_nowhere'), /create database/],
    ['a user that is not there', (url) => (url.username = 'nobody'), /用户名或密码/],
    ['a port where nobody listens', (url) => (url.port = '2'), /没有开，或端口不对/],
  ])('%s', async (_, change, words) => {
    expect(await look(other(change))).toMatchObject({
      state: 'wrong',
      line: expect.stringMatching(words),
    })
  })

  test('letters that are alike', async () => {
    const { url, drop } = await emptyDatabase('mariadb', folder)
    const connection = await mysql.createConnection(url)
    await connection.query('alter database collate utf8mb4_general_ci')
    await connection.end()
    expect(await look(url)).toMatchObject({
      state: 'wrong',
      line: expect.stringContaining('utf8mb4_general_ci'),
    })
    await drop()
  })
})
