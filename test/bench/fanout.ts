import { cityDirectory } from '../../config/city/directory'
import { cityPeople } from '../../config/city/people'
import { cityPath } from '../../config/city/units'
import { loadPolicy } from '../../config/load'
import type { Called, Calls } from './calls'
import { against, atMost, information, type Engine, type Figure } from './figure'
import { freePort, memoryOf, start, until } from './programs'
import { startService } from './service'
import { createStock, reader, type Stock } from './stock'

const people = 10_000
const { delivery: { parallel }, posts: { posts } } = loadPolicy()
type Sent = { expansion: number; delivery: number; whole: number; memory: number; bodies: string[] }

/** One warning to ten thousand people; beside a bare loop of the same calls, in the same rounds. */
export async function fanout(engine: Engine, rounds: number): Promise<Figure[]> {
  const stock = await createStock(engine, people, false), standin = await startStandin(), results: (Sent & { floor: number })[] = []
  for (let round = 0; round < rounds; round++) {
    const sent = await sendToAll(stock, standin)
    results.push({ ...sent, floor: await callBare(standin, sent.bodies) })
  }
  await standin.stop()
  await stock.drop()
  return [
    against('fan-out 10,000: delivery', engine, 'people/s', results.map((it) => ({ ours: people / it.delivery, floor: people / it.floor })), 0.7),
    against('fan-out 10,000: from the approval on', engine, 'people/s', results.map((it) => ({ ours: people / it.whole, floor: people / it.floor })), 0.7),
    information('fan-out 10,000: approval to outbox', engine, 's', results.map((it) => it.expansion)),
    atMost('fan-out 10,000: peak memory', engine, 'MB', results.map((it) => it.memory), 400),
  ]
}

type Standin = Awaited<ReturnType<typeof startStandin>>
async function startStandin() {
  const port = await freePort(), url = `http://127.0.0.1:${port}`
  const program = await start('bot/standin/main.ts', { STANDIN_PORT: String(port) }, { answersAt: url })
  const admin = async (path: string, body: unknown) => { await fetch(`${url}/_admin/${path}`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }) }
  const fresh = async () => { await admin('reset', { keepDirectory: true }); await admin('faults', { noLimits: true }) }
  await admin('tenant', cityDirectory(cityPeople(people)))
  return { ...program, url, fresh }
}

/** From the approver's press to the last card, seen from outside. */
async function sendToAll(stock: Stock, standin: Standin): Promise<Sent> {
  const place = await stock.copy(), look = await reader(place.url)
  await standin.fresh()
  const service = await startService(place.url, standin.url)
  const holder = async (kind: string) => (await look.rows<{ id: string }>('select person_id id from post where unit_path = ? and kind = ? and person_id is not null', [cityPath, kind]))[0]!.id
  const [writer, approver] = [await holder('dutyOfficer'), await holder('dutyLeader')]
  const { id } = await service.call<{ id: string }>(writer, 'warnings.draft', {
    unitPath: cityPath, kind: 'live', hazard: 'typhoon', color: 'orange', drill: false, todo: '危房工棚人员转移', deadline: '18:00前', text: '',
    audience: { units: [cityPath], posts: posts.map((post) => post.name) }, validUntil: null, replaces: null,
  })
  const count = async (sql: string) => Number((await look.rows<{ n: number | string }>(sql, sql.includes('?') ? [id] : []))[0]!.n)
  await until('the approver\'s card', async () => !await count('select count(*) n from parcel where sent_at is null'))
  const began = performance.now(), since = () => (performance.now() - began) / 1_000
  await service.call(approver, 'warnings.approve', { warningId: id })
  await until('the outbox', () => count('select count(*) n from parcel where message_id = ?'), { every: 5 })
  const expansion = since()
  await until('the last card', async () => !await count('select count(*) n from parcel where message_id = ? and sent_at is null'), { every: 10 })
  const whole = since(), sent = await count('select count(*) n from recipient where message_id = ? and state = \'sent\'')
  if (sent !== people) throw new Error(`${sent} of ${people} people were told`)
  const memory = memoryOf(service.pid).most
  await service.stop()
  await look.close()
  await place.drop()
  return { expansion, delivery: whole - expansion, whole, memory, bodies: await bodiesOf(standin, id) }
}

async function bodiesOf({ url }: Standin, id: string): Promise<string[]> {
  const calls = await (await fetch(`${url}/_admin/journal?path=/v1.0/card/instances/createAndDeliver`)).json() as { body: { outTrackId: string } }[]
  return calls.filter(({ body }) => body.outTrackId.startsWith(id)).map(({ body }) => JSON.stringify(body))
}

async function callBare(standin: Standin, bodies: string[]): Promise<number> {
  await standin.fresh()
  const answer = await fetch(`${standin.url}/v1.0/oauth2/accessToken`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ appKey: 'dingstandin', appSecret: 'standin-secret' }) })
  const { accessToken: token } = await answer.json() as { accessToken: string }
  const floor = await start('test/bench/calls.ts', {}, { profile: true })
  const { seconds, taken } = await floor.ask<Called>({ url: standin.url, token, parallel, bodies } satisfies Calls)
  await floor.stop()
  if (taken !== people) throw new Error(`the floor told ${taken} of ${people} people in ${bodies.length} calls`)
  return seconds
}
