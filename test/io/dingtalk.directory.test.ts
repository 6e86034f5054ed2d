import { createServer, type AddressInfo } from 'node:net'
import { connectDingTalk } from '../../bot/io/dingtalk'
import { createTokens } from '../../bot/io/dingtalk/token'
import { waitBefore } from '../../bot/io/dingtalk/stream'
import { appOf, callsOf, openPlace, to, type Place } from './dingtalk.support'

const all = async <T>(items: AsyncIterable<T>) => {
  const list: T[] = []
  for await (const item of items) list.push(item)
  return list
}
let place: Place
beforeEach(async () => {
  place = await openPlace()
})
afterEach(() => place.close())
const keysOf = async (departments: AsyncIterable<{ key: string }>) =>
  (await all(departments)).map(({ key }) => key)
const leftOut = () =>
  place
    .said('a department of the directory cannot be read, it is left out')
    .map(({ details }) => details['department'])
const called = async (path: string) => (await callsOf(place, path)).length

describe('the contacts', () => {
  test('all departments from the root down, each once', async () => {
    expect(await all(place.directory.departments())).toEqual([
      { key: '1', name: expect.any(String), parent: null },
      { key: '7', name: '石塘镇', parent: '1' },
      { key: '8', name: '上马村', parent: '7' },
    ])
  })

  test('all people of a department, page by page; the number only with the permission', async () => {
    await place.admin('users', {
      users: Array.from({ length: 205 }, (_, n) => ({
        userId: `w${n}`,
        name: `工${n}`,
        deptIds: [8],
      })),
    })
    const people = await all(place.directory.people('8'))
    expect(new Set(people.map(({ key }) => key)).size).toBe(225)
    expect(await called('/topapi/v2/user/list')).toBe(3)
    expect((await all(place.directory.people('7'))).find(({ key }) => key === 'u1')).toEqual({
      key: 'u1',
      name: '人1',
      mobile: '13800000001',
      title: '网格员',
      departments: ['7'],
      active: true,
    })
    expect(people[0]!.mobile).toBeNull()
  })

  test('one person, nobody, and who is behind a code', async () => {
    expect(await place.directory.person('u1')).toMatchObject({ key: 'u1' })
    expect(await place.directory.person('nobody')).toBeNull()
    const { code } = await place.admin<{ code: string }>('authCode', { userId: 'u3' })
    expect(await place.directory.identify(code)).toBe('u3')
    expect(await place.directory.identify(code)).toBeNull()
  })

  test('negative departments, as 家校通讯录, are left out and never asked for', async () => {
    await place.admin('departments', {
      departments: [
        { deptId: -7, name: '家校通讯录', parentId: 1 },
        { deptId: 9, name: '一年级', parentId: -7 },
      ],
    })
    expect(await keysOf(place.directory.departments())).toEqual(['1', '7', '8'])
    expect(leftOut()).toEqual(['-7'])
    const asked = await callsOf(place, '/topapi/v2/department/listsub')
    expect(asked.map(({ body }) => body['dept_id'])).toEqual([1, 7, 8])
  })

  test('a department that vanishes while it is read is left out, from its list on or its people', async () => {
    const walked: string[] = []
    for await (const { key } of place.directory.departments()) {
      walked.push(key)
      if (key === '7') await place.admin('departments/remove', { deptId: 7 })
    }
    expect(walked).toEqual(['1', '7'])
    expect(await all(place.directory.people('7'))).toEqual([])
    expect(leftOut()).toEqual(['7', '7'])
    expect(await all(place.directory.people('8'))).toHaveLength(20)
  })

  test('so is one outside of what the application may see, and nobody in it is known', async () => {
    await place.admin('tenant', {
      departments: [{ deptId: 8, name: '上马村' }],
      users: [{ userId: 'u1', name: '人', deptIds: [8] }],
      scope: [9],
    })
    expect(await all(place.directory.people('8'))).toEqual([])
    expect(await place.directory.person('u1')).toBeNull()
  })

  test('that nothing at all may be seen is no department left out', async () => {
    await place.admin('tenant', { departments: [], users: [], scope: [9] })
    await expect(all(place.directory.departments())).rejects.toMatchObject({ kind: 'denied' })
    place.standin.inject({ path: '/topapi/v2/user/list', fault: 'noPermission', times: 2 })
    await expect(all(place.directory.people('1'))).rejects.toMatchObject({ kind: 'denied' })
  })

  test.each([
    ['noPermission', 'denied'],
    ['token', 'denied'],
    ['qps', 'throttled'],
    ['x5', 'banned'],
    ['html', 'banned'],
    ['504', 'unknown'],
    ['reset', 'unknown'],
  ] as const)('%s is %s', async (fault, kind) => {
    place.standin.inject({ path: '/topapi/v2/user/get', fault, times: 2 })
    await expect(place.directory.person('u1')).rejects.toMatchObject({ name: 'ChannelError', kind })
  })

  test('DingTalk is not there: nothing happened', async () => {
    await place.directory.person('u1')
    await place.standin.close()
    await expect(place.directory.person('u1')).rejects.toMatchObject({ kind: 'unavailable' })
    place = await openPlace()
  })
})

