/**
 * A process: the least that could take a submission. Bare Koa, a bare driver, one transaction per
 * request that writes the rows the service writes; it asks nobody who it is, checks nothing and
 * reads nothing.
 */
import { createServer, type IncomingMessage } from 'node:http'
import Koa from 'koa'
import { uuid } from '../../bot/core/ids'
import { reader } from './stock'
import { writerTo, type Statement } from './writer'

type List = { id: string; unitPath: string; template: string; period: string; personId: string }
type Body = { checklistId: string; item: string; answers: Record<string, unknown> }
type Row = { list: List; item: string; answers: string; key: string; at: number; reply: string }
const url = process.env['DATABASE_URL']!
const dueAt = Number(process.env['DUE_AT'])

const seen = 'insert into seen (message_id, at, reply) values (?, ?, ?)'
const item =
  "update checklist_item set answers = ?, by_id = ?, at = ?, late = 0, revision = 1, state = 'submitted', reviewed_by = null, reviewed_at = null, reason = null where checklist_id = ? and item = ?"
const answer =
  "insert into checklist_answer (checklist_id, item, revision, what, at, by_id, answers, reason) values (?, ?, 1, 'submitted', ?, ?, ?, null)"
const tally =
  'update checklist_tally set done = done + 1 where template = ? and period = ? and unit_path = ? and due_at = ?'
const fact =
  "insert into fact (id, kind, unit_path, actor_id, at, data) values (?, 'checklist.submitted', ?, ?, ?, ?)"
/** The statements of one submission with their values. */
const statements = ({ list, item: name, answers, key, at, reply }: Row): Statement[] => [
  [seen, [`${list.personId}:${key}`, at, reply]],
  [item, [answers, list.personId, at, list.id, name]],
  [answer, [list.id, name, at, list.personId, answers]],
  [tally, [list.template, list.period, list.unitPath, dueAt]],
  [
    fact,
    [
      uuid(),
      list.unitPath,
      list.personId,
      at,
      JSON.stringify({
        checklistId: list.id,
        item: name,
        revision: 1,
        late: false,
        unchanged: false,
      }),
    ],
  ],
]

async function textOf(request: IncomingMessage): Promise<string> {
  let text = ''
  for await (const part of request.setEncoding('utf8')) text += part as string
  return text
}

async function main() {
  const look = await reader(url)
  const lists = new Map(
    (
      await look.rows<List>(
        "select c.id, c.unit_path unitPath, c.template, c.period, p.person_id personId from checklist c join post p on p.unit_path = c.unit_path and p.kind = 'villageHead' where c.template = ?",
        ['inspection'],
      )
    ).map((it) => [it.id, it]),
  )
  await look.close()
  const write = writerTo(url)
  const koa = new Koa()
  koa.use(async (http) => {
    const { checklistId, item: name, answers } = JSON.parse(await textOf(http.req)) as Body
    const at = Date.now()
    const reply = {
      checklistId,
      item: name,
      state: 'submitted',
      revision: 1,
      at: new Date(at).toISOString(),
      late: false,
    }
    await write(
      statements({
        list: lists.get(checklistId)!,
        item: name,
        answers: JSON.stringify(answers),
        key: http.get('idempotency-key'),
        at,
        reply: JSON.stringify(reply),
      }),
    )
    http.body = reply
  })
  createServer(koa.callback()).listen(Number(process.env['PORT']), '127.0.0.1', () =>
    process.send!('ready'),
  )
}
process.once('SIGTERM', () => process.exit(0))
void main()
