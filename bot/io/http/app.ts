import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { extname, join, normalize } from 'node:path'
import type { Middleware } from 'koa'

const types: Record<string, string> = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css', '.json': 'application/json', '.svg': 'image/svg+xml', '.png': 'image/png', '.txt': 'text/plain' }
/** A file whose name changes with its content never has to be asked for again. */
const hashed = /\.[0-9a-f]{8}\.(js|css)$/

/** The phone pages at `/app/`, as they were built into `folder`. `frames`: the pages that may show them within themselves. */
export function serveApp(folder: string, frames: readonly string[]): Middleware {
  const policy = [
    "default-src 'self'", "script-src 'self'", "style-src 'self' 'unsafe-inline'", "img-src 'self' data: blob:", "font-src 'self' data:", "connect-src 'self'",
    "object-src 'none'", "base-uri 'self'", "form-action 'self'", `frame-ancestors ${["'self'", ...frames].join(' ')}`,
  ].join('; ')
  return async (http, next) => {
    if (http.path === '/app') { http.redirect(`/app/${http.search}`); return }
    if (!http.path.startsWith('/app/') || !['GET', 'HEAD'].includes(http.method)) return next()
    const file = fileOf(folder, http.path.slice('/app/'.length)), found = file === null ? null : await stat(file).catch(() => null)
    if (file === null || !found?.isFile()) return next()
    http.status = 200
    http.set('content-security-policy', policy)
    if (frames.length) http.remove('x-frame-options')
    http.set('cross-origin-resource-policy', 'same-origin')
    http.set('cache-control', hashed.test(file) ? 'public, max-age=31536000, immutable' : 'no-cache')
    http.type = types[extname(file)] ?? 'application/octet-stream'
    http.length = found.size
    http.lastModified = found.mtime
    if (http.fresh) http.status = 304
    else http.body = createReadStream(file)
  }
}

/** Null for a name that leads out of the folder, or makes no sense. */
function fileOf(folder: string, path: string): string | null {
  try {
    const name = normalize(decodeURIComponent(path) || 'index.html')
    return name.startsWith('..') || name.startsWith('/') || name.includes('\0') ? null : join(folder, name)
  } catch {
    return null
  }
}
