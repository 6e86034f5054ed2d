import fc from 'fast-check'
import { entities } from '../../bot/app'
import type { Actor, Slice } from '../../bot/core/slice'
import { MeterEntity, RecipientEntity } from '../../bot/delivery/entities'
import { createBoundary, type Boundary } from '../../bot/io/boundary'
import type { Database } from '../../bot/io/db'
import type { Request } from '../../bot/io/requests'
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
import { testPolicy } from '../support/policy'
import { Problem } from '../../shared/problem'

export const at = new Date('2026-08-12T06:28:00Z')
export const unitPath = '3310/331081'
const id = (n: number) => `019a0000-0000-7000-8000-00000000000${n}`
export const open = id(1)
export const lifted = id(2)
export const unknown = id(9)
const postId = id(8)
export const people = [3, 4, 5, 6, 7].map(id)
const mild = ['good', 'good', 'good', 'lifted', 'unknown'] as const
const wild = [...mild, 'spoil', 'conflict', 'double'] as const
type Kind = (typeof wild)[number]
/**
 * One request: whose, what becomes of it, the unique key it writes if it does, and the sender's own
 * id of it.
 */
type Spec = { kind: Kind; personId: string; key: string; messageId: string | null }

/** Somebody must react to an answer, or there would be no reaction to lose. */
const scores: Slice = {
  name: 'scores',
  entities: [],
  on: { 'warning.acknowledged': async () => undefined },
}
const policy = testPolicy
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
  feedDigest: null,
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

export async function reset({ transact }: Boundary) {
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

export function request({ kind, personId, key, messageId }: Spec): Request {
  const actor: Actor = { personId, name: '', posts: [] }
  const ref = {
    warningId: kind === 'lifted' || kind === 'unknown' ? { lifted, unknown }[kind] : open,
  }
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

/**
 * One request: any kind, anybody's, one in seven without an id of its own. `copies`: which of the
 * earlier ones it repeats instead, as one in five does.
 */
const drawn = (kinds: readonly Kind[]) =>
  fc.record({
    kind: fc.constantFrom(...kinds),
    personId: fc.constantFrom(...people),
    key: fc.nat(11).map((n) => `k${n}`),
    nameless: fc.nat(6).map((n) => n === 0),
    copies: fc.tuple(fc.nat(4), fc.nat()).map(([one, which]) => (one === 0 ? which : null)),
  })
const listOf = (kinds: readonly Kind[], count: number): fc.Arbitrary<Spec[]> =>
  fc.array(drawn(kinds), { minLength: count, maxLength: count }).map((draws) => {
    const list: Spec[] = []
    for (const [index, { copies, nameless, ...spec }] of draws.entries()) {
      const before = copies === null || !index ? null : list[copies % index]!
      list.push(before ?? { ...spec, messageId: nameless ? null : `m${index}` })
    }
    return list
  })
/** So many requests, most often such that nobody's spoil what others do. */
export const specs = (count: number) =>
  fc.oneof(
    { weight: 2, arbitrary: listOf(mild, count) },
    { weight: 1, arbitrary: listOf(wild, count) },
  )

export const told = (answer: Promise<unknown>) =>
  answer.then(
    (reply) => JSON.stringify(reply),
    (error: unknown) => (error instanceof Problem ? error.code : 'bug'),
  )
const tables = {
  receipts:
    'select warning_id, person_id, due_at, acknowledged_at, by_id, via from warning_receipt order by 1, 2',
  tallies: 'select warning_id, total, acknowledged from warning_tally order by 1',
  recipients: 'select message_id, person_id, state from recipient order by 1, 2',
  seen: 'select message_id from seen order by 1',
  facts: 'select kind, actor_id, data from fact order by 1, 2, 3',
  reactions: 'select slice, attempts from reaction',
  keys: 'select month from meter order by 1',
}
type Row = Record<string, unknown>
export async function stateOf({ source }: Database) {
  const state = {} as Record<keyof typeof tables, Row[]>
  for (const [name, sql] of Object.entries(tables)) {
    state[name as keyof typeof tables] = await source.query(sql)
  }
  return state
}

export const boundaryOf = (database: Database, lanes: number): Boundary =>
  createBoundary(database, {
    now: () => at,
    policy,
    seal: createSeal(Buffer.alloc(32, 2)),
    keep: keeper([...slices, scores]),
    perGroup: 15,
    lanes,
  })
