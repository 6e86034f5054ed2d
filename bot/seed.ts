import { parseArgs } from 'node:util'
import { type EntitySchema, In, IsNull } from 'typeorm'
import { cityPeople } from '../config/city/people'
import { cityPath, cityUnits } from '../config/city/units'
import { readEnv } from '../config/env'
import { loadPolicy } from '../config/load'
import type { Person } from '../shared/org'
import { entities } from './app'
import { uuid } from './core/ids'
import { insertAll } from './core/insert'
import type { Seal } from './core/ports'
import type { Ctx, Io } from './core/slice'
import { createBoundary } from './io/boundary'
import { openDatabase } from './io/db'
import { createSeal } from './io/seal'
import { PersonEntity, PostEntity, UnitEntity } from './org/entities'
import { proveSeal } from './org/proveSeal'

const part = 2_000
export type Seeded = { units: number; people: number; posts: number }

/**
 * Puts the demonstration city into the database: its units, so many people, their posts. What is
 * there already stays as it is. Says how many rows are new.
 */
export async function seedCity(
  { transact }: Pick<Io, 'transact'>,
  seal: Seal,
  count: number,
  { people, posts } = cityPeople(count, 1, new Date()),
): Promise<Seeded> {
  const persons = people.map(({ id, name, phone, directoryKey }): Person => ({
    id,
    name,
    directoryKey,
    phoneSealed: seal.close(phone),
    phoneIndex: seal.index(phone),
    leftAt: null,
    syncedAt: null,
  }))
  return {
    units: await addMissing(transact, UnitEntity, 'path', cityUnits()),
    people: await addMissing(transact, PersonEntity, 'id', persons),
    posts: await addMissing(transact, PostEntity, 'id', posts),
  }
}

async function addMissing<T extends object, K extends keyof T & string>(
  transact: Io['transact'],
  entity: EntitySchema<T>,
  key: K,
  rows: readonly T[],
): Promise<number> {
  let added = 0
  for (let start = 0; start < rows.length; start += part) {
    added += await transact(async (ctx: Ctx) => {
      const some = rows.slice(start, start + part)
      const there = await ctx.db.find(entity, {
        select: { [key]: true } as never,
        where: { [key]: In(some.map((row) => row[key])) } as never,
      })
      const known = new Set(there.map((row) => row[key]))
      const missing = some.filter((row) => !known.has(row[key]))
      await insertAll(ctx, entity, missing as never)
      return missing.length
    })
  }
  return added
}

/**
 * A real organisation's first administrator, by the user id that DingTalk shows: the directory
 * gives the name later. Who is there already only gets the post.
 */
export async function seedAdmin(
  { transact }: Pick<Io, 'transact'>,
  directoryKey: string,
): Promise<Seeded> {
  const units = await addMissing(transact, UnitEntity, 'path', cityUnits())
  return transact(async (ctx) => {
    const known = await ctx.db.findOneBy(PersonEntity, { directoryKey })
    const personId = known?.id ?? uuid()
    if (!known) {
      await ctx.db.insert(PersonEntity, {
        id: personId,
        name: '管理员',
        directoryKey,
        phoneSealed: null,
        phoneIndex: null,
        leftAt: null,
        syncedAt: null,
      })
    }
    const held = await ctx.db.findOneBy(PostEntity, {
      kind: 'systemAdmin',
      unitPath: cityPath,
      personId,
      endedAt: IsNull(),
    })
    if (!held) {
      await ctx.db.insert(PostEntity, {
        id: uuid(),
        kind: 'systemAdmin',
        unitPath: cityPath,
        object: '',
        personId,
        deputyId: null,
        since: ctx.now,
        until: null,
        verifiedAt: ctx.now,
        endedAt: null,
      })
    }
    return { units, people: known ? 0 : 1, posts: held ? 0 : 1 }
  })
}

/** `npm run seed -- --people 10000 [--if-empty]`, or `--admin USERID` for a real organisation. */
async function main() {
  const { values } = parseArgs({
    options: {
      admin: { type: 'string' },
      people: { type: 'string', default: '500' },
      'if-empty': { type: 'boolean', default: false },
    },
  })
  const count = Number(values.people)
  if (!Number.isInteger(count) || count < 1 || count > 200_000) {
    throw new Error('--people should be a number from 1 to 200000')
  }
  const env = readEnv(process.env)
  const database = await openDatabase(env.databaseUrl, entities)
  try {
    const seal = createSeal(env.sealKey)
    const boundary = createBoundary(database, {
      now: () => new Date(),
      policy: loadPolicy(env.configFolder),
      seal,
      keep: async () => undefined,
    })
    await boundary.transact(proveSeal)
    if (values['if-empty'] && (await boundary.look((ctx) => ctx.db.countBy(UnitEntity, {})))) {
      return 'there are units already: nothing was changed'
    }
    const { units, people, posts } = values.admin
      ? await seedAdmin(boundary, values.admin)
      : await seedCity(boundary, seal, count)
    return `${units} units, ${people} people and ${posts} posts added`
  } finally {
    await database.close()
  }
}

if (require.main === module) {
  main().then(
    (done) => process.stdout.write(`${done}\n`),
    (error: Error) => {
      process.stderr.write(`${error.message}\n`)
      process.exitCode = 1
    },
  )
}
