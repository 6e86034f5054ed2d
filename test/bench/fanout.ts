import { standing, standings } from '../../bot/delivery/standing'
import { cityDirectory } from '../../config/city/directory'
import { cityPeople } from '../../config/city/people'
import { cityPath } from '../../config/city/units'
import { loadPolicy } from '../../config/load'
import type { Called, Calls } from './calls'
import { against, atMost, information, type Engine, type Figure } from './figure'
import { freePort, memoryOf, start, until, type Program } from './programs'
import { startService, type Service } from './service'
import { createStock, reader } from './stock'

const people = 10_000
const {
  delivery: { parallel },
  posts: { posts },
} = loadPolicy()
type Sent = { expansion: number; delivery: number; bodies: string[] }
type Floors = { oneByOne: number; atOnce: number; sdk: number }

/**
 * One warning after the other, each to ten thousand people, by a service that keeps running; beside
 * a bare loop of the same calls, in the same rounds.
 * Each loop is a process of its own that keeps running too, so that in any round it has made as
 * many calls as the service: code that is warmer is faster.
 */
export async function fanout(engine: Engine, rounds: number): Promise<Figure[]> {
  const stock = await createStock(engine, people, false)
  const place = await stock.copy()
  const look = await reader(place.url)
  const standin = await startStandin()
  const service = await startService(place.url, standin.url)
  const results: (Sent & Floors)[] = []
  const loop = () => start('test/bench/calls.ts', {})
  const loops = { oneByOne: await loop(), atOnce: await loop(), sdk: await loop() }
  for (let round = 0; round < rounds; round++) {
    const sent = await sendToAll(service, look, standin)
    const { bodies } = sent
    results.push({
      ...sent,
      oneByOne: await callBare(loops.oneByOne, standin, {
        bodies,
        parallel: 1,
        through: 'nothing',
      }),
      atOnce: await callBare(loops.atOnce, standin, { bodies, parallel, through: 'nothing' }),
      sdk: await callBare(loops.sdk, standin, { bodies, parallel, through: 'sdk' }),
    })
  }
  const memory = memoryOf(service.pid).most
  for (const program of [service, ...Object.values(loops), standin]) await program.stop()
  await look.close()
  await place.drop()
  await stock.drop()
  const beside = (seconds: (it: Floors) => number) =>
    results.map((it) => ({ ours: people / it.delivery, floor: people / seconds(it) }))
  return [
    against(
      { figure: 'fan-out 10,000: a bare loop', database: engine, unit: 'people/s' },
      beside((it) => it.oneByOne),
      0.7,
    ),
    against(
      {
        figure: `fan-out 10,000: a bare loop, ${parallel} at once`,
        database: engine,
        unit: 'people/s',
      },
      beside((it) => it.atOnce),
      null,
    ),
    information(
      {
        figure: `fan-out 10,000: the official SDK alone in that loop`,
        database: engine,
        unit: 'people/s',
      },
      results.map((it) => people / it.sdk),
    ),
    information(
      { figure: 'fan-out 10,000: approval to outbox', database: engine, unit: 's' },
      results.map((it) => it.expansion),
    ),
    atMost({ figure: 'fan-out 10,000: peak memory', database: engine, unit: 'MB' }, [memory], 400),
  ]
}

type Reader = Awaited<ReturnType<typeof reader>>
type Standin = Awaited<ReturnType<typeof startStandin>>
async function startStandin() {
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  const program = await start(
    'bot/standin/main.ts',
    { STANDIN_PORT: String(port) },
    { answersAt: url },
  )
  const admin = async (path: string, body: unknown) => {
    await fetch(`${url}/_admin/${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
  }
  const fresh = async () => {
    await admin('reset', { keepDirectory: true })
    await admin('faults', { noLimits: true })
  }
  await admin('tenant', cityDirectory(cityPeople(people)))
  return { ...program, url, fresh }
}

/** From the approver's press to the last card, seen from outside. */
async function sendToAll(service: Service, look: Reader, standin: Standin): Promise<Sent> {
  const count = async (sql: string, ...values: string[]) =>
    Number((await look.rows<{ n: number | string }>(sql, values))[0]!.n)
  const quiet = async () =>
    !(await count('select count(*) n from parcel where sent_at is null or stale'))
  const holder = async (kind: string) =>
    (
      await look.rows<{ id: string }>(
        'select person_id id from post where unit_path = ? and kind = ? and person_id is not null',
        [cityPath, kind],
      )
    )[0]!.id
  const [writer, approver] = [await holder('dutyOfficer'), await holder('dutyLeader')]
  await standin.fresh()
  const { id } = await service.call<{ id: string }>(writer, 'warnings.draft', {
    unitPath: cityPath,
    kind: 'live',
    hazard: 'gale',
    color: 'orange', // orders no lists: they would fall into the rounds that follow
    drill: false,
    todo: '危房工棚人员转移',
    deadline: '18:00前',
    text: '',
    audience: { units: [cityPath], posts: posts.map((post) => post.name) },
    validUntil: null,
    replaces: null,
  })
  await until("the approver's card", quiet)
  const began = performance.now()
  const since = () => (performance.now() - began) / 1_000
  await service.call(approver, 'warnings.approve', { warningId: id })
  await until('the outbox', () => count('select count(*) n from parcel where message_id = ?', id), {
    every: 5,
  })
  const expansion = since()
  await until(
    'the last card',
    async () =>
      !(await count('select count(*) n from parcel where message_id = ? and sent_at is null', id)),
    { every: 20 },
  ) // each look costs the database what it takes from the service
  const delivery = since() - expansion
  const sent = await count(
    `select count(*) n from ${standings} where r.message_id = ? and ${standing} = 'sent'`,
    id,
  )
  if (sent !== people) throw new Error(`${sent} of ${people} people were told`)
  await until('what else is said of it', quiet)
  return { expansion, delivery, bodies: await bodiesOf(standin, id) }
}

async function bodiesOf({ url }: Standin, id: string): Promise<string[]> {
  const calls = (await (
    await fetch(`${url}/_admin/journal?path=/v1.0/card/instances/createAndDeliver`)
  ).json()) as { body: { outTrackId: string } }[]
  return calls
    .filter(({ body }) => body.outTrackId.startsWith(id))
    .map(({ body }) => JSON.stringify(body))
}

async function callBare(
  floor: Program,
  standin: Standin,
  calls: Pick<Calls, 'bodies' | 'parallel' | 'through'>,
): Promise<number> {
  await standin.fresh()
  const answer = await fetch(`${standin.url}/v1.0/oauth2/accessToken`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ appKey: 'dingstandin', appSecret: 'standin-secret' }),
  })
  const { accessToken: token } = (await answer.json()) as { accessToken: string }
  const { seconds, taken } = await floor.ask<Called>({
    url: standin.url,
    token,
    ...calls,
  } satisfies Calls)
  if (taken !== people) {
    throw new Error(`the floor told ${taken} of ${people} people in ${calls.bodies.length} calls`)
  }
  return seconds
}
