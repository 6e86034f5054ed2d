import { addVersion, questionsOf } from '../../bot/checklists/versions'
import { giveLists, unitsAmong } from '../../bot/checklists/giveLists'
import { issueDue } from '../../bot/checklists/issueDue'
import { recount } from '../../bot/checklists/recount'
import type { Ctx } from '../../bot/core/slice'
import { cityPath } from '../../config/city/units'
import type { SummaryRow } from '../../shared/checklist'
import { atMost, information, percentile, type Engine, type Figure } from './figure'
import { answers, policyWith, quiet, within } from './lists'
import { start } from './programs'
import { startService } from './service'
import { createStock, reader, type Stock } from './stock'
import { dayAfter, dayOf } from '../../shared/time'

const people = 10_000
const looks = 200
const eve = new Date('2026-08-31T12:00:00Z')
const eight = new Date('2026-09-01T00:00:00Z')
type Issued = { lists: number; items: number; seconds: number }

/** The first of a month at eight: a list for every office, and one for every village. */
export async function issue(engine: Engine, rounds: number): Promise<Figure[]> {
  const stock = await createStock(engine, people, false)
  const offices: Issued[] = []
  const villages: Issued[] = []
  for (let round = 0; round < rounds; round++) {
    offices.push(await issueOnce(stock, 'office'))
    villages.push(await issueOnce(stock, 'village'))
  }
  await stock.drop()
  return [
    atMost(
      {
        figure: `issue of ${offices[0]!.lists} × ${offices[0]!.items} items to the offices`,
        database: engine,
        unit: 's',
      },
      offices.map((it) => it.seconds),
      1,
    ),
    atMost(
      {
        figure: `issue of ${villages[0]!.lists} × ${villages[0]!.items} items to the villages`,
        database: engine,
        unit: 's',
      },
      villages.map((it) => it.seconds),
      5,
    ),
  ]
}

async function issueOnce(stock: Stock, kind: 'office' | 'village'): Promise<Issued> {
  const place = await stock.copy()
  let now = eve
  const seconds = await within(
    place.url,
    async (transact) => {
      await transact(issueDue) // writes down what the policy says
      now = eight
      const began = performance.now()
      while (await transact(issueDue)) continue
      return (performance.now() - began) / 1_000
    },
    { now: () => now, policy: policyWith(kind) },
  )
  const look = await reader(place.url)
  const [lists, items] = (
    await look.rows<{ n: number | string }>(
      'select count(*) n from checklist union all select count(*) from checklist_item',
    )
  ).map(({ n }) => Number(n)) as [number, number]
  await look.close()
  await place.drop()
  if (!lists || items % lists) throw new Error(`${items} items were issued in ${lists} lists`)
  return { lists, items: items / lists, seconds }
}

/** What a leader of the city or of a county sees of a whole year. */
export async function summary(engine: Engine, rounds: number): Promise<Figure[]> {
  const stock = await createStock(engine, people, false)
  const year = await within(stock.url, (transact) => transact(giveYear), {
    policy: policyWith('office'),
  })
  const waits: { city: number[]; county: number[] }[] = []
  for (let round = 0; round < rounds; round++) waits.push(await lookAtYear(stock, year))
  await stock.drop()
  const p95 = (of: 'city' | 'county') => waits.map((it) => percentile(it[of], 0.95))
  return [
    atMost(
      {
        figure: `summary of a year for the city, ${year.total} items: p95`,
        database: engine,
        unit: 'ms',
      },
      p95('city'),
      100,
    ),
    information({ figure: '… for a county: p95', database: engine, unit: 'ms' }, p95('county')),
  ]
}

type Year = { template: string; period: string; until: string; total: number }
/**
 * Twelve months of fifteen items for every office: one of them never given, one returned, one late.
 */
async function giveYear(ctx: Ctx): Promise<Year> {
  const [monthly] = ctx.policy.checklists.templates
  const row = await addVersion(
    ctx,
    { ...monthly!, name: 'yearOffice' },
    { source: 'task', unitPath: cityPath },
  )
  const units = await unitsAmong(ctx, [cityPath], row.at)
  const questions = await questionsOf(ctx, row)
  const first = `${dayOf(ctx.now).slice(0, 5)}01-01`
  const periods = Array.from(
    { length: 12 },
    (_, month) => `${first.slice(0, 5)}${String(month + 1).padStart(2, '0')}`,
  )
  for (const period of periods) {
    await giveLists({ ...ctx, now: new Date(`${dayAfter(`${period}-01`)}T00:00:00Z`) }, row, {
      questions,
      period,
      units,
    })
  }
  const [never, returned, late] = questions.map((it) => it.item)
  await ctx.db.query(
    "update checklist_item set state = case item when ? then 'returned' else 'passed' end, late = case item when ? then 1 else 0 end, revision = 1, answers = ?, at = due_at, by_id = 'somebody' where item <> ?",
    [returned, late, JSON.stringify(answers), never],
  )
  await ctx.db.query(
    "insert into checklist_answer (checklist_id, item, revision, what, at, by_id, answers, reason) select checklist_id, item, 1, 'submitted', at, by_id, answers, null from checklist_item where revision = 1",
    [],
  )
  await recount(ctx, 'yearOffice')
  await quiet(ctx)
  return {
    template: 'yearOffice',
    period: periods[0]!,
    until: periods.at(-1)!,
    total: units.length * questions.length * periods.length,
  }
}

async function lookAtYear(stock: Stock, { total, ...filter }: Year) {
  const place = await stock.copy()
  const eyes = await reader(place.url)
  const [{ id: leader }] = (await eyes.rows<{ id: string }>(
    "select person_id id from post where unit_path = ? and kind = 'commander'",
    [cityPath],
  )) as [{ id: string }]
  const counties = (
    await eyes.rows<{ path: string }>("select path from unit where kind = 'county' order by path")
  ).map((it) => it.path)
  await eyes.close()
  const gateway = await start('test/bench/gateway.ts', {})
  const service = await startService(place.url, String(gateway.hello['url']))
  const waits = { city: [] as number[], county: [] as number[] }
  await gateway.hear() // that there is a connection
  for (let n = 0; n < looks; n++) {
    const level = n % 2 ? 'county' : 'city'
    const unitPath = level === 'city' ? cityPath : counties[n % counties.length]!
    const at = performance.now()
    const rows = await service.call<SummaryRow[]>(leader, 'checklists.summary', {
      ...filter,
      unitPath,
    })
    waits[level].push(performance.now() - at)
    const seen = rows.reduce((sum, row) => sum + row.total, 0)
    if (level === 'city' && seen !== total) {
      throw new Error(`the summary knows of ${seen} items, not of ${total}`)
    }
  }
  await service.stop()
  await gateway.stop()
  await place.drop()
  return waits
}
