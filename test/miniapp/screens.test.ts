/// <reference lib="dom" />
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { chromium, type Browser } from 'playwright-core'
import { root } from '../../config/root'
import { auditOf } from '../support/audit'
import { chromiumOptions } from '../support/needs'
import { patience } from '../support/patience'
import { fakeService, fullDay, ids } from './fake'
import { withPages } from './pages'

const shots = join(root, 'test/e2e/shots')
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
    mkdirSync(shots, { recursive: true })
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
  test.each(looks)('$name', async ({ name: look, width, height, theme, size }) => {
    const complaints: string[] = []
    const left = Object.entries(all).values()
    const lane = async () => {
      const context = await browser.newContext({
        viewport: { width, height },
        locale: 'zh-CN',
        timezoneId: 'Asia/Shanghai',
      })
      context.setDefaultTimeout(patience)
      await context.addInitScript((it) => {
        localStorage.setItem('yj..size', it)
        localStorage.removeItem('yj..paper')
      }, size)
      const page = await context.newPage() // one for all screens: a browser process for each takes longer than the screen
      let screen = ''
      page.on('pageerror', (error) => complaints.push(`${screen}: ${error.message}`))
      for (const [name, [path, ...taps]] of left) {
        screen = name
        await page.setViewportSize({ width, height })
        await page.goto(
          `${service.url}?authCode=1&theme=${theme}&screen=${screen}${addressOf(path)}`,
        )
        await page.locator('.yj .body > *:not(.bones)').first().waitFor()
        for (const tap of taps) await page.locator(tap).click()
        await page.waitForLoadState('networkidle')
        complaints.push(
          ...(await audit(page, width < 900 ? 18 : 16)).map((it) => `${screen}: ${it}`),
        )
        await page.setViewportSize({
          width,
          height: Math.max(
            height,
            await page.evaluate(() =>
              Math.max(...Array.from(document.querySelectorAll('*'), (node) => node.scrollHeight)),
            ),
          ),
        })
        await page.screenshot({ path: join(shots, `app-${screen}-${look.replace(' ', '-')}.png`) })
      }
      await context.close()
    }
    await Promise.all([lane(), lane(), lane()])
    expect(complaints).toEqual([])
  })
})
