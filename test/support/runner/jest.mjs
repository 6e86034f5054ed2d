/** One run of jest, watched from outside. */
import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { root, say } from '../../../bot/install.mjs'

const limitMinutes = 45
/**
 * When the report is written every test has ended: what keeps the process alive after that was left
 * open.
 */
const leftOpenAfterMs = 30_000

/**
 * Resolves with jest's report and whether it had to be ended from outside. `report` is null where
 * jest itself broke.
 */
export async function runJest(args) {
  const folder = mkdtempSync(join(tmpdir(), 'yingji-test-'))
  const file = join(folder, 'report.json')
  const child = spawn(
    process.execPath,
    [join(root, 'node_modules/jest/bin/jest.js'), '--json', `--outputFile=${file}`, ...args],
    { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] },
  )
  const ended = new Promise((resolve) => child.once('exit', resolve))
  const kill = (signal) => child.kill(signal)
  process.on('SIGINT', kill).on('SIGTERM', kill)
  const verdict = await Promise.race([ended.then(() => 'ended'), watch(file, ended)])
  if (verdict !== 'ended') {
    say(verdict)
    child.kill('SIGKILL')
    await ended
  }
  process.off('SIGINT', kill).off('SIGTERM', kill)
  const report = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : null
  rmSync(folder, { recursive: true, force: true })
  return { report, leftOpen: verdict !== 'ended' }
}

/** Resolves with words when the run must be ended from outside; never where it ends by itself. */
async function watch(file, ended) {
  let over = false
  void ended.then(() => {
    over = true
  })
  const end = Date.now() + limitMinutes * 60_000
  while (!over && !existsSync(file)) {
    if (Date.now() > end) return `The tests took more than ${limitMinutes} minutes and were ended.`
    await pause(500)
  }
  await Promise.race([ended, pause(leftOpenAfterMs)])
  return over ? 'ended' : 'A test left something open: jest does not end by itself and was ended.'
}
