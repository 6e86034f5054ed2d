import { createServer } from 'node:http'
import { bodyParser } from '@koa/bodyparser'
import Koa, { type Context } from 'koa'
import { z } from 'zod'
import { serveApp } from '../io/http/app'

/** What came to the address of the service: a page was opened, or somebody logged in. */
export type Visit = { page: true } | { code: string }
export type Door = { close(): Promise<void> }
/** `host`: the address that the service listens on; null for all of them. */
type DoorOptions = {
  port: number
  host: string | null
  pagesFolder: string
  visit: (visit: Visit) => void
}

const LogIn = z.object({ authCode: z.string().min(1).max(200) })
const done = { code: 'doctor.done', message: '体检看到您了，这一页可以关掉' }

/**
 * Stands where the service stands later: gives its pages to a phone, and takes the code of a
 * log-in. Rejects where the port is taken.
 */
export async function openDoor({ port, host, pagesFolder, visit }: DoorOptions): Promise<Door> {
  const koa = new Koa()
  koa.use(bodyParser({ enableTypes: ['json'], jsonLimit: '16kb' }))
  koa.use(async (http, next) => {
    const isLogIn = http.method === 'POST' && http.path === '/api/session.open'
    if (!isLogIn) return next()
    const login = LogIn.safeParse(http.request.body)
    if (login.success) visit({ code: login.data.authCode })
    refuse(http)
  })
  koa.use(async (http, next) => {
    await next()
    if (http.path === '/app/' && http.status === 200) visit({ page: true })
  })
  koa.use(serveApp(pagesFolder, []))
  koa.silent = true
  const server = createServer(koa.callback())
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen({ port, ...(host && { host }) }, resolve)
  })
  return {
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

/** There is no service behind this door: the page shows the sentence, however it asks. */
function refuse(http: Context) {
  const isWrapped = http.get('x-envelope') === '1'
  http.status = isWrapped ? 200 : 503
  http.body = isWrapped ? { ok: false, at: new Date(), problem: done } : done
}
