import { claim, type Claimed } from '../../bot/delivery/claim'
import { react } from '../../bot/journal/react'
import { slices } from '../../bot/slices'
import { escalateOverdue } from '../../bot/warnings/ladder'
import type { FaultInput, HttpFault } from '../../bot/standin/faults'
import { standing, standings } from '../../bot/delivery/standing'
import { town, type Town } from '../support/town'
import { engines, until } from '../support/world'

const calm: FaultInput = {
  quiet: false,
  limit: false,
  twice: false,
  card: false,
  quota: false,
  html: false,
  x5: false,
  slow: false,
  afterEffect504: false,
  reset: false,
  handshake401: false,
  handshake503: false,
  noPermission: false,
  noLimits: true,
  net: false,
}
const everybody = ['chunlin', 'jiang', 'ying', 'zhuang']
const cards = '/v1.0/card/instances/createAndDeliver'
const texts = '/v1.0/robot/oToMessages/batchSend'

describe.each(engines)('every fault of DingTalk on the way out, on %s', (engine) => {
  let it: Town
  let warningId: string
  beforeAll(async () => {
    it = await town(engine)
    for (const user of ['lin', 'zhou']) await it.as(user).session.me({}) // logging in is no part of these stories
  })
  afterAll(() => it.close())
  /** A warning whose ladder leaves an hour for the story; what is wrong is wrong from its approval on, for so many minutes. */
  const told = async (wrong: FaultInput | (() => void), minutes = 0) => {
    const { id } = await it.draft({ kind: 'trend' })
    await it.tick()
    if (typeof wrong === 'function') wrong()
    else it.standin.faults(wrong)
    await it.as('zhou').warnings.approve({ warningId: id })
    await it.tick()
    for (let turn = 0; turn < minutes * 10; turn++) await it.later(0.1)
    it.standin.faults(calm)
    return id
  }
  afterEach(async () => {
    it.standin.faults(calm)
    it.standin.world.faults.injections.length = 0
    await it.as('lin').warnings.lift({ warningId, reason: '已过境' })
    await it.later(15)
  })
  const outcomes = async () =>
    Object.fromEntries(
      (
        await it.rows<{ user: string | null; state: string; reason: string | null }>(
          `select who.directory_key user, ${standing} state, r.reason from ${standings} join person who on who.id = r.person_id where r.message_id = ?`,
          [warningId],
        )
      ).map(({ user, state, reason }) => [
        user ?? '李无',
        reason === null ? state : `${state} ${reason}`,
      ]),
    )
  const all = (state: string) => ({
    ...Object.fromEntries(everybody.map((user) => [user, state])),
    李无: 'failed 没有钉钉账号',
  })
  const cardsOf = (user: string) => it.cardsOf(user).filter(({ id }) => id.startsWith(warningId))
  const oneCardEach = () =>
    expect(everybody.map((user) => cardsOf(user).length)).toEqual([1, 1, 1, 1])
  const calls = (path: string) =>
    it.standin.world.journal.calls
      .list()
      .filter(
        (call) =>
          call.path === path &&
          (call.body as { outTrackId?: string }).outTrackId?.startsWith(warningId),
      )
  const confirmations = async () =>
    (await it.facts('warning.acknowledged')).filter((fact) => fact['warningId'] === warningId)
      .length
  const inject = (path: string, fault: HttpFault, times = 1) =>
    it.standin.inject({ path, fault, times })

  test.each<[string, FaultInput, number, number]>([
    ['limit', { noLimits: false, limit: { rate: 0.001 } }, 0, 1],
    ['quota', { quota: true }, 1, 11],
    ['html', { html: true }, 1, 6],
    ['x5', { x5: true }, 1, 6],
    ['slow', { slow: true }, 0, 1],
    ['afterEffect504', { afterEffect504: true }, 0, 1],
    ['reset', { reset: true }, 0, 1],
    ['tokenExpired', { tokenExpired: true }, 0, 1],
  ])(
    '%s: everybody has the card once it is over, and once only',
    async (name, fault, during, after) => {
      warningId = await told(fault, during)
      if (name !== 'tokenExpired') expect(await outcomes()).toMatchObject({ jiang: 'queued' })
      await it.later(after)
      expect(await outcomes()).toEqual(all('sent'))
      oneCardEach()
      if (name === 'afterEffect504') {
        expect(calls(cards).map((call) => call.code ?? call.status)).toEqual([
          504,
          'param.cardAlreadyExist',
        ])
      }
    },
  )

  test('card: after four tries a text, and "1" confirms it', async () => {
    warningId = await told({ card: true }, 0.5)
    expect(calls(cards)).toHaveLength(4)
    expect(await outcomes()).toEqual(all('sent'))
    expect(everybody.map((user) => cardsOf(user).length)).toEqual([0, 0, 0, 0])
    expect(it.wordsOf('jiang').at(-1)).toContain('回复 1')
    await it.standin.say({ userId: 'jiang', text: '1' })
    await it.tick()
    expect(it.wordsOf('jiang').at(-1)).toContain('已确认')
    expect(await confirmations()).toBe(1)
    expect(await outcomes()).toMatchObject({ jiang: 'read', ying: 'sent' })
  })

  test('card: the approver gets a text with a number, and 批准 with the number approves', async () => {
    it.standin.faults({ card: true })
    const { id } = await it.draft({ kind: 'trend' })
    warningId = id
    await it.tick()
    for (let turn = 0; turn < 5; turn++) await it.later(0.1)
    const number = /回复 批准 (\d{6}) ＝ 批准发布/.exec(it.wordsOf('zhou').at(-1)!)![1]!
    const says = async (userId: string, text: string) => {
      await it.standin.say({ userId, text })
      await it.tick()
      return it.wordsOf(userId).at(-1)
    }
    expect(
      await says('zhou', `批准 ${Number(number) === 999_999 ? 100_000 : Number(number) + 1}`),
    ).toContain('请看清编号再发')
    expect(await says('lin', `批准 ${number}`)).toContain('这一项您不能办')
    expect((await it.as('zhou').warnings.open({ warningId })).state).toBe('draft')
    expect(await says('zhou', `批准${number}`)).toContain('已批准，正在发出：')
    it.standin.faults(calm)
    for (let turn = 0; turn < 5; turn++) await it.later(0.1)
    expect(await says('zhou', `批准 ${number}`)).toContain('已批准')
    expect(
      await it
        .facts('warning.approved')
        .then((all) => all.filter((fact) => fact['warningId'] === warningId).length),
    ).toBe(1)
  })

  test('card and text refused: a work notice', async () => {
    warningId = await told(() => {
      inject(cards, 'noPermission')
      inject(texts, 'noPermission')
    })
    expect(await outcomes()).toEqual(all('sent'))
    expect(
      everybody.map((user) => it.chat(user).filter((entry) => entry.kind === 'notice').length),
    ).toEqual([1, 1, 1, 1])
  })

  test('nothing allowed: everybody has failed, with the reason, and a fact says so', async () => {
    warningId = await told({ noPermission: true }, 0)
    const { jiang, 李无: without } = await outcomes()
    expect(jiang).toMatch(/^failed denied: .*60011/)
    expect(without).toBe('failed 没有钉钉账号')
    expect(
      new Set((await it.facts('delivery.channelDown')).map((fact) => fact['channel'])),
    ).toEqual(new Set(['card', 'text', 'notice']))
  })

  test('a text that was cut off is not repeated: nobody knows, and nobody has it twice', async () => {
    const before = it.wordsOf('jiang').length
    warningId = await told(() => {
      inject(cards, 'noPermission')
      inject(texts, 'afterEffect504')
    }, 2)
    expect(await outcomes()).toMatchObject({
      jiang: expect.stringMatching(/^unknown unknown: 504/) as string,
    })
    expect(it.wordsOf('jiang').length).toBe(before + 1)
  })

  test('one person is not reached by the card and gets a text, the others keep their card', async () => {
    warningId = await told(() =>
      it.standin.inject({ path: cards, fault: 'deliverFail', userId: 'jiang' }),
    )
    expect(everybody.map((user) => cardsOf(user).length)).toEqual([1, 0, 1, 1])
    expect(await outcomes()).toEqual(all('sent'))
  })

  test('flow control holds one person back; the rest of the call is not sent again', async () => {
    const before = it.wordsOf('ying').length
    warningId = await told(() => {
      inject(cards, 'noPermission')
      it.standin.inject({ path: texts, fault: 'flowControl', userId: 'jiang' })
    })
    expect(await outcomes()).toMatchObject({ jiang: 'queued', ying: 'sent' })
    for (let minute = 0; minute < 3; minute++) await it.later(1)
    expect(await outcomes()).toEqual(all('delivered'))
    expect(it.wordsOf('ying').length).toBe(before + 1)
  })

  test('quiet: what was taken and never shown is found out by asking about the reminder', async () => {
    it.standin.faults({ quiet: true })
    warningId = await it.issue()
    expect(await outcomes()).toEqual(all('sent'))
    const seen = () => it.chat('jiang').length
    const before = seen()
    await it.later(5)
    expect(seen()).toBe(before)
    it.standin.faults({ quiet: false })
    await it.later(1)
    expect(
      it
        .chat('jiang')
        .slice(before)
        .map((entry) => entry.kind),
    ).toEqual(['notice'])
    await it.standin.say({ userId: 'jiang', text: '1' })
    expect(await confirmations()).toBe(1)
  })

  /** Somebody claims all that is due and is never heard of again. */
  async function take(by: string): Promise<Claimed[]> {
    const some = await it.app.io.transact((ctx) => claim(ctx, by, 8))
    return some.length ? [...some, ...(await take(by))] : []
  }
  test('a sender died with calls in hand: cards are sent again, a text is not, for it may have been said', async () => {
    const { id } = await it.draft({ kind: 'trend' })
    await it.tick()
    await it.as('zhou').warnings.approve({ warningId: (warningId = id) })
    await until(
      'its parcels are written',
      async () => (await react(it.app.io.transact, slices)) === 0,
    )
    expect((await take('dead')).map((parcel) => parcel.channel)).toContain('card')
    await it.tick()
    expect(await outcomes()).toMatchObject({ jiang: 'queued' })
    await it.later(0.6)
    expect(await outcomes()).toEqual(all('sent'))
    oneCardEach()
    const before = it.wordsOf('jiang').length
    it.standin.clock.move({ addMs: 60 * 60_000 })
    await it.app.io.transact(escalateOverdue)
    expect((await take('dead')).map((parcel) => parcel.channel)).toContain('text')
    await it.later(0.6)
    expect(it.wordsOf('jiang').length).toBe(before)
    expect(
      await it.rows(
        "select distinct r.state, r.reason from recipient r join parcel p on p.id = r.parcel_id where p.channel = 'text' and p.lease_by is null and p.trouble like '%stopped%'",
      ),
    ).toEqual(
      expect.arrayContaining([
        { state: 'unknown', reason: 'unknown: the sender stopped in the middle of it' },
      ]),
    )
  })

  test('a sender died before a card was shown again: another shows it', async () => {
    warningId = await it.issue()
    await it.standin.say({ userId: 'jiang', text: '1' })
    await until('it is confirmed', async () => (await confirmations()) === 1)
    it.standin.clock.move({ addMs: 2_000 })
    expect((await take('dead')).map((parcel) => parcel.act)).toContain('update')
    await it.tick()
    expect(cardsOf('jiang')[0]?.vars['mine']).toBeFalsy()
    await it.later(0.6)
    expect(cardsOf('jiang')[0]?.vars['mine']).toContain('已')
  })

  test('a phone without network gets the card when it is back, and its press counts', async () => {
    it.standin.faults({ net: ['jiang'] })
    warningId = await it.issue()
    expect(cardsOf('jiang')).toEqual([])
    it.standin.faults({ net: false })
    oneCardEach()
    it.standin.faults({ net: ['jiang'] })
    expect(await it.press('jiang', 'warnings.acknowledge')).toMatchObject({ queued: true })
    expect(await confirmations()).toBe(0)
    it.standin.faults({ net: false })
    await until('the press has come', async () => (await confirmations()) === 1)
  })
})

