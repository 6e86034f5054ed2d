import { slices } from '../../bot/slices'
import { against, atMost, information, type Engine, type Figure } from './figure'
import type { Heard, Load } from './gateway'
import { cpuOf, start } from './programs'
import { startService } from './service'
import { createStock, reader, warningId, type Place, type Stock } from './stock'

/** At most so long and so many: whichever ends first. */
const flood = { do: 'flood', window: 64, warmUp: 2_000, seconds: 8, people: 32_000 } as const
const steady = { do: 'pace', perSecond: 170, seconds: 20 } as const
const replay = 0.2
const all = flood.people + steady.perSecond * steady.seconds
type Flooded = Heard & { cpu: number }
type Round = { ours: Flooded; floor: Flooded; paced: Heard; surplus: number }

/**
 * Everybody presses 收到, a fifth of the frames come twice; beside the least that could do it, in the
 * same rounds.
 */
export async function confirmations(engine: Engine, rounds: number): Promise<Figure[]> {
  const stock = await createStock(engine, all, true)
  const results: Round[] = []
  let reply = ''
  for (let round = 0; round < rounds; round++) {
    const ours = await oneRound(stock, (place, gateway) => startService(place.url, gateway), true)
    reply ||= ours.flooded.sample
    const floor = await oneRound(
      stock,
      (place, gateway) =>
        start(
          'test/bench/floor.ts',
          {
            DATABASE_URL: place.url,
            GATEWAY: gateway,
            WARNING_ID: warningId,
            REPLY: reply,
            REACTIONS: JSON.stringify(reacting),
          },
          { profile: true },
        ),
      false,
    )
    results.push({
      ours: ours.flooded,
      floor: floor.flooded,
      paced: ours.paced!,
      surplus: ours.surplus,
    })
  }
  await stock.drop()
  return [
    against(
      { figure: 'confirmations', database: engine, unit: '/s' },
      results.map((it) => ({ ours: it.ours.perSecond, floor: it.floor.perSecond })),
      1,
    ),
    information(
      { figure: `confirmations p99 (${flood.window} under way)`, database: engine, unit: 'ms' },
      results.map((it) => it.ours.p99),
    ),
    information(
      { figure: '… of the floor', database: engine, unit: 'ms' },
      results.map((it) => it.floor.p99),
    ),
    information(
      { figure: 'processor time of the service for each', database: engine, unit: 'ms' },
      results.map((it) => it.ours.cpu),
    ),
    information(
      { figure: '… of the floor', database: engine, unit: 'ms' },
      results.map((it) => it.floor.cpu),
    ),
    atMost(
      { figure: 'confirmations p99 at 170/s', database: engine, unit: 'ms' },
      results.map((it) => it.paced.p99),
      200,
    ),
    information(
      { figure: 'confirmations p50 at 170/s', database: engine, unit: 'ms' },
      results.map((it) => it.paced.p50),
    ),
    atMost(
      { figure: 'confirmations: surplus or missing effects', database: engine, unit: 'rows' },
      [results.reduce((sum, it) => sum + it.surplus, 0)],
      0,
    ),
    atMost(
      {
        figure: 'confirmations: wrong, differing or lost answers',
        database: engine,
        unit: 'frames',
      },
      [results.reduce((sum, it) => sum + faults(it.ours) + faults(it.paced), 0)],
      0,
    ),
    information(
      {
        figure: 'confirmations: answered empty, since the phone waits no longer',
        database: engine,
        unit: 'frames',
      },
      [results.reduce((sum, it) => sum + it.ours.late + it.paced.late, 0)],
    ),
  ]
}
const reacting = slices
  .filter((slice) => slice.on && 'warning.acknowledged' in slice.on)
  .map((slice) => slice.name)
const faults = ({ wrong, differs, lost }: Heard) => wrong + differs + lost

async function oneRound(
  stock: Stock,
  startOther: (
    place: Place,
    gateway: string,
  ) => Promise<{ pid: number; stop: () => Promise<void> }>,
  pacedToo: boolean,
) {
  const place = await stock.copy()
  const look = await reader(place.url)
  const people = (
    await look.rows<{ id: string }>(
      'select p.directory_key id from person p join warning_receipt r on r.person_id = p.id order by p.id',
    )
  ).map((it) => it.id)
  const gateway = await start('test/bench/gateway.ts', {})
  const other = await startOther(place, String(gateway.hello['url']))
  await gateway.hear() // that there is a connection
  const load = { operation: 'warnings.acknowledge', warningId, replay }
  const before = cpuOf(other.pid)
  const heard = await gateway.ask<Heard>({
    ...flood,
    ...load,
    people: people.slice(0, flood.people),
  } satisfies Load)
  const flooded: Flooded = { ...heard, cpu: ((cpuOf(other.pid) - before) * 1_000) / heard.frames }
  const paced = pacedToo
    ? await gateway.ask<Heard>({
        ...steady,
        ...load,
        people: people.slice(flood.people),
      } satisfies Load)
    : null
  await other.stop()
  await gateway.stop()
  const surplus = await differences(look, flooded.people + (paced?.people ?? 0))
  await look.close()
  await place.drop()
  if (!pacedToo && (surplus || faults(flooded))) {
    throw new Error(`the floor did something else: ${surplus} rows, ${faults(flooded)} answers`)
  }
  return { flooded, paced, surplus }
}

/** How far each table is from one row, or one change, for each person. */
async function differences(
  look: Awaited<ReturnType<typeof reader>>,
  people: number,
): Promise<number> {
  const counts = await look.rows<{ n: number | string }>(`
    select count(*) n from seen union all select count(*) from fact where kind = 'warning.acknowledged'
    union all select count(*) from warning_receipt where acknowledged_at is not null union all select sum(acknowledged) from warning_tally
    union all select count(*) from recipient where state = 'read'`)
  return counts.reduce((sum, { n }) => sum + Math.abs(Number(n) - people), 0)
}
