import { until } from '../support/eventually'
import { cardTo, connect, deliver, openStandin, type World } from './standinWorld'

let world: World
beforeEach(async () => {
  world = await openStandin()
})
afterEach(() => world.standin.close())

const send = () =>
  world.api('POST /v1.0/robot/oToMessages/batchSend', {
    robotCode: 'dingstandin',
    userIds: ['u1'],
    msgKey: 'sampleText',
    msgParam: '{"content":"集合"}',
  })

describe('net', () => {
  beforeEach(async () => {
    await connect(world.standin, () => ({
      data: {
        response: {
          cardUpdateOptions: { updatePrivateDataByKey: true },
          userPrivateData: { cardParamMap: { mine: '已确认' } },
        },
      },
    }))
    await world.api(deliver, cardTo('o1', 'IM_ROBOT.u1'))
    await world.admin('faults', { net: { u1: true } })
  })
  const vars = () => world.chat('u1').flatMap((entry) => ('card' in entry ? [entry.card.vars] : []))

  test('what is sent waits, and a card keeps its old face, until the phone is back', async () => {
    await send()
    await world.api('PUT /v1.0/card/instances', {
      outTrackId: 'o1',
      cardData: { cardParamMap: { n: '9' } },
    })
    expect(world.standin.state('u1').users[0]).toMatchObject({ net: false })
    expect(world.chat('u1')).toHaveLength(1)
    expect(vars()).toEqual([expect.objectContaining({ title: '台风橙色预警' })])
    await world.admin('faults', { net: false })
    expect(world.chat('u1')).toHaveLength(2)
    expect(vars()).toEqual([{ n: '9' }])
  })
  test('presses and words wait on the phone, in order, and are sent then', async () => {
    expect(
      await world.standin.press({ userId: 'u1', outTrackId: 'o1', actionId: 'a' }),
    ).toMatchObject({ ok: true, queued: true })
    expect(await world.standin.say({ userId: 'u1', text: '收到' })).toEqual({
      ok: true,
      queued: true,
    })
    expect(world.chat('u1')).toMatchObject([
      { card: { pressing: true } },
      { kind: 'said', text: '收到' },
    ])
    expect(world.standin.world.meter.used.stream).toBe(0)
    await world.admin('faults', { net: { u1: false } })
    await until(() => vars()[0]?.['mine'] === '已确认')
    expect(world.standin.world.meter.used.stream).toBe(2)
    expect(world.chat('u1')[0]).not.toMatchObject({ card: { pressing: true } })
  })
  test('others have their network', async () => {
    await world.api(deliver, cardTo('o2', 'IM_ROBOT.u1;IM_ROBOT.u2'))
    expect([world.chat('u1').length, world.chat('u2').length]).toEqual([1, 1])
    expect(
      await world.standin.press({ userId: 'u2', outTrackId: 'o2', actionId: 'a' }),
    ).toMatchObject({ ok: true, response: expect.anything() })
  })
})
