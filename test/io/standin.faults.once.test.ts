import { callsTo } from './standin.faults.support'
import { cardTo, deliver, openStandin, type World } from './standinWorld'

let world: World
beforeEach(async () => {
  world = await openStandin()
})
afterEach(() => world.standin.close())

const { send, card, contact } = callsTo(() => world)

describe('one-off faults', () => {
  const path = '/v1.0/robot/oToMessages/batchSend'
  test.each([
    ['qps', 403, 'Forbidden.AccessDenied.QpsLimitForAppkeyAndApi'],
    ['globalQps', 403, 'Forbidden.AccessDenied.QpsLimitForApi'],
    ['qpm', 403, 'Forbidden.AccessDenied.QpmLimitForAppkeyAndApi'],
    ['quota', 403, 'Forbidden.AccessDenied.ApiCountLimitForOrg'],
    ['noPermission', 403, 'Forbidden.AccessDenied.AccessTokenPermissionDenied'],
    ['ipNotAllowed', 403, 'Forbidden.AccessDenied.IpNotInWhiteList'],
    ['token', 400, 'InvalidAuthentication'],
    ['busy', 500, 'system.busy'],
    ['tooMany', 429, 'system.busy'],
    ['504', 504, undefined],
    ['html502', 502, undefined],
  ] as const)('%s: %d once, then well', async (fault, status, code) => {
    await world.admin('inject', { path, method: 'POST', times: 1, fault })
    expect(await send()).toMatchObject({ status })
    expect(world.standin.world.journal.calls.list().at(-1)).toMatchObject({
      path,
      status,
      ...(code && { code }),
    })
    expect(world.chat('u1')).toEqual([])
    expect((await send()).status).toBe(200)
  })
  test('gone: what was listed a moment ago is no more', async () => {
    world.standin.inject({ path: '/topapi/v2/user/get', fault: 'gone' })
    expect((await contact()).body).toMatchObject({ errcode: 60003 })
    expect((await contact()).body).toMatchObject({ errcode: 0 })
  })
  test('for one person, as often as said, and nobody else', async () => {
    world.standin.inject({
      path: '/v1.0/card/instances/createAndDeliver',
      userId: 'u2',
      times: 2,
      fault: 'deliverFail',
    })
    expect((await card('o1')).body).toMatchObject({
      result: { deliverResults: [{ success: true }] },
    })
    const both = async (id: string) =>
      (
        (await world.api(deliver, cardTo(id, 'IM_ROBOT.u1;IM_ROBOT.u2'))).body['result'] as {
          deliverResults: { success: boolean }[]
        }
      ).deliverResults.map(({ success }) => success)
    expect([await both('o2'), await both('o3'), await both('o4')]).toEqual([
      [true, false],
      [true, false],
      [true, true],
    ])
  })
  test('a path means itself, with a slash at its end everything below', async () => {
    world.standin.inject({ path: '/v1.0/card', fault: 'busy' })
    expect((await card('o1')).status).toBe(200)
    world.standin.inject({ path: '/v1.0/card/', fault: 'busy' })
    expect((await card('o2')).status).toBe(500)
  })
  test('flowControl lists whom it holds back', async () => {
    world.standin.inject({ path, userId: 'u1', fault: 'flowControl' })
    expect((await send()).body).toMatchObject({
      flowControlledStaffIdList: ['u1'],
      invalidStaffIdList: [],
    })
    expect(world.chat('u1')).toEqual([])
  })
})
