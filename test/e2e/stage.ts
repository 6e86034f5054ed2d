import { copyFileSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromium, type BrowserContext, type BrowserContextOptions } from 'playwright-core'
import { seedCity } from '../../bot/seed'
import { cityDirectory } from '../../config/city/directory'
import { demoSeats } from '../../config/city/known'
import { cityPeople } from '../../config/city/people'
import { chromiumOptions } from '../support/needs'
import { watchedPage } from '../support/watched'
import {
  emptyDatabase,
  openWorld,
  type Engine,
  type World,
  type WorldOptions,
} from '../support/world'
import { phoneOn, type Phone } from './phone'
import { openTable } from './table'

export { styleOf, wall } from './table'
export type { Phone } from './phone'
export type Playhouse = Awaited<ReturnType<typeof openPlayhouse>>
export type Stage = Awaited<ReturnType<Playhouse['open']>>
type Options = Pick<WorldOptions, 'at' | 'policy' | 'standin'> & {
  looks?: BrowserContextOptions
  /** What the console may say in this story. */
  forgives?: RegExp
}
type City = ReturnType<typeof cityPeople>

export const order = '预警 台风 橙 石塘镇 危房工棚人员转移 18:00前'
export const desktop = { width: 1440, height: 900 }

/**
 * A browser, and the demonstration city in a database that every story gets a copy of: of 600
 * people a warning for 石塘镇 reaches seven, three of them in 里箬村.
 */
export async function openPlayhouse(count = 600, engine: Engine = 'sqlite') {
  const folder = mkdtempSync(join(tmpdir(), 'yjd-e2e-'))
  const people = cityPeople(count)
  const [browser, databases] = await Promise.all([
    chromium.launch(chromiumOptions),
    filledDatabases(engine, folder, count),
  ])
  const complaints: string[] = []

  async function open({ looks, forgives, ...options }: Options = {}) {
    const database = await databases.one()
    const world = await openWorld(engine, { ...options, databaseUrl: database.url })
    layCity(world, people)
    const { start: startService, moveTo: moveClock, close: closeWorld } = world
    const table = await openTable(browser, world, { looks, complaints, forgives })
    const { page, settled } = table
    const desks: BrowserContext[] = []
    const at = (userId: string) => phoneOn(page, userId, settled)
    const [lin, zhou, chen, jiang, wang] = demoSeats.map(({ userId }) => at(userId)) as [
      Phone,
      Phone,
      Phone,
      Phone,
      Phone,
    ]
    /** 林海燕 writes it, 周国平 approves it. */
    async function issue(before = '', approve = '批准发布') {
      await lin.say(`${before}${order}`)
      await zhou.press(approve)
    }
    /** Puts one more phone on the table, found by its owner's name. */
    async function add({ name, userId }: { name: string; userId: string }) {
      await page.getByTestId('add-phone').click()
      await page.getByTestId('add-query').fill(name)
      await page.getByTestId(`add-${userId}`).click()
      await page.getByTestId(`phone-${userId}`).waitFor()
      await settled()
      return at(userId)
    }
    /** 应急钉 on a computer, in a browser of its own. */
    async function desk(userId: string) {
      const { code } = await world.admin<{ code: string }>('authCode', { userId })
      const context = await browser.newContext({ viewport: desktop, locale: 'zh-CN' })
      desks.push(context)
      const own = () => [`${world.address}/`]
      const opened = await watchedPage(context, { complaints, own, forgives })
      await opened.goto(`${world.standin.world.app}?authCode=${code}`)
      return opened
    }
    async function moveTo(moment: string | Date) {
      await moveClock(moment)
      await settled()
    }
    async function start() {
      await startService()
      showApp(world)
      await settled()
    }
    let closing: Promise<void> | null = null
    /**
     * Once: the last test of a file, which asks what the browser complained of, has no stage of its
     * own.
     */
    function closeOnce() {
      closing ??= closeStage()
      return closing
    }
    async function closeStage() {
      for (const context of [table.context, ...desks]) await context.close()
      await closeWorld()
      await database.drop()
    }
    return Object.assign(world, table, {
      ...{ lin, zhou, chen, jiang, wang },
      ...{ issue, add, desk, moveTo, start, close: closeOnce },
    })
  }
  async function close() {
    await browser.close()
    rmSync(folder, { recursive: true, force: true })
  }
  return { browser, complaints, open, holder: holdersIn(people), close }
}

/** Who holds a post: name and key in the directory. */
const holdersIn =
  ({ people, posts }: City) =>
  (kind: string, unitPath: string) => {
    const post = posts.find((one) => one.kind === kind && one.unitPath === unitPath)!
    const { name, directoryKey } = people.find(({ id }) => id === post.personId)!
    return { name, userId: directoryKey }
  }

/** DingTalk knows the people of the city, and where the app is. */
function layCity(world: World, people: City) {
  const { departments, users } = cityDirectory(people)
  world.standin.world.directory.replace(departments, users)
  world.standin.world.seats = demoSeats
  showApp(world)
}
function showApp({ standin, address }: World) {
  standin.world.app = `${address}/app/`
}

/** Databases with the city in them: on SQLite copies of one that is filled once. */
async function filledDatabases(engine: Engine, folder: string, count: number) {
  let number = 0
  const first = join(folder, 'city.db')
  if (engine === 'sqlite') await seed(engine, first, count)
  async function one(): Promise<{ url: string; drop: () => Promise<void> }> {
    if (engine === 'sqlite') {
      const url = join(folder, `${number++}.db`)
      copyFileSync(first, url)
      return { url, drop: async () => undefined }
    }
    const made = await emptyDatabase(engine, folder)
    await seed(engine, made.url, count)
    return made
  }
  return { one }
}

/**
 * At the usual moment of a world: what is dated, such as the lists of the policy, is older than
 * every story.
 */
async function seed(engine: Engine, databaseUrl: string, count: number) {
  const world = await openWorld(engine, { databaseUrl, listen: false })
  await world.settled() // the lists of the policy are in force from now on
  await seedCity(world.app.io, world.app.io.ports.seal, count)
  await world.close()
}
