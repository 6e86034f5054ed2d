/// <reference lib="dom" />
import { join } from 'node:path'
import { chromium, type Browser, type Page } from 'playwright-core'
import { root } from '../../config/root'
import { Problem, type ProblemCode } from '../../shared/problem'
import { chromiumOptions } from '../support/needs'
import { eventually } from '../support/eventually'
import { fullDay, ids } from './day'
import { phoneIn, withPages } from './pages'

const query = `checklistId=${ids.checklistId}&item=shelters`
const picture = join(root, 'bot/standin/page/picture.png')
const fileOf = (name: string, head: string) => ({
  name,
  mimeType: 'image/jpeg',
  buffer: Buffer.from(head.padEnd(64, ' ')),
})

withPages('photos, and a phone without room', () => {
  let browser: Browser
  beforeAll(async () => {
    browser = await chromium.launch(chromiumOptions)
  })
  afterAll(() => browser.close())
  async function take(page: Page, files: Parameters<Page['setInputFiles']>[1]) {
    const [camera] = await Promise.all([
      page.waitForEvent('filechooser'),
      page.getByRole('button', { name: '拍一张' }).click(),
    ])
    await camera.setFiles(files)
  }
  const shown = (page: Page) => page.locator('img.photo-picture')

  test('of several the good ones stay, and each of the others is named', async () => {
    const { page, open } = await phoneIn(browser)
    await open('fill', query)
    await take(page, picture)
    await shown(page).waitFor()
    await page.locator('#photo-file').waitFor({ state: 'detached' })
    await take(page, [fileOf('b.heic', '\0\0\0\x18ftypheic'), fileOf('c.jpg', 'no photo')])
    await page.getByText('「b.heic」是 HEIC 格式，请在相机设置里改成 JPG 再拍').waitFor()
    await page.getByText('「c.jpg」打不开，请另选一张').waitFor()
    await eventually(() => shown(page).count(), 1)
  })

  test('one that the phone has lost is asked for again', async () => {
    const { page, open } = await phoneIn(browser)
    await open('fill', query)
    await take(page, picture)
    await shown(page).waitFor()
    await page.evaluate(
      () =>
        new Promise((done) => {
          indexedDB.deleteDatabase('yingji-ding').onsuccess = done
        }),
    )
    await page.reload()
    await page.getByText('这张在手机里找不到了，请去掉重拍').waitFor()
    await page.getByRole('button', { name: '去掉第 1 张' }).click()
    await take(page, picture)
    await shown(page).waitFor()
  })

  test.each<[ProblemCode, string]>([
    ['photo.underWay', '照片还在传'],
    ['photo.lost', '照片丢了，已请他重拍'],
    ['photo.notFound', '这张照片没有传到'],
  ])('one that has not come (%s) is shown to the reviewer: %s', async (code, words) => {
    const checklists = fullDay.checklists!
    const [first] = checklists.waiting!({ unitPath: '', after: null }).items
    const { page, open } = await phoneIn(browser, {
      files: {
        link: () => {
          throw new Problem(code)
        },
      },
      checklists: {
        ...checklists,
        waiting: () => ({ items: [first!], next: null }),
        open: (ref) => ({
          ...checklists.open!(ref),
          revision: first!.revision,
          answers: { picture: [{ id: ids.warningId }] },
        }),
      },
    })
    await open('review')
    await page.getByText('里箬村：避灾场所检查').click()
    await page.getByText(words, { exact: true }).waitFor()
  })

  /** Fills what is left of the browser's storage to the last sign. */
  const fill = (page: Page) =>
    page.evaluate(() => {
      let text = ''
      for (let size = 4_000_000; size >= 1;) {
        try {
          localStorage.setItem('filler', text + 'x'.repeat(size))
          text += 'x'.repeat(size)
        } catch {
          size = Math.floor(size / 2)
        }
      }
    })
  const keysWith = (page: Page, part: string) =>
    page.evaluate((word) => Object.keys(localStorage).filter((key) => key.includes(word)), part)

  test('a full one gives up what was seen for what is typed, and says when even that is not enough', async () => {
    const { page, open } = await phoneIn(browser)
    await open('fill', query)
    const words = page.getByLabel('谁检查的')
    await words.waitFor()
    expect((await keysWith(page, '.seen.')).length).toBeGreaterThan(0)
    await fill(page)
    await words.fill('陈志坚')
    await eventually(() => keysWith(page, '.draft.'), [expect.any(String)])
    await eventually(() => page.getByText('手机存满了').count(), 0)
    await page.reload()
    await eventually(() => words.inputValue(), '陈志坚')

    await page.evaluate(() => {
      for (const key of Object.keys(localStorage)) {
        if (/seen/.test(key)) localStorage.removeItem(key)
      }
    })
    await fill(page)
    await words.fill('陈志坚、林信夫')
    await page.getByText('手机存满了，没有存住').waitFor()
    await eventually(() => words.inputValue(), '陈志坚、林信夫')
    await page.evaluate(() => localStorage.removeItem('filler'))
    await words.fill('陈志坚和林信夫')
    await eventually(() => page.getByText('手机存满了').count(), 0)
  })
})
