import { addCrowd, ids, openUnlimited } from './standin.limits.support'
import type { World } from './standinWorld'

let world: World
beforeEach(async () => {
  world = await openUnlimited()
})
afterEach(() => world.standin.close())

describe('DING', () => {
  const ding = (remindType: number, receiverUserIdList: string[]) =>
    world.api('POST /v1.0/robot/ding/send', {
      robotCode: 'dingstandin',
      remindType,
      receiverUserIdList,
      content: '请立即确认',
    })
  test.each([
    [1, 201],
    [2, 21],
    [3, 21],
  ])('type %d to %d people is refused', async (type, count) => {
    expect(await ding(type, ids(count))).toMatchObject({
      status: 400,
      body: { code: 'ding.receivercount.limit' },
    })
  })
  test('200 in the app and 20 by phone are taken', async () => {
    await addCrowd(world, 200)
    expect((await ding(1, ids(200))).body).toMatchObject({
      openDingId: expect.any(String),
      failedList: {},
    })
    expect((await ding(3, ids(20))).body).toMatchObject({ openDingId: expect.any(String) })
    expect(world.chat('p19').map((entry) => (entry as { ding?: object }).ding)).toEqual([
      { type: 1 },
      { type: 3 },
    ])
  })
  test('text messages and calls end with the pack', async () => {
    await world.admin('meter', { ding: { sms: 1, phone: 0 } })
    expect((await ding(2, ['u1', 'u2'])).body).toMatchObject({
      code: 'ding.serverquota.insufficient',
    })
    expect((await ding(2, ['u1'])).status).toBe(200)
    expect((await ding(2, ['u1'])).body).toMatchObject({ code: 'ding.serverquota.insufficient' })
    expect((await ding(3, ['u1'])).body).toMatchObject({ code: 'ding.serverquota.insufficient' })
    expect((await ding(1, ['u1'])).status).toBe(200)
  })
})
