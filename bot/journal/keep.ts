import { uuid } from '../core/ids'
import { insertAll } from '../core/insert'
import type { Ctx, Slice } from '../core/slice'
import { FactEntity, ReactionEntity } from './entities'

/** The worker that does what facts call for. */
export const reacting = 'journal.react'

/**
 * Writes the facts that actions left, and a row for every slice that reacts to them: two statements
 * however many.
 */
export function keeper(slices: readonly Slice[]) {
  const slicesOn = (kind: string) =>
    slices.filter((slice) => slice.on && kind in slice.on).map((slice) => slice.name)
  return async (ctxs: Ctx[]) => {
    const facts = ctxs.flatMap((ctx) =>
      ctx.facts.map((fact) => ({ ...fact, id: uuid(), actorId: ctx.actor.personId, at: ctx.now })),
    )
    if (!facts.length) return
    await insertAll(ctxs[0]!, FactEntity, facts)
    const reactions = facts.flatMap(({ id, kind, at }) =>
      slicesOn(kind).map((slice) => ({
        factId: id,
        slice,
        attempts: 0,
        nextAt: at,
        setAt: at,
        error: null,
      })),
    )
    if (reactions.length) ctxs[0]!.wakes.add(reacting)
    await insertAll(ctxs[0]!, ReactionEntity, reactions)
  }
}
