/**
 * A process: the least that could confirm. A bare WebSocket, a bare driver, one transaction per
 * frame that writes the rows the service writes; it reads nothing.
 */
import WebSocket from 'ws'
import { uuid } from '../../bot/core/ids'
import { reader } from './stock'
import { writerTo, type Statement } from './writer'

type Person = { id: string; unitPath: string }
type Row = { messageId: string; person: Person; warningId: string; at: number; fact: string }
/** What is answered: the same for all, as the service answers it to one. */
const reply = process.env['REPLY']!
const url = process.env['DATABASE_URL']!
const reactions = JSON.parse(process.env['REACTIONS']!) as string[]

const seen = 'insert into seen (message_id, at, reply) values (?, ?, ?)'
const receipt =
  "update warning_receipt set acknowledged_at = ?, due_at = null, by_id = ?, via = 'card' where warning_id = ? and person_id = ?"
const tally =
  'update warning_tally set acknowledged = acknowledged + 1 where warning_id = ? and unit_path = ?'
const recipient = "update recipient set state = 'read' where message_id = ? and person_id = ?"
const fact =
  "insert into fact (id, kind, unit_path, actor_id, at, data) values (?, 'warning.acknowledged', ?, ?, ?, ?)"
const reaction =
  'insert into reaction (fact_id, slice, attempts, next_at, error) values (?, ?, 0, ?, null)'
/** The statements of one confirmation with their values. */
const statements = ({ messageId, person, warningId, at, fact: factId }: Row): Statement[] => [
  [seen, [`${person.id}:${messageId}`, at, reply]],
  [receipt, [at, person.id, warningId, person.id]],
  [tally, [warningId, person.unitPath]],
  [recipient, [warningId, person.id]],
  [
    fact,
    [
      factId,
      person.unitPath,
      person.id,
      at,
      JSON.stringify({ warningId, personId: person.id, seconds: 1, via: 'card' }),
    ],
  ],
  ...reactions.map((slice): Statement => [reaction, [factId, slice, at]]),
]
const isCopy = (error: unknown) =>
  ['SQLITE_CONSTRAINT_PRIMARYKEY', 'ER_DUP_ENTRY'].includes((error as { code?: string }).code ?? '')

async function main() {
  const look = await reader(url)
  const people = new Map(
    (
      await look.rows<Person & { userId: string }>(
        'select p.directory_key userId, p.id, r.unit_path unitPath from person p join warning_receipt r on r.person_id = p.id where r.warning_id = ?',
        [process.env['WARNING_ID']],
      )
    ).map((it) => [it.userId, it]),
  )
  await look.close()
  const write = writerTo(url)
  const opened = await fetch(`${process.env['GATEWAY']!}/v1.0/gateway/connections/open`, {
    method: 'POST',
    body: '{}',
  })
  const { endpoint, ticket } = (await opened.json()) as { endpoint: string; ticket: string }
  const socket = new WebSocket(`${endpoint}?ticket=${ticket}`)
  socket.on('message', (raw) => {
    const { headers, data } = JSON.parse(String(raw)) as {
      headers: { messageId: string }
      data: string
    }
    const { userId, content } = JSON.parse(data) as { userId: string; content: string }
    const { warningId } = JSON.parse(
      (JSON.parse(content) as { cardPrivateData: { params: { params: string } } }).cardPrivateData
        .params.params,
    ) as { warningId: string }
    void take({
      messageId: headers.messageId,
      person: people.get(userId)!,
      warningId,
      at: Date.now(),
      fact: uuid(),
    })
  })
  async function take(row: Row) {
    try {
      await write(statements(row))
    } catch (error) {
      if (!isCopy(error)) throw error
    }
    socket.send(
      JSON.stringify({
        code: 200,
        headers: { contentType: 'application/json', messageId: row.messageId },
        message: 'OK',
        data: reply,
      }),
    )
  }
  socket.on('open', () => process.send!('ready'))
}
process.once('SIGTERM', () => process.exit(0))
void main()
