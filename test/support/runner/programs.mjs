/**
 * What some tests need beyond the libraries: found, installed where the package manager may, told
 * to the tests by a variable.
 */
import { spawnSync } from 'node:child_process'
import { giveUp, say } from '../../../bot/install.mjs'
import { findMariaDB, mariadbPackages, startMariaDB } from '../mariadb.mjs'

/** `variable` names where it is, for the tests; set from outside, it is used as it is. */
const needs = [
  {
    name: 'Chromium',
    variable: 'CHROMIUM',
    packages: ['chromium'],
    why: 'the end-to-end tests press the buttons of the page of phones in it',
    find: findChromium,
  },
  {
    name: 'MariaDB',
    variable: 'MARIADB_URL',
    packages: mariadbPackages,
    why: 'every story is also told on the database of production',
    find: findMariaDB,
  },
]

function findChromium() {
  const programs = [
    'chromium',
    'chromium-browser',
    'google-chrome',
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  ]
  const program = programs.find(
    (name) => spawnSync(name, ['--version'], { stdio: 'ignore' }).status === 0,
  )
  if (!program) return null
  return spawnSync('which', [program], { encoding: 'utf8' }).stdout.trim() || program
}

/** What is not on this machine. */
export const absentPrograms = () =>
  needs.filter((need) => !process.env[need.variable] && !need.find())

/** Where the package manager may install, what is missing is installed. */
export function installPrograms() {
  const missing = absentPrograms()
  if (!missing.length || process.getuid?.() !== 0) return
  if (spawnSync('apt-get', ['--version'], { stdio: 'ignore' }).error) return
  for (const { name, packages, why } of missing) {
    say(`Installing ${name} (${packages.join(' ')}): ${why} …`)
  }
  apt('update')
  apt('install', '-y', '--no-install-recommends', ...missing.flatMap((need) => need.packages))
}

function apt(...args) {
  const done = spawnSync('apt-get', ['-q', ...args], {
    encoding: 'utf8',
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  })
  if (done.status === 0) return
  const lastLines = done.stderr.trim().split('\n').slice(-3).join(' ')
  say(`apt-get ${args.join(' ')} failed: ${lastLines}`)
}

/** Sets the variables that tell tests where things are; answers with what undoes it. */
export async function providePrograms() {
  const browser = process.env.CHROMIUM || findChromium()
  if (browser) process.env.CHROMIUM = browser
  if (process.env.MARIADB_URL || !findMariaDB()) return async () => undefined
  const { url, stop } = await startMariaDB({ durable: false }).catch((error) =>
    giveUp(`MariaDB is installed but does not start: ${error.message}`),
  )
  process.env.MARIADB_URL = url
  return stop
}

/**
 * Without these variables a story is told on the embedded database alone, and no browser is
 * started.
 */
export function withdrawPrograms() {
  for (const { variable } of needs) delete process.env[variable]
}
