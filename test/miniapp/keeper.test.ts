/// <reference lib="dom" />
import { chromium, type Browser, type Page } from 'playwright-core'
import type { Examination } from '../../shared/examination'
import { Problem } from '../../shared/problem'
import { chromiumOptions } from '../support/needs'
import { eventually, until } from '../support/eventually'
import { ended, fine, pressing } from './dayExamination'
import type { Answers } from './fake'
import { phoneIn, withPages } from './pages'

withPages('whoever keeps the system', () => {
  let browser: Browser
  beforeAll(async () => {
    browser = await chromium.launch(chromiumOptions)
  })
  afterAll(() => browser.close())
  const tap = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click()
  const words = (page: Page) => page.locator('.yj:visible').innerText()

  /** A service whose last examination is what the test says, from moment to moment. */
  async function keeper(first: Examination | null) {
    const now = { last: first, isRefused: false }
    const examination: Answers['examination'] = {
      look: () => ({ last: now.last }),
      start({ isSending }) {
        if (now.isRefused) throw new Problem('access.forbidden')
        now.last = { ...ended, isSending, state: 'running', checks: 0, findings: [] }
        return now.last
      },
    }
    return { now, ...(await phoneIn(browser, { examination })) }
  }

  test('begins one, sees how far it is, and what to press where when it has ended', async () => {
    const { now, page, open, asked } = await keeper(null)
    await open('examination')
    await page.getByText('还没有体检过').waitFor()
    await tap(page, '开始体检')
    await page.getByText('马上开始').waitFor()
    expect(asked('examination.start')).toEqual([{ isSending: false }])
    await eventually(() => page.locator('#start').isDisabled(), true)
    now.last = { ...ended, state: 'running', findings: fine }
    await page.getByText('看了 6 项，共 15 项').waitFor()
    now.last = ended
    await page.getByText('还差 2 项要改').waitFor()
    await eventually(
      () => page.locator('.row', { hasText: '出口 IP 白名单' }).innerText(),
      expect.stringContaining('加上它 47.104.23.16'),
    )
    await eventually(() => page.getByText('npm run doctor').count(), 1)
    await page.locator('#fine').click()
    await page.getByText('应用凭证').waitFor()
  })

  test('is sent something only when he asks for it, and what he presses is told at once', async () => {
    const { now, page, open, asked } = await keeper(ended)
    await open('examination')
    await page.getByText('别人收不到').waitFor()
    expect(asked('examination.start')).toEqual([])
    await tap(page, '发给我试试')
    await until(() => asked('examination.start').length === 1)
    expect(asked('examination.start')).toEqual([{ isSending: true }])
    const sent = { ...ended, isSending: true, findings: [...fine, pressing] }
    now.last = sent
    await page.getByText('按「看到了」').waitFor()
    now.last = {
      ...sent,
      findings: [...fine, { ...pressing, state: 'fine', line: '按下去收到了' }],
    }
    await page.getByText('看过的都好用').waitFor()
    await eventually(() => words(page), expect.not.stringContaining('请您做'))
  })

  test('is told that one was cut off, and that he may not', async () => {
    const { now, page, open } = await keeper({ ...ended, state: 'broken', findings: fine })
    await open('examination')
    await page.getByText('看到一半断了').waitFor()
    now.isRefused = true
    await tap(page, '再看一遍')
    await eventually(() => page.getByRole('alert').count(), 1)
  })
})
