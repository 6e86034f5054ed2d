import { setTimeout as pause } from 'node:timers/promises'
import { cityPath } from '../../config/city/units'
import { parentPath } from '../../shared/vocabulary'
import { information, median, percentile, type Engine, type Figure } from './figure'
import type { Heard, Load } from './gateway'
import { start } from './programs'
import { startService } from './service'
import { createStock, reader, warningId } from './stock'

const people = 10_000
const perSecond = 170
const seconds = 20
const boardsPerSecond = 10
const levels = ['city', 'county', 'township'] as const
type Waits = Record<(typeof levels)[number], number[]> & { heard: Heard }

/** The board while everybody confirms: how long the city, a county and a township take. */
export async function board(engine: Engine, rounds: number): Promise<Figure[]> {
  const stock = await createStock(engine, people, true)
  const results: Waits[] = []
  for (let round = 0; round < rounds; round++) results.push(await look(await stock.copy()))
  await stock.drop()
  return [
    ...levels.map((level) =>
      information(
        {
          figure: `board of a ${level}, 10,000 receipts, 170/s confirming: p95`,
          database: engine,
          unit: 'ms',
        },
        results.map((it) => percentile(it[level], 0.95)),
      ),
    ),
    information({ figure: 'confirmations meanwhile: p99', database: engine, unit: 'ms' }, [
      median(results.map((it) => it.heard.p99)),
    ]),
  ]
}

async function look(place: { url: string; drop: () => Promise<void> }): Promise<Waits> {
  const eyes = await reader(place.url)
  const keys = (
    await eyes.rows<{ id: string }>('select directory_key id from person order by id')
  ).map((it) => it.id)
  const townships = (
    await eyes.rows<{ path: string }>("select path from unit where kind = 'township' order by path")
  ).map((it) => it.path)
  const [{ id: leader }] = (await eyes.rows<{ id: string }>(
    "select person_id id from post where unit_path = ? and kind = 'commander'",
    [cityPath],
  )) as [{ id: string }]
  const gateway = await start('test/bench/gateway.ts', {})
  const service = await startService(place.url, String(gateway.hello['url']))
  await gateway.hear()
  const load: Load = {
    do: 'pace',
    perSecond,
    seconds,
    people: keys,
    operation: 'warnings.acknowledge',
    warningId,
    replay: 0.2,
  }
  const confirming = gateway.ask<Heard>(load)
  const waits = { city: [] as number[], county: [] as number[], township: [] as number[] }
  const open: Promise<void>[] = []
  for (let n = 0; n < seconds * boardsPerSecond; n++) {
    const level = levels[n % levels.length]!
    const township = townships[(n * 7) % townships.length]!
    const unitPath = { city: cityPath, county: parentPath(township)!, township }[level]
    const at = performance.now()
    open.push(
      service
        .call(leader, 'warnings.board', { warningId, unitPath, missing: n % 2 === 0 })
        .then(() => void waits[level].push(performance.now() - at)),
    )
    await pause(1_000 / boardsPerSecond)
  }
  await Promise.all(open)
  const heard = await confirming
  await service.stop()
  await gateway.stop()
  await eyes.close()
  await place.drop()
  return { ...waits, heard }
}
