import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { demoSeats } from '../../config/city/known'
import { auditOf } from '../support/audit'
import { withChromium } from '../support/needs'
import { netless, nothingComplained } from '../support/watched'
import { eventually } from '../support/world'
import { textOf } from '../support/tree'
import { openPlayhouse, wall, type Playhouse, type Stage } from './stage'

const audit = auditOf(join(__dirname, 'audit.js'))
/** Every chat that is shown stands at its end. */
const newestInSight = `[...document.querySelectorAll('.chat')].every((chat) => chat.clientHeight === 0 || chat.scrollHeight - chat.scrollTop - chat.clientHeight < 2)`
const sizes = { wall, laptop: { width: 1440, height: 900 }, phone: { width: 390, height: 844 } }
const themes = ['light', 'dark'] as const

withChromium('how the page of phones looks', () => {
  let house: Playhouse
  let stage: Stage
  beforeAll(async () => {
    house = await openPlayhouse()
  })
  afterAll(() => house.close())

  describe('at work', () => {
    beforeAll(async () => {
      stage = await house.open()
      await work(stage)
    })
    afterAll(() => stage.close())

    test.each(
      Object.entries(sizes).flatMap(([size, viewport]) =>
        themes.map((theme) => ({ size, viewport, theme })),
      ),
    )('$size, $theme', async ({ size, viewport, theme }) => {
      const { page } = stage
      const found: Record<string, string[]> = {}
      await page.emulateMedia({ colorScheme: theme })
      await page.setViewportSize(viewport)
      await page.locator(theme === 'dark' ? 'html.dark' : 'html:not(.dark)').waitFor()
      await eventually(() => page.evaluate<boolean>(newestInSight), true)
      for (const [name, show] of views(page, size === 'phone')) {
        await show()
        found[name] = await audit(page)
        await stage.shot(`look-${size}-${theme}-${name}`)
      }
      expect(found).toEqual(Object.fromEntries(Object.keys(found).map((name) => [name, []])))
    })

    test('the page can be told in which theme to come, and keeps what was chosen', async () => {
      const { page } = stage
      await page.setViewportSize(wall)
      await page.emulateMedia({ colorScheme: 'light' })
      await page.getByTestId('theme').click()
      await page.reload()
      await page.locator('html.dark').waitFor()
      await page.locator('[data-testid="theme"][aria-pressed="true"]').waitFor()
      await page.getByTestId('theme').click()
      await page.locator('html:not(.dark)').waitFor()
    })

    test('a card that changes while a finger is on its button keeps the button until the finger is up', async () => {
      const {
        page,
        wang,
        standin: { world },
      } = stage
      const { userId } = demoSeats[4]!
      await stage.settled()
      const button = wang.cards.getByRole('button', { name: '收到', exact: true }).last()
      const outTrackId = (await button.getAttribute('data-testid'))!.slice(
        'press-'.length,
        -userId.length - 1,
      )
      await button.hover()
      await page.mouse.down()
      const told = page.waitForResponse((answer) => answer.url().includes('/state'))
      world.phones.cardEntry(userId, outTrackId)!.toast = '还没有答复'
      world.phones.touch(userId)
      await (await told).finished()
      await page.mouse.up()
      const waiting = wang.phone.locator('.stamp', { hasText: '待传' })
      // the second press of who has no network
      await eventually(async () => (await waiting.count()) >= 2, true)
    })

    test('everything can be reached and pressed without a mouse', async () => {
      const { page, chen } = stage
      await chen.cards.getByRole('button', { name: '收到', exact: true }).first().focus()
      await page.keyboard.press('Enter')
      await chen.stamped(/^已确认/)
      await page.getByTestId('more-faults').focus()
      await page.keyboard.press('Enter')
      await page.getByTestId('fault-slow').waitFor()
      await page.keyboard.press('Escape')
      await eventually(() => page.getByTestId('fault-slow').isVisible(), false)
    })
  })

  test('an empty table, and one with six', async () => {
    stage = await house.open()
    const { page } = stage
    await stage.add(house.holder('villageEvacuation', '3310/331081/331081105/331081105229'))
    expect(await audit(page)).toEqual([])
    await stage.shot('six')
    for (const { userId } of demoSeats) await page.getByTestId(`close-${userId}`).click()
    await page.getByRole('button', { name: /^收起/ }).click()
    await page.getByText('一部手机也没有').waitFor()
    expect(await audit(page)).toEqual([])
    await stage.shot('none')
    await page.reload()
    await page.getByText('一部手机也没有').waitFor()
    await stage.close()
  })

  test('the stand-in is gone: the page says so, keeps the words that were not sent, and goes on when it is back', async () => {
    stage = await house.open({ forgives: netless })
    const { page } = stage
    const box = page.getByTestId('box-u-wangafen')
    const gone = '**/_admin/**'
    await page.route(gone, (route) => route.abort())
    await stage.wang.say('在吗')
    await stage.wang.phone.getByText('没有发出去，字还在下面，再发一次').waitFor()
    await page.getByText(/替身钉钉没有回答。页上是 14:\d\d 的样子/).waitFor()
    await eventually(() => box.inputValue(), '在吗')
    expect(await audit(page)).toEqual([])
    await stage.shot('standinGone')
    await page.unroute(gone)
    await box.press('Enter')
    await stage.wang.sees(/没有看懂/)
    await eventually(() => page.getByText(/替身钉钉没有回答/).isVisible(), false)
    await stage.close()
  })

  test('the audit sees what it looks for', async () => {
    const page = await house.browser.newPage({ viewport: sizes.phone })
    await page.setContent(`<style>* { margin: 0 } button { min-height: 44px; min-width: 60px }</style>
      <p style="color:#888">pale</p><div style="width:60px;overflow:hidden;white-space:nowrap">much too long to be read</div>
      <button style="min-height:30px">low</button><button style="min-width:20px;width:20px"></button><button style="height:44px;width:60px;overflow:hidden">one two three four five six</button>
      <div class="card"><button class="btn main">one</button><button class="btn main">two</button></div><div style="width:500px">wide</div>`)
    const found = (await audit(page)).map((line) => line.replace(/[:,].*/, '')).sort()
    expect(found).toEqual([
      'contrast 3.54',
      'cut',
      'narrow',
      'scrolls sideways',
      'small',
      'sticks out',
      'two main buttons',
      'unnamed',
    ])
    await page.close()
  })

  nothingComplained(() => house.complaints)
})

