import { bodyParser } from '@koa/bodyparser'
import Koa, { type Context, type Middleware, type Next } from 'koa'
import Router from 'koa-router'
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { TLSSocket } from 'node:tls'
import { isTooDeep } from './json'

export type Call = {
  method: string
  path: string
  query: URLSearchParams
  params: Record<string, string>
  headers: IncomingHttpHeaders
  /** A multipart body as it came; empty for every other kind. */
  raw: Buffer
  /** JSON or form fields; undefined when there was no body, or none that can be read. */
  body: unknown
  /** There was a body, and it is no JSON, or nested too deep. */
  unreadable: boolean
  /** Set for calls that stay open (server-sent events, long polls). */
  response: ServerResponse
}
/**
 * What to answer; `cut` tears the connection instead, `taken` means the handler answers by itself.
 */
export type Reply =
  { status: number; body?: unknown; headers?: Record<string, string> } | 'cut' | 'taken'
export type Handler = (call: Call) => Promise<Reply>
type Rest = {
  /** Answers what no route takes. */
  otherwise: Handler
  /** Answers a body that is too large, and every mistake of ours. */
  broken: (url: string, error: unknown) => Reply
}

/** The body is larger than anything that is taken here. */
export class TooLarge extends Error {}
const largest = 25 * 1024 * 1024
const json = 'application/json;charset=utf-8'

/** `routes` are `METHOD /path/:name`. Whatever comes, somebody answers it. */
export function createHttp(routes: ReadonlyMap<string, Handler>, rest: Rest): Koa {
  // DingTalk has oToMessages and otoMessages
  const router = new Router({ strict: true, sensitive: true })
  for (const [route, handler] of routes) {
    const [method = '', path = ''] = route.split(' ')
    router.register(path, [method], answerWith(handler))
  }
  const koa = new Koa()
  // whatever breaks is answered, and a mistake stands in the story
  koa.silent = true
  koa.use(answerBroken(rest))
  koa.use(readBody)
  koa.use(router.routes())
  koa.use(answerWith(rest.otherwise))
  return koa
}

function answerWith(handler: Handler): Middleware {
  return async (http) => write(http, await handler(callOf(http)))
}

/** Who has hung up in the midst of his words is told nothing, and nobody has made a mistake. */
const hasHungUp = ({ req }: Context) => req.destroyed && !req.complete

/** A line that is cut without a word looks like a network that broke, and hides what was wrong. */
function answerBroken({ broken }: Rest): Middleware {
  return async (http, next) => {
    try {
      await next()
    } catch (error) {
      if (hasHungUp(http)) return
      if (http.headerSent) http.res.destroy()
      else write(http, broken(http.url, error))
    }
  }
}

const readBody: Middleware = (http, next) =>
  http.is('multipart') ? readMultipart(http, next) : readFields(http, next)

/** Only files come so, and koa's reader knows nothing of them. */
async function readMultipart(http: Context, next: Next) {
  http.state['raw'] = await collect(http.req)
  await next()
}

/** DingTalk reads JSON whatever the type says. */
const readFields = bodyParser({
  enableTypes: ['json', 'text'],
  extendTypes: { text: ['urlencoded'] },
  detectJSON: (http) => !http.is('urlencoded'),
  jsonStrict: false,
  jsonLimit: String(largest),
  textLimit: String(largest),
  onError: (error, http) => {
    if (isTooLarge(error)) throw new TooLarge()
    http.state['unreadable'] = true
  },
})
const isTooLarge = (error: Error) => 'type' in error && error.type === 'entity.too.large'

async function collect(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  let size = 0
  // without this the line would be cut before the answer
  const whole: AsyncIterable<Buffer> = request.iterator({ destroyOnReturn: false })
  for await (const chunk of whole) {
    size += chunk.length
    if (size > largest) throw new TooLarge()
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

function callOf(http: Context): Call {
  const fields = fieldsOf(http)
  const unreadable = http.state['unreadable'] === true || isTooDeep(fields)
  return {
    method: http.method,
    path: http.path,
    query: new URLSearchParams(http.querystring),
    params: (http['params'] as Record<string, string> | undefined) ?? {},
    headers: http.headers,
    raw: (http.state['raw'] as Buffer | undefined) ?? Buffer.alloc(0),
    body: unreadable ? undefined : fields,
    unreadable,
    response: http.res,
  }
}

/** Of a form the last value of a name holds, and brackets in a name mean nothing. */
function fieldsOf({ request }: Context): unknown {
  if (!request.rawBody) return undefined
  if (!request.is('urlencoded')) return request.body
  return Object.fromEntries(new URLSearchParams(request.rawBody))
}

function write(http: Context, reply: Reply) {
  if (typeof reply === 'string') {
    http.respond = false
    if (reply === 'cut') cut(http.req.socket)
    return
  }
  http.status = reply.status
  http.set({ 'content-type': json, ...reply.headers })
  http.body = contentOf(reply.body)
}

/** Under TLS there is no way to reset: the line ends without a word all the same. */
function cut(socket: Socket) {
  if (socket instanceof TLSSocket) socket.destroy()
  else socket.resetAndDestroy()
}

function contentOf(body: unknown): string | Buffer {
  if (body === undefined) return ''
  if (typeof body === 'string' || Buffer.isBuffer(body)) return body
  return JSON.stringify(body)
}
