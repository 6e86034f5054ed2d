/**
 * The phone's pages, built from miniapp/ where they are missing or older than what they are made
 * of. `node bot/pages.mjs h5 dd`; without a target only the tools are installed.
 */
import { existsSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { giveUp, npm, root, say } from './install.mjs'

const home = join(root, 'miniapp')
const made = { h5: 'dist/h5/sw.js', dd: 'dist/dd/app.json' }
const sources = ['miniapp/src', 'miniapp/config', 'miniapp/package-lock.json', 'shared']

/**
 * `h5`: what the service serves at /app/. `dd`: the DingTalk mini-program, for the developer tool
 * and its test.
 */
export function buildPages(...targets) {
  const stale = targets.filter(
    (target) => ageOf(join(home, made[target])) < newest(sources.map((name) => join(root, name))),
  )
  if (stale.length) installTools()
  for (const target of stale) {
    say(`Building the phone's pages (${target}) …`)
    must(npm(['run', `build:${target}`], home), `The phone's pages (${target}) could not be built`)
  }
}

/** What the pages are built and checked with: a package of its own, with a lock file of its own. */
function installTools() {
  const installed = join(home, 'node_modules/.package-lock.json')
  if (ageOf(installed) >= ageOf(join(home, 'package-lock.json'))) return
  say(
    "Installing the tools that build the phone's pages (miniapp/package-lock.json): a minute, the first time only …",
  )
  must(npm(['ci'], home), "The tools for the phone's pages could not be installed")
}

const ageOf = (path) => (existsSync(path) ? statSync(path).mtimeMs : 0)
const newest = (paths) =>
  Math.max(
    ...paths.map((path) =>
      statSync(path).isDirectory()
        ? newest(readdirSync(path).map((name) => join(path, name)))
        : ageOf(path),
    ),
  )

function must({ status, stdout, stderr }, what) {
  if (status !== 0) {
    giveUp(`${what}: ${`${stdout}${stderr}`.trim().split('\n').slice(-12).join('\n')}`)
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  installTools()
  buildPages(...process.argv.slice(2))
}
