import { setTimeout as sleep } from 'node:timers/promises'
import type { Clock } from '../core/ports'
import { z } from 'zod'

export const systemClock: Clock = { now: () => new Date() }

const Told = z.object({ offsetMs: z.number(), version: z.number() })

/** The clock of the stand-in's page: the demonstration's time can be moved, and the service moves with it. */
export function followClock(address: string): Clock & { close(): void } {
  let offset = 0
  let version = -1
  let open = true
  const stop = new AbortController()
  const follow = async () => {
    while (open) {
      try {
        const answer = await fetch(`${address}/_admin/clock?after=${version}`, {
          signal: stop.signal,
        })
        ;({ offsetMs: offset, version } = Told.parse(await answer.json()))
      } catch {
        if (open) await sleep(500)
      }
    }
  }
  void follow()
  return {
    now: () => new Date(Date.now() + offset),
    close: () => {
      open = false
      stop.abort()
    },
  }
}
