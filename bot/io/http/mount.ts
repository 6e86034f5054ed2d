import { createHash } from 'node:crypto'
import Koa from 'koa'
import helmet from 'koa-helmet'
import Router from 'koa-router'
import type { Logger } from 'pino'
import type { Policy } from '../../../config/policy'
import { Problem } from '../../../shared/problem'
import { createFairQueue, type Caller } from '../../core/fairQueue'
import type { Holder } from '../../core/ports'
import type { Door, Io, Route } from '../../core/slice'
import type { Calls } from '../calls'
import { parseInput } from '../input'
import type { Metrics } from '../metrics'
import { serveApp } from './app'
import { bodyReader } from './body'
import { serveFiles } from './files'
import { problems, type Seen } from './problems'
import { createPasses, type Passes } from './passes'
import { createStrangers, placeOf } from './strangers'

type Options = {
  routes: readonly Route[]
  doors: readonly Door[]
  calls: Calls
  io: Io
  log: Logger
  metrics: Metrics
  now: () => Date
  health: () => Promise<{ ok: boolean } & Record<string, unknown>>
  /** Where the phone pages were built to, and which pages may frame them. */
  app: { folder: string; frames: readonly string[] }
  guard: Policy['guard']
  /** How many proxies stand in front: the address is the one that the outermost of them saw. */
  proxies: number
}

/**
 * The contract over HTTP: `POST /api/slice.verb` with the input as JSON; and the two pages for the
 * operator.
 */
export function serve(options: Options): Koa {
  const { app, now, proxies } = options
  const router = new Router()
  const passes = createPasses(options.io.ports.seal, now)
  mountRoutes(router, options)
  mountDoors(router, options, passes)
  serveFiles(router, options)
  mountOperator(router, options)

  const koa = new Koa({ proxy: proxies > 0, maxIpsCount: proxies })
  koa.use(helmet())
  koa.use(envelope(now))
  koa.use(unstored)
  koa.use(comeAgain(passes))
  koa.use(problems(options))
  koa.use(recognise(options, passes))
  koa.use(serveApp(app.folder, app.frames))
  koa.use(router.routes())
  return koa
}

function mountRoutes(router: Router, { routes, calls, metrics, guard }: Options) {
  for (const { name, operation } of routes) {
    const read = bodyReader(operation.large, guard.bodies)
    router.post(`/api/${name}`, async (http) => {
      http.state['operation'] = name
      const holder = holderOf(http)
      const greeted = await calls.greet(operation, holder)
      const call = {
        name,
        personId: holder.personId,
        greeted,
        way: 'app' as const,
        input: await read(http),
        id: idOf(name, http),
      }
      http.body = await metrics.time(name, 'http', () => calls.call(call))
    })
  }
}

function mountDoors(router: Router, options: Options, passes: Passes) {
  for (const door of options.doors) {
    const isOpen = door.operation.scope === 'open'
    const opened = isOpen ? openDoor(door, options, passes) : closedDoor(door, options)
    router.post(`/api/${door.name}`, opened)
  }
}

/** For whoever has a session. */
function closedDoor({ name, operation, run }: Door, { calls, io, guard }: Options) {
  const read = bodyReader(operation.large, guard.bodies)
  return async (http: Koa.Context) => {
    http.state['operation'] = name
    const holder = holderOf(http)
    const greeted = await calls.greet(operation, holder)
    const input = parseInput(operation, await read(http), guard.bodies)
    const { personId } = holder
    await calls.admit(operation, { personId, greeted }, input)
    http.body = operation.reply.encode(await run(io, input, personId))
  }
}

/** For anybody: one line after the other, and who finds the queue full is told so at once. */
function openDoor({ name, operation, run }: Door, { io, guard }: Options, passes: Passes) {
  const read = bodyReader(operation.large, guard.bodies)
  const queue = createFairQueue(guard.logIns)
  return async (http: Koa.Context) => {
    http.state['operation'] = name
    const caller = callerOf(http, passes)
    const refuseIfFull = () => {
      const full = queue.fullFor(caller)
      if (full) throw new Problem(full === 'address' ? 'access.tooMany' : 'access.busy')
    }
    refuseIfFull()
    const input = parseInput(operation, await read(http), guard.bodies)
    refuseIfFull()
    http.body = operation.reply.encode(await queue.run(caller, () => run(io, input, '')))
    givePass(http, passes.afterLogIn(passIn(http)))
  }
}

const passHeader = 'x-pass'
const passIn = (http: Koa.Context) => http.get(passHeader)
function givePass(http: Koa.Context, pass: string | null) {
  if (pass) http.set(passHeader, pass)
}
/** A page is no log-in: the flood of one kind leaves the other alone. */
function callerOf(http: Koa.Context, passes: Passes): Caller {
  const place = placeOf(http.ip)
  if (http.method !== 'POST') return { line: `pages ${place}`, isKnown: false }
  return passes.callerAt(place, passIn(http))
}

/** Who has no session and was turned away gets a line of its own for the next time. */
const comeAgain = (passes: Passes) => async (http: Koa.Context, next: Koa.Next) => {
  await next()
  const { holder } = http.state as Seen
  const isTurnedAway = http.method === 'POST' && [429, 503].includes(http.status)
  if (!holder && isTurnedAway) givePass(http, passes.afterRefusal(passIn(http)))
}

function mountOperator(router: Router, { health, metrics }: Options) {
  router.get('/healthz', async (http) => {
    const state = await health()
    http.status = state.ok ? 200 : 503
    http.body = state
  })
  router.get('/metrics', async (http) => {
    http.type = metrics.type
    http.body = await metrics.print()
  })
}

/** What the sender's key stands for: this very request. Under it another operation is another one. */
function idOf(name: string, http: Koa.Context): string | null {
  const key = http.get('idempotency-key')
  if (!key) return null
  const request = JSON.stringify([name, key, http.request.body])
  return createHash('sha256').update(request).digest('hex')
}

/** Whose session it is. */
function holderOf({ state }: Koa.Context): Holder {
  const { holder } = state as Seen
  if (!holder) throw new Problem('access.unknown')
  return holder
}

/** Who comes with a session is known from here on; who comes without is counted. */
function recognise({ io, now, guard }: Options, passes: Passes) {
  const admit = createStrangers(guard.strangers)
  return async (http: Koa.Context, next: Koa.Next) => {
    const token = /^Bearer (.+)$/.exec(http.get('authorization'))?.[1]
    const holder = token ? io.ports.session.read(token, now()) : null
    if (holder) http.state['holder'] = holder
    else admit(callerOf(http, passes))
    return next()
  }
}

/** What the contract answers is for who asked, and for nobody's cache. */
async function unstored(http: Koa.Context, next: Koa.Next) {
  if (http.path.startsWith('/api/')) http.set('cache-control', 'no-store')
  return next()
}

/**
 * DingTalk's `httpRequest` hands over no body with 4xx and 5xx: who asks for it gets every answer
 * as 200, with what it was inside, our time, and a pass where it got one.
 */
const envelope = (now: () => Date) => async (http: Koa.Context, next: Koa.Next) => {
  await next()
  if (http.get('x-envelope') !== '1' || !http.path.startsWith('/api/')) return
  const ok = http.status < 400
  const inside = http.body
  const pass = http.response.get(passHeader) || undefined
  const around = { ok, at: now(), ...(pass && { pass }) }
  http.status = 200
  http.body = ok ? { ...around, reply: inside ?? null } : { ...around, problem: inside }
}