describe('calls of the new API', () => {
  const send = () =>
    place.messenger.send({ channel: 'text', key: 'k', to: to('u1'), words: '到岗' })
  test.each([
    ['qps', 'throttled', 1_000],
    ['globalQps', 'throttled', 1_000],
    ['qpm', 'throttled', 1_000],
    ['tooMany', 'throttled', 1_000],
    ['html', 'banned', 300_000],
    ['x5', 'banned', 300_000],
    ['quota', 'quota', 0],
    ['noPermission', 'denied', 0],
    ['ipNotAllowed', 'denied', 0],
    ['busy', 'unavailable', 0],
    ['504', 'unknown', 0],
    ['html502', 'unknown', 0],
    ['reset', 'unknown', 0],
  ] as const)('%s is %s', async (fault, kind, waitMs) => {
    place.standin.inject({ path: '/v1.0/robot/oToMessages/batchSend', fault })
    await expect(send()).rejects.toMatchObject({ name: 'ChannelError', kind, waitMs })
    expect(await send()).toMatchObject([{ state: 'sent' }])
  })

  test('a slow answer: nobody knows', async () => {
    await place.close()
    place = await openPlace({}, { timing: { call: 80 } })
    await send()
    place.standin.faults({ slow: 2_000 })
    await expect(send()).rejects.toMatchObject({ kind: 'unknown' })
    await expect(place.directory.person('u1')).rejects.toMatchObject({ kind: 'unknown' })
  })

  test('an expired token is renewed once, by whoever finds out, for both APIs', async () => {
    await send()
    place.standin.faults({ tokenExpired: true })
    await Promise.all([send(), send(), place.directory.person('u1')])
    expect(await called('/v1.0/oauth2/accessToken')).toBe(2)
    place.standin.inject({ path: '/v1.0/robot/oToMessages/batchSend', fault: 'token', times: 2 })
    await expect(send()).rejects.toMatchObject({ kind: 'denied' })
  })

  test('the contacts tell of a dead token inside another error: it is renewed all the same', async () => {
    await place.directory.person('u1')
    place.standin.faults({ tokenExpired: true })
    expect(await place.directory.person('u1')).toMatchObject({ key: 'u1' })
    place.standin.inject({ path: '/topapi/v2/user/get', fault: 'token' })
    expect(await place.directory.person('u1')).toMatchObject({ key: 'u1' })
    expect((await callsOf(place, '/topapi/v2/user/get')).map(({ code }) => code)).toEqual([
      undefined,
      '88/42001',
      undefined,
      '88/40014',
      undefined,
    ])
  })

  test('without a token nothing has happened, however it failed', async () => {
    place.standin.inject({ path: '/v1.0/oauth2/accessToken', fault: '504' })
    await expect(send()).rejects.toMatchObject({ kind: 'unavailable' })
    place.standin.inject({ path: '/v1.0/oauth2/accessToken', fault: 'html' })
    await expect(send()).rejects.toMatchObject({ kind: 'banned' })
    await place.close()
    place = await openPlace({ clientSecret: 'another' })
    await expect(send()).rejects.toMatchObject({ kind: 'denied' })
  })
})

