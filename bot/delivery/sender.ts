import type { Policy } from '../../config/policy'
import { uuid } from '../core/ids'
import type { Io } from '../core/slice'
import { ticksNow } from '../core/wall'
import { call, type Outcome } from './call'
import { claim, type Claimed } from './claim'
import { fill } from './fill'
import { settle } from './settle'

/**
 * So many work side by side: while the calls of one pass the gate, the other settles its own and
 * makes the next ready.
 */
export const senders = 2

/**
 * Sends, updates and asks what is due; says whether there may be more. The world is called between
 * two transactions, never in one.
 */
export async function deliver(io: Io): Promise<boolean> {
  const leaseBy = uuid()
  const claimed = await io.transact((ctx) => claim(ctx, leaseBy, roomFor(io.policy.delivery)))
  if (!claimed.length) return false
  const { outcomes, waiting, bugs } = await fillAndCall(io, claimed, leaseBy)
  await io.transact((ctx) => settle(ctx, { leaseBy, outcomes, waiting }))
  if (bugs.length) throw bugs[0]
  return true
}

/** Paced calls stay few, so that what is more urgent need not wait long. */
function roomFor({ parallel, perSecond }: Policy['delivery']): number {
  const atOnce = Math.ceil(parallel / senders)
  return perSecond ? atOnce : atOnce * 16
}

/**
 * `waiting`: what was never called. A bug in one call does not keep the others from being finished
 * and settled.
 */
type Round = { outcomes: Outcome[]; waiting: Claimed[]; bugs: unknown[] }
async function fillAndCall(io: Io, claimed: readonly Claimed[], leaseBy: string): Promise<Round> {
  const outcomes: Outcome[] = []
  const waiting = new Map(claimed.map((parcel) => [parcel.id, parcel]))
  // What is slow must not outlive its lease.
  const enough = ticksNow() + io.policy.delivery.retry.leaseSeconds * 500
  async function callEach() {
    const filled = await io.look((ctx) => fill(ctx, claimed, io.cards))
    return Promise.allSettled(
      filled.map((parcel) =>
        io.calling(async () => {
          if (ticksNow() > enough) return
          waiting.delete(parcel.id)
          outcomes.push(await call(io, parcel, leaseBy))
        }),
      ),
    )
  }
  const bugs = await callEach().then(
    (ends) => ends.flatMap((end) => (end.status === 'rejected' ? [end.reason as unknown] : [])),
    (error: unknown) => [error],
  )
  return { outcomes, waiting: [...waiting.values()], bugs }
}
