/// <reference lib="dom" />
import type { Browser, BrowserContextOptions, Locator, Page } from 'playwright-core'
import { demoSeats } from '../../config/city/known'
import { eventually, until } from '../support/eventually'
import { shoot } from '../support/shots'
import { openQuestions, watchedPage } from '../support/watched'
import type { World } from '../support/world'
import { sees } from './phone'

export const wall = { width: 1600, height: 900 }
type Watching = {
  looks?: BrowserContextOptions | undefined
  complaints: string[]
  forgives?: RegExp | undefined
}

/** The page of phones in a browser of its own, beside a world. */
export async function openTable(
  browser: Browser,
  world: World,
  { looks = {}, complaints, forgives }: Watching,
) {
  const { standin } = world
  const workDone = workOf(world)
  const context = await browser.newContext({ viewport: wall, colorScheme: 'light', ...looks })
  const own = () => [`${standin.url}/`, `${world.address}/`]
  const page = await watchedPage(context, { complaints, own, forgives })
  const questions = openQuestions(page, /\/_admin\/events$/)

  const shown = async () => Number(await page.locator('html').getAttribute('data-version'))
  const isNewest = async () =>
    questions() === 0 && (await shown()) === standin.world.journal.version
  /** Nothing is due, and the page shows what that has led to. */
  async function settled() {
    let version: number
    do {
      await until(() => questions() === 0, 'the page has its answers')
      await workDone()
      version = standin.world.journal.version
      await until(isNewest, 'the page shows the newest')
    } while (standin.world.journal.version !== version)
  }

  await page.goto(`${standin.url}/`)
  await page.getByTestId(`box-${demoSeats.at(-1)!.userId}`).waitFor()
  await settled()
  return { page, context, settled, ...handsOn(page, world, settled) }
}

/**
 * Changes of cards are gathered, and calls that failed are tried again: what comes by itself within
 * seconds a person waits for.
 */
const soonMs = 5_000

/** Does what is due, and lets the standing clock go on as far as what comes soon. */
function workOf({ settled, moveTo, standin, rows, isUp }: World) {
  async function nextSoon() {
    const now = standin.clock.now()
    const [next] = await rows<{ at: number | string | null }>(
      'select min(due_at) at from parcel where due_at > ? and due_at <= ?',
      [now, now + soonMs],
    )
    return next!.at === null ? null : new Date(Number(next!.at))
  }
  return async function workDone() {
    await settled()
    if (!isUp()) return
    for (let next = await nextSoon(); next; next = await nextSoon()) await moveTo(next)
  }
}

/** What one does at the table itself. */
function handsOn(page: Page, { standin }: World, settled: () => Promise<void>) {
  /** A line of what has happened, as the page tells it. */
  const told = (words: string | RegExp) => sees(page.locator('#journal-all li'), words, settled)
  const shot = (name: string) => shoot(page, name)
  async function fault(name: string, on: boolean) {
    const button = page.getByTestId(`fault-${name}`)
    await button.click()
    await eventually(() => button.getAttribute('aria-pressed'), String(on))
    await settled()
  }
  /**
   * By the button of the clock: the standing clock goes on by so much, and all that falls due is
   * done.
   */
  async function pass({ minutes }: { minutes: 1 | 5 | 30 }) {
    const { version } = standin.clock
    await page.getByTestId(`step-${minutes}`).click()
    await until(() => standin.clock.version > version, 'the clock has moved')
    await settled()
  }
  /**
   * From now on every tap, and every text and number that is typed, in the page and in the phones
   * on it.
   */
  async function counting() {
    const count = { taps: 0, texts: 0, numbers: 0 }
    const context = page.context()
    await context.exposeFunction('counted', (what: keyof typeof count) => {
      count[what]++
    })
    await context.addInitScript(counter)
    await page.evaluate(counter)
    return count
  }
  return { told, shot, fault, pass, counting }
}

/**
 * Told by every page about itself: a finger that came down, and the first sign that was typed into
 * a box.
 */
const counter = () => {
  const told = globalThis as unknown as { counted: (what: string) => void }
  const begun = new WeakSet<EventTarget>()
  addEventListener(
    'pointerdown',
    (event) => {
      if (event.isTrusted) told.counted('taps')
    },
    true,
  )
  addEventListener(
    'input',
    ({ target, isTrusted }) => {
      if (!isTrusted || !target || begun.has(target)) return
      begun.add(target)
      told.counted((target as HTMLInputElement).inputMode === 'decimal' ? 'numbers' : 'texts')
    },
    true,
  )
}

type Styling = { getComputedStyle(node: unknown): Record<string, string> }
/** One value of how a thing looks. */
export const styleOf = (thing: Locator, name: string) =>
  thing.evaluate(
    (node, key) => (globalThis as unknown as Styling).getComputedStyle(node)[key] ?? '',
    name,
  )
