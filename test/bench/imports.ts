import { setTimeout as pause } from 'node:timers/promises'
import ExcelJS from 'exceljs'
import type { orgOperations } from '../../shared/org'
import type { Reply } from '../../shared/operation'
import { cityPath } from '../../config/city/units'
import { atMost, percentile, type Engine, type Figure } from './figure'
import { start } from './programs'
import { startService, type Service } from './service'
import { createStock, reader } from './stock'

const people = 2_000
const rows = 20_000
const every = 20
type Imported = Reply<(typeof orgOperations)['importPosts']>
type Round = { seconds: number; reads: number[]; writes: number[] }

/** A list of the whole city comes in by Excel, and how long others wait meanwhile. */
export async function imports(engine: Engine, rounds: number): Promise<Figure[]> {
  const stock = await createStock(engine, people, false)
  const results: Round[] = []
  for (let round = 0; round < rounds; round++) results.push(await importOnce(await stock.copy()))
  await stock.drop()
  const p95 = (of: 'reads' | 'writes') => results.map((it) => percentile(it[of], 0.95))
  return [
    atMost(
      { figure: `import of ${rows} rows from Excel`, database: engine, unit: 's' },
      results.map((it) => it.seconds),
      10,
    ),
    atMost(
      { figure: '… who reads meanwhile: p95', database: engine, unit: 'ms' },
      p95('reads'),
      50,
    ),
    atMost(
      { figure: '… who writes meanwhile: p95', database: engine, unit: 'ms' },
      p95('writes'),
      50,
    ),
  ]
}

async function importOnce(place: { url: string; drop: () => Promise<void> }): Promise<Round> {
  const eyes = await reader(place.url)
  const file = await listOf(
    await eyes.rows<Village>(
      `select v.name village, t.name township, c.name county
      from unit v
      join unit t on t.path = substr(v.path, 1, length(v.path) - 13)
      join unit c on c.path = substr(t.path, 1, length(t.path) - 10)
      where v.kind = 'village'
      order by v.path`,
    ),
  )
  const [keeper] = await eyes.rows<{ id: string; post: string }>(
    "select person_id id, id post from post where unit_path = ? and kind = 'systemAdmin'",
    [cityPath],
  )
  const gateway = await start('test/bench/gateway.ts', {})
  const service = await startService(place.url, String(gateway.hello['url']))
  await gateway.hear() // that there is a connection
  await warmUp(service, keeper!)
  const began = performance.now()
  const importing = service.call<Imported>(keeper!.id, 'org.importPosts', {
    unitPath: cityPath,
    file,
  })
  let isOver = false
  const others = callOthers(service, keeper!, () => isOver)
  const { taken, refused } = await importing
  const seconds = (performance.now() - began) / 1_000
  isOver = true
  const waits = await others
  if (taken !== rows) throw new Error(`${taken} rows were taken; ${JSON.stringify(refused[0])}`)
  await service.stop()
  await gateway.stop()
  await eyes.close()
  await place.drop()
  return { seconds, ...waits }
}

/** A service that runs has been asked before. */
async function warmUp(service: Service, { id, post }: { id: string; post: string }) {
  for (let n = 0; n < 20; n++) {
    await service.call(id, 'org.verify', { postId: post })
    await service.call(id, 'session.me', {})
  }
}

/** Somebody reads and somebody writes, again and again, until it is over. */
async function callOthers(
  service: Service,
  { id, post }: { id: string; post: string },
  isOver: () => boolean,
): Promise<{ reads: number[]; writes: number[] }> {
  const reads: number[] = []
  const writes: number[] = []
  const open: Promise<void>[] = []
  for (let n = 0; !isOver(); n++) {
    const at = performance.now()
    const into = n % 2 ? writes : reads
    const call =
      n % 2 ? service.call(id, 'org.verify', { postId: post }) : service.call(id, 'session.me', {})
    open.push(call.then(() => void into.push(performance.now() - at)))
    await pause(every)
  }
  await Promise.all(open)
  return { reads, writes }
}

type Village = { county: string; township: string; village: string }
/** Patrols of reservoirs, so many in each village as make up the list. */
async function listOf(villages: readonly Village[]): Promise<string> {
  const workbook = new ExcelJS.Workbook()
  const sheet = workbook.addWorksheet('责任人名单')
  sheet.addRow(['县市区', '乡镇/街道', '村/社区', '岗位', '对象', '姓名', '手机', '任期至'])
  for (let n = 0; n < rows; n++) {
    const { county, township, village } = villages[n % villages.length]!
    const name = `王${String.fromCharCode(0x4e00 + (n % 9_000))}`
    const phone = String(13_800_000_000 + n)
    sheet.addRow([county, township, village, '水库巡查员', `第${n}座`, name, phone, '2099-12-31'])
  }
  return Buffer.from(await workbook.xlsx.writeBuffer()).toString('base64')
}
