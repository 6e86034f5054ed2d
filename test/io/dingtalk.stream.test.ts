import type { Answer, Inbound } from '../../bot/core/ports'
import { until } from '../support/eventually'
import { callsOf, openPlace, to, view, type Place } from './dingtalk.support'

let place: Place
afterEach(() => place.close())

const acknowledged = view({ stamp: '已确认 14:31' })
type Waiting = { inbound: Inbound; answer: (answer: Answer) => void; fail: (error: Error) => void }
/** The adapter, listening; the test answers each thing that comes in, or `reply` does. */
async function listen(
  reply?: (inbound: Inbound) => Answer,
  settings: Parameters<typeof openPlace>[1] = {},
  options: Parameters<typeof openPlace>[0] = {},
) {
  place = await openPlace(options, settings)
  const received: Waiting[] = []
  await place.listen(
    (inbound) =>
      new Promise((answer, fail) => {
        received.push({ inbound, answer, fail })
        if (reply) answer(reply(inbound))
      }),
  )
  return received
}
const send = () => place.messenger.send({ channel: 'card', key: 'k1', to: to('u1', 'u2') })
const press = () =>
  place.standin.press({
    userId: 'u1',
    outTrackId: 'k1',
    actionId: 'main',
    params: { action: 'warnings.acknowledge', params: '{"warningId":"w1"}' },
  })
const varsOf = (userId: string) =>
  (place.standin.state(userId).users[0]!.chats as { card?: { vars: Record<string, string> } }[])[0]!
    .card!.vars
const updates = async () =>
  (await callsOf(place, '/v1.0/card/instances'))
    .filter(({ path }) => path === '/v1.0/card/instances')
    .map(({ body }) => body)
const lines = () => place.standin.world.stream.connections.size

describe('a press', () => {
  test('is answered with the card as it now stands, for who pressed', async () => {
    const received = await listen(() => ({ view: acknowledged }))
    await send()
    expect(await press()).toMatchObject({
      ok: true,
      response: { cardUpdateOptions: { updateCardDataByKey: true, updatePrivateDataByKey: true } },
    })
    expect(received.map(({ inbound }) => inbound)).toEqual([
      {
        kind: 'press',
        id: expect.any(String),
        from: 'u1',
        operation: 'warnings.acknowledge',
        input: { warningId: 'w1' },
      },
    ])
    expect([varsOf('u1')['mine'], varsOf('u2')['mine'] ?? '']).toEqual(['已确认 14:31', ''])
    expect(await updates()).toEqual([])
  })

  test.each([
    [undefined, 1],
    [0, 0],
    [2, 2],
  ])('costs as many pushes as policy says: %s', async (pressCosts, pushes) => {
    await listen(() => null, pressCosts === undefined ? {} : { pressCosts })
    await send()
    place.messenger.spent()
    await press()
    expect(place.messenger.spent().stream).toBe(pushes)
    await place.standin.say({ userId: 'u1', text: '到' })
    expect(place.messenger.spent().stream).toBe(1)
  })

  test('with one sentence changes the foot alone; with nothing to say, nothing', async () => {
    let answer: Answer = { foot: '这条预警已解除，不用再办' }
    await listen(() => answer)
    await send()
    const before = varsOf('u1')
    expect(await press()).toMatchObject({ ok: true })
    expect(varsOf('u1')).toEqual({ ...before, foot: '这条预警已解除，不用再办' })
    answer = null
    expect(await press()).toMatchObject({ ok: true, response: {} })
    expect(varsOf('u1')['foot']).toBe('这条预警已解除，不用再办')
  })

  test('that takes too long is answered empty in time, and the card is corrected when it is done', async () => {
    const received = await listen(undefined, { timing: { press: 40 } })
    await send()
    expect(await press()).toMatchObject({ ok: true, response: {} })
    expect(await updates()).toEqual([])
    received[0]!.answer({ view: acknowledged })
    await until(() => varsOf('u1')['mine'])
    expect(await updates()).toEqual([
      {
        outTrackId: 'k1',
        userIdType: 1,
        cardUpdateOptions: { updateCardDataByKey: true, updatePrivateDataByKey: true },
        privateData: { u1: { cardParamMap: expect.objectContaining({ mine: '已确认 14:31' }) } },
      },
    ])
  })

  test('that could not be kept is not acknowledged, and told in the log', async () => {
    const received = await listen(undefined, {}, { pressWaitMs: 300 })
    await send()
    const pressed = press()
    await until(() => received.length)
    received[0]!.fail(new Error('database'))
    expect(await pressed).toMatchObject({ ok: false })
    expect(place.said('a press could not be answered')).toHaveLength(1)
  })

  test('on a card that is not ours is answered empty and told in one line', async () => {
    const received = await listen(() => null)
    await send()
    expect(
      await place.standin.press({ userId: 'u1', outTrackId: 'k1', actionId: 'confirm' }),
    ).toMatchObject({ ok: true, response: {} })
    expect(received).toEqual([])
    expect(place.said('a push was not for us')).toHaveLength(1)
  })

  test('pushed five times comes in five times with one id', async () => {
    const received = await listen(() => ({ view: acknowledged }))
    await send()
    place.standin.faults({ twice: { copies: 5 } })
    await press()
    await until(() => received.length === 5)
    expect(new Set(received.map(({ inbound }) => inbound.id)).size).toBe(1)
  })
})

