import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http'

export type Call = {
  method: string
  path: string
  query: URLSearchParams
  params: Record<string, string>
  headers: IncomingHttpHeaders
  raw: Buffer
  /** JSON or form fields; undefined when there was no readable body. */
  body: unknown
  /** Set for calls that stay open (server-sent events, long polls). */
  response: ServerResponse
}
/** What to answer; `cut` tears the connection instead, `taken` means the handler answers by itself. */
export type Reply =
  { status: number; body?: unknown; headers?: Record<string, string> } | 'cut' | 'taken'

const largest = 25 * 1024 * 1024
const json = 'application/json;charset=utf-8'

/** A plain HTTP server: reads the whole body, asks `answer`, writes what it says. */
export function listen(answer: (call: Call) => Promise<Reply>): Server {
  const server = createServer((request, response) => {
    read(request, response)
      .then(async (call) => write(response, await answer(call)))
      .catch(() => response.destroy())
  })
  server.keepAliveTimeout = 60_000
  return server
}

async function read(request: IncomingMessage, response: ServerResponse): Promise<Call> {
  const mark = request.url!.indexOf('?')
  const path = mark < 0 ? request.url! : request.url!.slice(0, mark)
  const raw = await collect(request)
  return {
    method: request.method!,
    path,
    query: new URLSearchParams(mark < 0 ? '' : request.url!.slice(mark + 1)),
    params: {},
    headers: request.headers,
    raw,
    body: bodyOf(raw, request.headers['content-type'] ?? ''),
    response,
  }
}

function collect(request: IncomingMessage): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    let size = 0
    request.on('data', (chunk: Buffer) => {
      size += chunk.length
      if (size > largest) reject(new Error('body too large'))
      else chunks.push(chunk)
    })
    request.on('end', () => resolve(chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks)))
    request.on('error', reject)
  })
}

function bodyOf(raw: Buffer, type: string): unknown {
  if (!raw.length || type.startsWith('multipart/')) return undefined
  const text = raw.toString()
  if (type.startsWith('application/x-www-form-urlencoded')) {
    return Object.fromEntries(new URLSearchParams(text))
  }
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function write(response: ServerResponse, reply: Reply) {
  if (reply === 'taken') return
  if (reply === 'cut') return void response.socket?.resetAndDestroy()
  const { status, body, headers } = reply
  const content =
    body === undefined
      ? ''
      : typeof body === 'string' || Buffer.isBuffer(body)
        ? body
        : JSON.stringify(body)
  response.writeHead(status, {
    'content-type': json,
    'content-length': Buffer.byteLength(content),
    ...headers,
  })
  response.end(content)
}

/** Undefined when the escapes make no sense. */
export function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text)
  } catch {
    return undefined
  }
}

/** Finds a handler by method and path; `:name` stands for one segment. */
export class Router<Handler> {
  private readonly exact = new Map<string, Handler>()
  private readonly patterns: { method: string; parts: string[]; handler: Handler }[] = []

  add(route: string, handler: Handler) {
    const [method, path] = route.split(' ') as [string, string]
    if (path.includes(':')) this.patterns.push({ method, parts: path.split('/'), handler })
    else this.exact.set(route, handler)
  }

  find(
    method: string,
    path: string,
  ): { handler: Handler; params: Record<string, string> } | undefined {
    const handler = this.exact.get(`${method} ${path}`)
    if (handler) return { handler, params: {} }
    const parts = path.split('/')
    for (const pattern of this.patterns) {
      if (pattern.method !== method || pattern.parts.length !== parts.length) continue
      if (!pattern.parts.every((part, index) => part.startsWith(':') || part === parts[index])) {
        continue
      }
      const named = pattern.parts.flatMap((part, index) =>
        part.startsWith(':') ? [[part.slice(1), decoded(parts[index]!) ?? '']] : [],
      )
      return { handler: pattern.handler, params: Object.fromEntries(named) }
    }
    return undefined
  }
}