/**
 * Something of everything: confirmed, waiting, called by DING, without network, refused in the
 * foot, a drill.
 */
async function work(stage: Stage) {
  const { lin, chen, jiang, wang } = stage
  await stage.issue()
  await jiang.press('收到')
  await jiang.stamped('已确认')
  await stage.pass({ minutes: 5 })
  await stage.pass({ minutes: 5 })
  await chen.sees(/^DING/)
  await lin.sees(/还差\s*6\s*人/)
  await stage.issue('演练 ', '演练：批准')
  await jiang.press('演练：收到')
  await jiang.stamped('已确认')
  await stage.stop()
  await stage.told('服务与钉钉的连接断了一条')
  await chen.press('演练：收到')
  await chen.sees('服务没有连着')
  await stage.start()
  await stage.fault('net', true)
  await wang.press('演练：收到')
  await wang.stamped('待传')
}

/**
 * All that can be looked at: on the wall with its panels, on a narrow screen one phone after the
 * other.
 */
function views(page: Page, narrow: boolean): [string, () => Promise<unknown>][] {
  const panel = (name: string, id: string): [string, () => Promise<unknown>] => [
    name,
    async () => {
      await page.keyboard.press('Escape')
      await page.getByTestId(id).click()
      await page.locator('details[open]').waitFor()
    },
  ]
  const add: [string, () => Promise<unknown>] = [
    'add',
    async () => {
      await page.keyboard.press('Escape')
      await page.getByTestId('add-phone').click()
      await page.getByTestId('add-u-chenzhijian').waitFor()
    },
  ]
  const away: [string, () => Promise<unknown>] = [
    'plain',
    async () => {
      await page.keyboard.press('Escape')
      await page.keyboard.press('Escape')
    },
  ]
  const tab = (key: string): [string, () => Promise<unknown>] => [
    key,
    async () => {
      await page.keyboard.press('Escape')
      await page.getByTestId(`tab-${key}`).click()
    },
  ]
  const panels = [panel('faults', 'more-faults'), panel('journal', 'more-journal')]
  return narrow
    ? [
        ...demoSeats.map(({ userId }) => tab(userId)),
        tab('bench'),
        ...panels,
        add,
        tab(demoSeats[0]!.userId),
      ]
    : [['table', async () => undefined], ...panels, add, away]
}

