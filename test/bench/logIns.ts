import { setTimeout as pause } from 'node:timers/promises'
import { atMost, information, percentile, type Engine, type Figure } from './figure'
import type { Junk, Junked } from './junk'
import { start } from './programs'
import { startService } from './service'
import { createStock, reader } from './stock'

const people = 600
const perSecond = 900
const seconds = 12
/** DingTalk takes so many log-ins a second from one application. */
const taken = 15
const logInsAtOnce = 10
type Round = { waits: number[]; junked: Junked }

/** Somebody logs in while an address throws junk at the door. */
export async function logIns(engine: Engine, rounds: number): Promise<Figure[]> {
  const stock = await createStock(engine, people, false)
  const results: Round[] = []
  for (let round = 0; round < rounds; round++) results.push(await besideJunk(await stock.copy()))
  await stock.drop()
  const figure = (name: string, unit: string) => ({ figure: name, database: engine, unit })
  return [
    atMost(
      figure(`a log-in beside ${perSecond} junk ones a second: slowest`, 's'),
      results.map(({ waits }) => percentile(waits, 1)),
      2,
    ),
    information(
      figure('… junk log-ins answered', '/s'),
      results.map(({ junked }) => junked.answered / seconds),
    ),
    information(
      figure('… of them asked about at DingTalk', '/s'),
      results.map(({ junked }) => junked.asked / seconds),
    ),
  ]
}

async function besideJunk(place: { url: string; drop: () => Promise<void> }): Promise<Round> {
  const eyes = await reader(place.url)
  const owners = await eyes.rows<{ owner: string }>(
    `select p.directory_key owner from person p
    join post s on s.person_id = p.id
    where p.directory_key is not null
    limit ${seconds}`,
  )
  await eyes.close()
  const gateway = await start('test/bench/gateway.ts', {})
  const service = await startService(place.url, String(gateway.hello['url']), taken)
  await gateway.hear() // that there is a connection
  const junk = await start('test/bench/junk.ts', {})
  const url = `${service.url}/api/session.open`
  const thrown = junk.ask<Junked>({ url, perSecond, seconds } satisfies Junk)
  await pause(1_000)
  const waits: number[] = []
  for (const [index, { owner }] of owners.slice(0, logInsAtOnce).entries()) {
    waits.push(await secondsToLogIn(url, `code-${owner}-${index}`))
    await pause(500)
  }
  const junked = await thrown
  for (const program of [junk, service, gateway]) await program.stop()
  await place.drop()
  return { waits, junked }
}

async function secondsToLogIn(url: string, authCode: string): Promise<number> {
  const began = performance.now()
  const answer = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ authCode }),
  })
  if (answer.status !== 200) throw new Error(`a log-in was refused: ${await answer.text()}`)
  return (performance.now() - began) / 1_000
}
