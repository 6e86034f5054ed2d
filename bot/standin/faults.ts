import { z } from 'zod'

const flag = z.boolean()
const milliseconds = z.number().min(0).max(600_000)
const delay = z.union([flag, milliseconds, z.object({ ms: milliseconds })])

/** Every switch under /_admin/faults; a boolean turns it on with its usual strength. */
export const FaultInput = z
  .strictObject({
    net: z.union([z.literal(false), z.array(z.string()), z.record(z.string(), z.boolean())]),
    quiet: flag,
    limit: z.union([flag, z.object({ rate: z.number().positive() })]),
    twice: z.union([
      flag,
      z.object({
        copies: z.number().int().min(2).max(100).optional(),
        messageId: z.enum(['same', 'new']).optional(),
      }),
    ]),
    card: flag,
    quota: flag,
    html: flag,
    x5: flag,
    slow: delay,
    afterEffect504: flag,
    reset: flag,
    tokenExpired: flag,
    handshake401: flag,
    handshake503: flag,
    slowOpen: delay,
    noPermission: flag,
    noRetry: flag,
    strictTemplates: flag,
    strictCards: flag,
    strictFiles: flag,
    noLimits: flag,
  })
  .partial()
export type FaultInput = z.infer<typeof FaultInput>

export const httpFaults = [
  'qps',
  'globalQps',
  'qpm',
  'quota',
  'noPermission',
  'ipNotAllowed',
  'token',
  '504',
  'afterEffect504',
  'html',
  'html502',
  'x5',
  'slow',
  'reset',
  'busy',
  'tooMany',
  'gone',
  'deliverFail',
  'flowControl',
] as const
export type HttpFault = (typeof httpFaults)[number]

export const Injection = z.object({
  path: z.string(),
  method: z.string().optional(),
  userId: z.string().optional(),
  times: z.number().int().positive().default(1),
  fault: z.enum(httpFaults),
})
export type Injection = z.infer<typeof Injection>

const quiet = {
  quiet: false,
  limit: false as false | { rate: number },
  twice: false as false | { copies: number; messageId: 'same' | 'new' },
  card: false,
  quota: false,
  html: false,
  x5: false,
  slow: 0,
  afterEffect504: false,
  reset: false,
  handshake401: false,
  handshake503: false,
  slowOpen: 0,
  noPermission: false,
  noRetry: false,
  strictTemplates: false,
  strictCards: false,
  strictFiles: false,
  noLimits: false,
}

/** 0 is off. */
function delayOf(value: boolean | number | { ms: number }): number {
  if (typeof value === 'object') return value.ms
  return value === true ? 3_500 : Number(value)
}
function copiesOf(twice: NonNullable<FaultInput['twice']>) {
  if (!twice) return false
  const { copies = 5, messageId = 'same' } = twice === true ? {} : twice
  return { copies, messageId }
}

const leadsTo = (named: string, path: string) =>
  path === named || (named.endsWith('/') && path.startsWith(named))

/** What is wrong with DingTalk just now. */
export class Faults {
  on = { ...quiet }
  readonly offline = new Set<string>()
  readonly injections: Injection[] = []

  /** Applies switches; `net` and `tokenExpired` act on others, so the caller gets them back. */
  set({ net, tokenExpired, slow, slowOpen, limit, twice, ...flags }: FaultInput) {
    const given = Object.entries(flags).filter(([, value]) => value !== undefined)
    Object.assign(this.on, Object.fromEntries(given))
    if (slow !== undefined) this.on.slow = delayOf(slow)
    if (slowOpen !== undefined) this.on.slowOpen = delayOf(slowOpen)
    if (limit !== undefined) this.on.limit = limit === true ? { rate: 2 } : limit
    if (twice !== undefined) this.on.twice = copiesOf(twice)
    return { changed: net === undefined ? [] : this.setNet(net), expire: tokenExpired === true }
  }

  clear() {
    this.on = { ...quiet }
    this.injections.length = 0
    return this.setNet(false)
  }

  /** All switches as the page shows them: false is off. */
  all() {
    const { slow, slowOpen, ...rest } = this.on
    return {
      ...rest,
      slow: slow || false,
      slowOpen: slowOpen || false,
      tokenExpired: false,
      net: this.offline.size ? [...this.offline] : false,
    } as const
  }

  /**
   * The injected fault that this call meets, used up by it; a path with a slash at its end means
   * everything below.
   */
  take(path: string, method: string, userIds: readonly string[]) {
    const index = this.injections.findIndex(
      (injection) =>
        leadsTo(injection.path, path) &&
        (!injection.method || injection.method === method) &&
        (!injection.userId || userIds.includes(injection.userId)),
    )
    const found = this.injections[index]
    if (found && --found.times === 0) this.injections.splice(index, 1)
    return found
  }

  private setNet(net: false | string[] | Record<string, boolean>) {
    const before = new Set(this.offline)
    if (net === false || Array.isArray(net)) {
      this.offline.clear()
      for (const userId of net || []) this.offline.add(userId)
    } else {
      for (const [userId, off] of Object.entries(net)) {
        if (off) this.offline.add(userId)
        else this.offline.delete(userId)
      }
    }
    return [...new Set([...before, ...this.offline])].filter(
      (userId) => before.has(userId) !== this.offline.has(userId),
    )
  }
}