describe('what is said', () => {
  test('is acknowledged when it is kept; else it comes once more', async () => {
    const received = await listen(undefined, {}, { eventWaitMs: 100 })
    const said = place.standin.say({ userId: 'u1', text: '上报 裂缝' })
    await until(() => received.length === 1)
    received[0]!.fail(new Error('database'))
    await said
    place.standin.clock.move({ addMs: 61_000 })
    await until(() => received.length === 2)
    received[1]!.answer(null)
    expect(received[1]!.inbound).toMatchObject({
      kind: 'said',
      id: received[0]!.inbound.id,
      text: '上报 裂缝',
      from: 'u1',
      group: false,
    })
    place.standin.clock.move({ addMs: 61_000 })
    await place.standin.say({ userId: 'u2', text: '到' })
    expect(received).toHaveLength(3)
    received[2]!.answer(null)
  })

  test('when the month is used up comes without words, and is told in the log', async () => {
    const received = await listen(() => null)
    place.standin.faults({ quota: true })
    await place.standin.say({ userId: 'u1', text: '上报' })
    expect((await until(() => received[0])).inbound).toMatchObject({
      kind: 'said',
      text: null,
      from: 'u1',
    })
    expect(place.said('DingTalk kept the words of a message')).toHaveLength(1)
  })
})

describe('a change in the contacts', () => {
  test('is asked for again when it could not be kept, under the same id', async () => {
    const received = await listen()
    void place.standin.event({ eventType: 'user_leave_org', data: { userId: ['u1'] } })
    await until(() => received.length === 1)
    received[0]!.fail(new Error('database'))
    await until(() => place.said('a push could not be taken').length)
    const again = () => {
      place.standin.clock.move({ addMs: 11_000 })
      return received.length > 1
    }
    await until(again)
    received[1]!.answer(null)
    expect(received[1]!.inbound).toEqual({
      kind: 'hint',
      id: received[0]!.inbound.id,
      people: ['u1'],
    })
  })

  test('that is none of ours is acknowledged at once', async () => {
    const received = await listen(() => null)
    await place.standin.event({ eventType: 'robot_msg_read', data: { userId: 'u1' } })
    expect([received, place.standin.world.failedEvents]).toEqual([[], []])
    expect(place.said('a push was not for us')).toHaveLength(1)
  })
})

describe('the line', () => {
  test.each(['kill', 'disconnect', 'halfOpen'] as const)(
    'survives %s: the next press is answered',
    async (deed) => {
      await listen(
        () => ({ view: acknowledged }),
        { timing: { firstWait: 5, longestWait: 20, idle: 150, steady: 1 } },
        { disconnectGraceMs: 50 },
      )
      await send()
      const [first] = place.standin.world.stream.connections
      place.standin.stream({ do: deed })
      await until(() =>
        [...place.standin.world.stream.connections].some((it) => it !== first && !it.leaving),
      )
      if (deed === 'halfOpen') first!.socket.terminate()
      await until(() => !place.standin.world.stream.connections.has(first!))
      expect(await press()).toMatchObject({ ok: true })
      expect(place.state()).toEqual({
        connected: true,
        since: expect.any(Date),
        lastFrame: expect.any(Date),
      })
    },
  )

  test.each(['malformed', 'noHeaders'] as const)('survives a frame that is %s', async (deed) => {
    await listen(() => ({ view: acknowledged }))
    await send()
    place.standin.stream({ do: deed })
    await until(() => place.said('a frame could not be read').length)
    expect(await press()).toMatchObject({ ok: true })
    expect(lines()).toBe(1)
  })

  test('is opened when the door lets us in again; listening does not wait for it', async () => {
    await listen(() => null, {}, { faults: { handshake503: true } })
    expect(place.state()).toEqual({ connected: false, since: null, lastFrame: null })
    place.standin.faults({ handshake503: false })
    await until(() => place.state().connected)
    await place.listen(async () => null)
    expect(lines()).toBe(1)
  })

  test('stays open while DingTalk pings, and answers', async () => {
    await listen(() => null, {}, { pingEveryMs: 20 })
    const { frames } = place.standin.world.stream
    await until(() => place.standin.world.stream.frames > frames + 8)
    expect(place.said('the connection to DingTalk ended')).toEqual([])
  })

  test('closes after acknowledging what is under way, and takes nothing more', async () => {
    const received = await listen()
    await send()
    const pressed = press()
    await until(() => received.length)
    const closed = place.dingtalk.close()
    received[0]!.answer({ view: acknowledged })
    expect(await pressed).toMatchObject({ ok: true })
    await closed
    await until(() => lines() === 0)
    expect(await press()).toMatchObject({ ok: false, toast: '服务没有连着' })
    expect(place.state().connected).toBe(false)
  })
})
