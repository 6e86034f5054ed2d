import { setTimeout as sleep } from 'node:timers/promises'
import type { EntitySchema } from 'typeorm'
import type { Policy } from '../../config/policy'
import { Problem } from '../../shared/problem'
import { insertAll } from '../core/insert'
import type { Channels, Seal } from '../core/ports'
import { Rows, type Need } from '../core/rows'
import { SeenEntity } from '../core/seen'
import { system, type Actor, type Ctx, type Transact } from '../core/slice'
import { isTransient, type Database, type Unit } from './db'

/** One thing somebody asked for. `messageId` is the sender's own id of it; `run` returns what goes back, encoded. */
export type Request = {
  actor: Actor
  messageId: string | null
  needs?: readonly Need[]
  run: (ctx: Ctx) => Promise<unknown>
}
type Outcome = { reply: unknown } | { error: unknown }
type Options = {
  now: () => Date
  policy: Policy
  channels?: Channels
  seal: Seal
  keep: (ctxs: Ctx[]) => Promise<void>
  wake?: (worker: string) => void
  most?: number
  lanes?: number
}

/** Something was written and then failed: the transaction cannot be kept. */
class Spoiled extends Error {}
const nothing = { row: {}, skip: {} }

/** The only place where transactions open. Whatever is answered has been committed. */
export function createBoundary(
  database: Database,
  {
    now,
    policy,
    channels = new Map(),
    seal,
    keep,
    wake = () => undefined,
    most = 200,
    lanes = 1,
  }: Options,
) {
  const fixed = new Map<string, Record<string, unknown>>()
  const ctxOf = (
    { db, locks }: Pick<Unit, 'db' | 'locks'>,
    actor: Actor,
    rows = new Rows(db, locks, fixed),
  ): Ctx => ({
    db,
    locks,
    now: now(),
    actor,
    policy,
    channels,
    seal,
    facts: [],
    wakes: new Set(),
    rows,
  })
  const wakeAll = (ctxs: readonly Ctx[]) => {
    for (const worker of new Set(ctxs.flatMap((ctx) => [...ctx.wakes]))) wake(worker)
  }

  async function transact<R>(
    work: (ctx: Ctx) => Promise<R>,
    actor = system,
    tries = 5,
  ): Promise<R> {
    try {
      const { result, ctx } = await database.unit(async (unit) => {
        const ctx = ctxOf(unit, actor)
        const result = await work(ctx)
        ctx.rows.keep()
        await ctx.rows.write()
        await keep([ctx])
        return { result, ctx }
      })
      wakeAll([ctx])
      return result
    } catch (error) {
      if (isTransient(error) && tries > 1) return transact(work, actor, tries - 1)
      throw error
    }
  }
  const look: Transact = (work, actor = system) =>
    work(ctxOf({ db: database.read, locks: nothing }, actor))
  async function answered(db: Ctx['db'], ids: string[]) {
    const rows = new Rows(db, nothing)
    const found = new Map<string, unknown>()
    await rows.load(ids.map((messageId) => [SeenEntity as EntitySchema<object>, { messageId }]))
    for (const messageId of ids) {
      const seen = await rows.get(SeenEntity, { messageId })
      if (seen) found.set(messageId, seen.reply)
    }
    return found
  }

  async function alone(request: Request): Promise<unknown> {
    try {
      return await transact(async (ctx) => {
        const reply = (await request.run(ctx)) ?? null
        if (request.messageId) {
          await ctx.db.insert(SeenEntity, { messageId: request.messageId, at: ctx.now, reply })
        }
        return reply
      }, request.actor)
    } catch (error) {
      const seen = request.messageId ? await answered(database.read, [request.messageId]) : null
      if (seen?.has(request.messageId!)) return seen.get(request.messageId!)
      throw error
    }
  }

  const together = async (requests: Request[]): Promise<Outcome[]> => {
    const kept: Ctx[] = []
    const outcomes = await database.unit((unit) => inOne(unit, requests, kept))
    wakeAll(kept)
    return outcomes
  }
  async function inOne(unit: Unit, requests: readonly Request[], kept: Ctx[]): Promise<Outcome[]> {
    const seen = await answered(
      unit.db,
      requests.flatMap((request) => request.messageId ?? []),
    )
    const rows = new Rows(unit.db, unit.locks, fixed)
    const marks: { messageId: string; at: Date; reply: unknown }[] = []
    const outcomes: Outcome[] = []
    await rows.load(requests.flatMap((request) => request.needs ?? []))
    for (const { actor, messageId, run } of requests) {
      if (messageId && seen.has(messageId)) {
        outcomes.push({ reply: seen.get(messageId) })
        continue
      }
      const ctx = ctxOf(unit, actor, rows)
      const before = unit.writes()
      try {
        const reply = (await run(ctx)) ?? null
        rows.keep()
        kept.push(ctx)
        outcomes.push({ reply })
        if (messageId) {
          marks.push({ messageId, at: ctx.now, reply })
          seen.set(messageId, reply)
        }
      } catch (error) {
        rows.drop()
        if (!(error instanceof Problem) || unit.writes() !== before) throw new Spoiled()
        const late = messageId ? await answered(unit.db, [messageId]) : null // another instance may have answered a copy meanwhile
        outcomes.push(late?.has(messageId!) ? { reply: late.get(messageId!) } : { error })
      }
    }
    await rows.write()
    await insertAll(unit, SeenEntity, marks)
    await keep(kept)
    return outcomes
  }

  type Waiting = { request: Request; done: (outcome: Outcome) => void }
  const waiting: Waiting[] = []
  let running = 0
  let planned = false
  const plan = () => {
    if (planned || running >= lanes || !waiting.length) return
    planned = true
    if (waiting.length < most) setTimeout(flush, 1)
    else setImmediate(flush)
  }
  const flush = async () => {
    planned = false
    const batch = waiting.splice(0, most)
    if (!batch.length) return
    running++
    plan()
    const outcomes =
      batch.length === 1 ? null : await together(batch.map((it) => it.request)).catch(() => null)
    if (outcomes) batch.forEach((it, index) => it.done(outcomes[index]!))
    else {
      for (const it of batch) {
        it.done(
          await alone(it.request).then(
            (reply) => ({ reply }),
            (error: unknown) => ({ error }),
          ),
        )
      }
    }
    running--
    plan()
  }
  /** The hot doors: requests that arrive together are committed together, and each is answered after the commit. */
  async function hot(request: Request): Promise<unknown> {
    const outcome = await new Promise<Outcome>((done) => {
      waiting.push({ request, done })
      plan()
    })
    if ('error' in outcome) throw outcome.error
    return outcome.reply
  }
  /** Resolves when nothing that was let in is still on its way. */
  const idle = async () => {
    while (running || waiting.length) await sleep(5)
  }
  return { transact: transact, look, alone, hot, idle }
}
export type Boundary = ReturnType<typeof createBoundary>
