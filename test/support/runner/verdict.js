/** What the runs of jest come to. Pure: reports in, counts and names out. */

const isSkipped = (assertion) => !['passed', 'failed'].includes(assertion.status)
const isBroken = (file) => file.status === 'failed'

/** The files of a run in which something failed, a file that could not be loaded among them. */
const brokenFiles = (report) =>
  (report?.testResults ?? []).filter(isBroken).map((file) => file.name)

/** Counts of one file. One that could not even be loaded is one failed test. */
function countsOf(file) {
  const count = (is) => file.assertionResults.filter(is).length
  const failed = count((assertion) => assertion.status === 'failed')
  return {
    passed: count((assertion) => assertion.status === 'passed'),
    failed: isBroken(file) ? Math.max(1, failed) : 0,
    skipped: count(isSkipped),
  }
}

/**
 * A run that went wrong as a whole, whatever its tests say. A test that fails in its midst leaves
 * open what it would have closed: where each file that failed is flaky, that is no failure of its
 * own.
 */
function isMishap({ report, leftOpen }, flaky) {
  const broken = brokenFiles(report)
  if (!report || (!report.success && !broken.length)) return true
  return leftOpen && !(broken.length && broken.every((name) => flaky.includes(name)))
}

/**
 * What stands in the end. `runs` are `{ report, leftOpen }` of the first runs, `again` those of
 * single files that
 * failed in them: a file that passes then counts as passed and is flaky.
 */
function verdictOf(runs, again = []) {
  const files = new Map()
  for (const { report } of runs) {
    for (const file of report?.testResults ?? []) files.set(file.name, file)
  }
  const flaky = []
  for (const { report, leftOpen } of again) {
    for (const file of report?.testResults ?? []) {
      if (isBroken(file) || leftOpen) continue
      flaky.push(file.name)
      files.set(file.name, file)
    }
  }
  const counts = [...files].map(([name, file]) => ({ name, ...countsOf(file) }))
  const sum = (key) => counts.reduce((total, count) => total + count[key], 0)
  const mishaps = [...runs, ...again].filter((run) => isMishap(run, flaky)).length
  return {
    passed: sum('passed'),
    failed: sum('failed') + mishaps,
    skipped: counts.filter((count) => count.skipped),
    flaky,
  }
}

module.exports = { brokenFiles, verdictOf }