/** Contrast by WCAG 2, from the tokens themselves (ui.md §2). */
describe('the tokens', () => {
  const css = textOf('bot/standin/page/tokens.css')
  const tokensOf = (selector: string) =>
    Object.fromEntries(
      [
        ...css
          .slice(css.indexOf(`${selector} {`))
          .split('}')[0]!
          .matchAll(/--([\w-]+): (#[0-9A-Fa-f]{6});/g),
      ].map(([, name, value]) => [name!, value!]),
    )
  const light = (hex: string) =>
    [1, 3, 5]
      .map((at) => parseInt(hex.slice(at, at + 2), 16) / 255)
      .map((it) => (it <= 0.04045 ? it / 12.92 : ((it + 0.055) / 1.055) ** 2.4))
      .reduce((sum, it, n) => sum + it * [0.2126, 0.7152, 0.0722][n]!, 0)
  const ratio = (one: string, other: string) => {
    const [low, high] = [light(one), light(other)].sort((a, b) => a - b) as [number, number]
    return (high + 0.05) / (low + 0.05)
  }
  const colours = ['done', 'miss', 'off', 'blue', 'yellow', 'orange', 'red', 'drill']
  const texts = [
    'ink surface',
    'ink bg',
    'ink sunken',
    'ink-2 surface',
    'ink-2 bg',
    'ink-2 sunken',
    'on-action action',
    'on-action action-press',
    'action-ink surface',
    'action-ink bg',
    'action-ink action-soft',
    'bar-ink bar',
    'bar-ink-2 bar',
    ...colours.flatMap((it) => [`on-${it} ${it}`, `${it}-ink ${it}-soft`]),
    'miss-ink surface',
    'done-ink surface',
    ...colours.flatMap((it) => [`ink ${it}-soft`, `ink-2 ${it}-soft`]),
  ]
  const edges = ['edge surface', 'edge bg', 'edge sunken']
  const day = tokensOf('.yj')
  const night = { ...day, ...tokensOf('.yj.dark') }
  const all = (pairs: string[]) =>
    [day, night].flatMap((tokens) =>
      pairs.map((pair) => {
        const [one, other] = pair.split(' ') as [string, string]
        return { pair, ratio: ratio(tokens[one]!, tokens[other]!) }
      }),
    )
  const least = (pairs: string[]) => all(pairs).sort((one, other) => one.ratio - other.ratio)[0]!

  test('words are at least 4.5 to 1 on their ground, borders 3 to 1', () => {
    expect(all(texts).filter((it) => !(it.ratio >= 4.5))).toEqual([])
    expect(all(edges).filter((it) => !(it.ratio >= 3))).toEqual([])
  })
  test('the least of them are those that the design names', () => {
    expect(least(texts)).toEqual({ pair: 'on-blue blue', ratio: expect.closeTo(4.84, 2) as number })
    expect(least(edges).ratio).toBeCloseTo(3.16, 2)
  })
})
