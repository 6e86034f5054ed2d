/**
 * `npm test`: installs what is missing, starts a MariaDB of its own, runs jest (arguments are passed on).
 * What cannot be had here is skipped in words at the end. With TEST_ALL set a skipped test is a failure.
 * The last line is `N passed, N failed`.
 */
import { spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { giveUp, install, root, say } from '../bot/install.mjs'
import { buildPages } from '../bot/pages.mjs'
import { findMariaDB, mariadbPackages, startMariaDB } from './support/mariadb.mjs'

const limitMinutes = 45

/** What some tests need beyond the libraries. `variable` names where it is, for the tests; set from outside, it is used as it is. */
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

install()
buildPages('h5', 'dd')
installPrograms()
const missing = absent()
const stopDatabase = await provide()
const report = await jest(process.argv.slice(2))
await stopDatabase()
process.exit(tell(report))

function findChromium() {
  const names = [
    'chromium',
    'chromium-browser',
    'google-chrome',
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  ]
  const name = names.find((it) => spawnSync(it, ['--version'], { stdio: 'ignore' }).status === 0)
  return name ? spawnSync('which', [name], { encoding: 'utf8' }).stdout.trim() || name : null
}

function absent() {
  return needs.filter((need) => !process.env[need.variable] && !need.find())
}

/** Where the package manager may install, what is missing is installed. */
function installPrograms() {
  const missing = absent()
  if (
    !missing.length ||
    process.getuid?.() !== 0 ||
    spawnSync('apt-get', ['--version'], { stdio: 'ignore' }).error
  ) {
    return
  }
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
  if (done.status !== 0) {
    say(`apt-get ${args.join(' ')} failed: ${done.stderr.trim().split('\n').slice(-3).join(' ')}`)
  }
}

/** Sets the variables that tell tests where things are; answers with what undoes it. */
async function provide() {
  const browser = process.env.CHROMIUM || findChromium()
  if (browser) process.env.CHROMIUM = browser
  if (process.env.MARIADB_URL || !findMariaDB()) return async () => undefined
  const { url, stop } = await startMariaDB().catch((error) =>
    giveUp(`MariaDB is installed but does not start: ${error.message}`),
  )
  process.env.MARIADB_URL = url
  return stop
}

async function jest(args) {
  const folder = mkdtempSync(join(tmpdir(), 'yingji-test-'))
  const file = join(folder, 'report.json')
  const child = spawn(
    process.execPath,
    [
      join(root, 'node_modules/jest/bin/jest.js'),
      `--maxWorkers=${Math.max(2, availableParallelism())}`,
      '--forceExit',
      '--json',
      `--outputFile=${file}`,
      ...args,
    ],
    { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] },
  )
  const limit = setTimeout(() => {
    say(`The tests took more than ${limitMinutes} minutes and were ended.`)
    child.kill('SIGKILL')
  }, limitMinutes * 60_000)
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => child.kill(signal))
  const code = await new Promise((resolve) => child.once('exit', resolve))
  clearTimeout(limit)
  const report = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : null
  rmSync(folder, { recursive: true, force: true })
  return { code, report }
}

/** The closing lines, and the exit code. A file that could not even be loaded counts as one failed test. */
function tell({ code, report }) {
  const passed = report?.numPassedTests ?? 0
  const skipped = tellSkipped(report)
  let failed = report ? report.numFailedTests + report.numRuntimeErrorTestSuites : 1
  if (process.env.TEST_ALL) failed += skipped
  if (code !== 0 && failed === 0) failed = 1
  say(`${passed} passed, ${failed} failed`)
  return failed ? 1 : 0
}

function tellSkipped(report) {
  const files = (report?.testResults ?? [])
    .map(({ name, assertionResults }) => ({
      name: relative(root, name),
      count: assertionResults.filter((it) => it.status !== 'passed' && it.status !== 'failed')
        .length,
    }))
    .filter((it) => it.count)
  for (const { name, variable, packages } of missing) {
    say(
      `skipped: what needs ${name}, because it is not installed here; to run it: apt-get install -y ${packages.join(' ')} (or set ${variable}), then npm test`,
    )
  }
  for (const { name, count } of files) {
    say(
      `skipped: ${count} in ${name}, ${missing.length ? 'because of the above' : 'because the file or the arguments leave them out'}; to run them: npm test -- ${name}`,
    )
  }
  return missing.length + files.reduce((sum, { count }) => sum + count, 0)
}
