/// <reference lib="dom" />
import { readFileSync } from 'node:fs'
import exceljs from 'exceljs'
import type { FrameLocator, Page } from 'playwright-core'
import { withPages } from '../miniapp/pages'
import { shoot } from '../support/shots'
import { shitang } from '../support/town'
import { netless, nothingComplained } from '../support/watched'
import { engines, eventually, until } from '../support/world'
import { openPlayhouse, type Playhouse, type Stage } from './stage'

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
/** Pages behind the one in front may have the words too. */
const sees = (app: App, words: string | RegExp) =>
  app.getByText(words).filter({ visible: true }).first().waitFor()

withPages('here', () =>
  describe.each(engines)('a month in the browser, on %s', (engine) => {
    let house: Playhouse
    let stage: Stage
    beforeAll(async () => {
      house = await openPlayhouse(600, engine)
    })
    afterAll(() => house.close())
    beforeEach(async () => {
      stage = await house.open({ at: '2026-08-31T23:30:30Z', forgives: netless })
    })
    afterEach(() => stage.close())
    const answersTo = (item: string) =>
      stage.rows<{ revision: number; what: string }>(
        `select a.revision, a.what from checklist_answer a join checklist c on c.id = a.checklist_id where c.unit_path = '${shitang}' and a.item = '${item}' order by a.at, a.revision`,
      )
    const whats = async (item: string) => (await answersTo(item)).map(({ what }) => what)
    /** The list of 石塘镇 has come, and its office opens it in the phone. */
    async function opened() {
      await stage.pass({ minutes: 30 })
      await stage.chen.sees('9 月工作清单')
      const app = await stage.chen.follow('去填') // what is to be done, from the card itself
      await app.locator('.bar-title', { hasText: '工作清单' }).waitFor()
      await tap(app, '返回')
      return app
    }

    test('is issued by the clock, filled with and without a network, returned, corrected, passed, summed and exported', async () => {
      const { chen, page } = stage
      expect(await chen.chat()).toEqual([])
      const app = await opened()
      await sees(app, '今天要办 8 件')
      await stage.shot('monthIssued')
      await tap(app, '中小学疏散演练')
      await choose(app, '每所都演了', '是')
      await tap(app, '交上去')
      await sees(app, /^已交 9 月 1 日 08:\d\d$/)
      await eventually(async () => (await answersTo('schoolDrills')).length, 1)

      await app.locator('body').evaluate(() => navigator.serviceWorker.ready.then(() => undefined))
      await training(app)
      await chen.net()
      await chen.phone.getByText('没有网络。照常点，有网自动发出').waitFor()
      // so that the app itself cannot come from the service either
      await page.context().setOffline(true)
      await write(app, '到场', '120')
      await tap(app, '交上去')
      await sees(app, /^已交 .* · 待传$/)
      await app.locator('body').evaluate(() => location.reload())
      await sees(app, /^已交 .* · 待传$/)
      await tap(app, '返回')
      await sees(app, '没有网络，请照常点。1 条记在手机里，有网自动上传')
      await stage.shot('monthNetless')
      expect(await answersTo('training')).toEqual([])
      await page.context().setOffline(false)
      await chen.net()
      await eventually(async () => (await answersTo('training')).length > 0, true)
      await tap(app, '我做过的')
      await sees(app, '已传')
      await eventually(() => app.getByText('待传').count(), 0)
      expect(await whats('training')).toEqual(['submitted'])

      await stage.moveTo('2026-09-08T01:00:00Z') // the day of 研判 is over
      await tap(app, '返回')
      await study(app)
      await tap(app, '交上去')
      await eventually(async () => (await answersTo('riskStudy')).length, 1)

      const desk = await stage.desk('u-linhaiyan')
      await tap(desk, '审核')
      await tap(desk, /石塘镇：一次培训、宣传或演练/)
      await sees(desk, '120 人')
      await tap(desk, '退回')
      await tap(desk, '数字对不上，请核对')
      await shoot(desk, 'monthReturning')
      await tap(desk, '退回补正')
      await eventually(() => whats('training'), expect.arrayContaining(['returned']))
      await pass(desk, /石塘镇：月度研判和风险提示/)

      await tap(app, '返回')
      await sees(app, '退回：数字对不上，请核对')
      await stage.shot('monthCameBack')
      await tap(app, '一次培训、宣传或演练')
      await sees(app, '退回补正')
      await stage.shot('monthReturned')
      await write(app, '到场', '112')
      await tap(app, '交上去')
      await eventually(async () => (await whats('training')).length, 3)
      await stage.pass({ minutes: 1 })
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
    /**
     * Every number of the table, in the order of the page, is in the sheet, and nothing else but
     * the sum.
     */
    async function summed(desk: Page) {
      await tap(desk, '返回')
      await tap(desk, '汇总')
      const row = desk.locator('.row.summary-grid', { hasText: '石塘镇' })
      await row.waitFor()
      const counts = async (where: string) =>
        Number(
          (
            await stage.rows<{ n: number }>(
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
      await eventually(
        async () => (await row.innerText()).split('\n').filter(Boolean),
        ['石塘镇', ...[all, done, late, due, 0, 0].map(String), `还差 ${due} 项`],
      )
      await shoot(desk, 'monthSummed')
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
      const { page } = stage
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
      stage.standin.clock.move({ addMs: 13 * 3_600_000 })
      await write(app, '给各村的提示', '台风季，查低洼处和工棚')
      await tap(app, '交上去')
      await sees(app, /· 待传$/)
      await until(
        () => refused.some((url) => url.endsWith('checklists.submit')),
        'the session was refused',
      )
      await app.locator('body').evaluate(() => location.reload())
      await sees(app, /· 待传$/)
      await stage.shot('sessionOver')
      expect(await answersTo('riskStudy')).toEqual([])
      await page.unroute(codes)
      await eventually(async () => (await answersTo('riskStudy')).length, 1)
      await sees(app, /^已交 9 月 1 日 \d\d:\d\d$/)
      const [kept] = await stage.rows<{ answers: string }>(
        `select answers from checklist_answer where item = 'riskStudy'`,
      )
      expect(typeof kept!.answers === 'string' ? JSON.parse(kept!.answers) : kept!.answers).toEqual(
        { held: { yes: true }, risks: 3, advice: '台风季，查低洼处和工棚' },
      )
    })

    nothingComplained(() => house.complaints)
  }),
)
