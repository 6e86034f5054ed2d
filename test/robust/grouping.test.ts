import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { entities } from '../../bot/app'
import type { Actor, Slice } from '../../bot/core/slice'
import { MeterEntity, RecipientEntity } from '../../bot/delivery/entities'
import { createBoundary, type Boundary, type Request } from '../../bot/io/boundary'
import { openDatabase, type Database } from '../../bot/io/db'
import { createSeal } from '../../bot/io/seal'
import { keeper } from '../../bot/journal/keep'
import { slices } from '../../bot/slices'
import { acknowledge } from '../../bot/warnings/acknowledge'
import {
  ReceiptEntity,
  TallyEntity,
  WarningEntity,
  type StoredWarning,
} from '../../bot/warnings/entities'
import { needs } from '../../bot/warnings/store'
import { loadPolicy } from '../../config/load'
import { Problem } from '../../shared/problem'
import { emptyDatabase, engines, type Engine } from '../support/world'

const at = new Date('2026-08-12T06:28:00Z')
const unitPath = '3310/331081'
const seeds = Number(process.env['SEEDS'] ?? 25)
const id = (n: number) => `019a0000-0000-7000-8000-00000000000${n}`
const open = id(1)
const lifted = id(2)
const unknown = id(9)
const postId = id(8)
const people = [3, 4, 5, 6, 7].map(id)
const mild = ['good', 'good', 'good', 'lifted', 'unknown'] as const
const wild = [...mild, 'spoil', 'conflict', 'double'] as const
type Kind = (typeof wild)[number]
/** One request: whose, what becomes of it, the unique key it writes if it does, and the sender's own id of it. */
type Spec = { kind: Kind; personId: string; key: string; messageId: string | null }

/** Somebody must react to an answer, or there would be no reaction to lose. */
const scores: Slice = {
  name: 'scores',
  entities: [],
  on: { 'warning.acknowledged': async () => undefined },
}
const policy = loadPolicy()
const warning: StoredWarning = {
  id: open,
  kind: 'live',
  hazard: 'typhoon',
  color: 'red',
  drill: false,
  todo: '转移',
  deadline: '',
  text: '',
  audience: { units: [unitPath], posts: ['gridMember'] },
  validUntil: null,
  unitPath,
  issuer: '甲',
  state: 'sent',
  ladder: [],
  source: 'app',
  feedId: null,
  feedRoot: null,
  replaces: null,
  draftedBy: postId,
  draftedAt: at,
  approvedBy: postId,
  approvedAt: at,
  sentAt: at,
  endedBy: null,
  endedAt: null,
  reason: null,
  replacedBy: null,
  counted: 0,
  countedAt: null,
}

async function reset({ transact }: Boundary) {
  await transact(async ({ db }) => {
    for (const {
      options: { name },
    } of entities) {
      await db.query(`delete from ${name}`)
    }
    for (const warningId of [open, lifted]) {
      await db.insert(WarningEntity, {
        ...warning,
        id: warningId,
        state: warningId === open ? 'sent' : 'lifted',
      })
      await db.insert(
        ReceiptEntity,
        people.map((personId) => ({
          warningId,
          personId,
          unitPath,
          postKind: 'gridMember',
          postId,
          step: 0,
          dueAt: at,
          acknowledgedAt: null,
          byId: null,
          via: null,
        })),
      )
      await db.insert(TallyEntity, { warningId, unitPath, total: people.length, acknowledged: 0 })
      await db.insert(
        RecipientEntity,
        people.map((personId) => ({
          messageId: warningId,
          personId,
          parcelId: 'p',
          state: 'packed' as const,
          reason: null,
        })),
      )
    }
  })
}

