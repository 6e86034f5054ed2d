import { createSession } from '../../bot/io/session'
import { against, atMost, information, type Engine, type Figure } from './figure'
import type { Post, Posted, Posts } from './clients'
import { answers, giveInspection, within } from './lists'
import { cpuOf, freePort, start } from './programs'
import { startService } from './service'
import { createStock, reader, sessionSecret, type Place, type Stock } from './stock'

const clients = 32
const items = 7
const people = 10_000
const twice = 50
const copies = 5
/** At most so long and so many: whichever ends first. */
const flood = { parallel: clients, copies: 1, warmUp: 2_000, seconds: 8, answers }
const total = 22_000
type Flooded = Posted & { cpu: number; surplus: number }
type Ours = Flooded & { copied: Posted; extra: number }
type Round = { ours: Ours; floor: Flooded }

/**
 * Everybody hands in a form of thirty questions; beside the least that could take it, in the same
 * rounds. Then fifty more, each five times at once.
 */
export async function submissions(engine: Engine, rounds: number): Promise<Figure[]> {
  const stock = await createStock(engine, people, false)
  const results: Round[] = []
  await within(stock.url, (transact) => transact((ctx) => giveInspection(ctx, items)))
  for (let round = 0; round < rounds; round++) {
    results.push({ ours: await ourRound(stock), floor: await floorRound(stock) })
  }
  await stock.drop()
  const sum = (of: (it: Round) => number) => [results.reduce((all, it) => all + of(it), 0)]
  return [
    against(
      { figure: 'submissions of 30 questions', database: engine, unit: '/s' },
      results.map(({ ours, floor }) => ({ ours: ours.perSecond, floor: floor.perSecond })),
      0.8,
    ),
    atMost(
      { figure: `submissions p95, ${clients} clients`, database: engine, unit: 'ms' },
      results.map(({ ours }) => ours.p95),
      60,
    ),
    information(
      { figure: '… of the floor', database: engine, unit: 'ms' },
      results.map(({ floor }) => floor.p95),
    ),
    information(
      { figure: 'processor time of the service for each', database: engine, unit: 'ms' },
      results.map(({ ours }) => ours.cpu),
    ),
    information(
      { figure: '… of the floor', database: engine, unit: 'ms' },
      results.map(({ floor }) => floor.cpu),
    ),
    atMost(
      { figure: 'submissions: surplus or missing rows', database: engine, unit: 'rows' },
      sum(({ ours }) => ours.surplus),
      0,
    ),
    atMost(
      { figure: 'submissions: refused or differing answers', database: engine, unit: 'answers' },
      sum(({ ours: { wrong, copied } }) => wrong + copied.wrong + copied.differs),
      0,
    ),
    atMost(
      {
        figure: `${twice} submissions, each ${copies} times at once: surplus or missing rows`,
        database: engine,
        unit: 'rows',
      },
      sum(({ ours }) => ours.extra),
      0,
    ),
  ]
}

async function ourRound(stock: Stock): Promise<Ours> {
  const place = await stock.copy()
  const posts = await postsFor(place)
  const gateway = await start('test/bench/gateway.ts', {})
  const service = await startService(place.url, String(gateway.hello['url']))
  await gateway.hear() // that there is a connection
  const load = await start('test/bench/clients.ts', {})
  const url = `${service.url}/api/checklists.submit`
  const flooded = await measured(place, service.pid, () =>
    load.ask<Posted>({ ...flood, url, posts: posts.slice(0, total) } satisfies Posts),
  )
  const copied = await load.ask<Posted>({
    ...flood,
    url,
    posts: posts.slice(-twice),
    copies,
    warmUp: 0,
    parallel: 5,
  } satisfies Posts)
  const extra =
    (await differences(place, flooded.posted + copied.posted)) +
    Math.abs(copied.posted - twice) -
    flooded.surplus
  for (const program of [load, service, gateway]) await program.stop()
  await place.drop()
  return { ...flooded, copied, extra }
}

async function floorRound(stock: Stock): Promise<Flooded> {
  const place = await stock.copy()
  const posts = await postsFor(place)
  const port = await freePort()
  const look = await reader(place.url)
  const [{ dueAt }] = (await look.rows<{ dueAt: number }>(
    'select max(due_at) dueAt from checklist_item',
  )) as [{ dueAt: number }]
  await look.close()
  const floor = await start(
    'test/bench/submissionFloor.ts',
    { DATABASE_URL: place.url, PORT: String(port), DUE_AT: String(dueAt) },
    { profile: true },
  )
  const load = await start('test/bench/clients.ts', {})
  const flooded = await measured(place, floor.pid, () =>
    load.ask<Posted>({
      ...flood,
      url: `http://127.0.0.1:${port}/`,
      posts: posts.slice(0, total),
    } satisfies Posts),
  )
  await load.stop()
  await floor.stop()
  await place.drop()
  if (flooded.surplus || flooded.wrong) {
    throw new Error(
      `the floor did something else: ${flooded.surplus} rows, ${flooded.wrong} answers`,
    )
  }
  return flooded
}

async function measured(place: Place, pid: number, run: () => Promise<Posted>): Promise<Flooded> {
  const used = cpuOf(pid)
  const posted = await run()
  const cpu = ((cpuOf(pid) - used) * 1_000) / posted.posted
  return { ...posted, cpu, surplus: await differences(place, posted.posted) }
}

/** One submission for every item, by whoever heads the village; what comes together is of all villages and items. */
async function postsFor(place: Place): Promise<Post[]> {
  const look = await reader(place.url)
  const session = createSession(sessionSecret)
  const tokens = new Map<string, string>()
  const rows = await look.rows<{
    personId: string
    checklistId: string
    item: string
  }>(`select p.person_id personId, i.checklist_id checklistId, i.item from checklist_item i
    join post p on p.unit_path = i.unit_path and p.kind = 'villageHead' where p.person_id is not null order by substr(i.checklist_id, 28), i.item`)
  await look.close()
  for (const { personId } of rows) {
    if (!tokens.has(personId)) tokens.set(personId, session.open(personId, new Date()).token)
  }
  return rows.map(({ personId, ...ref }) => ({
    ...ref,
    token: tokens.get(personId)!,
    key: `${ref.item}-${ref.checklistId}`,
  }))
}

/** How far each table is from one row, or one change, for each submission. */
async function differences(place: Place, submitted: number): Promise<number> {
  const look = await reader(place.url)
  const counts = await look.rows<{ n: number | string | null }>(`
    select count(*) n from seen union all select count(*) from fact where kind = 'checklist.submitted' union all select count(*) from checklist_answer where what = 'submitted'
    union all select count(*) from checklist_item where state = 'submitted' and revision = 1 union all select sum(done) from checklist_tally`)
  await look.close()
  return counts.reduce((sum, { n }) => sum + Math.abs(Number(n) - submitted), 0)
}
