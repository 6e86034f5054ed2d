/// <reference lib="dom" />
import { chromium, type Browser, type Page } from 'playwright-core'
import { Problem } from '../../shared/problem'
import { chromiumOptions } from '../support/needs'
import { eventually, until } from '../support/eventually'
import { fullDay, ids } from './day'
import { phoneIn, withPages } from './pages'

withPages('whoever writes, approves, watches and reviews', () => {
  let browser: Browser
  beforeAll(async () => {
    browser = await chromium.launch(chromiumOptions)
  })
  afterAll(() => browser.close())
  const tap = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click()

  test('a warning is counted before it is written, and going back keeps everything', async () => {
    const { page, open, asked } = await phoneIn(browser)
    await open('issue')
    await page.locator('#choose-typhoon').click()
    await page.locator('#color-orange').click()
    await page.locator('#unit-whole').click()
    await tap(page, '下一步，写要做什么')
    await eventually(
      () => page.getByLabel('要做什么').inputValue(),
      '危房、工棚、低洼处的人 18:00 前转移完',
    )
    await page.getByLabel('要做什么').fill('危房的人转移；渔船回港')
    await page.locator('#hours-12').click()
    await page.reload()
    await tap(page, '下一步，写要做什么')
    await tap(page, '下一步，核对')
    await page.getByText('1,214').waitFor()
    expect(asked('warnings.reach').at(-1)).toMatchObject({
      color: 'orange',
      audience: { posts: ['emergencyOfficeHead', 'villageHead'] },
    })
    await tap(page, '改内容')
    await eventually(() => page.getByLabel('要做什么').inputValue(), '危房的人转移；渔船回港')
    await tap(page, '改范围')
    await page.locator('#color-red').click()
    await tap(page, '下一步，写要做什么')
    await eventually(() => page.getByLabel('要做什么').inputValue(), '危房的人转移；渔船回港')
    await tap(page, '下一步，核对')
    expect(asked('warnings.draft')).toEqual([])
    await tap(page, '交周国平批准')
    await page.getByText('已交 周国平、林立 批准').waitFor()
    expect(asked('warnings.draft')).toMatchObject([
      {
        hazard: 'typhoon',
        color: 'red',
        todo: '危房的人转移；渔船回港',
        drill: false,
        validUntil: expect.any(Date),
      },
    ])
    await open('issue')
    await eventually(() => page.locator('.pick.on').allInnerTexts(), ['实战'])
  })

  test('where nobody would be warned nothing can be handed over', async () => {
    const { reach } = fullDay.warnings!
    const { page, open } = await phoneIn(browser, {
      warnings: { ...fullDay.warnings, reach: (text) => ({ ...reach!(text), people: 0 }) },
    })
    await open('issue')
    for (const id of ['choose-typhoon', 'color-blue', 'unit-whole']) {
      await page.locator(`#${id}`).click()
    }
    await tap(page, '下一步，写要做什么')
    await tap(page, '下一步，核对')
    await page.getByText('这个范围里没有人可发').waitFor()
    await eventually(() => page.locator('#draft').isDisabled(), true)
  })

  test('a warning is read in full, and its desk is rung at a tap', async () => {
    const { page, open, asked } = await phoneIn(browser)
    await open('warning', `warningId=${ids.warningId}`)
    await page.getByText('不明白，打给').waitFor()
    for (const part of [
      '温岭市防指',
      '12 小时内平均风力 10 级以上',
      '渔船回港，人上岸',
      '今天 18:00 前',
      '温岭市 江敏',
      '138****0001',
      '林海燕',
      '周国平',
    ]) {
      await eventually(() => page.locator('.yj').innerText(), expect.stringContaining(part))
    }
    await tap(page, '打电话')
    await page.getByText('13800000000').waitFor()
    expect(asked('org.phone')).toMatchObject([{ reason: '问预警' }])
  })

  test('a silent person has a history, is rung, and is answered for by the caller', async () => {
    const { page, open, asked } = await phoneIn(browser)
    await open('board', `warningId=${ids.warningId}`)
    await page.locator('.row', { hasText: '里箬村' }).click()
    await page.locator('.row.person:visible', { hasText: '蒋根法' }).first().click()
    await page.getByText('将找 AB 角 江春林').filter({ visible: true }).first().waitFor()
    const history = page.locator('.timeline').filter({ visible: true }).first()
    await eventually(
      async () => (await history.innerText()).replace(/\s+/g, ' '),
      expect.stringContaining('卡片已发 送达手机'),
    )
    await page.locator('#told:visible').click()
    await page.locator('.stamp:visible', { hasText: '您已电话告知' }).waitFor()
    await until(() => asked('warnings.acknowledgeFor').length === 1, 'it is told')
  })

  test('all that waits for a review can be reached, page by page', async () => {
    const checklists = fullDay.checklists!
    const [first] = checklists.waiting!({ unitPath: '', after: null }).items
    const page2 = { items: [{ ...first!, item: 'later', title: '应急演练' }], next: null }
    const { page, open, asked } = await phoneIn(browser, {
      checklists: {
        ...checklists,
        waiting: ({ after }) => (after ? page2 : { items: [first!], next: 'a~b' }),
      },
    })
    await open('review')
    await page.getByText('等审核 1 项以上').waitFor()
    await page.locator('#more').click()
    await page.getByText('应急演练').waitFor()
    expect(asked('checklists.waiting').at(-1)).toMatchObject({ after: 'a~b' })
    await eventually(() => page.locator('#more').count(), 0)
    await page.getByText('应急演练').click()
    await tap(page, '通过')
    await page.getByText('等审核 1 项').waitFor()
  })

  test('what was handed in again is decided as it is now, and not what this phone saw before', async () => {
    const checklists = fullDay.checklists!
    const [first] = checklists.waiting!({ unitPath: '', after: null }).items
    const places = (n: number) => ({ keepers: '林信夫', places: n })
    let revision = 1
    const { page, open, asked } = await phoneIn(browser, {
      checklists: {
        ...checklists,
        waiting: () => ({ items: [{ ...first!, revision }], next: null }),
        open: (ref) => ({ ...checklists.open!(ref), revision, answers: places(revision) }),
        review: (input) => {
          if (input.revision !== revision) throw new Problem('checklist.changed')
          return { checklistId: input.checklistId, item: input.item, state: 'returned', revision }
        },
      },
    })
    await open('review')
    await page.getByText('里箬村：避灾场所检查').click()
    await page.getByText('1 处').waitFor()
    revision = 2
    await tap(page, '通过')
    await page.getByText('2 处').waitFor()
    await eventually(
      () => page.getByRole('alert').allInnerTexts(),
      expect.arrayContaining([expect.stringContaining('刚刚改过')]),
    )
    await tap(page, '通过')
    await until(() => asked('checklists.review').length === 2, 'the second counts')
    expect(asked('checklists.review').map((it) => it['revision'])).toEqual([1, 2])

    revision = 3 // handed in once more
    let answer = () => undefined as void
    await page.route('**/api/checklists.open', async (route) => {
      await new Promise<void>((done) => {
        answer = done
      })
      await route.continue()
    })
    await page.reload()
    await page.getByText('里箬村：避灾场所检查').click()
    await page.getByText('2 处').waitFor() // as this phone remembers it
    await eventually(() => page.locator('#pass').isDisabled(), true)
    answer()
    await page.getByText('3 处').waitFor()
    await tap(page, '通过')
    await until(() => asked('checklists.review').length === 3, 'the third counts')
    expect(asked('checklists.review').at(-1)).toMatchObject({ revision: 3, passed: true })
  })

  test('a person is chosen from the list or written as typed, and a name is signed with the finger', async () => {
    const { page, open, service, asked } = await phoneIn(browser)
    await open('fill', `checklistId=${ids.checklistId}&item=shelters`)
    await page.getByRole('button', { name: '2 题都没有变化' }).click()
    for (const [label, words] of [
      ['14 处都去看过了吗？', '都看过'],
      ['饮水、药品、电筒够吗？', '都够'],
    ] as const) {
      await page
        .locator('.field', { hasText: label })
        .getByRole('button', { name: words, exact: true })
        .click()
    }
    await page.getByLabel('哪天检查的').fill('2026-08-11')
    const name = page.getByLabel('谁检查的')
    await name.fill('无此人')
    await page.getByText('名单里没有这个人，照您写的记').waitFor()
    await name.fill('陈志')
    await page.getByRole('button', { name: '陈志远' }).waitFor()
    await page.getByRole('button', { name: '陈志坚' }).click()
    await eventually(() => name.inputValue(), '陈志坚')
    const pad = page.locator('.pad-canvas')
    await pad.scrollIntoViewIfNeeded()
    const box = (await pad.boundingBox())!
    await page.mouse.move(box.x + 40, box.y + 90)
    await page.mouse.down()
    await page.mouse.move(box.x + 200, box.y + 60, { steps: 8 })
    await page.mouse.up()
    await tap(page, '签好了')
    await page.getByRole('button', { name: '重新签' }).waitFor()
    await tap(page, '交上去')
    await until(() => asked('files.put').length > 0, 'the drawing is sent')
    const [{ answers }] = asked('checklists.submit') as [
      { answers: Record<string, { id: string; personId?: string }> },
    ]
    const [part] = asked('files.put')
    expect(answers).toMatchObject({
      checker: { personId: expect.any(String), name: '陈志坚' },
      sign: { id: part!['id'] },
    })
    expect(Buffer.from(String(part!['bytes']), 'base64').subarray(1, 4).toString()).toBe('PNG')
    expect(service.asked.map((it) => it.name).indexOf('files.put')).toBeGreaterThan(
      service.asked.map((it) => it.name).indexOf('checklists.submit'),
    )
  })

  test('a task asks several questions, each of its own kind', async () => {
    const { page, open, asked } = await phoneIn(browser)
    await open('task')
    await page.getByLabel('叫什么').fill('排查沿海工棚')
    await page.reload()
    await eventually(() => page.getByLabel('叫什么').inputValue(), '排查沿海工棚')
    await page.getByLabel('什么时候以前').fill('2099-01-01')
    await page.getByLabel('第 1 题问什么').fill('还有几个人？')
    await page.locator('#kind-0-number').click()
    await page.locator('#add-question').click()
    await page.getByLabel('第 2 题问什么').fill('工棚外面')
    await page.locator('#kind-1-photo').click()
    await page.locator('#unit-whole').click()
    await eventually(() => page.locator('#issue').isDisabled(), true)
    await page.getByLabel('第 2 题为什么要拍').fill('只为核对，不进考核')
    await tap(page, '发给 35 个单位')
    await page.getByText('已发给 35 个单位').waitFor()
    expect(asked('checklists.issue')).toMatchObject([
      {
        fields: [
          { kind: 'number', label: '还有几个人？', required: true },
          { kind: 'photo', label: '工棚外面', reason: '只为核对，不进考核' },
        ],
      },
    ])
  })
})
