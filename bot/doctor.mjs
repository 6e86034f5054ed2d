/**
 * `npm run doctor`: looks at everything that a real organisation needs, before the first start.
 * Installs what is missing, as the start does.
 */
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { install, root } from './install.mjs'
import { buildPages } from './pages.mjs'

install()
// Before the pages, which are built with the CorpId that stands there.
if (existsSync(join(root, '.env'))) process.loadEnvFile(join(root, '.env'))
buildPages('h5')
const { status } = spawnSync(
  process.execPath,
  ['--import', 'tsx', 'bot/doctor/main.ts', ...process.argv.slice(2)],
  { cwd: root, stdio: 'inherit' },
)
process.exitCode = status ?? 1
