/**
 * After the H5 build: writes the service worker that lets the pages start without a network, and an
 * index that it is up to date with.
 */
import { createHash } from 'node:crypto'
import { readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const folder = fileURLToPath(new URL('../dist/h5/', import.meta.url))
const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  .map((file) => file.replaceAll('\\', '/'))
  .filter(
    (file) => /\.(js|css|html)$/.test(file) && file !== 'sw.js' && statSync(folder + file).isFile(),
  )
  .sort()
// The first screen is loaded beside the program, not after it has run.
const first = files.find(
  (file) =>
    file.startsWith('js/') &&
    !/js\/app\./.test(file) &&
    readFileSync(folder + file, 'utf8').includes('task-open'),
)
const index = `${folder}index.html`
if (!first) throw new Error('no file has the first screen')
writeFileSync(
  index,
  readFileSync(index, 'utf8').replace(
    '<script ',
    `<script defer="defer" src="./${first}"></script><script `,
  ),
)
const version = createHash('sha256')
  .update(files.map((file) => file + readFileSync(folder + file, 'utf8')).join(''))
  .digest('hex')
  .slice(0, 12)

writeFileSync(
  `${folder}sw.js`,
  `const shell = 'yingji-ding ${version}', files = ${JSON.stringify(['./', ...files])}
self.addEventListener('install', (event) => event.waitUntil(caches.open(shell).then((cache) => cache.addAll(files)).then(() => self.skipWaiting())))
self.addEventListener('activate', (event) => event.waitUntil(caches.keys()
  .then((names) => Promise.all(names.filter((name) => name.startsWith('yingji-ding ') && name !== shell).map((name) => caches.delete(name)))).then(() => self.clients.claim())))
// The page is asked of the service first, so that a new version is seen; what never changes comes from here.
self.addEventListener('fetch', (event) => {
  const { request } = event, url = new URL(request.url)
  if (request.method !== 'GET' || url.origin !== location.origin || !url.href.startsWith(registration.scope)) return
  if (request.mode === 'navigate') event.respondWith(fetch(request).catch(() => caches.match('./', { cacheName: shell })))
  else event.respondWith(caches.match(request, { ignoreSearch: true }).then((kept) => kept ?? fetch(request)))
})
`,
)
process.stdout.write(`offline: ${files.length} files, version ${version}\n`)
