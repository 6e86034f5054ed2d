import { z } from 'zod'
import { card, plain, type CardView } from '../bot/core/card'
import type { Messenger, Parcel } from '../bot/core/ports'
import { implement, type Ctx, type Slice } from '../bot/core/slice'
import { table } from '../bot/core/table'
import { today, type OwedLine } from '../bot/core/today'
import { send } from '../bot/delivery/outbox'
import { houseOf, rooms } from '../bot/slices'
import type { Policy } from '../config/policy'
import { createClient } from '../shared/client'
import { operation } from '../shared/operation'
import type { PageName } from '../shared/pages'
import { Role } from '../shared/vocabulary'
import { openTown, type Town } from './support/town'
import { engines } from './support/world'

/*
 * A slice and a channel that nobody in the house has heard of. That they work from here shows that
 * there
 * is no list of slices, kinds of lines, pages of lines, operations or channels outside their
 * owners.
 */

/** What one more line in `shared/pages.ts` does. */
const addedPage = (name: string) => name as PageName
const stocksPage = addedPage('stocks')

const Stock = z.object({
  id: z.string().max(36),
  title: z.string().max(40),
  countedBy: z.string().max(64).nullable(),
})
const StockRef = z.object({ stockId: z.string() })
const StockEntity = table('stock', Stock, { primary: ['id'] })
/** What one more migration does. */
const migration =
  'create table stock (id varchar(36) primary key, title varchar(40) not null, counted_by varchar(64))'

/** What stands in the contract for it. */
const operations = {
  count: operation({ roles: Role.options, scope: 'self', input: StockRef, reply: Stock }),
  list: operation({
    roles: Role.options,
    scope: 'self',
    reads: true,
    input: z.object({}),
    reply: z.array(Stock),
  }),
}
const countButton = (stockId: string) => ({
  operation: 'stocks.count',
  label: '点过了',
  input: { stockId },
})

async function count(ctx: Ctx, { stockId }: z.output<typeof StockRef>) {
  await ctx.db.update(StockEntity, { id: stockId }, { countedBy: ctx.actor.personId })
  return (await ctx.db.findOneBy(StockEntity, { id: stockId }))!
}
const list = (ctx: Ctx) => ctx.db.find(StockEntity, { order: { id: 'ASC' } })

async function loadStock(ctx: Ctx, params: { stockId: string }, people: readonly string[]) {
  const stock = await ctx.db.findOneBy(StockEntity, { id: params.stockId })
  return new Map(people.map((personId) => [personId, stock!]))
}
function stockCard({ id, title, countedBy }: z.output<typeof Stock>): CardView {
  const view = { tone: 'plain' as const, kicker: '防汛物资', title, lines: [] }
  return countedBy ? { ...view, stamp: '点过了' } : { ...view, button: countButton(id) }
}

async function uncounted(ctx: Ctx): Promise<OwedLine<'stock'>[]> {
  const stocks = await list(ctx)
  return stocks
    .filter((stock) => !stock.countedBy)
    .map((stock) => ({
      kind: 'stock',
      key: `stock ${stock.id}`,
      title: stock.title,
      words: '请点一遍',
      dueAt: null,
      urgent: false,
      drill: false,
      page: stocksPage,
      query: { stockId: stock.id },
      button: countButton(stock.id),
    }))
}

const stocks: Slice = {
  name: 'stocks',
  entities: [StockEntity],
  routes: implement('stocks', operations, { count, list }, {}),
  cards: { stock: card(loadStock, stockCard) },
  presses: { 'stocks.count': 'stock' },
  today: today(
    { stock: { label: '盘点', rank: 'decision', inPlace: { stamp: '已点', aside: '有短缺' } } },
    uncounted,
  ),
  entries: [{ page: stocksPage, title: '物资', place: 35, roles: ['holder'] }],
}

/**
 * A messenger of its own: short messages, two people a call, and who is not in its report never got
 * one.
 */
function shortMessages() {
  const sent: { to: string[]; words: string }[] = []
  const asked: string[] = []
  const lost = new Set<string>()
  const messenger: Messenger = {
    channels: new Map([
      [
        'sms',
        {
          repeatable: true,
          perCall: 2,
          fate: { missing: 'absent' as const },
          standIn: 'byPolicy' as const,
        },
      ],
    ]),
    send({ key, to }: Parcel) {
      sent.push({ to: to.map((one) => one.address), words: plain(to[0]!.view) })
      return Promise.resolve(
        to.map(({ address }) => ({ address, state: 'sent' as const, ticket: key })),
      )
    },
    update: () => Promise.reject(new Error('what was said by SMS cannot be said again')),
    fates(_, ticket) {
      asked.push(ticket)
      const reached = sent.flatMap(({ to }) => to).filter((address) => !lost.has(address))
      return Promise.resolve(reached.map((address) => ({ address, state: 'delivered' as const })))
    },
    spent: () => ({ api: 0, stream: 0 }),
  }
  return { messenger, sent, asked, lost }
}

const withSms = (policy: Policy): Policy => ({
  ...policy,
  delivery: { ...policy.delivery, fallback: ['sms', 'text'] },
})

