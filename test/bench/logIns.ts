import { request } from 'node:http'
import { setTimeout as pause } from 'node:timers/promises'
import { atMost, information, percentile, type Engine, type Figure } from './figure'
import type { Junk, Junked } from './junk'
import { start } from './programs'
import { startService } from './service'
import { createStock, reader } from './stock'

const people = 600
const perSecond = 900
const seconds = 12
/** The address that the junk comes from. */
const elsewhere = '127.0.0.2'
const logInsInAll = 11
/** DingTalk takes so many log-ins a second from one application. */
const taken = 15
/** `own`: at an address of their own; `known`: at that of the junk, on a phone that was here before. */
type Round = { own: number[]; known: number[]; junked: Junked }

/** People log in while an address throws junk at the door. */
export async function logIns(engine: Engine, rounds: number): Promise<Figure[]> {
  const stock = await createStock(engine, people, false)
  const results: Round[] = []
  for (let round = 0; round < rounds; round++) results.push(await besideJunk(await stock.copy()))
  await stock.drop()
  const figure = (name: string, unit: string) => ({ figure: name, database: engine, unit })
  return [
    atMost(
      figure(`a log-in beside ${perSecond} junk ones a second: slowest`, 's'),
      results.map(({ own }) => percentile(own, 1)),
      2,
    ),
    atMost(
      figure('… of a known phone at the address of the junk: slowest', 's'),
      results.map(({ known }) => percentile(known, 1)),
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
    limit ${logInsInAll}`,
  )
  await eyes.close()
  const gateway = await start('test/bench/gateway.ts', {})
  const service = await startService(place.url, String(gateway.hello['url']), taken)
  await gateway.hear() // that there is a connection
  const junk = await start('test/bench/junk.ts', {})
  const url = `${service.url}/api/session.open`
  const codes = owners.map(({ owner }, index) => `code-${owner}-${index}`)
  const { pass } = await logIn(url, codes.pop()!, { from: elsewhere })
  const thrown = junk.ask<Junked>({ url, from: elsewhere, perSecond, seconds } satisfies Junk)
  await pause(1_000)
  const own: number[] = []
  const known: number[] = []
  for (const [index, code] of codes.entries()) {
    if (index % 2) known.push((await logIn(url, code, { from: elsewhere, pass })).took)
    else own.push((await logIn(url, code, { from: '127.0.0.1' })).took)
    await pause(500)
  }
  const junked = await thrown
  for (const program of [junk, service, gateway]) await program.stop()
  await place.drop()
  return { own, known, junked }
}

/** One log-in from an address of this machine; `pass`: what the service gave this phone before. */
function logIn(
  url: string,
  authCode: string,
  { from, pass = '' }: { from: string; pass?: string },
) {
  const began = performance.now()
  return new Promise<{ took: number; pass: string }>((done, fail) => {
    const headers = { 'content-type': 'application/json', ...(pass && { 'x-pass': pass }) }
    const asked = request(url, { method: 'POST', localAddress: from, headers }, (answer) => {
      answer.resume().on('end', () => {
        const took = (performance.now() - began) / 1_000
        if (answer.statusCode === 200) done({ took, pass: String(answer.headers['x-pass']) })
        else fail(new Error(`a log-in was refused: ${answer.statusCode}`))
      })
    })
    asked.on('error', fail).end(JSON.stringify({ authCode }))
  })
}
