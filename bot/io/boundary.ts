import type { Policy } from '../../config/policy'
import type { Channels, Seal } from '../core/ports'
import { Rows } from '../core/rows'
import { Shelf } from '../core/shelf'
import { system, type Actor, type Ctx, type Transact } from '../core/slice'
import type { Row, Transaction } from '../core/statements'
import { isTransient, type Database, type Unit } from './db'
import { createGrouping, type Outcome } from './grouping'
import { repliesTo, runAlone, runTogether, type Request } from './requests'

type Surroundings = { now: () => Date; policy: Policy; channels?: Channels; seal: Seal }
/** So many requests `perGroup` at most are committed together, in so many `lanes` side by side. */
type Options = Surroundings & {
  keep: (ctxs: Ctx[]) => Promise<void>
  wake?: (worker: string) => void
  perGroup?: number
  lanes?: number
}
export type Boundary = ReturnType<typeof createBoundary>

/** The only place where transactions open. Whatever is answered has been committed. */
export function createBoundary(
  database: Database,
  { keep, wake = () => undefined, perGroup = 200, lanes = 1, ...surroundings }: Options,
) {
  const rowsOf = rowsBesides(new Shelf<Row>())
  const gathering = { perGroup, lanes, leave: leaver(database.gatherMs) }
  const contextOf = contexts(surroundings)
  const { seal } = surroundings

  /** Where the engine gave up the whole transaction, it is done again from the start. */
  async function transact<R>(
    work: (ctx: Ctx) => Promise<R>,
    actor = system,
    tries = 5,
  ): Promise<R> {
    try {
      const { result, kept } = await database.unit((unit) => workIn(unit, work, actor))
      wakeAll([kept], wake)
      return result
    } catch (error) {
      if (isTransient(error) && tries > 1) return transact(work, actor, tries - 1)
      throw error
    }
  }
  async function workIn<R>(unit: Unit, work: (ctx: Ctx) => Promise<R>, actor: Actor) {
    const ctx = contextOf(unit, actor, rowsOf(unit))
    const result = await work(ctx)
    ctx.rows.keep()
    await ctx.rows.write()
    await keep([ctx])
    return { result, kept: ctx }
  }

  const look: Transact = (work, actor = system) => {
    const reading = { db: database.read, locks: { row: {}, skip: {} } }
    return work(contextOf(reading, actor, rowsOf(reading)))
  }

  /**
   * A copy of what was done already fails at the mark that the first has left: it gets the first
   * one's reply.
   */
  async function alone(request: Request): Promise<unknown> {
    try {
      return await transact((ctx) => runAlone(ctx, request), request.actor)
    } catch (error) {
      if (!request.messageId) throw error
      const replies = await repliesTo({ db: database.read, seal }, [request.messageId])
      const first = replies.get(request.messageId)
      if (!first) throw error
      return first.reply
    }
  }

  async function together(requests: readonly Request[]): Promise<Outcome[]> {
    const { outcomes, kept } = await database.unit(async (unit) => {
      const rows = rowsOf(unit)
      const done = await runTogether({ ...unit, seal }, rows, requests, (actor) =>
        contextOf(unit, actor, rows),
      )
      await keep(done.kept)
      return done
    })
    wakeAll(kept, wake)
    return outcomes
  }
  const grouping = createGrouping<Request>({ ...gathering, together, alone })

  /**
   * `hot`: requests that arrive together are committed together, and each is answered after the
   * commit.
   */
  return { transact, look, alone, hot: grouping.add, idle: grouping.idle }
}

/** What an action may touch, for each anew. */
function contexts({ now, policy, channels = new Map(), seal }: Surroundings) {
  return ({ db, locks }: Transaction, actor: Actor, rows: Rows): Ctx => ({
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
}

function wakeAll(ctxs: readonly Ctx[], wake: (worker: string) => void) {
  for (const worker of new Set(ctxs.flatMap((ctx) => [...ctx.wakes]))) wake(worker)
}

/** The rows of a transaction, besides those that never change. */
const rowsBesides = (fixed: Shelf<Row>) => (transaction: Transaction) =>
  new Rows(transaction, fixed)

/** A moment for others to come; a full group leaves at the next turn. */
const leaver = (gatherMs: number) => (go: () => void, full: boolean) => {
  if (full) setImmediate(go)
  else setTimeout(go, gatherMs)
}
