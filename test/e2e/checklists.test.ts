/// <reference lib="dom" />
import { readFileSync } from 'node:fs'
import exceljs from 'exceljs'
import type { FrameLocator, Page } from 'playwright-core'
import { withPages } from '../miniapp/pages'
import { shitang } from '../support/town'
import { engines, until } from '../support/world'
import { playhouse, type Playhouse, type Stage } from './stage'

type App = FrameLocator | Page
/** A button that does not come is told with what there was instead. */
const tap = (app: App, words: string | RegExp) =>
  app
    .getByRole('button', { name: words, exact: typeof words === 'string' })
    .first()
    .click()
    .catch(async (error: Error) => {
      throw new Error(`${error.message}\nThere was: ${await app.locator('body').innerText()}`)
    })
const choose = (app: App, label: string, words: string) =>
  app
    .locator('.field', { hasText: label })
    .getByRole('button', { name: words, exact: true })
    .click()
const write = (app: App, label: string, words: string) =>
  app.getByLabel(label, { exact: true }).fill(words)
const sees = (app: App, words: string | RegExp) => app.getByText(words).first().waitFor()
/** What a browser itself says while it has no network. */
const netless = (line: unknown) => /ERR_INTERNET_DISCONNECTED|ERR_FAILED/.test(String(line))

