import { createHash } from 'node:crypto'
import { bodyParser } from '@koa/bodyparser'
import Koa from 'koa'
import helmet from 'koa-helmet'
import Router from 'koa-router'
import type { Logger } from 'pino'
import { Problem } from '../../../shared/problem'
import type { Door, Io, Route } from '../../core/slice'
import type { Calls } from '../calls'
import type { Metrics } from '../metrics'
import { serveApp } from './app'
import { serveFiles } from './files'

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
}

/**
 * The contract over HTTP: `POST /api/slice.verb` with the input as JSON; and the two pages for the
 * operator.
 */
export function serve(options: Options): Koa {
  const { app, now } = options
  const router = new Router()
  mountRoutes(router, options)
  mountDoors(router, options)
  serveFiles(router, options)
  mountOperator(router, options)

  const koa = new Koa()
  koa.use(helmet())
  koa.use(envelope(now))
  koa.use(problems(options))
  koa.use(serveApp(app.folder, app.frames))
  koa.use(router.routes())
  return koa
}

function mountRoutes(router: Router, { routes, calls, io, metrics, now }: Options) {
  for (const { name, operation } of routes) {
    router.post(`/api/${name}`, body(operation.large), async (http) => {
      const personId = personOf(http, io, now())
      const call = {
        name,
        personId,
        way: 'app' as const,
        input: http.request.body,
        id: idOf(name, http),
      }
      http.body = await metrics.time(name, 'http', () => calls.call(call))
    })
  }
}

function mountDoors(router: Router, { doors, calls, io, now }: Options) {
  for (const { name, operation, run } of doors) {
    router.post(`/api/${name}`, body(operation.large), async (http) => {
      const isOpen = operation.scope === 'open'
      const personId = isOpen ? '' : personOf(http, io, now())
      const input = operation.input.safeDecode(http.request.body)
      if (!input.success) throw new Problem('input.invalid')
      if (!isOpen) await calls.admit(operation, personId, input.data as never)
      const reply = await run(io, input.data as never, personId)
      http.body = operation.reply.encode(reply)
    })
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
function personOf(http: Pick<Koa.Context, 'get'>, io: Io, now: Date): string {
  const token = /^Bearer (.+)$/.exec(http.get('authorization'))?.[1]
  const personId = token ? io.ports.session.read(token, now) : null
  if (!personId) throw new Problem('access.unknown')
  return personId
}

/** What went wrong, in words for who asked; anything but a Problem is a bug and goes to the log. */
const problems =
  ({ log, metrics }: Options) =>
  async (http: Koa.Context, next: Koa.Next) => {
    try {
      await next()
      if (http.status === 404 && !http.body) throw new Problem('access.foreign')
    } catch (error) {
      const known = error instanceof Problem ? error : null
      if (!known) log.error({ err: error, path: http.path }, 'a bug')
      metrics.problem(known?.code ?? 'bug')
      http.status = known?.status ?? 500
      http.body = known
        ? { code: known.code, message: known.message, details: known.details }
        : { code: 'bug', message: '系统没有办成，您填的还在，请过一会儿再试' }
    }
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

const body = (large?: true) =>
  bodyParser({
    enableTypes: ['json'],
    jsonLimit: large ? '9mb' : '256kb',
    encoding: 'utf-8',
    onError: refuseBody,
  })
/** A body that is too long, not JSON, or not packed as it says is the caller's mistake. */
function refuseBody(error: unknown): never {
  throw (error as { status?: number }).status === 413
    ? new Problem('input.tooLarge')
    : new Problem('input.invalid', { what: '不是 JSON' })
}
