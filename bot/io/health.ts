import type { Quota } from '../../shared/delivery'
import type { Ctx, Slice, Transact } from '../core/slice'
import type { Metrics } from './metrics'

type Stream = { connected: boolean; since: Date | null; lastFrame: Date | null }
type Options = {
  slices: readonly Slice[]
  look: Transact
  stream: () => Stream
  metrics: Metrics
  now: () => Date
  quotaOf: (ctx: Ctx) => Promise<Quota>
  stuck: (ctx: Ctx) => Promise<number>
}
/** Later than this and somebody should look. */
const lateSeconds = 60

/**
 * Is the database there, does DingTalk reach us, how late is the oldest step that should have been
 * done, and how much waits for a moment that a wrong clock has set?
 */
export function createHealth({ slices, look, stream, metrics, quotaOf, stuck, now }: Options) {
  let asking: ReturnType<typeof ask> | null = null
  /** Many who ask at once get one answer: it takes several looks at the database. */
  return function health() {
    asking ??= ask().finally(() => {
      asking = null
    })
    return asking
  }

  async function ask() {
    const { connected, since, lastFrame } = stream()
    metrics.gauges.stream.set(connected ? 1 : 0)
    try {
      const overdue = await look((ctx) => overdueOf(ctx, slices, now()))
      for (const [slice, seconds] of Object.entries(overdue)) {
        metrics.gauges.overdue.set({ slice }, seconds)
      }
      const ahead = await look((ctx) => aheadOf(ctx, slices))
      const quota = await look(quotaOf)
      const oldest = Math.max(0, ...Object.values(overdue))
      for (const meter of ['api', 'stream'] as const) {
        metrics.gauges.quota.set({ meter }, quota[meter].limit - quota[meter].used)
      }
      return {
        ok: connected && oldest < lateSeconds && ahead === 0,
        database: true,
        stream: { connected, since, lastFrame },
        oldestOverdueSeconds: oldest,
        overdue,
        waitingAhead: ahead,
        stuckReactions: await look(stuck),
        quota,
      }
    } catch {
      return { ok: false, database: false, stream: { connected, since, lastFrame } }
    }
  }
}

async function aheadOf(ctx: Ctx, slices: readonly Slice[]): Promise<number> {
  let sum = 0
  for (const { ahead } of slices) sum += (await ahead?.(ctx)) ?? 0
  return sum
}

async function overdueOf(ctx: Ctx, slices: readonly Slice[], now: Date) {
  const seconds: Record<string, number> = {}
  for (const { name, overdue } of slices) {
    if (!overdue) continue
    const oldest = (await overdue(ctx)) ?? now
    seconds[name] = Math.max(0, Math.round((now.getTime() - oldest.getTime()) / 1000))
  }
  return seconds
}
