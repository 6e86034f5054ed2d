/// <reference lib="dom" />
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { chromium, type Browser } from 'playwright-core'
import { cityDirectory } from '../../config/city/directory'
import { cityPeople } from '../../config/city/people'
import { root } from '../../config/root'
import { atMost, information, type Figure } from './figure'
import { giveInspection, within } from './lists'
import { freePort, start, until } from './programs'
import { startService } from './service'
import { createStock, reader } from './stock'

const people = 2_000
/** WebPageTest's 4G: 9 Mbit/s both ways, 170 ms there and back. */
const network = {
  offline: false,
  latency: 170,
  downloadThroughput: 9_000_000 / 8,
  uploadThroughput: 9_000_000 / 8,
}
const slower = 4
const bytesPerKB = 1_000
const quietly = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]
type Opened = { sent: number; seconds: number }
type Marked = { firstRowAt?: number }

/** What the phone has to load, and how soon somebody can tap what is to be done first. */
export async function pages(rounds: number): Promise<Figure[]> {
  const built = spawnSync(process.execPath, ['bot/pages.mjs', 'h5', 'dd'], {
    cwd: root,
    stdio: ['ignore', 2, 2],
  })
  if (built.status !== 0) throw new Error("the phone's pages could not be built")
  const size = atMost(
    { figure: 'mini-program: main package', database: '–', unit: 'kB' },
    [mainPackage() / bytesPerKB],
    1_048_576 / bytesPerKB,
  )
  const executablePath =
    process.env['CHROMIUM'] ??
    ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find((path) =>
      existsSync(path),
    )
  if (!executablePath) {
    return [
      size,
      information(
        {
          figure:
            'H5: no browser is here, so its first screen was not looked at (Debian: apt-get install -y chromium)',
          database: '–',
          unit: '',
        },
        [NaN],
      ),
    ]
  }
  const opened = await firstScreens(executablePath, rounds)
  const seconds = (of: readonly Opened[]) => of.map((it) => it.seconds)
  return [
    size,
    atMost(
      { figure: 'H5 first screen, as it is sent', database: '–', unit: 'kB' },
      opened.usual.map((it) => it.sent / bytesPerKB),
      300,
    ),
    atMost(
      { figure: 'H5: first row can be tapped, 4G (9 Mbit/s, 170 ms)', database: '–', unit: 's' },
      seconds(opened.usual),
      2,
    ),
    information(
      { figure: `… on a processor ${slower} times slower than this one`, database: '–', unit: 's' },
      seconds(opened.slow),
    ),
  ]
}

/** All that is not in a package of its own. */
function mainPackage(): number {
  const folder = join(root, 'miniapp/dist/dd')
  const { subPackages = [] } = JSON.parse(readFileSync(join(folder, 'app.json'), 'utf8')) as {
    subPackages?: { root: string }[]
  }
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => !subPackages.some((it) => file.startsWith(it.root)))
    .map((file) => statSync(join(folder, file)))
    .reduce((sum, it) => sum + (it.isFile() ? it.size : 0), 0)
}

async function firstScreens(executablePath: string, rounds: number) {
  const stock = await createStock('sqlite', people, false)
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  await within(stock.url, (transact) => transact((ctx) => giveInspection(ctx, 3)))
  const eyes = await reader(stock.url)
  const [{ key }] = (await eyes.rows<{ key: string }>(
    "select p.directory_key key from post h join person p on p.id = h.person_id where h.kind = 'villageHead' order by p.id",
  )) as [{ key: string }]
  await eyes.close()
  const standin = await start(
    'bot/standin/main.ts',
    { STANDIN_PORT: String(port) },
    { answersAt: url },
  )
  const tell = async (path: string, body: unknown) =>
    (await (
      await fetch(`${url}/_admin/${path}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      })
    ).json()) as { code: string }
  await tell('tenant', cityDirectory(cityPeople(people)))
  const service = await startService(stock.url, url)
  const browser = await chromium.launch({ executablePath, args: quietly })
  const opened = { usual: [] as Opened[], slow: [] as Opened[] }
  const open = async (rate: number) =>
    openOnce(
      browser,
      `${service.url}/app/?authCode=${(await tell('authCode', { userId: key })).code}`,
      rate,
    )
  await open(1) // what the service reads once
  for (let round = 0; round < rounds; round++) {
    opened.usual.push(await open(1))
    opened.slow.push(await open(slower))
  }
  await browser.close()
  for (const program of [service, standin]) await program.stop()
  await stock.drop()
  return opened
}

/** Looks at every frame whether the first row is there and nothing lies over it. A text, since the loader of our sources adds names to functions that the page does not know. */
const watch = `requestAnimationFrame(function look() {
  const row = document.querySelector('.task-open'), box = row?.getBoundingClientRect()
  if (box && row.contains(document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2))) window.firstRowAt = performance.now()
  else requestAnimationFrame(look)
})`
/** A phone that has never been here: nothing is kept, the log-in is part of it. */
async function openOnce(browser: Browser, address: string, rate: number): Promise<Opened> {
  const context = await browser.newContext({
    viewport: { width: 390, height: 844 },
    locale: 'zh-CN',
  })
  const page = await context.newPage()
  const wire = await context.newCDPSession(page)
  let sent = 0
  wire.on('Network.loadingFinished', ({ encodedDataLength }) => {
    sent += encodedDataLength
  })
  await wire.send('Network.enable')
  await wire.send('Network.emulateNetworkConditions', network)
  await wire.send('Emulation.setCPUThrottlingRate', { rate })
  await page.addInitScript({ content: watch })
  await page.goto(address, { waitUntil: 'commit' })
  const at = await until(
    'the first row',
    () => page.evaluate(() => (window as Marked).firstRowAt),
    { every: 100 },
  )
  const loaded = sent
  await page.locator('.task-open').first().click()
  await page.waitForURL(/pages\/(?!home)/)
  await context.close()
  return { sent: loaded, seconds: at / 1_000 }
}
