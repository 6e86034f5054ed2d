/** A process: the least that could confirm. A bare WebSocket, a bare driver, one transaction per frame that writes the rows the service writes; it reads nothing. */
import Sqlite from 'better-sqlite3'
import mysql from 'mysql2/promise'
import WebSocket from 'ws'
import { uuid } from '../../bot/core/ids'
import { reader } from './stock'

type Person = { id: string; unitPath: string }
type Row = { messageId: string; person: Person; warningId: string; at: number; fact: string }
/** What is answered: the same for all, as the service answers it to one. */
const reply = process.env['REPLY']!
const url = process.env['DATABASE_URL']!, reactions = JSON.parse(process.env['REACTIONS']!) as string[]

const seen = 'insert into seen (message_id, at, reply) values (?, ?, ?)'
const receipt = 'update warning_receipt set acknowledged_at = ?, due_at = null, by_id = ?, via = \'card\' where warning_id = ? and person_id = ?'
const tally = 'update warning_tally set acknowledged = acknowledged + 1 where warning_id = ? and unit_path = ?'
const recipient = 'update recipient set state = \'read\' where message_id = ? and person_id = ?'
const fact = 'insert into fact (id, kind, unit_path, actor_id, at, data) values (?, \'warning.acknowledged\', ?, ?, ?, ?)'
const reaction = 'insert into reaction (fact_id, slice, attempts, next_at, error) values (?, ?, 0, ?, null)'
/** The statements of one confirmation with their values. */
const statements = ({ messageId, person, warningId, at, fact: factId }: Row): [sql: string, values: (string | number)[]][] => [
  [seen, [`${person.id}:${messageId}`, at, reply]],
  [receipt, [at, person.id, warningId, person.id]],
  [tally, [warningId, person.unitPath]],
  [recipient, [warningId, person.id]],
  [fact, [factId, person.unitPath, person.id, at, JSON.stringify({ warningId, personId: person.id, seconds: 1, via: 'card' })]],
  ...reactions.map((slice): [string, (string | number)[]] => [reaction, [factId, slice, at]]),
]
const isCopy = (error: unknown) => ['SQLITE_CONSTRAINT_PRIMARYKEY', 'ER_DUP_ENTRY'].includes((error as { code?: string }).code ?? '')

function sqlite(): (row: Row) => void {
  const file = new Sqlite(url, { timeout: 5_000 })
  for (const pragma of ['journal_mode = WAL', 'synchronous = FULL', 'cache_size = -65536', 'temp_store = MEMORY', 'foreign_keys = ON']) file.pragma(pragma)
  const prepared = new Map([seen, receipt, tally, recipient, fact, reaction].map((sql) => [sql, file.prepare(sql)]))
  const all = file.transaction((row: Row) => { for (const [sql, values] of statements(row)) prepared.get(sql)!.run(...values) })
  return (row) => all.immediate(row)
}

function mariadb(): (row: Row) => Promise<void> {
  const pool = mysql.createPool({ uri: url, connectionLimit: 10, charset: 'utf8mb4_bin' })
  pool.on('connection', (connection) => { void connection.query('set session transaction isolation level read committed') })
  return async (row) => {
    const connection = await pool.getConnection()
    try {
      await connection.query('start transaction')
      for (const [sql, values] of statements(row)) await connection.execute(sql, values)
      await connection.query('commit')
    } catch (error) {
      await connection.query('rollback')
      throw error
    } finally {
      connection.release()
    }
  }
}

async function main() {
  const look = await reader(url)
  const people = new Map((await look.rows<Person & { userId: string }>(
    'select p.directory_key userId, p.id, r.unit_path unitPath from person p join warning_receipt r on r.person_id = p.id where r.warning_id = ?', [process.env['WARNING_ID']],
  )).map((it) => [it.userId, it]))
  await look.close()
  const confirm = /^mysql:/.test(url) ? mariadb() : sqlite()
  const opened = await fetch(`${process.env['GATEWAY']!}/v1.0/gateway/connections/open`, { method: 'POST', body: '{}' })
  const { endpoint, ticket } = await opened.json() as { endpoint: string; ticket: string }
  const socket = new WebSocket(`${endpoint}?ticket=${ticket}`)
  socket.on('message', (raw) => {
    const { headers, data } = JSON.parse(String(raw)) as { headers: { messageId: string }; data: string }
    const { userId, content } = JSON.parse(data) as { userId: string; content: string }
    const { warningId } = JSON.parse((JSON.parse(content) as { cardPrivateData: { params: { params: string } } }).cardPrivateData.params.params) as { warningId: string }
    void take({ messageId: headers.messageId, person: people.get(userId)!, warningId, at: Date.now(), fact: uuid() })
  })
  async function take(row: Row) {
    try { await confirm(row) } catch (error) { if (!isCopy(error)) throw error }
    socket.send(JSON.stringify({ code: 200, headers: { contentType: 'application/json', messageId: row.messageId }, message: 'OK', data: reply }))
  }
  socket.on('open', () => process.send!('ready'))
}
process.once('SIGTERM', () => process.exit(0))
void main()
