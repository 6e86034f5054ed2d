import { verdictOf, type FileReport, type Run } from './support/runner/verdict'

const file = (name: string, ...statuses: string[]): FileReport => ({
  name,
  status: statuses.includes('failed') || !statuses.length ? 'failed' : 'passed',
  assertionResults: statuses.map((status) => ({ status })),
})
const run = (...files: FileReport[]): Run => ({
  report: { success: files.every(({ status }) => status === 'passed'), testResults: files },
  leftOpen: false,
})
const good = file('good', 'passed', 'passed')
const bad = file('bad', 'passed', 'failed', 'failed')

test.each<[string, Run[], Run[], object]>([
  ['all is well', [run(good)], [], { passed: 2, failed: 0, flaky: [] }],
  ['the runs are added up', [run(good), run(bad)], [], { passed: 3, failed: 2 }],
  ['what fails twice has failed', [run(bad)], [run(bad)], { failed: 2, flaky: [] }],
  [
    'what passes alone has passed and is flaky',
    [run(good, bad)],
    [run(file('bad', 'passed', 'passed', 'passed'))],
    { passed: 5, failed: 0, flaky: ['bad'] },
  ],
  ['a file that does not load is one failure', [run(file('empty'))], [], { passed: 0, failed: 1 }],
  ['a run without a report is a failure', [{ report: null, leftOpen: false }], [], { failed: 1 }],
  ['what is left open is a failure', [{ ...run(good), leftOpen: true }], [], { failed: 1 }],
  [
    'a test that fails in its midst may leave something open, if it passes alone',
    [{ ...run(good, bad), leftOpen: true }],
    [run(file('bad', 'passed', 'passed', 'passed'))],
    { passed: 5, failed: 0, flaky: ['bad'] },
  ],
  [
    'what is left open beside one that fails twice is a failure of its own',
    [{ ...run(bad), leftOpen: true }],
    [run(bad)],
    { failed: 3, flaky: [] },
  ],
  [
    'passing alone does not excuse what is left open',
    [run(bad)],
    [{ ...run(file('bad', 'passed')), leftOpen: true }],
    { failed: 3, flaky: [] },
  ],
  [
    'jest is not content although no test failed',
    [{ report: { success: false, testResults: [good] }, leftOpen: false }],
    [],
    { passed: 2, failed: 1 },
  ],
  [
    'a skipped test is named',
    [run(file('some', 'passed', 'pending'))],
    [],
    { passed: 1, failed: 0 },
  ],
])('%s', (_, runs, again, expected) => {
  expect(verdictOf(runs, again)).toMatchObject(expected)
})

test('skipped tests are counted by file', () => {
  const { skipped } = verdictOf([run(good, file('some', 'passed', 'pending', 'todo'))])
  expect(skipped).toEqual([{ name: 'some', passed: 1, failed: 0, skipped: 2 }])
})
