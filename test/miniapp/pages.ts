import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Browser } from 'playwright-core'
import { root } from '../../config/root'
import { chromiumPath } from '../support/needs'
import { fullDay } from './day'
import { fakeService, type Answers } from './fake'
import { patience } from '../support/patience'

/**
 * `describe` where a browser can be started and the pages were built (`npm run build:h5` in
 * miniapp; `npm test` builds them).
 */
export const withPages =
  chromiumPath && existsSync(join(root, 'miniapp/dist/h5/index.html')) ? describe : describe.skip

const closings: (() => Promise<void>)[] = []
/** A test that fails in its midst leaves nothing open, either. */
afterEach(async () => {
  for (const close of closings.splice(0)) await close()
})

/**
 * A phone on a day of its own, until the test ends: a service that answers by the table, with these
 * answers in the place of the day's.
 */
export async function phoneIn(browser: Browser, answers: Answers = {}) {
  const service = await fakeService({ ...fullDay, ...answers })
  closings.push(service.close)
  const context = await browser.newContext({
    viewport: { width: 390, height: 844 },
    locale: 'zh-CN',
  })
  closings.unshift(() => context.close())
  const page = await context.newPage()
  page.setDefaultTimeout(patience)
  const open = (name: string, query = '') =>
    page.goto(`${service.url}?authCode=1#/pages/${name}/index${query && `?${query}`}`)
  const asked = (name: string) =>
    service.asked.filter((it) => it.name === name).map((it) => it.input as Record<string, unknown>)
  return {
    service,
    context,
    page,
    open,
    asked,
  }
}
