import { parseArgs } from 'node:util'
import { type EntitySchema, In } from 'typeorm'
import { cityPeople } from '../config/city/people'
import { cityUnits } from '../config/city/units'
import { readEnv } from '../config/env'
import { loadPolicy } from '../config/load'
import type { Person } from '../shared/org'
import { entities } from './app'
import { insertAll } from './core/insert'
import type { Seal } from './core/ports'
import type { Ctx, Io } from './core/slice'
import { createBoundary } from './io/boundary'
import { openDatabase } from './io/db'
import { createSeal } from './io/seal'
import { PersonEntity, PostEntity, UnitEntity } from './org/entities'

const part = 2_000
export type Seeded = { units: number; people: number; posts: number }

/** Puts the demonstration city into the database: its units, so many people, their posts. What is there already stays as it is. Says how many rows are new. */
export async function seedCity({ transact }: Pick<Io, 'transact'>, seal: Seal, count: number): Promise<Seeded> {
  const { people, posts } = cityPeople(count, 1, await transact(async (ctx) => ctx.now))
  const persons = people.map(({ id, name, phone, directoryKey }): Person =>
    ({ id, name, directoryKey, phoneSealed: seal.close(phone), phoneIndex: seal.index(phone), leftAt: null, syncedAt: null }))
  return {
    units: await addMissing(transact, UnitEntity, 'path', cityUnits()),
    people: await addMissing(transact, PersonEntity, 'id', persons),
    posts: await addMissing(transact, PostEntity, 'id', posts),
  }
}

async function addMissing<T extends object, K extends keyof T & string>(transact: Io['transact'], entity: EntitySchema<T>, key: K, rows: readonly T[]): Promise<number> {
  let added = 0
  for (let start = 0; start < rows.length; start += part) {
    added += await transact(async (ctx: Ctx) => {
      const some = rows.slice(start, start + part)
      const there = await ctx.db.find(entity, { select: { [key]: true } as never, where: { [key]: In(some.map((row) => row[key])) } as never })
      const known = new Set(there.map((row) => row[key])), missing = some.filter((row) => !known.has(row[key]))
      await insertAll(ctx, entity, missing as never)
      return missing.length
    })
  }
  return added
}

/** `npm run seed -- --people 10000 [--if-empty]` */
async function main() {
  const { values } = parseArgs({ options: { people: { type: 'string', default: '500' }, 'if-empty': { type: 'boolean', default: false } } })
  const count = Number(values.people)
  if (!Number.isInteger(count) || count < 1 || count > 200_000) throw new Error('--people should be a number from 1 to 200000')
  const env = readEnv(process.env), database = await openDatabase(env.databaseUrl, entities)
  try {
    const seal = createSeal(env.sealKey), boundary = createBoundary(database, { now: () => new Date(), policy: loadPolicy(env.configFolder), seal, keep: async () => undefined })
    if (values['if-empty'] && await boundary.look((ctx) => ctx.db.countBy(UnitEntity, {}))) return 'there are units already: nothing was changed'
    const { units, people, posts } = await seedCity(boundary, seal, count)
    return `${units} units, ${people} people and ${posts} posts added`
  } finally {
    await database.close()
  }
}

if (require.main === module) {
  main().then((done) => process.stdout.write(`${done}\n`), (error: Error) => { process.stderr.write(`${error.message}\n`); process.exitCode = 1 })
}
