/// <reference lib="dom" />
import { chromium, type Browser, type Page } from 'playwright-core'
import { chromiumOptions } from '../support/needs'
import { eventually, until } from '../support/eventually'
import { fullDay } from './day'
import { phoneIn, withPages } from './pages'

const session = fullDay.session!
const checklist = '避灾场所检查'

withPages('a phone that is handed on after a log-out', () => {
  let browser: Browser
  beforeAll(async () => {
    browser = await chromium.launch(chromiumOptions)
  })
  afterAll(() => browser.close())
  const tap = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click()

  /** Whoever comes with the code `yi` is somebody else, who has nothing to do today. */
  async function shared() {
    const who = { name: '陈志坚' }
    const phone = await phoneIn(browser, {
      session: {
        ...session,
        open({ authCode }) {
          who.name = authCode === 'yi' ? '乙小芳' : '陈志坚'
          return { ...session.open!({ authCode }), personId: who.name, name: who.name }
        },
        me: () => ({ ...session.me!({}), name: who.name }),
        close: () => ({}),
      },
      home: {
        today: () =>
          who.name === '乙小芳'
            ? { ...fullDay.home!.today!({}), lines: [] }
            : fullDay.home!.today!({}),
      },
    })
    return phone
  }

  test('says first what has not been sent, shows nothing of the first, and keeps it for him', async () => {
    const { page, service, open, asked } = await shared()
    await page.goto(`${service.url}?authCode=jia`)
    await page.getByText('今天要办 4 件').waitFor()
    await page.route('**/api/warnings.acknowledge', (route) => route.abort())
    await tap(page, '收到')
    await page.getByText('待传').first().waitFor()
    await open('account')
    await page.locator('#log-out').click()
    await page.getByText('还有 1 条没有传上去').waitFor()
    expect(asked('session.close')).toEqual([])
    await tap(page, '先不退')
    await page.locator('#log-out').click()
    await tap(page, '现在退出')

    await page.getByText('已退出登录').waitFor()
    await page.getByText('有 1 条没有传，留着等本人登录').waitFor()
    expect(asked('session.close')).toHaveLength(1)
    await page.reload()
    await page.getByText('已退出登录').waitFor()
    await eventually(() => page.locator('body').innerText(), expect.not.stringContaining('陈志坚'))
    const kept = await page.evaluate(() => JSON.stringify({ ...localStorage }))
    expect(kept).not.toContain(checklist)

    await page.goto(`${service.url}?authCode=yi`)
    await page.getByText('今天没有要办的事').waitFor()
    await eventually(() => page.locator('body').innerText(), expect.not.stringContaining('陈志坚'))
    await page.unroute('**/api/warnings.acknowledge')
    await page.reload()
    await page.getByText('今天没有要办的事').waitFor()
    expect(asked('warnings.acknowledge')).toEqual([])

    await page.goto(`${service.url}?authCode=jia`)
    await until(() => asked('warnings.acknowledge').length === 1, 'it is sent for whom it is of')
  })

  test('a browser outside DingTalk says where to log in, and goes on being of nobody', async () => {
    const { page, open } = await shared()
    await open('account')
    await page.locator('#log-out').click()
    await page.getByText('现在退出登录？').waitFor()
    await tap(page, '现在退出')
    await page.getByText('这部手机上现在没有人登录').waitFor()
    await tap(page, '登录')
    await page.getByText('请从钉钉里打开应急钉').waitFor()
    await eventually(() => page.getByText('已退出登录').count(), 1)
  })
})
