import type { Fact } from '../../shared/facts'
import { In } from 'typeorm'
import type { Ctx } from '../core/slice'
import { FactEntity, ReactionEntity } from './entities'
import { asFact } from './react'

type Kind = Fact['kind']
/** The facts of a kind that a slice has still to react to. */
export async function factsWaiting<K extends Kind>(
  ctx: Ctx,
  slice: string,
  kind: K,
): Promise<Fact<K>[]> {
  const waiting = await ctx.db.findBy(ReactionEntity, { slice })
  const ids = waiting.map(({ factId }) => factId)
  const stored = ids.length ? await ctx.db.findBy(FactEntity, { id: In(ids), kind }) : []
  return stored.map((row) => asFact(row) as Fact<K>)
}
