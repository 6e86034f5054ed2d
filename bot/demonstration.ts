import { setTimeout as sleep } from 'node:timers/promises'
import { cityDirectory } from '../config/city/directory'
import { demoSeats } from '../config/city/known'
import { cityPeople } from '../config/city/people'
import type { Env } from '../config/env'
import type { App } from './app'
import { UnitEntity } from './org/entities'
import { seedCity } from './seed'

/** So many people answer for every township, village and grid of the demonstration city. */
const count = 10_000

/**
 * The first start fills the database with the demonstration city; every start tells the stand-in
 * who works there and what a month allows.
 */
export async function prepareDemonstration(env: Env, { io }: App) {
  const city = cityPeople(count, 1, new Date())
  if (!(await io.look((ctx) => ctx.db.findOneBy(UnitEntity, { path: '3310' })))) {
    await seedCity(io, io.ports.seal, count, city)
  }
  await tell(`${env.dingtalk.apiBase}/_admin/tenant`, cityDirectory(city, io.policy))
  const { api, stream } = io.policy.delivery.quota
  await tell(`${env.dingtalk.apiBase}/_admin/meter`, {
    api: { limit: api },
    stream: { limit: stream },
  }) // what a card says is left is what the page says
  await tell(`${env.dingtalk.apiBase}/_admin/seats`, demoSeats)
  await tell(`${env.dingtalk.apiBase}/_admin/app`, { url: `${env.publicUrl}/app/` })
}

/** The stand-in starts beside us: for some seconds it may not listen yet. */
async function tell(address: string, body: unknown, tries = 100) {
  const answer = await fetch(address, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  }).catch((error: unknown) => {
    if (!tries) throw error
  })
  if (!answer) {
    await sleep(100)
    return tell(address, body, tries - 1)
  }
  if (!answer.ok) {
    throw new Error(
      `the stand-in at ${address} answered ${answer.status}: start it first, or use npm start`,
    )
  }
}
