/// <reference lib="dom" />
import { mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { chromium, type Browser } from 'playwright-core'
import { root } from '../../config/root'
import { chromiumOptions } from '../support/needs'
import { fakeService, fullDay, ids } from './fake'
import { withPages } from './pages'

const shots = join(root, 'test/e2e/shots'), audit = readFileSync(join(root, 'test/miniapp/audit.js'), 'utf8')
const item = `checklistId=${ids.checklistId}&item`
const screens = {
  home: 'home', warning: `warning?warningId=${ids.warningId}`, issue: 'issue', approve: `approve?warningId=${ids.warningId}`, boards: 'board', board: `board?warningId=${ids.warningId}`,
  lists: 'lists', fill: `fill?${item}=shelters`, review: 'review', summary: 'summary', task: 'task', account: 'account', sent: 'sent',
}
const addressOf = (screen: string) => { const [name, query] = screen.split('?'); return `#/pages/${name}/index${query ? `?${query}` : ''}` }

withPages('every screen can be read and hit', () => {
  let browser: Browser, service: Awaited<ReturnType<typeof fakeService>>
  beforeAll(async () => { mkdirSync(shots, { recursive: true }); service = await fakeService(fullDay); browser = await chromium.launch(chromiumOptions) })
  afterAll(async () => { await browser?.close(); await service?.close() })

  const looks = [
    { name: 'phone', width: 390, height: 844, theme: 'light', size: '18' }, { name: 'phone dark', width: 390, height: 844, theme: 'dark', size: '18' },
    { name: 'phone large', width: 390, height: 844, theme: 'light', size: '30' }, { name: 'desktop', width: 1440, height: 900, theme: 'light', size: '18' },
  ] as const
  test.each(looks)('$name', async ({ name, width, height, theme, size }) => {
    const context = await browser.newContext({ viewport: { width, height }, locale: 'zh-CN', timezoneId: 'Asia/Shanghai' }), complaints: string[] = []
    await context.addInitScript((it) => localStorage.setItem('yj..size', it), size)
    for (const [screen, path] of Object.entries(screens)) {
      const page = await context.newPage()
      page.on('pageerror', (error) => complaints.push(`${screen}: ${error.message}`))
      await page.goto(`${service.url}?authCode=1&theme=${theme}${addressOf(path)}`)
      await page.locator('.yj .body > *:not(.bones)').first().waitFor({ timeout: 20_000 })
      await page.waitForLoadState('networkidle')
      complaints.push(...(await page.evaluate<string[]>(`${audit}(${width < 900 ? 18 : 16})`)).map((it) => `${screen}: ${it}`))
      await page.screenshot({ path: join(shots, `app-${screen}-${name.replace(' ', '-')}.png`), fullPage: true })
      await page.close()
    }
    await context.close()
    expect(complaints).toEqual([])
  }, 240_000)
})