/** A line that breaks often is opened again more and more slowly, so each story has a town of its own. */
describe('every fault of DingTalk on the way in', () => {
  let it: Town
  beforeEach(async () => {
    it = await town('sqlite', { standin: { pingEveryMs: 1_000, disconnectGraceMs: 200 } })
    await it.issue()
  })
  afterEach(() => it.close())
  const confirmations = async () => (await it.facts('warning.acknowledged')).length

  test('twice: five copies of a press, and their answers, are one confirmation', async () => {
    it.standin.faults({ twice: { copies: 5, messageId: 'same' } })
    expect(await it.press('jiang', 'warnings.acknowledge', 3)).toMatchObject({ ok: true })
    it.standin.faults({ twice: { copies: 5, messageId: 'new' } })
    expect(await it.press('ying', 'warnings.acknowledge')).toMatchObject({ ok: true })
    expect(await confirmations()).toBe(2)
  })

  test.each(['malformed', 'noHeaders', 'duplicate', 'disconnect', 'kill', 'halfOpen'] as const)(
    '%s: the next press is answered, and nothing happened twice',
    async (deed) => {
      await it.press('zhuang', 'warnings.acknowledge')
      const before = [...it.standin.world.stream.connections]
      expect(it.standin.stream({ do: deed, reverse: false }).connections).toBe(1)
      const gone = ['disconnect', 'kill', 'halfOpen'].includes(deed)
      if (gone) {
        await until('there is another connection', () =>
          [...it.standin.world.stream.connections].some((line) => !before.includes(line)),
        )
      }
      await until(
        'the press is answered',
        async () =>
          (await it.press('jiang', 'warnings.acknowledge').catch(() => ({ ok: true }))).ok,
      )
      expect(it.newest('jiang')['mine']).toMatch(/^已确认/)
      expect(await confirmations()).toBe(2)
      if (!gone) expect([...it.standin.world.stream.connections]).toEqual(before)
    },
  )

  test.each(['handshake401', 'handshake503'] as const)(
    '%s: the health page says so until the door is open again',
    async (fault) => {
      it.standin.faults({ [fault]: true })
      it.standin.stream({ do: 'kill', reverse: false })
      const health = async () => (await fetch(`${it.address}/healthz`)).status
      await until('the health page says so', async () => (await health()) === 503)
      expect(
        await it.standin.press({
          userId: 'jiang',
          outTrackId: it.cardsOf('jiang')[0]!.id,
          actionId: 'main',
        }),
      ).toMatchObject({ ok: false })
      it.standin.faults({ [fault]: false })
      await until('the health page is content', async () => (await health()) === 200)
      expect(await it.press('jiang', 'warnings.acknowledge')).toMatchObject({ ok: true })
    },
  )
})
