import { callsTo } from './standin.faults.support'
import { openStandin, type World } from './standinWorld'

let world: World
beforeEach(async () => {
  world = await openStandin()
})
afterEach(() => world.standin.close())

const { send, contact, notice, card } = callsTo(() => world)

describe('switches', () => {
  test('quiet: a success that reaches nobody', async () => {
    world.standin.faults({ quiet: true })
    const { processQueryKey } = (await send()).body
    expect((await card('o1')).body).toMatchObject({
      success: true,
      result: { deliverResults: [{ success: true }] },
    })
    expect((await notice()).body).toMatchObject({ errcode: 0 })
    expect(
      (
        await world.api('POST /v1.0/robot/ding/send', {
          robotCode: 'dingstandin',
          remindType: 1,
          receiverUserIdList: ['u1'],
          content: 'x',
        })
      ).status,
    ).toBe(200)
    expect(world.chat('u1')).toEqual([])
    expect(
      (
        await world.api(
          `GET /v1.0/robot/oToMessages/readStatus?robotCode=dingstandin&processQueryKey=${String(processQueryKey)}`,
        )
      ).body,
    ).toEqual({ sendStatus: 'SUCCESS', messageReadInfoList: [] })
  })
  test('card: only the card calls are busy', async () => {
    world.standin.faults({ card: true })
    expect(await card('o1')).toMatchObject({ status: 500, body: { code: 'system.busy' } })
    expect((await send()).status).toBe(200)
  })
  test('html and x5 come with status 200', async () => {
    world.standin.faults({ html: true })
    expect(await send()).toMatchObject({
      status: 200,
      text: expect.stringMatching(/^<!DOCTYPE html>/),
    })
    world.standin.faults({ html: false, x5: true })
    expect((await send()).body).toEqual({
      status: 1111,
      wait: 5,
      source: 'x5',
      punish: 'deny',
      uuid: expect.any(String),
    })
    expect((await contact()).body).toMatchObject({ status: 1111 })
    expect(world.chat('u1')).toEqual([])
  })
  test('slow outlasts a caller in a hurry, and nothing is lost by it', async () => {
    world.standin.faults({ slow: { ms: 60_000 } })
    await expect(
      fetch(`${world.standin.url}/v1.0/robot/oToMessages/batchSend`, {
        method: 'POST',
        body: '{}',
        signal: AbortSignal.timeout(60),
      }),
    ).rejects.toThrow()
    world.standin.faults({ slow: 1 })
    expect((await send()).status).toBe(200)
  })
  test('afterEffect504: done, and not said', async () => {
    world.standin.faults({ afterEffect504: true })
    expect(await send()).toMatchObject({ status: 504, text: '' })
    expect(await card('o1')).toMatchObject({ status: 504 })
    expect((await notice()).body).toMatchObject({
      errcode: 15,
      errmsg: 'isp.top-remote-connection-timeout',
    })
    expect(world.chat('u1').map(({ kind }) => kind)).toEqual(['text', 'card', 'notice'])
    world.standin.faults({ afterEffect504: false })
    expect((await card('o1')).body).toMatchObject({ code: 'param.cardAlreadyExist' })
  })
  test('reset: heard, then gone, nothing done', async () => {
    world.standin.faults({ reset: true })
    await expect(send()).rejects.toMatchObject({
      cause: { code: expect.stringMatching(/ECONNRESET|UND_ERR_SOCKET/) },
    })
    expect(world.chat('u1')).toEqual([])
    world.standin.faults({ reset: false })
    expect((await send()).status).toBe(200)
  })
  test('noPermission names the scope', async () => {
    world.standin.faults({ noPermission: true })
    expect(await card('o1')).toMatchObject({
      status: 403,
      body: {
        code: 'Forbidden.AccessDenied.AccessTokenPermissionDenied',
        accessdenieddetail: { requiredScopes: ['Card.Instance.Write'] },
      },
    })
    expect((await contact()).body).toMatchObject({
      errcode: 88,
      sub_code: '60011',
      errmsg: expect.stringContaining('subcode=60011'),
    })
  })
  test('unknown switches are refused, known ones told', async () => {
    expect((await world.admin('faults', { storm: true })).status).toBe(400)
    expect(
      (await world.admin('faults', { slow: true, limit: true, twice: true, net: ['u2'] })).body,
    ).toMatchObject({
      slow: 3_500,
      limit: { rate: 2 },
      twice: { copies: 5, messageId: 'same' },
      net: ['u2'],
      quiet: false,
    })
  })
})
