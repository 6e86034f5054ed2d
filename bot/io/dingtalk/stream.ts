import { setTimeout as sleep } from 'node:timers/promises'
import { Line } from './line'
import type { Reception } from './reception'
import type { Settings } from './settings'

/**
 * How long to wait before the next attempt: at once after a good line, then 1 s, 2 s, 4 s … 60 s,
 * each at random down to its half.
 */
export function waitBefore(
  tries: number,
  { firstWait, longestWait }: { firstWait: number; longestWait: number },
  random = Math.random(),
): number {
  return tries === 0 ? 0 : Math.min(longestWait, firstWait * 2 ** (tries - 1)) * (1 - random / 2)
}

/**
 * The lines that are open, the newest of which counts: a fresh client for each, the new one before
 * the old one goes.
 */
function createLines(settings: Settings, stop: AbortSignal) {
  const lines = new Set<Line>()
  let current: Line | undefined
  let since: Date | null = null
  let lastFrame: Date | null = null

  async function open(reception: Reception) {
    const line = new Line(settings, reception)
    lines.add(line)
    try {
      await line.connect()
    } catch (error) {
      lines.delete(line)
      line.terminate('never opened')
      throw error
    }
    if (stop.aborted) line.terminate('closed by us')
    const before = current
    current = line
    since = settings.now()
    if (before) void retire(before)
    settings.log.info({}, 'connected to DingTalk')
    return line
  }

  async function retire(line: Line) {
    lastFrame = line.lastFrame ?? lastFrame
    await line.leave()
    lines.delete(line)
  }

  return {
    open,
    state: () => ({
      connected: current?.connected ?? false,
      since: current?.connected ? since : null,
      lastFrame: current?.lastFrame ?? lastFrame,
    }),
    retireAll: () => Promise.all([...lines].map(retire)),
  }
}

/** Keeps one line open until `close`. */
export function createStream(settings: Settings) {
  const { log, timing } = settings
  const stop = new AbortController()
  const lines = createLines(settings, stop.signal)
  let running: Promise<void> | undefined
  let listening: Promise<void> | undefined

  async function run(reception: Reception, attempted: () => void) {
    for (let tries = 0; !stop.signal.aborted; tries++) {
      try {
        const line = await lines.open(reception)
        attempted()
        const began = performance.now()
        const why = await line.ended
        if (performance.now() - began >= timing.steady) tries = 0
        if (!stop.signal.aborted) log.warn({ why }, 'the connection to DingTalk ended')
      } catch (error) {
        tries = Math.max(tries, 1)
        log.warn({ err: error, tries }, 'no connection to DingTalk')
      }
      attempted()
      await sleep(waitBefore(tries, timing), undefined, { signal: stop.signal }).catch(
        () => undefined,
      )
    }
  }

  return {
    /**
     * Resolves after the first attempt, whatever came of it: `state` tells, and the attempts go on.
     */
    listen(reception: Reception) {
      listening ??= new Promise<void>((attempted) => {
        running = run(reception, attempted)
      })
      return listening
    },
    state: lines.state,
    async close() {
      stop.abort()
      await lines.retireAll()
      await running
    },
  }
}
