import { In, LessThanOrEqual } from 'typeorm'
import { facts as kinds, type Fact } from '../../shared/facts'
import type { Ctx, Slice, Transact } from '../core/slice'
import { FactEntity, ReactionEntity } from './entities'

type Key = { factId: string; slice: string }
/** 1 s, 4 s, 16 s … about nine hours; then it is stuck, and the health page says so. */
export const backOff = (attempts: number, now: Date) =>
  attempts >= 8 ? null : new Date(now.getTime() + 1000 * 4 ** attempts)

/** Due reactions, many in one transaction; if one fails the rest are done one by one and it waits longer. Says how many it took. */
export async function react(
  transact: Transact,
  slices: readonly Slice[],
  limit = 100,
): Promise<number> {
  const on = new Map(slices.map((slice) => [slice.name, slice.on ?? {}]))
  const due = (ctx: Ctx) =>
    ctx.db.find(ReactionEntity, {
      where: { nextAt: LessThanOrEqual(ctx.now) },
      order: { nextAt: 'ASC' },
      take: limit,
      ...ctx.locks.skip,
    })
  const run = async (ctx: Ctx, rows: readonly Key[]) => {
    const facts = new Map(
      (await ctx.db.findBy(FactEntity, { id: In(rows.map((row) => row.factId)) })).map((fact) => [
        fact.id,
        fact,
      ]),
    )
    for (const { factId, slice } of rows) {
      const { kind, unitPath, data } = facts.get(factId)!
      const fact = {
        kind,
        unitPath,
        data: kinds[kind as Fact['kind']].decode(data as never),
      } as Fact
      await on.get(slice)?.[fact.kind]?.(ctx, fact as never)
    }
    for (const slice of new Set(rows.map((row) => row.slice))) {
      await ctx.db.delete(ReactionEntity, {
        slice,
        factId: In(rows.filter((row) => row.slice === slice).map((row) => row.factId)),
      })
    }
    return rows.length
  }
  try {
    return await transact(async (ctx) => {
      const rows = await due(ctx)
      return rows.length ? run(ctx, rows) : 0
    })
  } catch {
    const rows = await transact(due)
    for (const { factId, slice } of rows) await alone(transact, run, { factId, slice })
    return rows.length
  }
}

async function alone(
  transact: Transact,
  run: (ctx: Ctx, rows: readonly Key[]) => Promise<number>,
  key: Key,
) {
  const mine = (ctx: Ctx) =>
    ctx.db.findOne(ReactionEntity, {
      where: { ...key, nextAt: LessThanOrEqual(ctx.now) },
      ...ctx.locks.skip,
    })
  try {
    await transact(async (ctx) => {
      if (await mine(ctx)) await run(ctx, [key])
    })
  } catch (error) {
    await transact(async (ctx) => {
      const row = await mine(ctx)
      if (row) {
        await ctx.db.update(ReactionEntity, key, {
          attempts: row.attempts + 1,
          nextAt: backOff(row.attempts, ctx.now),
          error: String(error).slice(0, 500),
        })
      }
    })
  }
}
