import { In, LessThanOrEqual } from 'typeorm'
import { facts as kinds, type Fact } from '../../shared/facts'
import { groupBy } from '../core/groups'
import { wordsOf } from '../core/privacy'
import type { Ctx, Reactions, Slice, Transact } from '../core/slice'
import { FactEntity, ReactionEntity } from './entities'

type Key = { factId: string; slice: string }
/** What each slice does about facts. */
type On = ReadonlyMap<string, Reactions>
/** 1 s, 4 s, 16 s … about nine hours; then it is stuck, and the health page says so. */
export const backOff = (attempts: number, now: Date) =>
  attempts >= 8 ? null : new Date(now.getTime() + 1000 * 4 ** attempts)

/**
 * Due reactions, many in one transaction; if one fails the rest are done one by one and it waits
 * longer. Says how many it took.
 */
export async function react(
  transact: Transact,
  slices: readonly Slice[],
  limit = 100,
): Promise<number> {
  const on: On = new Map(slices.map((slice) => [slice.name, slice.on ?? {}]))
  try {
    return await transact(async (ctx) => {
      const rows = await dueReactions(ctx, limit)
      if (rows.length) await runAll(ctx, on, rows)
      return rows.length
    })
  } catch {
    const rows = await transact((ctx) => dueReactions(ctx, limit))
    for (const { factId, slice } of rows) await runAlone(transact, on, { factId, slice })
    return rows.length
  }
}

const dueReactions = (ctx: Ctx, limit: number) =>
  ctx.db.find(ReactionEntity, {
    where: { nextAt: LessThanOrEqual(ctx.now) },
    order: { nextAt: 'ASC' },
    take: limit,
    ...ctx.locks.skip,
  })

async function runAll(ctx: Ctx, on: On, rows: readonly Key[]) {
  const facts = await factsOf(ctx, rows)
  for (const { factId, slice } of rows) {
    const fact = facts.get(factId)!
    await on.get(slice)?.[fact.kind]?.(ctx, fact as never)
  }
  for (const [slice, done] of groupBy(rows, (row) => row.slice)) {
    await ctx.db.delete(ReactionEntity, { slice, factId: In(done.map((row) => row.factId)) })
  }
}

async function factsOf(ctx: Ctx, rows: readonly Key[]): Promise<Map<string, Fact>> {
  const stored = await ctx.db.findBy(FactEntity, { id: In(rows.map((row) => row.factId)) })
  return new Map(stored.map((row) => [row.id, asFact(row)]))
}
/** A fact as it was left. */
export function asFact({ kind, unitPath, data }: Pick<Fact, 'unitPath'> & Stored): Fact {
  const decoded = kinds[kind as Fact['kind']].decode(data as never)
  return { kind, unitPath, data: decoded } as Fact
}
type Stored = { kind: string; data: unknown }

async function runAlone(transact: Transact, on: On, key: Key) {
  try {
    await transact(async (ctx) => {
      if (await stillDue(ctx, key)) await runAll(ctx, on, [key])
    })
  } catch (error) {
    await transact((ctx) => putOff(ctx, key, error))
  }
}

/** Another instance may have taken it meanwhile. */
const stillDue = (ctx: Ctx, key: Key) =>
  ctx.db.findOne(ReactionEntity, {
    where: { ...key, nextAt: LessThanOrEqual(ctx.now) },
    ...ctx.locks.skip,
  })

async function putOff(ctx: Ctx, key: Key, error: unknown) {
  const row = await stillDue(ctx, key)
  if (!row) return
  await ctx.db.update(ReactionEntity, key, {
    attempts: row.attempts + 1,
    nextAt: backOff(row.attempts, ctx.now),
    setAt: ctx.now,
    error: wordsOf(error).slice(0, 500),
  })
}
