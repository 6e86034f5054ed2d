import { readFile } from 'node:fs/promises'
import { extname, join, normalize } from 'node:path'
import { decoded, type Reply } from './http'

const folder = join(__dirname, 'page')
const types: Record<string, string> = {
  '.html': 'text/html',
  '.css': 'text/css',
  '.js': 'text/javascript',
  '.svg': 'image/svg+xml',
  '.json': 'application/json',
  '.png': 'image/png',
}

/** A file of the page of phones, or undefined when the path is none. */
export async function page(path: string): Promise<Reply | undefined> {
  const asked =
    path === '/' ? 'index.html' : path.startsWith('/page/') ? decoded(path.slice(6)) : undefined
  const name = asked && normalize(asked)
  if (!name || name.startsWith('..') || name.includes('\0')) return undefined
  const content = await readFile(join(folder, name)).catch(() => undefined)
  return (
    content && {
      status: 200,
      body: content,
      headers: {
        'content-type': `${types[extname(name)] ?? 'application/octet-stream'};charset=utf-8`,
        'cache-control': 'no-cache',
      },
    }
  )
}
