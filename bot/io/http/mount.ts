import { createHash } from 'node:crypto'
import Koa from 'koa'
import helmet from 'koa-helmet'
import Router from 'koa-router'
import type { Logger } from 'pino'
import type { Policy } from '../../../config/policy'
import { Problem } from '../../../shared/problem'
import { createFairQueue } from '../../core/fairQueue'
import type { Holder } from '../../core/ports'
import type { Door, Io, Route } from '../../core/slice'
import type { Calls } from '../calls'
import { parseInput } from '../input'
import type { Metrics } from '../metrics'
import { serveApp } from './app'
import { bodyReader } from './body'
import { serveFiles } from './files'
import { problems, type Seen } from './problems'
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
  mountRoutes(router, options)
  mountDoors(router, options)
  serveFiles(router, options)
  mountOperator(router, options)

  const koa = new Koa({ proxy: proxies > 0, maxIpsCount: proxies })
  koa.use(helmet())
  koa.use(envelope(now))
  koa.use(unstored)
  koa.use(problems(options))
  koa.use(recognise(options))
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

function mountDoors(router: Router, options: Options) {
  for (const door of options.doors) {
    const open = door.operation.scope === 'open' ? openDoor : closedDoor
    router.post(`/api/${door.name}`, open(door, options))
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

/** For anybody: one address after the other, and who finds the queue full is told so at once. */
function openDoor({ name, operation, run }: Door, { io, guard }: Options) {
  const read = bodyReader(operation.large, guard.bodies)
  const queue = createFairQueue(guard.logIns)
  return async (http: Koa.Context) => {
    http.state['operation'] = name
    const place = placeOf(http.ip)
    const refuseIfFull = () => {
      const full = queue.fullFor(place)
      if (full) throw new Problem(full === 'address' ? 'access.tooMany' : 'access.busy')
    }
    refuseIfFull()
    const input = parseInput(operation, await read(http), guard.bodies)
    refuseIfFull()
    http.body = operation.reply.encode(await queue.run(place, () => run(io, input, '')))
  }
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
function recognise({ io, now, guard }: Options) {
  const admit = createStrangers(guard.strangers)
  return async (http: Koa.Context, next: Koa.Next) => {
    const token = /^Bearer (.+)$/.exec(http.get('authorization'))?.[1]
    const holder = token ? io.ports.session.read(token, now()) : null
    if (holder) http.state['holder'] = holder
    else admit(http.ip)
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
 * as 200, with what it was inside, and our time.
 */
const envelope = (now: () => Date) => async (http: Koa.Context, next: Koa.Next) => {
  await next()
  if (http.get('x-envelope') !== '1' || !http.path.startsWith('/api/')) return
  const ok = http.status < 400
  const inside = http.body
  const at = now()
  http.status = 200
  http.body = ok ? { ok, at, reply: inside ?? null } : { ok, at, problem: inside }
}
