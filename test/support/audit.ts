import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright-core'

const seen = readFileSync(join(__dirname, 'seen.js'), 'utf8')
/** Runs an audit in a page: what it finds, one line each. `least`: the smallest text allowed, in pixels. */
export function auditOf(file: string) {
  const source = readFileSync(file, 'utf8')
  return (page: Page, least = 0) => page.evaluate<string[]>(`(${source})(${seen}, ${least})`)
}
