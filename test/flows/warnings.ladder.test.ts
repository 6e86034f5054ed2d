import type { Policy } from '../../config/policy'
import { uuid } from '../../bot/core/ids'
import { insertAll } from '../../bot/core/insert'
import { PersonEntity, PostEntity } from '../../bot/org/entities'
import { WarningEntity } from '../../bot/warnings/entities'
import { escalateOverdue } from '../../bot/warnings/ladder'
import { minuteMs } from '../../shared/time'
import { firstGrid, shitang, openTown, wenling, type Town } from '../support/town'
import { engines } from '../support/world'

const waitingOnDeputies = (policy: Policy): Policy => ({
  ...policy,
  warnings: {
    ...policy.warnings,
    ladders: policy.warnings.ladders.map((ladder) => ({
      ...ladder,
      rungs: ladder.rungs.map((rung) => (rung.act === 'deputy' ? { ...rung, waits: true } : rung)),
    })),
  },
})

describe.each(engines)('silence on %s', (engine) => {
  let town: Town
  beforeEach(async () => {
    town = await openTown(engine)
  })
  afterEach(() => town.close())
  const dings = (userId: string) => town.wordsOf(userId, /ding/)
  const texts = (userId: string) => town.wordsOf(userId, /text|markdown/)
  /** Those of one moment stand in no order. */
  const climbs = async () =>
    (await town.facts('warning.escalated')).map(({ act, people }) => `${act} ${people}`).sort()
  async function stepByStep(spans: readonly number[]) {
    for (const minutes of spans) await town.pass({ minutes })
  }

  test('climbs: a text, a DING, the B角, the superior; never for who has answered', async () => {
    await town.issue()
    await town.press('zhuang', 'warnings.acknowledge')
    await town.press('ying', 'warnings.acknowledge')
    await town.pass({ minutes: 4 })
    expect(texts('jiang')).toEqual([])
    await town.pass({ minutes: 1 })
    expect(texts('jiang')).toEqual([
      expect.stringMatching(
        /台风橙色预警[^]*还没有收到您的确认[^]*要做：危房、工棚、沿海各户转移[^]*回复 1 ＝ 收到[^]*14:39 起会发 DING 给您/,
      ),
    ])
    expect(dings('jiang')).toEqual([])
    await town.pass({ minutes: 5 })
    expect(dings('jiang')).toHaveLength(1)
    expect(texts('jiang')).toHaveLength(1)
    await town.pass({ minutes: 10 })
    expect(town.newest('chunlin')).toMatchObject({
      btn: '收到',
      action: 'warnings.acknowledgeFor',
      foot: '您是蒋根法的 AB 角',
      rows: expect.stringContaining('石塘镇里箬村村级主要负责人 蒋根法，没有确认') as string,
    })
    expect(town.newest('jiang')).toMatchObject({
      n: '2',
      rows: expect.stringContaining('李无 138****0007，石塘镇里箬村第二网格') as string,
    })
    expect(town.cardWith('ying', '还差')).toBeUndefined()
    await town.pass({ minutes: 10 })
    expect(town.newest('ying')).toMatchObject({
      n: '1',
      nBefore: '还差',
      rows: expect.stringContaining('蒋根法 138****0004，石塘镇里箬村') as string,
    })
    for (const userId of ['zhuang', 'ying']) {
      expect(texts(userId)).toEqual([])
      expect(dings(userId)).toEqual([])
    }
    expect(await climbs()).toEqual(['deputy 1', 'ding 3', 'remind 3', 'superior 1', 'superior 1'])
    const sent = await town.rows('select id from message')
    await town.pass({ minutes: 600 })
    expect(await town.rows('select id from message')).toHaveLength(sent.length)
  })

  test('after a standstill takes the one step that fits now, and goes on from there', async () => {
    await town.issue()
    await town.stop()
    town.standin.clock.move({ addMs: 12 * minuteMs })
    await town.start()
    await town.settled()
    expect(await climbs()).toEqual(['ding 5'])
    expect([texts('jiang'), dings('jiang').length]).toEqual([[], 1])
    await town.pass({ minutes: 7 })
    expect(await climbs()).toHaveLength(1)
    await town.pass({ minutes: 1 })
    expect(await climbs()).toContain('deputy 1')
  })

  test('waits on an empty rung where the policy says so', async () => {
    await town.close()
    town = await openTown(engine, { policy: waitingOnDeputies })
    await town.issue()
    await stepByStep([5, 5, 10])
    const before = ['deputy 0', 'deputy 1', 'ding 5', 'remind 5']
    expect(await climbs()).toEqual(before)
    expect(town.cardWith('jiang', '还差')).toBeUndefined()
    await town.pass({ minutes: 10 })
    expect(await climbs()).toEqual([...before, 'superior 3'])
  })

  test('tells a superior anew of those who climb later', async () => {
    await town.issue()
    await town.press('ying', 'warnings.acknowledge')
    await stepByStep([5, 5, 10])
    expect(town.newest('ying')).toMatchObject({ n: '1', rows: expect.stringContaining('庄文君') })
    await town.pass({ minutes: 10 })
    const told = town.cardsOf('ying').filter(({ vars }) => vars['nBefore'] === '还差')
    expect(told.map(({ vars }) => vars['n'])).toEqual(['1', '2'])
  })

  test('of somebody with a second post in a grid still reaches the B角 of the first, and goes past himself to who is above', async () => {
    await town.app.io.transact((ctx) =>
      ctx.db.insert(PostEntity, {
        id: uuid(),
        kind: 'gridMember',
        unitPath: firstGrid,
        object: '低洼地',
        personId: town.ids.get('蒋根法')!,
        deputyId: null,
        since: new Date(0),
        until: null,
        verifiedAt: null,
        endedAt: null,
      }),
    )
    await town.issue()
    await town.press('zhuang', 'warnings.acknowledge')
    await town.pass({ minutes: 20 })
    expect(town.newest('chunlin')).toMatchObject({
      action: 'warnings.acknowledgeFor',
      foot: '您是蒋根法的 AB 角',
    })
    await town.pass({ minutes: 10 })
    expect(town.newest('ying')).toMatchObject({
      n: '1',
      rows: expect.stringContaining('蒋根法') as string,
    })
    await town.press('chunlin', 'warnings.acknowledgeFor')
    await town.pass({ minutes: 2 })
    await town.pass({ minutes: 1 })
    expect(town.newest('ying')).toMatchObject({ tone: 'done', mine: '都确认了' })
  })

  test('ends at one tap of the B角, and everybody sees by whom', async () => {
    const id = await town.issue()
    await town.pass({ minutes: 21 })
    await town.press('chunlin', 'warnings.acknowledgeFor')
    expect(town.newest('chunlin')).toMatchObject({ mine: '已代蒋根法确认 14:50', btn: '' })
    await town.press('chunlin', 'warnings.acknowledge')
    await town.pass({ minutes: 1 })
    expect(town.cardWith('jiang', '收到')).toBeUndefined()
    expect(town.cardWith('jiang', '代确认')).toMatchObject({ mine: '江春林 14:50 代确认' })
    await town.pass({ minutes: 20 })
    expect(
      town
        .cardsOf('ying')
        .map((card) => card.vars['n'])
        .filter(Boolean),
    ).toEqual(['1'])
    expect(
      (await town.as('lin').warnings.board({ warningId: id, unitPath: wenling, missing: true }))
        .acknowledged,
    ).toBe(2)
  })
  test('the B角 who answered for somebody too is still shown as having answered in person', async () => {
    await town.issue()
    await town.pass({ minutes: 21 })
    await town.press('chunlin', 'warnings.acknowledgeFor')
    await town.press('chunlin', 'warnings.acknowledge')
    await town.pass({ minutes: 1 })
    expect(town.cardWith('jiang', '代确认')).toMatchObject({ mine: '江春林 14:50 代确认' })
    const stamps = town.cardsOf('chunlin').map((card) => card.vars['mine'])
    expect(stamps.sort()).toEqual(['已代蒋根法确认 14:50', '已确认 14:50'])
  })
  test('the B角 who comes too late is shown that it is done', async () => {
    await town.issue()
    await town.pass({ minutes: 21 })
    await town.standin.say({ userId: 'jiang', text: '收到' })
    await town.settled()
    await town.press('chunlin', 'warnings.acknowledgeFor')
    expect(town.newest('chunlin')).toMatchObject({ mine: '蒋根法 已确认 14:50', btn: '' })
    expect(await town.facts('warning.acknowledged')).toHaveLength(1)
  })

  test('stops the instant a confirmation commits, even when the reminder is already in the outbox', async () => {
    const id = await town.issue()
    town.standin.clock.move({ addMs: 5 * 60_000 })
    await town.app.io.transact(escalateOverdue)
    expect(await town.rows(`select id from message where card = 'warning.reminder'`)).toHaveLength(
      1,
    )
    await town.as('jiang').warnings.acknowledge({ warningId: id })
    await town.settled()
    expect(texts('jiang')).toEqual([])
    expect(texts('zhuang')).toHaveLength(1)
    town.standin.clock.move({ addMs: 15 * 60_000 })
    while (await town.app.io.transact(escalateOverdue));
    await town.as('chunlin').warnings.acknowledge({ warningId: id })
    await town.settled()
    expect(town.cardWith('chunlin', '代谁')).toBeUndefined()
  })

  test('does nothing once the warning is over by its own date', async () => {
    await town.issue({ validUntil: new Date('2026-08-12T06:33:00Z') })
    await town.pass({ minutes: 30 })
    expect(await town.facts('warning.escalated')).toEqual([])
    expect(
      await town.rows('select person_id from warning_receipt where due_at is not null'),
    ).toEqual([])
  })
  test('keeps to the ladder of the moment of approval', async () => {
    const { id } = await town.draft()
    await town.as('zhou').warnings.approve({ warningId: id })
    expect(
      (await town.as('lin').warnings.list({ unitPath: wenling, drill: false }))[0]!.ladder.map(
        (rung) => rung.afterMinutes,
      ),
    ).toEqual([5, 10, 20, 30])
    await town.app.io.transact((ctx) =>
      ctx.db.update(WarningEntity, { id }, { ladder: [{ afterMinutes: 7, act: 'ding' }] }),
    )
    await town.settled()
    await town.pass({ minutes: 6 })
    expect(await town.facts('warning.escalated')).toEqual([])
    await town.pass({ minutes: 1 })
    expect((await town.facts('warning.escalated')).map(({ act }) => act)).toEqual(['ding'])
  })

  test('of thousands goes up in few messages, and the superior is told once', async () => {
    const since = town.now()
    const people = Array.from({ length: 1_201 }, (_, n) => ({
      id: uuid(),
      name: `员${n}`,
      directoryKey: `k${n}`,
      phoneSealed: null,
      phoneIndex: null,
      leftAt: null,
      syncedAt: null,
    }))
    await town.app.io.transact(async (ctx) => {
      await insertAll(ctx, PersonEntity, people)
      await insertAll(
        ctx,
        PostEntity,
        people.map(({ id }) => ({
          id: uuid(),
          kind: 'warningKeeper',
          unitPath: firstGrid,
          object: '',
          personId: id,
          deputyId: null,
          since,
          until: null,
          verifiedAt: null,
          endedAt: null,
        })),
      )
    })
    await town.admin('users', {
      users: people.map(({ directoryKey, name }) => ({ userId: directoryKey, name })),
    })
    await town.issue({ audience: { units: [shitang], posts: ['warningKeeper'] } })
    await stepByStep([5, 5, 10, 11])
    expect(
      (await town.facts('warning.escalated'))
        .filter(({ act }) => act === 'remind')
        .map(({ people: n }) => n),
    ).toEqual([500, 500, 201])
    expect(
      await town.rows('select person_id from warning_receipt where step = 4 and due_at is null'),
    ).toHaveLength(1_201)
    const told = town.cardsOf('jiang').filter((card) => card.vars['n'])
    expect(told.map((card) => card.vars['n'])).toEqual(['1201'])
    expect(told[0]!.vars['foot']).toBe('还有 1,198 人')
  })
})
