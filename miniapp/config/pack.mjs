/**
 * After the H5 build: packs every file but pictures once, for all phones. The service sends
 * `app.js.gz` for `app.js`.
 */
import { readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'

const folder = fileURLToPath(new URL('../dist/h5/', import.meta.url))
const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) =>
  /\.(html|js|css|json|svg|txt)$/.test(file),
)
for (const file of files) {
  writeFileSync(`${folder}${file}.gz`, gzipSync(readFileSync(folder + file), { level: 9 }))
}
process.stdout.write(`packed: ${files.length} files\n`)
