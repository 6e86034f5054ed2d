/**
 * What has to be there before anything of ours can be imported: a Node that is new enough, and the
 * libraries. Plain Node, no dependency.
 */
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = dirname(dirname(fileURLToPath(import.meta.url)))

/** Ends the process with one line that says what is wrong and what to do. */
export function giveUp(line) {
  process.stderr.write(`${line}\n`)
  process.exit(1)
}

export function say(line) {
  process.stdout.write(`${line}\n`)
}

/**
 * Installs the libraries of package-lock.json where they are not; returns at once where they are.
 */
export function install() {
  refuseOldNode()
  const missing = firstMissing()
  if (!missing && nativeWorks()) return
  say(
    `Installing the libraries of package-lock.json (${missing ?? 'better-sqlite3 was compiled for another Node'}); the first time takes some minutes, since better-sqlite3 is compiled …`,
  )
  const done = npm(missing ? ['ci'] : ['rebuild', 'better-sqlite3'])
  if (done.status !== 0) giveUp(whyItFailed(`${done.stdout}${done.stderr}`))
  if (firstMissing() || !nativeWorks()) {
    giveUp('The libraries were installed but do not load: remove node_modules and start again.')
  }
}

function refuseOldNode() {
  const [major, minor] = process.versions.node.split('.').map(Number)
  if (major < 20 || (major === 20 && minor < 19)) {
    giveUp(`Node ${process.versions.node} is too old: 20.19 or newer is needed.`)
  }
}

const packagesOf = (file) => JSON.parse(readFileSync(join(root, file), 'utf8')).packages

/**
 * npm keeps beside the libraries a list of what it has installed: it must hold all that the lock
 * file asks for on every machine.
 */
function firstMissing() {
  if (!existsSync(join(root, 'node_modules/.package-lock.json'))) return 'none is here yet'
  const wanted = packagesOf('package-lock.json')
  const present = packagesOf('node_modules/.package-lock.json')
  const path = Object.keys(wanted).find(
    (key) => key && !wanted[key].optional && present[key]?.version !== wanted[key].version,
  )
  return path ? `${path.replace(/^.*node_modules\//, '')} ${wanted[path].version} is missing` : null
}

function nativeWorks() {
  try {
    const Sqlite = createRequire(join(root, 'package.json'))('better-sqlite3')
    new Sqlite(':memory:').close()
    return true
  } catch {
    return false
  }
}

/** The npm that started us, else the one on the path. */
export function npm(args, cwd = root) {
  const self = process.env.npm_execpath
  const [command, first] = self ? [process.execPath, [self]] : ['npm', []]
  return spawnSync(command, [...first, ...args, '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
    shell: !self && process.platform === 'win32',
  })
}

const missingTools = () =>
  ['python3', 'make', 'g++'].filter(
    (tool) => spawnSync(tool, ['--version'], { stdio: 'ignore' }).error,
  )

function whyItFailed(output) {
  const tools = missingTools()
  if (/gyp|better-sqlite3/.test(output) && tools.length) {
    return `better-sqlite3, the embedded database, is compiled on this machine and finds no ${tools.join(', no ')}: install it (Debian: apt-get install -y python3 make g++) and start again.`
  }
  return `npm could not install the libraries: ${output.trim().split('\n').slice(0, 12).join('\n')}`
}
