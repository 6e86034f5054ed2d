import { claim, type Claimed } from '../../bot/delivery/claim'
import type { FaultInput, HttpFault } from '../../bot/standin/faults'
import { standing, standings } from '../../bot/delivery/standing'
import { openTown, wenling, type Town } from '../support/town'
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
const notices = '/topapi/message/corpconversation/asyncsend_v2'

describe.each(engines)('every fault of DingTalk on the way out, on %s', (engine) => {
  let town: Town
  let warningId: string
  beforeAll(async () => {
    town = await openTown(engine)
    // logging in is no part of these stories
    for (const user of ['lin', 'zhou']) await town.as(user).session.me({})
  })
  afterAll(() => town.close())
  /**
   * A warning whose ladder leaves an hour for the story; what is wrong is wrong from its approval
   * on, for so many minutes.
   */
  const told = async (wrong: FaultInput | (() => void), minutes = 0) => {
    const { id } = await town.draft({ kind: 'trend' })
    await town.settled()
    if (typeof wrong === 'function') wrong()
    else town.standin.faults(wrong)
    await town.as('zhou').warnings.approve({ warningId: id })
    await town.settled()
    for (let turn = 0; turn < minutes * 10; turn++) await town.pass({ seconds: 6 })
    town.standin.faults(calm)
    return id
  }
  afterEach(async () => {
    town.standin.faults(calm)
    town.standin.world.faults.injections.length = 0
    await town.as('lin').warnings.lift({ warningId, reason: '已过境' })
    await town.pass({ minutes: 15 })
  })
  const outcomes = async () =>
    Object.fromEntries(
      (
        await town.rows<{ user: string | null; state: string; reason: string | null }>(
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
  const cardsOf = (user: string) => town.cardsOf(user).filter(({ id }) => id.startsWith(warningId))
  const oneCardEach = () =>
    expect(everybody.map((user) => cardsOf(user).length)).toEqual([1, 1, 1, 1])
  const calls = (path: string) =>
    town.standin.world.journal.calls
      .list()
      .filter(
        (call) =>
          call.path === path &&
          (call.body as { outTrackId?: string }).outTrackId?.startsWith(warningId),
      )
  const confirmations = async () =>
    (await town.facts('warning.acknowledged')).filter((fact) => fact['warningId'] === warningId)
      .length
  const inject = (path: string, fault: HttpFault, times = 1) =>
    town.standin.inject({ path, fault, times })

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
      await town.pass({ minutes: after })
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
    expect(town.wordsOf('jiang').at(-1)).toContain('回复 1')
    await town.standin.say({ userId: 'jiang', text: '1' })
    await town.settled()
    expect(town.wordsOf('jiang').at(-1)).toContain('已确认')
    expect(await confirmations()).toBe(1)
    expect(await outcomes()).toMatchObject({ jiang: 'read', ying: 'sent' })
  })

  test('card: the approver gets a text with a number, and 批准 with the number approves', async () => {
    town.standin.faults({ card: true })
    const { id } = await town.draft({ kind: 'trend' })
    warningId = id
    await town.settled()
    for (let turn = 0; turn < 5; turn++) await town.pass({ seconds: 6 })
    const number = /回复 批准 (\d{6}) ＝ 批准发布/.exec(town.wordsOf('zhou').at(-1)!)![1]!
    const says = async (userId: string, text: string) => {
      await town.standin.say({ userId, text })
      await town.settled()
      return town.wordsOf(userId).at(-1)
    }
    expect(
      await says('zhou', `批准 ${Number(number) === 999_999 ? 100_000 : Number(number) + 1}`),
    ).toContain('请看清编号再发')
    expect(await says('lin', `批准 ${number}`)).toContain('这一项您不能办')
    expect((await town.as('zhou').warnings.open({ warningId })).state).toBe('draft')
    expect(await says('zhou', `批准${number}`)).toContain('已批准，正在发出：')
    town.standin.faults(calm)
    for (let turn = 0; turn < 5; turn++) await town.pass({ seconds: 6 })
    expect(await says('zhou', `批准 ${number}`)).toContain('已批准')
    expect(
      await town
        .facts('warning.approved')
        .then((found) => found.filter((fact) => fact['warningId'] === warningId).length),
    ).toBe(1)
  })

  test('card and text refused: a work notice', async () => {
    warningId = await told(() => {
      inject(cards, 'noPermission')
      inject(texts, 'noPermission')
    })
    expect(await outcomes()).toEqual(all('sent'))
    expect(
      everybody.map((user) => town.chat(user).filter((entry) => entry.kind === 'notice').length),
    ).toEqual([1, 1, 1, 1])
  })

  test('nothing allowed: everybody has failed, with the reason, and a fact says so', async () => {
    warningId = await told({ noPermission: true }, 0)
    const { jiang, 李无: without } = await outcomes()
    expect(jiang).toMatch(/^failed denied: .*60011/)
    expect(without).toBe('failed 没有钉钉账号')
    expect(
      new Set((await town.facts('delivery.channelDown')).map((fact) => fact['channel'])),
    ).toEqual(new Set(['card', 'text', 'notice']))
  })

  test.each<[string, HttpFault, number]>([
    ['it had been said', 'afterEffect504', 1],
    ['nobody had heard it', '504', 0],
    ['the line broke', 'reset', 0],
  ])(
    'the answer to a text is lost, %s: it is not repeated, and a notice says it',
    async (...row) => {
      const [, fault, texted] = row
      const noticesOf = (user: string) =>
        town.chat(user).filter((entry) => entry.kind === 'notice').length
      const words = () =>
        everybody.map((user) => [town.wordsOf(user, /text/).length, noticesOf(user)])
      const before = words()
      warningId = await told(() => {
        inject(cards, 'noPermission')
        inject(texts, fault)
      }, 2)
      expect(words()).toEqual(before.map(([text, notice]) => [text! + texted, notice! + 1]))
      expect(await outcomes()).toEqual(all('delivered'))
    },
  )

  test('the answer to a notice is lost as well: the desk is told whom nobody has reached for sure', async () => {
    warningId = await told(() => {
      inject(cards, 'noPermission')
      inject(texts, '504')
      inject(notices, 'afterEffect504')
    }, 2)
    expect(await outcomes()).toMatchObject({
      jiang: 'unknown unknown: 15 isp.top-remote-connection-timeout',
    })
    const place = { warningId, unitPath: wenling }
    const { people } = await town.as('lin').warnings.undelivered(place)
    expect(people.map(({ name, delivery }) => `${name} ${delivery}`).sort()).toEqual([
      '庄文君 unknown',
      '应敏 unknown',
      '李无 failed',
      '江春林 unknown',
      '蒋根法 unknown',
    ])
    expect(await town.as('lin').warnings.board({ ...place, missing: false })).toMatchObject({
      undelivered: 5,
    })
  })

  test('one person is not reached by the card and gets a text, the others keep their card', async () => {
    warningId = await told(() =>
      town.standin.inject({ path: cards, fault: 'deliverFail', userId: 'jiang' }),
    )
    expect(everybody.map((user) => cardsOf(user).length)).toEqual([1, 0, 1, 1])
    expect(await outcomes()).toEqual(all('sent'))
  })

  test('flow control holds one person back; the rest of the call is not sent again', async () => {
    const before = town.wordsOf('ying').length
    warningId = await told(() => {
      inject(cards, 'noPermission')
      town.standin.inject({ path: texts, fault: 'flowControl', userId: 'jiang' })
    })
    expect(await outcomes()).toMatchObject({ jiang: 'queued', ying: 'sent' })
    for (let minute = 0; minute < 3; minute++) await town.pass({ minutes: 1 })
    expect(await outcomes()).toEqual(all('delivered'))
    expect(town.wordsOf('ying').length).toBe(before + 1)
  })

  test('quiet: what was taken and never shown is found out by asking about the reminder', async () => {
    town.standin.faults({ quiet: true })
    warningId = await town.issue()
    expect(await outcomes()).toEqual(all('sent'))
    const seen = () => town.chat('jiang').length
    const before = seen()
    await town.pass({ minutes: 5 })
    expect(seen()).toBe(before)
    town.standin.faults({ quiet: false })
    await town.pass({ minutes: 1 })
    expect(
      town
        .chat('jiang')
        .slice(before)
        .map((entry) => entry.kind),
    ).toEqual(['notice'])
    await town.standin.say({ userId: 'jiang', text: '1' })
    expect(await confirmations()).toBe(1)
  })

  /** Somebody claims all that is due and is never heard of again. */
  async function take(by: string): Promise<Claimed[]> {
    const some = await town.app.io.transact((ctx) => claim(ctx, by, 8))
    return some.length ? [...some, ...(await take(by))] : []
  }
  test('a sender died before a card was shown again: another shows it', async () => {
    warningId = await town.issue()
    await town.standin.say({ userId: 'jiang', text: '1' })
    await until(async () => (await confirmations()) === 1, 'it is confirmed')
    town.standin.clock.move({ addMs: 2_000 })
    expect((await take('dead')).map((parcel) => parcel.act)).toContain('update')
    await town.settled()
    expect(cardsOf('jiang')[0]?.vars['mine']).toBeFalsy()
    await town.pass({ seconds: 36 })
    expect(cardsOf('jiang')[0]?.vars['mine']).toContain('已')
  })

  test('a phone without network gets the card when it is back, and its press counts', async () => {
    town.standin.faults({ net: ['jiang'] })
    warningId = await town.issue()
    expect(cardsOf('jiang')).toEqual([])
    town.standin.faults({ net: false })
    oneCardEach()
    town.standin.faults({ net: ['jiang'] })
    expect(await town.press('jiang', 'warnings.acknowledge')).toMatchObject({ queued: true })
    expect(await confirmations()).toBe(0)
    town.standin.faults({ net: false })
    await until(async () => (await confirmations()) === 1, 'the press has come')
  })
})
