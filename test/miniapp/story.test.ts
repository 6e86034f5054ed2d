/// <reference lib="dom" />
import { join } from 'node:path'
import { chromium, type Browser, type Page } from 'playwright-core'
import { root } from '../../config/root'
import { Problem } from '../../shared/problem'
import { chromiumOptions } from '../support/needs'
import { eventually, until } from '../support/eventually'
import { fullDay, ids } from './day'
import type { Answers, fakeService } from './fake'
import { phoneIn, withPages } from './pages'

type Service = Awaited<ReturnType<typeof fakeService>>
const fill = `#/pages/fill/index?checklistId=${ids.checklistId}&item=shelters`

withPages('on a phone', () => {
  let browser: Browser
  beforeAll(async () => {
    browser = await chromium.launch(chromiumOptions)
  })
  afterAll(() => browser.close())
  const phone = (answers: Answers) => phoneIn(browser, answers)
  const choose = (page: Page, label: string, words: string) =>
    page
      .locator('.field', { hasText: label })
      .getByRole('button', { name: words, exact: true })
      .click()
  async function answer(page: Page) {
    await page.getByRole('button', { name: '2 题都没有变化' }).click()
    await choose(page, '14 处都去看过了吗？', '都看过')
    await choose(page, '饮水、药品、电筒够吗？', '有缺的')
    await page.getByLabel('饮水缺几处？').fill('16')
    await page.getByLabel('哪天检查的').fill('2026-08-11')
    await page.getByLabel('谁检查的').fill('陈志坚')
  }
  const submitted = ({ asked }: Service) => asked.filter(({ name }) => name === 'checklists.submit')

  test('a form names its wrong field, outlives the app, waits without a network, and arrives once', async () => {
    const { service, context, page } = await phone({})
    await page.goto(`${service.url}?authCode=1`)
    await page.getByText('今天要办 4 件').waitFor()
    await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined))
    await page.goto(`${service.url}?authCode=1${fill}`)
    await answer(page)
    await page.locator('#submit').click()
    await page.getByText('有 1 题要改：饮水缺几处？').waitFor()
    await page.locator('.field-wrong', { hasText: '1 到 14' }).waitFor()
    await page.reload()
    await eventually(() => page.getByLabel('谁检查的').inputValue(), '陈志坚')
    await page.getByLabel('饮水缺几处？').fill('6')
    // a new document of the browser is on line for a moment before it hears that it is not
    service.line.up = false
    await context.setOffline(true)
    await page.getByRole('button', { name: '交上去' }).click()
    await page.getByText('待传').waitFor()
    await page.goto(`${service.url}#/pages/home/index`)
    await page.reload()
    await page.getByText('没有网络，请照常点。1 条记在手机里').waitFor()
    await page.getByText('避灾场所检查').waitFor()
    expect(submitted(service)).toEqual([])
    service.line.up = true
    await context.setOffline(false)
    await until(() => submitted(service).length > 0, 'it arrived')
    await page.goto(`${service.url}#/pages/sent/index`)
    await page.getByText('已传').waitFor()
    expect(submitted(service)).toHaveLength(1)
    expect(submitted(service)[0]!.input).toMatchObject({
      item: 'shelters',
      revision: 0,
      answers: {
        keepers: expect.stringContaining('林信夫'),
        places: 14,
        lacking: 6,
        checker: { name: '陈志坚' },
      },
    })
  })

  test('two answers to one item are shown side by side, and a human picks', async () => {
    const theirs = {
      revision: 1,
      state: 'submitted' as const,
      answers: { keepers: '江敏', places: 15, seen: { yes: true } },
    }
    let first = true
    const checklists = fullDay.checklists!
    const { service, page } = await phone({
      checklists: {
        ...checklists,
        open: (ref) => ({ ...checklists.open!(ref), ...(first ? {} : theirs) }),
        submit: (input) => {
          if (input.revision === 0) {
            first = false
            throw new Problem('checklist.conflict', { who: '江敏', at: '14:30' })
          }
          return { ...checklists.submit!(input), revision: 2 }
        },
      },
    })
    await page.goto(`${service.url}?authCode=1${fill}`)
    await answer(page)
    await page.getByLabel('饮水缺几处？').fill('6')
    await page.getByRole('button', { name: '交上去' }).click()
    await page.getByText('江敏 14:30 已经交过这一项').filter({ visible: true }).first().waitFor()
    await page.getByText('已经交上去的').waitFor()
    await eventually(() => page.locator('.sides').innerText(), expect.stringContaining('15 处'))
    await page.getByRole('button', { name: '用我填的' }).click()
    await until(() => submitted(service).length === 2, 'mine is sent')
    expect(submitted(service).at(-1)!.input).toMatchObject({ revision: 1, answers: { places: 14 } })
  })

  test('what is typed while a photo is being taken stays', async () => {
    const { page, service } = await phone({})
    await page.goto(`${service.url}?authCode=1${fill}`)
    const [camera] = await Promise.all([
      page.waitForEvent('filechooser'),
      page.getByRole('button', { name: '拍一张' }).click(),
    ])
    await page.getByLabel('谁检查的').fill('陈志坚')
    await camera.setFiles(join(root, 'bot/standin/page/picture.png'))
    await page.locator('img.photo-picture').waitFor()
    await eventually(() => page.getByLabel('谁检查的').inputValue(), '陈志坚')
    await page.reload()
    await page.locator('img.photo-picture').waitFor()
    await eventually(() => page.getByLabel('谁检查的').inputValue(), '陈志坚')
  })

  test('whoever goes back and on at once can still go back', async () => {
    const { page, service } = await phone({})
    const back = page.locator('.bar-back:visible').last()
    await page.goto(`${service.url}?authCode=1`)
    await page.getByRole('button', { name: '避灾场所检查' }).click()
    await page.locator('#submit').waitFor()
    await back.evaluate((button: HTMLElement) => {
      const isNext = (it: HTMLElement) =>
        it.textContent?.includes('我做过的') && it.checkVisibility()
      /** As soon as it can be seen, while the page before is still on its way out. */
      function goOn() {
        const next = Array.from(document.querySelectorAll('button')).find(isNext)
        if (next) next.click()
        else requestAnimationFrame(goOn)
      }
      window.addEventListener('popstate', () => requestAnimationFrame(goOn), { once: true })
      button.click()
    })
    await page.getByText('这部手机上还没有做过').waitFor()
    await back.click()
    await page.getByText('今天要办 4 件').waitFor()
  })

  test('a warning is confirmed in one tap, and the button is dead after it', async () => {
    const { service, page } = await phone({})
    await page.goto(`${service.url}?authCode=1`)
    await page.getByRole('button', { name: '收到', exact: true }).click()
    await page.locator('.stamp', { hasText: /已确认 \d\d:\d\d$/ }).waitFor()
    await eventually(() => page.getByRole('button', { name: '收到', exact: true }).count(), 0)
    expect(service.asked.filter(({ name }) => name === 'warnings.acknowledge')).toHaveLength(1)
  })
})
