import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright-core'

/** A file that is one function; the formatter begins such a file with a semicolon. */
const functionIn = (file: string) => readFileSync(file, 'utf8').replace(/^;/m, '')
const seen = functionIn(join(__dirname, 'seen.js'))

/**
 * Runs an audit in a page: what it finds, one line each. `least`: the smallest text allowed, in
 * pixels.
 */
export function auditOf(file: string) {
  const source = functionIn(file)
  return (page: Page, least = 0) => page.evaluate<string[]>(`(${source})(${seen}, ${least})`)
}
