import { send } from '@koa/send'
import type { Context, Middleware } from 'koa'

/** A file whose name changes with its content never has to be asked for again. */
const hashed = /\.[0-9a-f]{8}\.(js|css)$/

/**
 * The phone pages at `/app/`, as they were built into `folder`. `frames`: the pages that may show
 * them within themselves.
 */
export function serveApp(folder: string, frames: readonly string[]): Middleware {
  const policy = policyFor(frames)
  return async (http, next) => {
    if (http.path === '/app') return http.redirect(`/app/${http.search}`)
    if (!http.path.startsWith('/app/') || !['GET', 'HEAD'].includes(http.method)) return next()
    const path = http.path.slice('/app'.length)
    if (!(await isSent(http, path, folder))) return next()
    http.set('content-security-policy', policy)
    if (frames.length) http.remove('x-frame-options')
    http.set('cross-origin-resource-policy', 'same-origin')
    http.set('cache-control', cachingOf(path))
    http.vary('accept-encoding')
    if (http.fresh) http.status = 304
  }
}

/** Sends what was packed beside the file when the pages were built, to whoever can unpack it. */
async function isSent(http: Context, path: string, folder: string): Promise<boolean> {
  try {
    const file = await send(http, path, { root: folder, index: 'index.html', brotli: false })
    return file !== undefined
  } catch (error) {
    // A name that leads out of the folder, makes no sense, or is nobody's.
    if (Number((error as { status?: number }).status) < 500) return false
    throw error
  }
}

const cachingOf = (path: string) =>
  hashed.test(path) ? 'public, max-age=31536000, immutable' : 'no-cache'

const policyFor = (frames: readonly string[]) =>
  [
    "default-src 'self'",
    "script-src 'self'",
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "font-src 'self' data:",
    "connect-src 'self'",
    "object-src 'none'",
    "base-uri 'self'",
    "form-action 'self'",
    `frame-ancestors ${["'self'", ...frames].join(' ')}`,
  ].join('; ')
