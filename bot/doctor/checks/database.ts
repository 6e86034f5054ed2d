import { randomUUID } from 'node:crypto'
import { mkdirSync, rmSync, statfsSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import mysql, { type Connection, type RowDataPacket } from 'mysql2/promise'
import { isServer } from '../../io/db'
import { atOnce, fine, wrong, type Check, type Finding } from '../check'

const connectWithinMs = 5_000
const smallestFreeBytes = 2 * 1024 ** 3

const database: Check = {
  name: 'database',
  title: '数据库',
  after: ['variables'],
  inService: atOnce,
  run({ env }) {
    const { databaseUrl } = env()
    return isServer(databaseUrl) ? serverFinding(databaseUrl) : fileFinding(databaseUrl)
  },
}
export const databaseChecks: readonly Check[] = [database]

const refusals = new Map([
  ['ER_ACCESS_DENIED_ERROR', '用户名或密码不对：改正 DATABASE_URL'],
  ['ER_DBACCESS_DENIED_ERROR', '这个用户进不了这个库：运行 README 里的 grant'],
  ['ER_BAD_DB_ERROR', '没有这个库：运行 README 里的 create database'],
  ['ER_TABLEACCESS_DENIED_ERROR', '这个用户不许建表：运行 README 里的 grant'],
  ['ECONNREFUSED', '数据库没有开，或端口不对：启动它，或改正 DATABASE_URL'],
  ['ENOTFOUND', '找不到数据库的机器：改正 DATABASE_URL'],
  ['EAI_AGAIN', '找不到数据库的机器：改正 DATABASE_URL'],
  ['ETIMEDOUT', '连不上数据库：让防火墙放行它的端口'],
])

async function serverFinding(uri: string): Promise<Finding> {
  let connection: Connection | undefined
  try {
    connection = await mysql.createConnection({ uri, connectTimeout: connectWithinMs })
    const fault = faultOf(await factsOf(connection))
    if (fault) return wrong(fault)
    await makeTable(connection)
    return fine('连得上，建得了表，字符集对')
  } catch (error) {
    const { code = '' } = error as { code?: string }
    const advice = refusals.get(code)
    if (!advice) throw error
    return wrong(advice)
  } finally {
    await connection?.end().catch(() => undefined)
  }
}

type ServerFacts = { version: string; collation: string; logs: number; format: string }
async function factsOf(connection: Connection): Promise<ServerFacts> {
  const [[row]] = await connection.query<(RowDataPacket & ServerFacts)[]>(`
    select
      version() version,
      @@collation_database collation,
      @@log_bin logs,
      @@binlog_format format
  `)
  return row!
}

/** What README asks of a server, or the first thing that is otherwise. */
export function faultOf({ version, collation, logs, format }: ServerFacts): string | null {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  const isMaria = /maria/i.test(version)
  const isOld = isMaria ? major < 10 || (major === 10 && minor < 6) : major < 8
  if (isOld) return `数据库太旧（${version}）：要 MariaDB 10.6 或 MySQL 8.0 以上`
  if (!/^utf8mb4_(bin|.+_bin)$/.test(collation)) {
    return `库的字符集是 ${collation}：运行 alter database … character set utf8mb4 collate utf8mb4_bin`
  }
  if (Number(logs) && format === 'STATEMENT') {
    return '二进制日志是 STATEMENT：在数据库设置里把 binlog_format 改成 ROW'
  }
  return null
}

async function makeTable(connection: Connection) {
  const name = `doctor_${randomUUID().replaceAll('-', '')}`
  await connection.query(`create table ${name} (id int primary key)`)
  await connection.query(`drop table ${name}`)
}

function fileFinding(file: string): Finding {
  const folder = dirname(file)
  const trace = join(folder, `doctor-${randomUUID()}`)
  try {
    mkdirSync(folder, { recursive: true })
    writeFileSync(trace, 'x')
    rmSync(trace)
    const { bavail, bsize } = statfsSync(folder)
    if (bavail * bsize < smallestFreeBytes) return wrong(`${folder} 的盘快满了：清出 2 GB 来`)
    return fine('嵌入的数据库可用，只能一个实例：正式用请设 DATABASE_URL=mysql://…')
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException
    if (code === 'ENOSPC') return wrong(`${folder} 的盘满了：清出 2 GB 来`)
    return wrong(`${folder} 写不进去（${code}）：给运行服务的用户写的权限`)
  }
}