function request({ kind, personId, key, messageId }: Spec): Request {
  const actor: Actor = { personId, name: '', posts: [] }
  const ref = { warningId: kind === 'lifted' ? lifted : kind === 'unknown' ? unknown : open }
  return {
    actor,
    messageId: messageId && `${personId}:${messageId}`,
    needs: needs(actor, ref),
    run: async (ctx) => {
      const row = { month: key, name: 'api' as const, used: 1 }
      if (kind === 'conflict' || kind === 'double') await ctx.db.insert(MeterEntity, row)
      if (kind === 'double') await ctx.db.insert(MeterEntity, row)
      if (kind === 'spoil') await ctx.db.insert(MeterEntity, { ...row, month: `s${key}` })
      const receipt = await acknowledge(ctx, ref)
      if (kind === 'spoil') throw new Problem('access.forbidden')
      return { personId: receipt.personId, at: receipt.acknowledgedAt?.toISOString() }
    },
  }
}

const random = (seed: number) => () => {
  seed = (seed * 1664525 + 1013904223) >>> 0
  return seed / 2 ** 32
}
function specs(next: () => number, count: number, kinds: readonly Kind[]): Spec[] {
  const pick = <T>(list: readonly T[]) => list[Math.floor(next() * list.length)]!
  const list: Spec[] = []
  for (let index = 0; index < count; index++) {
    const copy = index && next() < 0.2 ? pick(list) : null // the same frame again, as it was
    list.push(
      copy ?? {
        kind: pick(kinds),
        personId: pick(people),
        key: `k${Math.floor(next() * 12)}`,
        messageId: next() < 0.15 ? null : `m${index}`,
      },
    )
  }
  return list
}

const told = (answer: Promise<unknown>) =>
  answer.then(
    (reply) => JSON.stringify(reply),
    (error: unknown) => (error instanceof Problem ? error.code : 'bug'),
  )
const tables = {
  receipts:
    'select warning_id, person_id, due_at, acknowledged_at, by_id, via from warning_receipt order by 1, 2',
  tallies: 'select warning_id, total, acknowledged from warning_tally order by 1',
  recipients: 'select message_id, person_id, state from recipient order by 1, 2',
  seen: 'select message_id, reply from seen order by 1',
  facts: 'select kind, actor_id, data from fact order by 1, 2, 3',
  reactions: 'select slice, attempts from reaction',
  keys: 'select month from meter order by 1',
}
type Row = Record<string, unknown>
async function stateOf({ source }: Database) {
  const state = {} as Record<keyof typeof tables, Row[]>
  for (const [name, sql] of Object.entries(tables)) {
    state[name as keyof typeof tables] = await source.query(sql)
  }
  return state
}

