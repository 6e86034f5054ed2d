import type { EntitySchema } from 'typeorm'
import { Problem } from '../../shared/problem'
import { insertAll } from '../core/insert'
import { Rows, type Need } from '../core/rows'
import type { Seal } from '../core/ports'
import { closedReply, openReply, SeenEntity } from '../core/seen'
import type { Actor, Ctx } from '../core/slice'
import type { Unit } from './db'
import type { Outcome } from './grouping'

/**
 * One thing somebody asked for. `messageId` is the sender's own id of it; `run` returns what goes
 * back, encoded.
 */
export type Request = {
  actor: Actor
  messageId: string | null
  needs?: readonly Need[]
  run: (ctx: Ctx) => Promise<unknown>
}
type ContextOf = (actor: Actor) => Ctx
/** A transaction, and what its answers are sealed with. */
type Sealing = Unit & { seal: Seal }
type Kept = { ctx: Ctx; messageId: string | null; reply: unknown }

/** Something was written and then failed: the transaction cannot be kept. */
class Spoiled extends Error {}

/** What was answered before, by the sender's ids. */
export async function repliesTo(
  { db, seal }: Pick<Ctx, 'db' | 'seal'>,
  messageIds: readonly string[],
): Promise<Map<string, { reply: unknown }>> {
  const rows = new Rows({ db, locks: { row: {}, skip: {} } })
  const replies = new Map<string, { reply: unknown }>()
  await rows.load(
    messageIds.map((messageId) => [SeenEntity as EntitySchema<object>, { messageId }]),
  )
  for (const messageId of messageIds) {
    const seen = await rows.get(SeenEntity, { messageId })
    if (seen) replies.set(messageId, { reply: openReply(seal, seen.reply) })
  }
  return replies
}

/** One request in a transaction of its own. */
export async function runAlone(ctx: Ctx, { messageId, run }: Request): Promise<unknown> {
  const reply = (await run(ctx)) ?? null
  if (!messageId) return reply
  const kept = closedReply(ctx.seal, reply)
  await ctx.db.insert(SeenEntity, { messageId, at: ctx.now, reply: kept })
  return reply
}

/**
 * Many requests in one transaction: each has an outcome of its own, a problem of one touches no
 * other. `kept`: whose changes are written.
 */
export async function runTogether(
  unit: Sealing,
  rows: Rows,
  requests: readonly Request[],
  contextOf: ContextOf,
): Promise<{ outcomes: Outcome[]; kept: Ctx[] }> {
  const seen = await repliesTo(
    unit,
    requests.flatMap(({ messageId }) => messageId ?? []),
  )
  await rows.load(requests.flatMap(({ needs }) => needs ?? []))
  const outcomes: Outcome[] = []
  const kept: Kept[] = []
  for (const request of requests) {
    const { actor, messageId } = request
    const copy = messageId ? seen.get(messageId) : null
    if (copy) {
      outcomes.push(copy)
      continue
    }
    const ctx = contextOf(actor)
    const outcome = await runOne(unit, ctx, request)
    outcomes.push(outcome)
    if (!('kept' in outcome)) continue
    kept.push({ ctx, messageId, reply: outcome.reply })
    if (messageId) seen.set(messageId, outcome)
  }
  await rows.write()
  await insertAll(unit, SeenEntity, kept.flatMap(seenRow))
  return { outcomes, kept: kept.map(({ ctx }) => ctx) }
}

async function runOne(
  unit: Sealing,
  ctx: Ctx,
  request: Request,
): Promise<Outcome | { reply: unknown; kept: true }> {
  const before = unit.writes()
  try {
    const reply = (await request.run(ctx)) ?? null
    ctx.rows.keep()
    return { reply, kept: true }
  } catch (error) {
    ctx.rows.drop()
    if (!(error instanceof Problem) || unit.writes() !== before) throw new Spoiled()
    return (await answeredElsewhere(unit, request)) ?? { error }
  }
}

/** Another instance may have answered a copy meanwhile. */
async function answeredElsewhere(unit: Sealing, { messageId }: Request) {
  if (!messageId) return null
  const replies = await repliesTo(unit, [messageId])
  return replies.get(messageId) ?? null
}

const seenRow = ({ ctx, messageId, reply }: Kept) =>
  messageId ? [{ messageId, at: ctx.now, reply: closedReply(ctx.seal, reply) }] : []