describe('the token', () => {
  const tokens = (expire = 7_200) => {
    let now = 0
    let fetched = 0
    let fail = false
    const made = createTokens(
      async () => {
        if (fail) throw new Error('down')
        return { value: `t${++fetched}`, seconds: expire }
      },
      () => new Date(now),
    )
    return {
      ...made,
      move: (seconds: number) => {
        now += seconds * 1_000
      },
      fails: (failing: boolean) => {
        fail = failing
      },
    }
  }
  test('is fetched once however many ask, and renewed five minutes early', async () => {
    const it = tokens()
    expect(await Promise.all([it.current(), it.current(), it.current()])).toEqual([
      't1',
      't1',
      't1',
    ])
    it.move(6_899)
    expect(await it.current()).toBe('t1')
    it.move(1)
    expect(await it.current()).toBe('t2')
  })
  test('is thrown away only when it is the one that was refused', async () => {
    const it = tokens()
    await it.current()
    expect(await it.fresh('t1')).toBe('t2')
    expect(await it.fresh('t1')).toBe('t2')
  })
  test('a failed fetch is not remembered', async () => {
    const it = tokens()
    it.fails(true)
    await expect(it.current()).rejects.toThrow('down')
    it.fails(false)
    expect(await it.current()).toBe('t1')
  })
})

test('the pace keeps us under the limit of an API; without it some calls are turned away', async () => {
  place.standin.faults({ limit: { rate: 5 } })
  const ask = async (perSecond: number) => {
    const { directory } = connectDingTalk({
      ...appOf(place.standin),
      perSecond,
      log: place.log,
      now: () => new Date(),
    })
    return (
      await Promise.allSettled(Array.from({ length: 15 }, () => directory.person('u1')))
    ).filter(({ status }) => status === 'rejected').length
  }
  expect(await ask(0)).toBeGreaterThan(0)
  place.standin.clock.move({ addMs: 2_000 })
  expect(await ask(4.5)).toBe(0)
})

test('an https base is never spoken to in the clear', async () => {
  const heard: Buffer[] = []
  const server = createServer(
    (socket) =>
      void socket
        .on('error', () => socket.destroy())
        .once('data', (bytes: Buffer) => {
          heard.push(bytes)
          socket.destroy()
        }),
  )
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = `https://127.0.0.1:${(server.address() as AddressInfo).port}`
  const dingtalk = connectDingTalk({ ...appOf({ url }), log: place.log, now: () => new Date() })
  await expect(
    dingtalk.messenger.send({ channel: 'text', key: 'k', to: to('u1') }),
  ).rejects.toMatchObject({ kind: 'unavailable' })
  await dingtalk.listen(async () => null)
  await dingtalk.close()
  const handshake = 0x16
  expect(heard.map((bytes) => bytes[0])).toEqual([handshake, handshake])
  expect(Buffer.concat(heard).includes('standin-secret')).toBe(false)
  server.close()
})

test('attempts come at once, then after 1, 2, 4 … at most 60 s, at random down to the half', () => {
  const timing = { firstWait: 1_000, longestWait: 60_000 }
  expect([0, 1, 2, 3, 7, 20].map((tries) => waitBefore(tries, timing, 0))).toEqual([
    0, 1_000, 2_000, 4_000, 60_000, 60_000,
  ])
  expect(waitBefore(2, timing, 1)).toBe(1_000)
})
