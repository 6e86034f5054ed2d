import { cityDirectory } from '../config/city/directory'
import { demoSeats } from '../config/city/known'
import { cityPeople } from '../config/city/people'
import type { Env } from '../config/env'
import type { App } from './app'
import { UnitEntity } from './org/entities'
import { seedCity } from './seed'

/** So many people answer for every township, village and grid of the demonstration city. */
const count = 10_000

/** The first start fills the database with the demonstration city; every start tells the stand-in who works there. */
export async function prepareDemonstration(env: Env, { io }: App) {
  if (!await io.look((ctx) => ctx.db.findOneBy(UnitEntity, { path: '3310' }))) await seedCity(io, io.ports.seal, count)
  await tell(`${env.dingtalk.apiBase}/_admin/tenant`, cityDirectory(cityPeople(count), io.policy))
  await tell(`${env.dingtalk.apiBase}/_admin/seats`, demoSeats)
}

async function tell(address: string, body: unknown) {
  const answer = await fetch(address, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) })
  if (!answer.ok) throw new Error(`the stand-in at ${address} answered ${answer.status}: start it first, or use npm start`)
}
