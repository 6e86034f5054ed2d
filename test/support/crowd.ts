import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import mysql from 'mysql2/promise'
import { entities } from '../../bot/app'
import { uuid } from '../../bot/core/ids'
import { insertAll } from '../../bot/core/insert'
import { createSeal } from '../../bot/io/seal'
import { createBoundary } from '../../bot/io/boundary'
import { openDatabase } from '../../bot/io/db'
import { PersonEntity, PostEntity, UnitEntity } from '../../bot/org/entities'
import { createStandin, type StandinOptions } from '../../bot/standin'
import { testPolicy } from './policy'
import type { Service } from './service'
import { emptyDatabase, until, type Engine } from './world'

const county = '3310/331081'
const township = `${county}/331081105`
const villages = Array.from({ length: 20 }, (_, n) => `${township}/331081105${200 + n}`)
export type Crowd = Awaited<ReturnType<typeof openCrowd>>

/**
 * A township of so many grid members with a duty officer and a leader above it: in a database that
 * services open, and in a DingTalk of its own.
 */
export async function openCrowd(engine: Engine, count: number, options: StandinOptions = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'yjd-crowd-'))
  const database = await emptyDatabase(engine, folder)
  const standin = await createStandin({
    journalBodies: false,
    journalLength: 50_000,
    ...options,
    faults: { noLimits: true, ...options.faults },
  })
  const people = Array.from({ length: count }, (_, n) => ({
    personId: uuid(),
    userId: `u${n}`,
    unitPath: villages[n % villages.length]!,
  }))
  const lin = { personId: uuid(), userId: 'lin', unitPath: county }
  const zhou = { personId: uuid(), userId: 'zhou', unitPath: county }
  standin.world.directory.replace(
    [],
    [...people, lin, zhou].map(({ userId }) => ({ userId, name: userId, deptIds: [1] })),
  )
  let closed = false

  /** Puts all of them into the database; not needed where a service makes the tables first. */
  async function settle() {
    const opened = await openDatabase(database.url, entities)
    const since = new Date(standin.clock.now() - 86_400_000)
    await createBoundary(opened, {
      now: () => since,
      policy: testPolicy,
      seal: createSeal(Buffer.alloc(32, 2)),
      keep: async () => undefined,
    }).transact(async (ctx) => {
      await insertAll(
        ctx,
        UnitEntity,
        [
          ['3310', 'city'] as const,
          [county, 'county'] as const,
          [township, 'township'] as const,
          ...villages.map((path) => [path, 'village'] as const),
        ].map(([path, kind]) => ({ path, kind, name: `${kind}${path.slice(-3)}`, endedAt: null })),
      )
      await insertAll(
        ctx,
        PersonEntity,
        [...people, lin, zhou].map(({ personId, userId }) => ({
          id: personId,
          name: userId,
          directoryKey: userId,
          phoneSealed: null,
          phoneIndex: null,
          leftAt: null,
          syncedAt: null,
        })),
      )
      const post =
        (kind: string) =>
        ({ personId, unitPath }: { personId: string; unitPath: string }) => ({
          id: uuid(),
          kind,
          unitPath,
          object: '',
          personId,
          deputyId: null,
          since,
          until: null,
          verifiedAt: null,
          endedAt: null,
        })
      await insertAll(ctx, PostEntity, [
        ...people.map(post('gridMember')),
        post('dutyOfficer')(lin),
        post('dutyLeader')(zhou),
      ])
    })
    await opened.close()
  }

  type Color = { kind: 'history' | 'live'; color: 'blue' | 'red' }
  const draft = (service: Service, more: Color = { kind: 'history', color: 'blue' }) =>
    service.as(lin.personId).warnings.draft({
      ...more,
      hazard: 'typhoon',
      drill: false,
      todo: '查看危房',
      deadline: '',
      text: '',
      audience: { units: [township], posts: ['gridMember'] },
      validUntil: null,
      unitPath: county,
      replaces: null,
    })
  /**
   * Drafted by one, approved by the other. The slowest of ladders, so that silence is none of the
   * story.
   */
  async function issue(service: Service, more?: Color) {
    const { id } = await draft(service, more)
    await service.as(zhou.personId).warnings.approve({ warningId: id })
    return id
  }

  const reader = engine === 'sqlite' ? null : await mysql.createConnection(database.url)
  /** What stands in the database, whoever is writing to it. */
  async function rows<R = Record<string, unknown>>(
    sql: string,
    values: unknown[] = [],
  ): Promise<R[]> {
    if (reader) return (await reader.query(sql, values))[0] as R[]
    const file = new Sqlite(database.url, { readonly: true })
    try {
      return file.prepare(sql).all(...values) as R[]
    } finally {
      file.close()
    }
  }
  const count_ = async (sql: string, values: unknown[] = []) =>
    Number((await rows<{ n: number | string }>(`select count(*) n from ${sql}`, values))[0]!.n)
  /** The cards of one warning on somebody's phone. */
  const cardsOf = (userId: string, warningId: string) =>
    standin.world.phones
      .chatOf(userId)
      .filter((entry) => entry.outTrackId?.startsWith(`${warningId}.`))
  const reached = (warningId: string) =>
    people.filter(({ userId }) => cardsOf(userId, warningId).length)
  const close = async () => {
    closed = true
    await standin.close()
    await reader?.end()
    await database.drop()
    rmSync(folder, { recursive: true, force: true })
  }
  return {
    standin,
    people,
    lin,
    zhou,
    folder,
    databaseUrl: database.url,
    settle,
    draft,
    issue,
    rows,
    count: count_,
    cardsOf,
    reached,
    close,
    closed: () => closed,
  }
}

/**
 * Everybody presses as soon as the card is there, and again until the phone says that it is
 * confirmed: those who have seen that are in `answered`.
 */
export function pressing(
  { standin, people, cardsOf, closed }: Crowd,
  warningId: string,
  abreast = 12,
) {
  const waiting = [...people]
  const answered = new Set<string>()
  let open = true
  let refused = 0
  async function lane() {
    while (open && !closed()) {
      const index = waiting.findIndex(({ userId }) => cardsOf(userId, warningId).length)
      if (index < 0) {
        await new Promise((done) => setTimeout(done, 10))
        continue
      }
      const [person] = waiting.splice(index, 1)
      const { userId } = person!
      const outTrackId = cardsOf(userId, warningId)[0]!.outTrackId!
      const { ok, response } = await standin.press({
        userId,
        outTrackId,
        actionId: 'main',
        params: { action: 'warnings.acknowledge', params: JSON.stringify({ warningId }) },
      })
      if (ok && JSON.stringify(response ?? {}).includes('已确认')) answered.add(userId)
      else {
        refused++
        waiting.push(person!)
      }
      // nobody is there: a person waits too
      if (!ok) await new Promise((done) => setTimeout(done, 10))
    }
  }
  const lanes = Promise.all(Array.from({ length: abreast }, lane))
  return {
    answered,
    refused: () => refused,
    everybody: () =>
      until(() => answered.size === people.length, 'everybody has seen the confirmation'),
    stop: async () => {
      open = false
      await lanes
    },
  }
}
