import { readFile } from 'node:fs/promises'
import { extname, join, normalize } from 'node:path'
import type { Reply } from './http'

const folder = join(__dirname, 'page')
const types = new Map([
  ['.html', 'text/html'],
  ['.css', 'text/css'],
  ['.js', 'text/javascript'],
  ['.svg', 'image/svg+xml'],
  ['.json', 'application/json'],
  ['.png', 'image/png'],
])

/** A file of the page of phones, or undefined when the path is none. */
export async function page(path: string): Promise<Reply | undefined> {
  const name = nameOf(path)
  if (!name) return undefined
  const content = await readFile(join(folder, name)).catch(() => undefined)
  if (!content) return undefined
  const type = types.get(extname(name)) ?? 'application/octet-stream'
  return {
    status: 200,
    body: content,
    headers: { 'content-type': `${type};charset=utf-8`, 'cache-control': 'no-cache' },
  }
}

/** The file that a path asks for; none when it leads out of the folder or makes no sense. */
function nameOf(path: string): string | undefined {
  if (path === '/') return 'index.html'
  if (!path.startsWith('/page/')) return undefined
  const name = normalize(decoded(path.slice('/page/'.length)))
  return name.startsWith('..') || name.includes('\0') ? undefined : name
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return ''
  }
}