describe.each(engines)('requests committed together on %s', (engine: Engine) => {
  const folder = mkdtempSync(join(tmpdir(), 'yjd-grouping-'))
  let database: Database
  let drop: () => Promise<void>
  beforeAll(async () => {
    const empty = await emptyDatabase(engine, folder)
    drop = empty.drop
    database = await openDatabase(empty.url, entities)
  })
  afterAll(async () => {
    await database.close()
    await drop()
    rmSync(folder, { recursive: true })
  })
  const boundaryWith = (lanes: number) =>
    createBoundary(database, {
      now: () => at,
      policy,
      seal: createSeal(Buffer.alloc(32, 2)),
      keep: keeper([...slices, scores]),
      most: 15,
      lanes,
    })

  test(`the same answers and the same end as one at a time, ${seeds} times`, async () => {
    const boundary = boundaryWith(1)
    for (let seed = 1; seed <= seeds; seed++) {
      const list = specs(random(seed), 40, seed % 3 ? mild : wild)
      await reset(boundary)
      const serial: string[] = []
      for (const spec of list) serial.push(await told(boundary.alone(request(spec))))
      const expected = await stateOf(database)
      await reset(boundary)
      const grouped = await Promise.all(list.map((spec) => told(boundary.hot(request(spec)))))
      expect({ seed, answers: grouped }).toEqual({ seed, answers: serial })
      expect(await stateOf(database)).toEqual(expected)
      expect(new Set(serial).size).toBeGreaterThan(3)
    }
  })

  test('rows whose keys differ in every part are read, changed, counted and written together', async () => {
    const boundary = boundaryWith(1)
    const key = (warningId: string, personId: string) => ({ warningId, personId })
    const [one, other, third] = people as [string, string, string]
    await reset(boundary)
    await boundary.transact(async ({ rows }) => {
      await rows.load([
        [ReceiptEntity, key(open, one)],
        [ReceiptEntity, key(lifted, other)],
        [ReceiptEntity, key(open, third)],
        [ReceiptEntity, key(unknown, one)],
      ])
      expect(await rows.get(ReceiptEntity, key(lifted, other))).toMatchObject({
        ...key(lifted, other),
        dueAt: at,
        acknowledgedAt: null,
      })
      expect(await rows.get(ReceiptEntity, key(unknown, one))).toBeNull()
      for (const it of [key(open, one), key(lifted, other)]) {
        rows.patch(ReceiptEntity, it, { acknowledgedAt: at, dueAt: null })
      }
      for (const warningId of [open, lifted, lifted]) {
        rows.add(TallyEntity, { warningId, unitPath }, 'acknowledged')
      }
      rows.put(ReceiptEntity, key(open, third), {
        ...(await rows.get(ReceiptEntity, key(open, third)))!,
        step: 7,
      })
      rows.put(ReceiptEntity, key(unknown, one), {
        ...(await rows.get(ReceiptEntity, key(open, third)))!,
        ...key(unknown, one),
      })
    })
    const receipts = await boundary.look((ctx) => ctx.db.find(ReceiptEntity))
    const of = (warningId: string, personId: string) =>
      receipts.find((it) => it.warningId === warningId && it.personId === personId)
    expect(
      receipts.filter((it) => it.acknowledgedAt).map((it) => [it.warningId, it.personId, it.dueAt]),
    ).toEqual(
      expect.arrayContaining([
        [open, one, null],
        [lifted, other, null],
      ]),
    )
    expect(receipts.filter((it) => it.acknowledgedAt)).toHaveLength(2)
    expect([
      receipts.length,
      of(open, third)?.step,
      of(unknown, one)?.step,
      of(open, other)?.step,
    ]).toEqual([11, 7, 7, 0])
    expect((await stateOf(database)).tallies.map((row) => row['acknowledged'])).toEqual([1, 2])
  })

  if (engine === 'mariadb') {
    test(`in four lanes every answer counts once, ${seeds} times`, async () => {
      const boundary = boundaryWith(4)
      for (let seed = 1; seed <= seeds; seed++) {
        const list = specs(random(seed), 60, seed % 3 ? mild : wild)
        await reset(boundary)
        const answers = await Promise.all(list.map((spec) => told(boundary.hot(request(spec)))))
        const { receipts, tallies, recipients, seen, facts, reactions } = await stateOf(database)
        const acknowledged = receipts.filter((row) => row['acknowledged_at'])
        const confirmed = new Set(
          list.filter((_, index) => answers[index]!.startsWith('{')).map((spec) => spec.personId),
        )
        expect({ seed, acknowledged: acknowledged.map((row) => row['person_id']) }).toEqual({
          seed,
          acknowledged: [...confirmed].sort(),
        })
        expect(facts.map((row) => row['actor_id'])).toEqual(
          acknowledged.map((row) => row['person_id']),
        )
        expect(reactions).toHaveLength(acknowledged.length)
        expect(recipients.filter((row) => row['state'] === 'read')).toHaveLength(
          acknowledged.length,
        )
        expect(tallies.map((row) => row['acknowledged'])).toEqual([acknowledged.length, 0])
        const ids = new Set(
          list.flatMap((spec, index) =>
            spec.messageId && answers[index]!.startsWith('{')
              ? [`${spec.personId}:${spec.messageId}`]
              : [],
          ),
        )
        expect(seen.map((row) => row['message_id'])).toEqual([...ids].sort())
      }
    })
  }
})