withPages('here', () =>
  describe.each(engines)('a month in the browser, on %s', (engine) => {
    let house: Playhouse
    let it: Stage
    beforeAll(async () => {
      house = await playhouse(600, engine)
    })
    afterAll(() => house.close())
    beforeEach(async () => {
      it = await house.open({ at: '2026-08-31T23:30:30Z' })
    })
    afterEach(async () => expect((await it.close()).filter((line) => !netless(line))).toEqual([]))
    const answersTo = (item: string) =>
      it.service.rows<{ revision: number; what: string }>(
        `select a.revision, a.what from checklist_answer a join checklist c on c.id = a.checklist_id where c.unit_path = '${shitang}' and a.item = '${item}' order by a.at, a.revision`,
      )
    const whats = async (item: string) => (await answersTo(item)).map(({ what }) => what)
    /** The list of 石塘镇 has come, and its office opens it in the phone. */
    async function opened() {
      await it.later(30)
      await it.chen.sees('9 月工作清单')
      const app = await it.chen.follow('去填') // what is to be done, from the card itself
      await app.locator('.bar-title', { hasText: '工作清单' }).waitFor()
      await tap(app, '返回')
      return app
    }

    test('is issued by the clock, filled with and without a network, returned, corrected, passed, summed and exported', async () => {
      const { chen, page } = it
      expect(await chen.chat()).toEqual([])
      const app = await opened()
      await sees(app, '今天要办 8 件')
      await it.shot('monthIssued')
      await tap(app, '中小学疏散演练')
      await choose(app, '每所都演了', '是')
      await tap(app, '交上去')
      await sees(app, /^已交 9 月 1 日 08:\d\d$/)
      await until('it is kept', async () => (await answersTo('schoolDrills')).length === 1)

      await app.locator('body').evaluate(() => navigator.serviceWorker.ready.then(() => undefined))
      await training(app)
      await chen.net()
      await chen.phone.getByText('没有网络。照常点，有网自动发出').waitFor()
      await page.context().setOffline(true) // so that the app itself cannot come from the service either
      await write(app, '到场', '120')
      await tap(app, '交上去')
      await sees(app, /^已交 .* · 待传$/)
      await app.locator('body').evaluate(() => location.reload())
      await sees(app, /^已交 .* · 待传$/)
      await tap(app, '返回')
      await sees(app, '没有网络，请照常点。1 条记在手机里，有网自动上传')
      await it.shot('monthNetless')
      expect(await answersTo('training')).toEqual([])
      await page.context().setOffline(false)
      await chen.net()
      await until('it arrives', async () => (await answersTo('training')).length > 0)
      await tap(app, '我做过的')
      await sees(app, '已传')
      expect(await app.getByText('待传').count()).toBe(0)
      expect(await whats('training')).toEqual(['submitted'])

      it.standin.clock.move({ now: Date.parse('2026-09-08T01:00:00Z') }) // the day of 研判 is over
      await tap(app, '返回')
      await study(app)
      await tap(app, '交上去')
      await until('it is kept', async () => (await answersTo('riskStudy')).length === 1)

      const desk = await it.desk('u-linhaiyan')
      await tap(desk, '审核')
      await tap(desk, /石塘镇：一次培训、宣传或演练/)
      await sees(desk, '120 人')
      await tap(desk, '退回')
      await tap(desk, '数字对不上，请核对')
      await desk.screenshot({ path: it.shotAt('monthReturning'), animations: 'disabled' })
      await tap(desk, '退回补正')
      await until('it is returned', async () => (await whats('training')).includes('returned'))
      await pass(desk, /石塘镇：月度研判和风险提示/)

      await tap(app, '返回')
      await sees(app, '退回：数字对不上，请核对')
      await it.shot('monthCameBack')
      await tap(app, '一次培训、宣传或演练')
      await sees(app, '退回补正')
      await it.shot('monthReturned')
      await write(app, '到场', '112')
      await tap(app, '交上去')
      await until('it is corrected', async () => (await whats('training')).length === 3)
      await desk.reload()
      await pass(desk, /石塘镇：一次培训、宣传或演练/)
      expect(await whats('training')).toEqual(['submitted', 'returned', 'submitted', 'passed'])
      await summed(desk)
    })

    async function training(app: App) {
      await tap(app, '返回')
      await tap(app, '一次培训、宣传或演练')
      await choose(app, '做了哪样', '演练')
    }
    async function study(app: App) {
      await tap(app, '月度研判和风险提示')
      await choose(app, '研判会开了', '是')
      await write(app, '高风险点', '3')
      await write(app, '给各村的提示', '台风季，查低洼处')
    }
    async function pass(desk: Page, title: RegExp) {
      await tap(desk, title)
      await tap(desk, '通过')
      await desk.getByRole('button', { name: title }).waitFor({ state: 'detached' })
    }
    /** Every number of the table, in the order of the page, is in the sheet, and nothing else but the sum. */
    async function summed(desk: Page) {
      await tap(desk, '返回')
      await tap(desk, '汇总')
      const row = desk.locator('.row.summary-grid', { hasText: '石塘镇' })
      await row.waitFor()
      const counts = async (where: string) =>
        Number(
          (
            await it.service.rows<{ n: number }>(
              `select count(*) n from checklist_item i join checklist c on c.id = i.checklist_id where c.unit_path = '${shitang}' and c.template = 'monthlyOffice' and ${where}`,
            )
          )[0]!.n,
        )
      const [all, done, late, due] = await Promise.all([
        counts(`i.state <> 'auto'`),
        counts(`i.state in ('submitted', 'passed')`),
        counts(`i.late = 1`),
        counts(`i.state in ('open', 'returned')`),
      ])
      expect(late).toBe(1)
      expect((await row.innerText()).split('\n').filter(Boolean)).toEqual([
        '石塘镇',
        ...[all, done, late, due, 0, 0].map(String),
        `还差 ${due} 项`,
      ])
      await desk.screenshot({ path: it.shotAt('monthSummed'), animations: 'disabled' })
      const shown = (await desk.locator('.row.summary-grid').allInnerTexts()).map((text) =>
        text.split('\n').filter(Boolean).slice(0, 4),
      )
      const [download] = await Promise.all([desk.waitForEvent('download'), tap(desk, '导出表格')])
      expect(download.suggestedFilename()).toBe('汇总 月工作清单 2026-09.xlsx')
      const book = new exceljs.Workbook()
      await book.xlsx.load(readFileSync(await download.path()).buffer)
      const [head, ...rows] = (book.worksheets[0]!.getSheetValues().slice(1) as unknown[][]).map(
        (cells) => cells.slice(1, 5).map(String),
      )
      expect(head).toEqual(['单位', '应填', '已填', '其中迟交'])
      expect(rows.slice(0, -1)).toEqual(shown)
      expect(rows.at(-1)![0]).toBe('合计')
    }

    test('a session that is over in the middle of a form loses nothing, even where no new one can be had at once', async () => {
      const { page } = it
      const app = await opened()
      const refused: string[] = []
      const codes = '**/_admin/authCode'
      page.on('response', (response) => {
        if (response.url().includes('/api/')) {
          void response.text().then(
            (text) => {
              if (text.includes('access.unknown')) refused.push(response.url())
            },
            () => undefined,
          )
        }
      })
      await study(app)
      await page.route(codes, (route) => route.abort())
      it.standin.clock.move({ addMs: 13 * 3_600_000 })
      await write(app, '给各村的提示', '台风季，查低洼处和工棚')
      await tap(app, '交上去')
      await sees(app, /· 待传$/)
      await until('the session was refused', () =>
        refused.some((url) => url.endsWith('checklists.submit')),
      )
      await app.locator('body').evaluate(() => location.reload())
      await sees(app, /· 待传$/)
      await it.shot('sessionOver')
      expect(await answersTo('riskStudy')).toEqual([])
      await page.unroute(codes)
      await until('it arrives', async () => (await answersTo('riskStudy')).length === 1)
      await sees(app, /^已交 9 月 1 日 \d\d:\d\d$/)
      const [kept] = await it.service.rows<{ answers: string }>(
        `select answers from checklist_answer where item = 'riskStudy'`,
      )
      expect(typeof kept!.answers === 'string' ? JSON.parse(kept!.answers) : kept!.answers).toEqual(
        { held: { yes: true }, risks: 3, advice: '台风季，查低洼处和工棚' },
      )
    })
  }),
)