describe.each(engines)('a slice and a channel from outside the house, on %s', (engine) => {
  let stage: Town
  let sms: ReturnType<typeof shortMessages>
  beforeEach(async () => {
    sms = shortMessages()
    stage = await openTown(engine, {
      policy: withSms,
      house: { slices: houseOf([...rooms, stocks]), messengers: [sms.messenger] },
    })
    await stage.app.io.transact(async (ctx) => {
      await ctx.db.query(migration)
      await ctx.db.insert(StockEntity, { id: 'bags', title: '编织袋 500 只', countedBy: null })
    })
  })
  afterEach(() => stage.close())

  const idOf = (name: string) => stage.ids.get(name)!
  const linesOf = async (userId: string) => (await stage.as(userId).home.today({})).lines
  /**
   * The card of the slice, to some people by some channel; `null`: by the first in the policy's
   * order.
   */
  async function tell(names: readonly string[], channel: string | null) {
    const { priorities } = stage.app.io.policy.delivery
    const saying = {
      subject: 'stock bags',
      card: 'stock',
      params: { stockId: 'bags' },
      priority: priorities.notice,
      ...(channel && { channel }),
    }
    const messageId = await stage.app.io.transact((ctx) => send(ctx, saying, names.map(idOf)))
    await stage.app.tick()
    return messageId
  }
  const statesOf = (messageId: string) =>
    stage.rows<{ channel: string; state: string; person: string }>(
      `select p.channel, r.state, a.directory_key person
      from recipient r
      join parcel p on p.id = r.parcel_id
      join person a on a.id = r.person_id
      where r.message_id = ?
      order by a.directory_key`,
      [messageId],
    )

  test('its line stands at home where its kind belongs, complete for the phone', async () => {
    await stage.issue()
    const lines = await linesOf('jiang')
    expect(lines.map((line) => line.label)).toEqual(['预警', '盘点'])
    expect(lines[1]).toMatchObject({
      kind: 'stock',
      title: '编织袋 500 只',
      plate: false,
      page: 'stocks',
      query: { stockId: 'bags' },
      button: { label: '点过了', operation: 'stocks.count', input: { stockId: 'bags' } },
      inPlace: { stamp: '已点', aside: '有短缺' },
    })
  })

  test('its page is entered from the first page, in its place, by whom it is for', async () => {
    const titlesFor = async (userId: string) =>
      (await stage.as(userId).home.today({})).entries.map((entry) => entry.title)
    expect(await titlesFor('jiang')).toEqual([
      '工作清单',
      '发布预警',
      '回执',
      '物资',
      '审核',
      '汇总',
      '临时任务',
      '我做过的',
      '我的账号',
    ])
    expect(await titlesFor('lin')).not.toContain('物资')
  })

  test('its contract is a client of its own, and its operation does what the line says', async () => {
    const { code } = await stage.admin<{ code: string }>('authCode', { userId: 'jiang' })
    const { token } = await stage.anyone.session.open({ authCode: code })
    const client = createClient({ stocks: operations }, (name, input) =>
      stage.post(name, input, { authorization: `Bearer ${token}` }),
    )
    expect(await client.stocks.count({ stockId: 'bags' })).toMatchObject({
      countedBy: idOf('蒋根法'),
    })
    expect(await client.stocks.list({})).toHaveLength(1)
    expect(await linesOf('jiang')).toEqual([])
  })

  test('its button is pressed on its card, which answers', async () => {
    await tell(['庄文君'], 'card')
    expect(stage.newest('zhuang')).toMatchObject({ title: '编织袋 500 只', btn: '点过了' })
    await stage.press('zhuang', 'stocks.count')
    expect(await stage.rows('select counted_by by_id from stock')).toEqual([
      { by_id: idOf('庄文君') },
    ])
    expect(stage.newest('zhuang')).toMatchObject({ mine: '点过了' })
  })

  test('what must arrive goes by the new channel first, in calls of its size', async () => {
    await tell(['蒋根法', '庄文君', '应敏'], null)
    expect(sms.sent.map(({ to }) => to.length)).toEqual([2, 1])
    expect(sms.sent.flatMap(({ to }) => to).sort()).toEqual(['jiang', 'ying', 'zhuang'])
    expect(sms.sent[0]!.words).toContain('编织袋 500 只')
  })

  test('its fate is asked, and who never got it is told the next way', async () => {
    sms.lost.add('zhuang')
    const messageId = await tell(['蒋根法', '庄文君'], 'sms')
    expect(sms.asked).toEqual([])
    const { fateAfterSeconds } = stage.app.io.policy.delivery
    stage.standin.clock.move({ addMs: fateAfterSeconds * 1000 })
    await stage.app.tick()
    expect(sms.asked).toHaveLength(1)
    expect(await statesOf(messageId)).toEqual([
      { channel: 'sms', state: 'delivered', person: 'jiang' },
      { channel: 'text', state: 'packed', person: 'zhuang' },
    ])
    expect(stage.wordsOf('zhuang').join()).toContain('编织袋 500 只')
    expect(stage.wordsOf('jiang')).toEqual([])
  })

  test('what lies in the outbox for a channel that is gone goes the first way there is', async () => {
    await tell(['蒋根法'], 'telex')
    await stage.app.tick()
    expect(sms.sent.map(({ to }) => to)).toEqual([['jiang']])
  })
})
