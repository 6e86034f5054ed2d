/**
 * `npm test`: installs what is missing, starts a MariaDB of its own, runs jest (arguments are
 * passed on).
 * `npm test -- fast`: rules, config and flows on the embedded database, no browser and no builds.
 * What cannot be had here is skipped in words at the end. With TEST_ALL set a skipped test is a
 * failure; with CI set a
 * file that failed is run once more, alone, and one that passes then is named as `flaky: FILE`.
 * The last line is `N passed, N failed`.
 */
import { availableParallelism } from 'node:os'
import { relative } from 'node:path'
import { install, root, say } from '../bot/install.mjs'
import { buildPages } from '../bot/pages.mjs'
import { runJest } from './support/runner/jest.mjs'
import {
  absentPrograms,
  installPrograms,
  providePrograms,
  withdrawPrograms,
} from './support/runner/programs.mjs'
import { brokenFiles, verdictOf } from './support/runner/verdict.js'

const here = `${root.replace(/[^\w/-]/g, '\\$&')}/test`
/** A browser takes a core by itself: its tests are a run of their own, one at a time, beside the rest. */
const browserTests = `${here}/(e2e|miniapp)/`
const allButBrowserTests = `${here}/(?!e2e/|miniapp/)`
/** Rules, config, flows, and what holds the house itself. */
const fastTests = [`${here}/(rules|config|flows)/`, `${here}/(boundaries|readme)\\.test`]
const cores = availableParallelism()
const workers = `--maxWorkers=${Math.max(2, cores)}`

/** The flag after the patterns ends their list: what follows is what to run. */
const ignoring = (pattern) => [
  '--testPathIgnorePatterns',
  '/node_modules/',
  pattern,
  '--passWithNoTests',
]

const [first, ...rest] = process.argv.slice(2)
process.exit(await (first === 'fast' ? runFast(rest) : runAll(process.argv.slice(2))))

async function runFast(args) {
  install()
  withdrawPrograms()
  const patterns = args.length ? args : fastTests
  return conclude([await runJest([workers, ...ignoring(browserTests), ...patterns])])
}

async function runAll(args) {
  install()
  buildPages('h5', 'dd')
  installPrograms()
  const missing = absentPrograms()
  const stopPrograms = await providePrograms()
  const runs = await Promise.all([
    runJest([workers, ...ignoring(browserTests), ...args]),
    runJest(['--runInBand', ...ignoring(allButBrowserTests), ...args]),
  ])
  const again = process.env.CI ? await runAgain(runs) : []
  await stopPrograms()
  return conclude(runs, again, missing)
}

/** Each file that failed, once more and alone. */
async function runAgain(runs) {
  const again = []
  for (const file of runs.flatMap((run) => brokenFiles(run.report))) {
    say(`Once more, alone: ${relative(root, file)}`)
    again.push(await runJest(['--runInBand', '--runTestsByPath', file]))
  }
  return again
}

/** Says how it ended; the exit code. */
function conclude(runs, again = [], missing = []) {
  const verdict = verdictOf(runs, again)
  const skipped = saySkipped(verdict.skipped, missing)
  const failed = verdict.failed + (process.env.TEST_ALL ? skipped : 0)
  for (const file of verdict.flaky) say(`flaky: ${relative(root, file)}`)
  say(`${verdict.passed} passed, ${failed} failed`)
  return failed ? 1 : 0
}

function saySkipped(files, missing) {
  for (const { name, variable, packages } of missing) {
    say(
      `skipped: what needs ${name}, because it is not installed here; to run it: apt-get install -y ${packages.join(' ')} (or set ${variable}), then npm test`,
    )
  }
  const why = missing.length
    ? 'because of the above'
    : 'because the file or the arguments leave them out'
  for (const { name, skipped } of files) {
    const file = relative(root, name)
    say(`skipped: ${skipped} in ${file}, ${why}; to run them: npm test -- ${file}`)
  }
  return missing.length + files.reduce((sum, { skipped }) => sum + skipped, 0)
}
