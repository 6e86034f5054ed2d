/// <reference lib="dom" />
import { copyFileSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pino from 'pino'
import {
  chromium,
  type Browser,
  type BrowserContext,
  type BrowserContextOptions,
  type Locator,
  type Page,
} from 'playwright-core'
import { createApp, type App } from '../../bot/app'
import { createSession } from '../../bot/io/session'
import { seedCity } from '../../bot/seed'
import { createStandin, type Standin, type StandinOptions } from '../../bot/standin'
import { cityDirectory } from '../../config/city/directory'
import { demoSeats, knownPeople } from '../../config/city/known'
import { cityPeople } from '../../config/city/people'
import { loadPolicy } from '../../config/load'
import type { Policy } from '../../config/policy'
import { root } from '../../config/root'
import { createClient } from '../../shared/client'
import { contract } from '../../shared/contract'
import { chromiumOptions } from '../support/needs'
import { envFor, sessionSecret } from '../support/service'
import { emptyDatabase, type Engine } from '../support/world'
import { patience } from '../support/patience'

export type Stage = Awaited<ReturnType<Playhouse['open']>>
export type Playhouse = Awaited<ReturnType<typeof playhouse>>
export type Phone = ReturnType<typeof phoneOn>
type Options = {
  at?: string
  policy?: (policy: Policy) => Policy
  standin?: StandinOptions
  looks?: BrowserContextOptions
}

const summer = '2026-08-12T06:28:00Z'
const shots = join(root, 'test/e2e/shots')
export const order = '预警 台风 橙 石塘镇 危房工棚人员转移 18:00前'
export const wall = { width: 1600, height: 900 }
export const desktop = { width: 1440, height: 900 }

/** A browser, and the demonstration city in a database that every story gets a copy of: of 600 people a warning for 石塘镇 reaches seven, three of them in 里箬村. */
export async function playhouse(count = 600, engine: Engine = 'sqlite') {
  const folder = mkdtempSync(join(tmpdir(), 'yjd-e2e-'))
  const city = join(folder, 'city.db')
  const { people, posts } = cityPeople(count)
  const directory = cityDirectory({ people, posts })
  mkdirSync(shots, { recursive: true })
  const [browser] = await Promise.all([
    chromium.launch(chromiumOptions),
    engine === 'sqlite' && seed(city, count),
  ])
  let number = 0
  /** A database of its own with the city in it. */
  async function database(): Promise<{ url: string; drop: () => Promise<void> }> {
    if (engine !== 'sqlite') {
      const made = await emptyDatabase(engine, folder)
      await seed(made.url, count)
      return made
    }
    const url = join(folder, `${number++}.db`)
    copyFileSync(city, url)
    return { url, drop: async () => undefined }
  }
  async function open({
    at = summer,
    policy = (it) => it,
    standin: options,
    looks = {},
  }: Options = {}) {
    const standin = await createStandin({
      ...options,
      faults: { noLimits: true, ...options?.faults },
    })
    standin.clock.move({ now: Date.parse(at) })
    standin.world.directory.replace(directory.departments, directory.users)
    standin.world.seats = demoSeats
    const { url, drop } = await database()
    const service = await serviceOn(url, standin, policy, join(folder, 'data'))
    const seen = await look(browser, standin, looks, service.address)
    const contexts = [seen.page.context()]
    const [lin, zhou, chen, jiang, wang] = demoSeats.map(({ userId }) =>
      phoneOn(seen.page, userId),
    ) as [Phone, Phone, Phone, Phone, Phone]
    /** 林海燕 writes it, 周国平 approves it. */
    const issue = async (before = '', approve = '批准发布') => {
      await lin.say(`${before}${order}`)
      await zhou.press(approve)
    }
    /** Puts one more phone on the table, found by its owner's name. */
    const add = async ({ name, userId }: { name: string; userId: string }) => {
      await seen.page.getByTestId('add-phone').click()
      await seen.page.getByTestId('add-query').fill(name)
      await seen.page.getByTestId(`add-${userId}`).click()
      return phoneOn(seen.page, userId)
    }
    /** 应急钉 on a computer, in a browser of its own. */
    const desk = async (userId: string) => {
      const { code } = (await (
        await fetch(`${standin.url}/_admin/authCode`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ userId }),
        })
      ).json()) as { code: string }
      const context = await browser.newContext({ viewport: desktop, locale: 'zh-CN' })
      const page = await watched(context, seen.complaints, () => [`${service.address()}/`])
      await page.goto(`${standin.world.app}?authCode=${code}`)
      contexts.push(context)
      return page
    }
    /** Nothing may have gone wrong behind the scenes. */
    const close = async () => {
      for (const context of contexts) await context.close()
      await service.stop()
      await standin.close()
      await drop()
      return [...seen.complaints, ...service.troubles]
    }
    return { ...seen, standin, service, lin, zhou, chen, jiang, wang, issue, add, desk, close }
  }
  /** Who holds a post: name and key in the directory. */
  const holder = (kind: string, unitPath: string) => {
    const { name, directoryKey } = people.find(
      ({ id }) =>
        id === posts.find((post) => post.kind === kind && post.unitPath === unitPath)!.personId,
    )!
    return { name, userId: directoryKey }
  }
  const close = async () => {
    await browser.close()
    rmSync(folder, { recursive: true, force: true })
  }
  return { browser, open, holder, close }
}

