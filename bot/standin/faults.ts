import { z } from 'zod'

const flag = z.boolean()
const delay = z.union([flag, z.number(), z.object({ ms: z.number() })])

/** Every switch under /_admin/faults; a boolean turns it on with its usual strength. */
export const FaultInput = z
  .strictObject({
    net: z.union([z.literal(false), z.array(z.string()), z.record(z.string(), z.boolean())]),
    quiet: flag,
    limit: z.union([flag, z.object({ rate: z.number().positive() })]),
    twice: z.union([
      flag,
      z.object({
        copies: z.number().int().min(2).optional(),
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
  noLimits: false,
}

const milliseconds = (value: boolean | number | { ms: number }) =>
  typeof value === 'object' ? value.ms : value === true ? 3_500 : Number(value)

/** What is wrong with DingTalk just now. */
export class Faults {
  on = { ...quiet }
  readonly offline = new Set<string>()
  readonly injections: Injection[] = []

  /** Applies switches; `net` and `tokenExpired` act on others, so the caller gets them back. */
  set({ net, tokenExpired, slow, slowOpen, limit, twice, ...flags }: FaultInput) {
    Object.assign(
      this.on,
      Object.fromEntries(Object.entries(flags).filter(([, value]) => value !== undefined)),
    )
    if (slow !== undefined) this.on.slow = milliseconds(slow)
    if (slowOpen !== undefined) this.on.slowOpen = milliseconds(slowOpen)
    if (limit !== undefined) this.on.limit = limit === true ? { rate: 2 } : limit
    if (twice !== undefined) {
      this.on.twice = twice && {
        copies: (twice !== true && twice.copies) || 5,
        messageId: (twice !== true && twice.messageId) || 'same',
      }
    }
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

  /** The injected fault that this call meets, used up by it; a path with a slash at its end means everything below. */
  take(path: string, method: string, userIds: readonly string[]) {
    const index = this.injections.findIndex(
      (it) =>
        (path === it.path || (it.path.endsWith('/') && path.startsWith(it.path))) &&
        (!it.method || it.method === method) &&
        (!it.userId || userIds.includes(it.userId)),
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
      for (const [userId, off] of Object.entries(net)) this.offline[off ? 'add' : 'delete'](userId)
    }
    return [...new Set([...before, ...this.offline])].filter(
      (userId) => before.has(userId) !== this.offline.has(userId),
    )
  }
}
