/// <reference lib="dom" />
import { join } from 'node:path'
import { chromium, type Browser, type Page } from 'playwright-core'
import { auditOf } from '../support/audit'
import { chromiumOptions } from '../support/needs'
import { eventually } from '../support/eventually'
import { patience } from '../support/patience'
import { shoot, takesShots } from '../support/shots'
import { nothingComplained, openQuestions } from '../support/watched'
import { fullDay, ids } from './day'
import { fakeService } from './fake'
import { withPages } from './pages'

type Size = { width: number; height: number }
const audit = auditOf(join(__dirname, 'audit.js'))
const item = `checklistId=${ids.checklistId}&item`
const screens = {
  home: 'home',
  warning: `warning?warningId=${ids.warningId}`,
  issue: 'issue',
  approve: `approve?warningId=${ids.drafted}`,
  boards: 'board',
  board: `board?warningId=${ids.warningId}`,
  drill: `warning?warningId=${ids.drill}`,
  lists: 'lists',
  fill: `fill?${item}=shelters`,
  review: 'review',
  summary: 'summary',
  task: 'task',
  account: 'account',
  sent: 'sent',
  examination: 'examination',
}
/** Screens behind others: where from, and what is tapped. */
const words = '.foot .main'
const chosen = ['#choose-typhoon', '#color-orange', '#unit-whole', words]
const behind: Record<string, readonly [path: string, ...taps: string[]]> = {
  words: ['issue', ...chosen],
  check: ['issue', ...chosen, words],
  handed: ['issue', ...chosen, words, '#draft'],
  whom: ['issue', '#color-orange', '#several'],
  undelivered: [screens.board, '#undelivered'],
  person: [screens.board, '.row >> nth=1', '.row.person >> nth=0'],
  one: ['review', '.row >> nth=0'],
  returning: ['review', '.row >> nth=0', 'text=退回 >> nth=-1'],
  refusing: [screens.approve, 'text=退回 >> nth=-1'],
  fine: ['examination', '#fine'],
  leaving: ['account', '#log-out'],
  asking: ['task', '#add-question', '#kind-1-photo', '#unit-whole'],
}
const all: Record<string, readonly [path: string, ...taps: string[]]> = {
  ...Object.fromEntries(Object.entries(screens).map(([name, path]) => [name, [path] as const])),
  ...behind,
}
const addressOf = (screen: string) => {
  const [name, query] = screen.split('?')
  return `#/pages/${name}/index${query ? `?${query}` : ''}`
}

withPages('every screen can be read and hit', () => {
  let browser: Browser
  let service: Awaited<ReturnType<typeof fakeService>>
  beforeAll(async () => {
    service = await fakeService(fullDay)
    browser = await chromium.launch(chromiumOptions)
  })
  afterAll(async () => {
    await browser?.close()
    await service?.close()
  })

  const looks = [
    { name: 'phone', width: 390, height: 844, theme: 'light', size: '18' },
    { name: 'phone dark', width: 390, height: 844, theme: 'dark', size: '18' },
    { name: 'phone large', width: 390, height: 844, theme: 'light', size: '30' },
    { name: 'desktop', width: 1440, height: 900, theme: 'light', size: '18' },
  ] as const
  type Look = (typeof looks)[number]
  const errors: string[] = []
  test.each(looks)('$name', async (look) => {
    const found: string[] = []
    const left = Object.entries(all).values()
    async function lane() {
      const page = await openPage(look)
      const questions = openQuestions(page, /^$/)
      let screen = ''
      page.on('pageerror', (error) => errors.push(`${look.name}, ${screen}: ${error.message}`))
      for (const [name, [path, ...taps]] of left) {
        screen = name
        await page.setViewportSize({ width: look.width, height: look.height })
        await page.goto(
          `${service.url}?authCode=1&theme=${look.theme}&screen=${screen}${addressOf(path)}`,
        )
        await page.locator('.yj .body > *:not(.bones)').first().waitFor()
        for (const tap of taps) await page.locator(tap).click()
        await drawn(page, questions)
        const faults = await audit(page, look.width < 900 ? 18 : 16)
        found.push(...faults.map((fault) => `${screen}: ${fault}`))
        await shootWhole(page, look, `app-${screen}-${look.name.replace(' ', '-')}`)
      }
      await page.context().close()
    }
    await Promise.all([lane(), lane(), lane()])
    expect(found).toEqual([])
  })

  /** One for all screens: a browser process for each takes longer than the screen. */
  async function openPage({ width, height, size }: Look) {
    const context = await browser.newContext({
      viewport: { width, height },
      locale: 'zh-CN',
      timezoneId: 'Asia/Shanghai',
    })
    context.setDefaultTimeout(patience)
    await context.addInitScript((given) => {
      localStorage.setItem('yj..size', given)
      localStorage.removeItem('yj..me.paper')
    }, size)
    return context.newPage()
  }

  nothingComplained(() => errors)
})

/** The page has its answers and shows them. */
async function drawn(page: Page, questions: () => number) {
  await eventually(questions, 0)
  await eventually(() => page.locator('.bones').filter({ visible: true }).count(), 0)
  await page.evaluate(
    () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))),
  )
}

/** A picture of all of a screen, however long it is. */
async function shootWhole(page: Page, { width, height }: Size, name: string) {
  if (!takesShots) return
  const longest = await page.evaluate(() =>
    Math.max(...Array.from(document.querySelectorAll('*'), (node) => node.scrollHeight)),
  )
  await page.setViewportSize({ width, height: Math.max(height, longest) })
  await shoot(page, name)
}