async function seed(file: string, count: number) {
  const standin = await createStandin()
  standin.clock.move({ now: Date.parse(summer) }) // what is dated, such as the lists of the policy, is older than every story
  const { stop, app } = await serviceOn(file, standin, (it) => it, tmpdir())
  await seedCity(app().io, app().io.ports.seal, count)
  await stop()
  await standin.close()
}

const addressOf = ({ http }: App) => `http://127.0.0.1:${(http.address() as AddressInfo).port}`
/** The service in this process, doing what is due again and again as it does when it runs alone; it can be stopped and started. */
async function serviceOn(
  file: string,
  standin: Standin,
  policy: (policy: Policy) => Policy,
  folder: string,
) {
  const unhurried = (it: Policy): Policy => ({ ...it, delivery: { ...it.delivery, perSecond: 0 } })
  const session = createSession(sessionSecret)
  const now = () => new Date(standin.clock.now())
  const troubles: unknown[] = []
  let address = ''
  let app = await launch()
  let running = true
  let turning = turn() // a page may ask for the service while it is away
  async function launch() {
    const made = await createApp(envFor(file, standin, folder), {
      clock: { now },
      policy: policy(unhurried(loadPolicy())),
      log: pino({ level: 'silent' }),
    })
    await new Promise<void>((done) => made.http.listen(0, '127.0.0.1', done))
    await made.listen()
    address = addressOf(made)
    standin.world.app = `${address}/app/`
    return made
  }
  async function turn() {
    while (running) {
      await app.tick().catch((error: unknown) => {
        if (troubles.length < 3) troubles.push(error)
      })
      await new Promise((done) => setTimeout(done, 50))
    }
  }
  const stop = async () => {
    if (running) {
      running = false
      await turning
      await app.close()
    }
  }
  const start = async () => {
    app = await launch()
    running = true
    turning = turn()
  }
  /** The typed client of one of the known people. */
  const as = (name: string) =>
    createClient(contract, async (operation, input) => {
      const { token } = session.open(knownPeople.find((person) => person.name === name)!.id, now())
      const answer = await fetch(`${address}/api/${operation}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
        body: JSON.stringify(input),
      })
      if (!answer.ok) throw new Error(await answer.text())
      return answer.json()
    })
  return {
    app: () => app,
    address: () => address,
    as,
    stop,
    start,
    troubles,
    rows: <R>(sql: string): Promise<R[]> => app.database.read.query(sql),
  }
}

/** A page whose complaints are kept, and that asks nobody but these. */
async function watched(
  context: BrowserContext,
  complaints: string[],
  own: () => readonly string[],
) {
  const page = await context.newPage()
  page.setDefaultTimeout(patience)
  page.on('console', (line) => {
    if (['error', 'warning'].includes(line.type())) complaints.push(line.text())
  })
  page.on('pageerror', (error) => complaints.push(error.message))
  page.on('request', (request) => {
    if (![...own(), 'data:', 'blob:'].some((start) => request.url().startsWith(start))) {
      complaints.push(`asks ${request.url()}`)
    }
  })
  return page
}

/** Opens the page of phones and watches what it complains of and whom it asks. */
async function look(
  browser: Browser,
  standin: Standin,
  looks: BrowserContextOptions,
  service: () => string,
) {
  const complaints: string[] = []
  const context = await browser.newContext({ viewport: wall, colorScheme: 'light', ...looks })
  const page = await watched(context, complaints, () => [`${standin.url}/`, `${service()}/`])
  await page.goto(`${standin.url}/`)
  await page.getByTestId(`box-${demoSeats.at(-1)!.userId}`).waitFor()
  /** A line of what has happened, as the page tells it. */
  const told = (words: string | RegExp) =>
    page.locator('#journal-all li', { hasText: words }).first().waitFor({ state: 'attached' })
  const shotAt = (name: string) => join(shots, `${name}.png`)
  const shot = (name: string) => page.screenshot({ path: shotAt(name), animations: 'disabled' })
  const fault = async (name: string, on: boolean) => {
    await page.getByTestId(`fault-${name}`).click()
    await page.locator(`[data-testid="fault-${name}"][aria-pressed="${on}"]`).waitFor()
  }
  /** From now on every tap, and every text and number that is typed, in the page and in the phones on it. */
  const counting = async () => {
    const count = { taps: 0, texts: 0, numbers: 0 }
    await context.exposeFunction('counted', (what: keyof typeof count) => {
      count[what]++
    })
    await context.addInitScript(counter)
    await page.evaluate(counter)
    return count
  }
  /** By the buttons of the clock. */
  const later = async (minutes: 1 | 5 | 30) => {
    const before = standin.clock.version
    await page.getByTestId(`step-${minutes}`).click()
    while (standin.clock.version === before) await new Promise((done) => setTimeout(done, 10))
  }
  return { page, complaints, told, shot, shotAt, fault, counting, later }
}

/** Told by every page about itself: a finger that came down, and the first sign that was typed into a box. */
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

/** A person at a phone of the page. */
function phoneOn(page: Page, userId: string) {
  const phone = page.getByTestId(`phone-${userId}`)
  const cards = phone.locator('article.card')
  const pieces = phone.locator('.list > :not(.when)')
  /** The newest card with these words. */
  const card = (words: string | RegExp) => cards.filter({ hasText: words }).last()
  const say = async (words: string) => {
    await page.getByTestId(`box-${userId}`).fill(words)
    await page.getByTestId(`send-${userId}`).click()
  }
  const sees = (words: string | RegExp) => pieces.filter({ hasText: words }).last().waitFor()
  const press = (words: string) =>
    cards.getByRole('button', { name: words, exact: true }).last().click()
  const stamped = (words: string | RegExp) =>
    phone.locator('.stamp', { hasText: words }).last().waitFor()
  /** Everything in the chat, oldest first, without the times between. */
  const chat = async () => (await pieces.allInnerTexts()).map((text) => text.replaceAll('\n', ' '))
  /** 应急钉, opened in the phone. */
  const open = async () => {
    await page.getByTestId(`app-${userId}`).click()
    return app()
  }
  /** The same at the page to which the newest card with this button leads. */
  const follow = async (words: string) => {
    await press(words)
    return app()
  }
  const app = async () => {
    const frame = phone.frameLocator('iframe.app')
    await frame.locator('.yj .body > *:not(.bones)').first().waitFor()
    return frame
  }
  const net = () => page.getByTestId(`net-${userId}`).click()
  return { phone, cards, card, say, sees, press, stamped, chat, open, follow, net }
}
