import { setTimeout as sleep } from 'node:timers/promises'
import type { Clock } from '../core/ports'
import { z } from 'zod'

export const systemClock: Clock = { now: () => new Date() }

const Told = z.object({
  now: z.number(),
  offsetMs: z.number(),
  version: z.number(),
  stopped: z.boolean().default(false),
})
const untold: z.infer<typeof Told> = { now: 0, offsetMs: 0, version: -1, stopped: false }

type Follower = Clock & {
  /** Settled once the stand-in has said what time it is; until then the machine's time holds. */
  known: Promise<void>
  close(): void
}

/**
 * The clock of the stand-in's page: the demonstration's time can be moved or stand, and the
 * service's does the same.
 */
export function followClock(address: string): Follower {
  let told = untold
  const stop = new AbortController()
  const { signal } = stop

  async function ask() {
    const answer = await fetch(`${address}/_admin/clock?after=${told.version}`, { signal })
    told = Told.parse(await answer.json())
  }

  async function follow(heard: () => void) {
    while (!signal.aborted) {
      try {
        await ask()
        heard()
      } catch {
        if (!signal.aborted) await sleep(500)
      }
    }
    heard()
  }

  return {
    known: new Promise((heard) => void follow(heard)),
    now: () => new Date(told.stopped ? told.now : Date.now() + told.offsetMs),
    close: () => stop.abort(),
  }
}
