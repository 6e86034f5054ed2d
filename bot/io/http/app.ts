import { createReadStream } from 'node:fs'
import { readFile, stat } from 'node:fs/promises'
import { extname, join, normalize } from 'node:path'
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import type { Middleware } from 'koa'

const types: Record<string, string> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.txt': 'text/plain',
}
/** A file whose name changes with its content never has to be asked for again. */
const hashed = /\.[0-9a-f]{8}\.(js|css)$/

/** What gets smaller by packing: all but pictures. */
const packs = /\.(html|js|css|json|svg|txt)$/
const pack = promisify(gzip)

/** The phone pages at `/app/`, as they were built into `folder`. `frames`: the pages that may show them within themselves. */
export function serveApp(folder: string, frames: readonly string[]): Middleware {
  const policy = [
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
  /** Packed once for all phones, and again when the pages were built anew. */
  const packed = new Map<string, { at: number; bytes: Promise<Buffer> }>()
  function packedOf(file: string, at: number): Promise<Buffer> {
    const known = packed.get(file)
    if (known?.at === at) return known.bytes
    const bytes = readFile(file).then((text) => pack(text, { level: 9 }))
    packed.set(file, { at, bytes })
    bytes.catch(() => packed.delete(file)) // the next one who asks tries again
    return bytes
  }
  return async (http, next) => {
    if (http.path === '/app') {
      http.redirect(`/app/${http.search}`)
      return
    }
    if (!http.path.startsWith('/app/') || !['GET', 'HEAD'].includes(http.method)) return next()
    const file = fileOf(folder, http.path.slice('/app/'.length))
    const found = file === null ? null : await stat(file).catch(() => null)
    if (file === null || !found?.isFile()) return next()
    http.status = 200
    http.set('content-security-policy', policy)
    if (frames.length) http.remove('x-frame-options')
    http.set('cross-origin-resource-policy', 'same-origin')
    http.set(
      'cache-control',
      hashed.test(file) ? 'public, max-age=31536000, immutable' : 'no-cache',
    )
    http.type = types[extname(file)] ?? 'application/octet-stream'
    http.lastModified = found.mtime
    http.vary('accept-encoding')
    if (http.fresh) {
      http.status = 304
      return
    }
    if (packs.test(file) && http.acceptsEncodings('gzip', 'identity') === 'gzip') {
      http.set('content-encoding', 'gzip')
      http.body = await packedOf(file, found.mtimeMs)
      return
    }
    http.length = found.size
    http.body = createReadStream(file)
  }
}

/** Null for a name that leads out of the folder, or makes no sense. */
function fileOf(folder: string, path: string): string | null {
  try {
    const name = normalize(decodeURIComponent(path) || 'index.html')
    return name.startsWith('..') || name.startsWith('/') || name.includes('\0')
      ? null
      : join(folder, name)
  } catch {
    return null
  }
}
