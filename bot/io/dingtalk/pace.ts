import { setTimeout as sleep } from 'node:timers/promises'

/**
 * Lets calls of one API through evenly, so many a second; the first goes at once. 0 = as they come.
 */
export function createPace(perSecond: number) {
  const next = new Map<string, number>()
  return async (path: string) => {
    if (!perSecond) return
    const now = performance.now()
    const mine = Math.max(now, next.get(path) ?? 0)
    next.set(path, mine + 1_000 / perSecond)
    if (mine > now) await sleep(mine - now)
  }
}
