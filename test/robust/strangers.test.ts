import { request } from 'node:http'
import { uuid } from '../../bot/core/ids'
import { createFairQueue } from '../../bot/core/fairQueue'
import { exceeds } from '../../bot/io/input'
import { placeOf } from '../../bot/io/http/strangers'
import { saveLeaving } from '../../bot/org/leave'
import { testPolicy } from '../support/policy'
import { join } from '../support/months'
import { city, openTown, type Town } from '../support/town'
import { until } from '../support/world'

describe('a queue that is fair', () => {
  test('serves one address after the other, and a crowd waits behind itself', async () => {
    const queue = createFairQueue({ abreast: 1, waiting: 4, waitingPerAddress: 3 })
    const served: string[] = []
    const gates: (() => void)[] = []
    const at = (line: string, isKnown = false) => ({ line, isKnown })
    const come = (address: string, name: string, isKnown = false) =>
      queue.run(at(address, isKnown), async () => {
        served.push(name)
        await new Promise<void>((done) => gates.push(done))
      })
    const all = [come('a', 'a1'), come('a', 'a2'), come('a', 'a3'), come('a', 'a4')]
    expect([queue.fullFor(at('a')), queue.fullFor(at('b'))]).toEqual(['address', null])
    all.push(come('b', 'b1'))
    expect([queue.fullFor(at('b')), queue.fullFor(at('p', true))]).toEqual(['all', null])
    all.push(come('p', 'p1', true))
    for (let turn = 0; turn < 6; turn++) {
      await new Promise((next) => setImmediate(next))
      gates.shift()!()
    }
    await Promise.all(all)
    expect(served).toEqual(['a1', 'a2', 'b1', 'p1', 'a3', 'a4'])
    expect(queue.fullFor(at('a'))).toBeNull()
  })
})

test.each([
  ['127.0.0.1', '127.0.0.1'],
  ['::ffff:10.1.2.3', '10.1.2.3'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2'],
])('%s is counted at %s', (address, place) => {
  expect(placeOf(address)).toBe(place)
})

test.each([
  ['text', 0, 0, false],
  [{}, 0, 9, true],
  [{ a: [] }, 2, 9, false],
  [{ a: [{}] }, 2, 9, true],
  [{ a: [1, 2, 3, 4] }, 9, 2, false],
  [{ a: [1], b: {} }, 9, 2, true],
])('%j is more than %i levels of %i parts: %j', (value, depth, parts, more) => {
  expect(exceeds(value, { depth, parts })).toBe(more)
})
test('what is nested a million times is looked at no further than the limit', () => {
  let deep: unknown = 1
  for (let level = 0; level < 1_000_000; level++) deep = [deep]
  expect(exceeds(deep, { depth: 16, parts: 9 })).toBe(true)
})

describe('somebody outside', () => {
  let town: Town
  beforeAll(async () => {
    town = await openTown('sqlite', {
      policy: (policy) => ({
        ...policy,
        delivery: { ...policy.delivery, perSecond: 15 },
        guard: {
          ...policy.guard,
          strangers: { ...policy.guard.strangers, perAddress: { perSecond: 0.001, burst: 1_000 } },
          bodies: { ...policy.guard.bodies, seconds: 1, largeSeconds: 1 },
        },
      }),
    })
    await town.as('lin').session.me({})
  })
  afterAll(() => town.close())

  /** Posts from an address of this machine; `body` as it is. */
  function post(
    name: string,
    body: string,
    { from = '127.0.0.1', token = '', length = 0, pass = '', method = 'POST' } = {},
  ) {
    return new Promise<Heard>((done, fail) => {
      const asked = request(
        `${town.address}/${name.includes('/') ? name : `api/${name}`}`,
        {
          method,
          localAddress: from,
          headers: {
            'content-type': 'application/json',
            'content-length': length || Buffer.byteLength(body),
            ...(token && { authorization: `Bearer ${token}` }),
            ...(pass && { 'x-pass': pass }),
          },
        },
        (answer) => {
          let text = ''
          answer.setEncoding('utf8').on('data', (part: string) => (text += part))
          const { 'cache-control': cache = '', 'x-pass': given } = answer.headers
          const gotPass = typeof given === 'string' ? given : ''
          answer.on('end', () => done({ status: answer.statusCode!, text, cache, gotPass }))
        },
      )
      asked.on('error', fail)
      if (length) asked.write(body)
      else asked.end(body)
    })
  }
  type Heard = { status: number; text: string; cache: string; gotPass: string }
  const codeOf = ({ text }: { text: string }) => (JSON.parse(text) as { code: string }).code
  const tokenOf = (name: string) =>
    town.app.io.ports.session.open(town.ids.get(name)!, town.now()).token

  test('who sends 900 junk log-ins keeps nobody else from logging in', async () => {
    let isBegun = false
    const junk = Array.from({ length: 900 }, async (_, n) => {
      const body = JSON.stringify({ authCode: `junk-${n}` })
      const answer = await post('session.open', body, { from: '127.0.0.2' })
      if (answer.status === 401) isBegun = true
      return answer
    })
    await until(() => isBegun, 'the first of them was asked about')
    const { code } = await town.admin<{ code: string }>('authCode', { userId: 'lin' })
    const real = await post('session.open', JSON.stringify({ authCode: code }))
    // When he is served among them, and how many of them are, is the queue's affair, and tested
    // there; how long it takes, the bench's.
    expect(real.status).toBe(200)
    const answers = await Promise.all(junk)
    const codes = new Set(answers.map(codeOf))
    expect([...codes].sort()).toEqual(['access.codeExpired', 'access.tooMany'])
  })

  test('is turned away once he is over his limit, and whoever has a session is not', async () => {
    const from = '127.0.0.3'
    const token = tokenOf('林海燕')
    for (let round = 0; round < 5; round++) {
      await Promise.all(Array.from({ length: 210 }, () => post('nothing', '{}', { from })))
    }
    expect(codeOf(await post('session.open', '{}', { from }))).toBe('access.tooMany')
    expect((await post('session.me', '{}', { from, token })).status).toBe(200)
  })

  describe('at the address of a town hall, from which the limit is used up', () => {
    const from = '127.0.0.5'
    const codeFor = async (userId: string) =>
      JSON.stringify({
        authCode: (await town.admin<{ code: string }>('authCode', { userId })).code,
      })
    const open = (body: string, pass = '') => post('session.open', body, { from, pass })
    let known = ''
    beforeAll(async () => {
      known = (await open(await codeFor('jiang'))).gotPass
      for (let round = 0; round < 5; round++) {
        await Promise.all(Array.from({ length: 210 }, () => post('nothing', '{}', { from })))
      }
    })

    test('keeps no phone out that has logged in before, for as long as its pass is good', async () => {
      expect(known).toMatch(/^phone\./)
      expect((await open(await codeFor('jiang'))).status).toBe(429)
      const again = await open(await codeFor('ying'), known)
      expect([again.status, again.gotPass]).toEqual([200, ''])
      for (const wrong of [
        known.replace(/.$/, '!'),
        known.replace('phone.', 'again.'),
        'x'.repeat(9_000),
      ]) {
        expect((await open(await codeFor('jiang'), wrong)).status).toBe(429)
      }
    })

    test('nor one that comes again after a moment, with the same code', async () => {
      const code = await codeFor('jiang')
      const refused = await open(code)
      expect([refused.status, codeOf(refused)]).toEqual([429, 'access.tooMany'])
      const early = await open(code, refused.gotPass)
      expect([early.status, early.gotPass]).toEqual([429, ''])
      town.standin.clock.move({ addMs: 2_000 })
      const entered = await open(code, refused.gotPass)
      expect([entered.status, entered.gotPass]).toEqual([200, expect.stringMatching(/^phone\./)])
      town.standin.clock.move({ addMs: 120_000 })
      const late = await open(await codeFor('jiang'), refused.gotPass)
      expect([late.status, late.gotPass]).toEqual([429, expect.stringMatching(/^again\./)])
    })

    test('nor one whose session is over: it hears so, and logs in again', async () => {
      const over = await post('session.me', '{}', { from, token: 'over', pass: known })
      expect(codeOf(over)).toBe('access.unknown')
      expect(codeOf(await post('session.me', '{}', { from, token: 'over' }))).toBe('access.tooMany')
    })

    test('and shows everybody the pages', async () => {
      expect((await post('app/', '', { from, method: 'GET' })).status).not.toBe(429)
    })
  })

  test('learns that he may not before anything of what he sends is read', async () => {
    const token = tokenOf('周国平')
    const huge = { length: 8_000_000, token }
    expect(codeOf(await post('org.importPosts', '{"unitPath":', huge))).toBe('access.forbidden')
    expect(codeOf(await post('org.importPosts', '{', { length: 8_000_000 }))).toBe('access.unknown')
  })

  test('who sends a body drop by drop is told so after its time', async () => {
    const slow = await post('session.me', '{"a":', { length: 100, token: tokenOf('林海燕') })
    expect([slow.status, codeOf(slow)]).toEqual([408, 'input.tooSlow'])
  })

  test('however wrong a body is, the answer is short and in nobody’s cache', async () => {
    const token = tokenOf('林海燕')
    const nested = (levels: number): unknown =>
      levels ? { all: [nested(levels - 1)], any: [nested(levels - 1)], not: {} } : { x: 1 }
    const long = '\u0000'.repeat(2_000)
    for (const input of [
      { fields: [{ showIf: nested(5) }] },
      { fields: Array(8).fill({ [long]: long }) },
      { [long]: long, units: [long], title: long },
      { units: Array(9_000).fill(1) },
      { units: Array(20_000).fill([]) },
    ]) {
      const answer = await post('checklists.issue', JSON.stringify(input), { token })
      expect([answer.status, answer.cache]).toEqual([400, 'no-store'])
      expect(Buffer.byteLength(answer.text)).toBeLessThanOrEqual(4_096)
    }
    const deep = `{"fields":${'{"not":'.repeat(3_000)}1${'}'.repeat(3_000)}}`
    const answer = await post('checklists.issue', deep, { token })
    expect([answer.status, answer.text]).toEqual([400, expect.stringContaining('套得太深')])
  })

  test('a session ends with its log-out, by an administrator, and when its person leaves', async () => {
    const enter = async (userId: string) => {
      const { code } = await town.admin<{ code: string }>('authCode', { userId })
      return (await town.anyone.session.open({ authCode: code })).token
    }
    const me = async (token: string) => (await post('session.me', '{}', { token })).status
    const [first, second] = [await enter('jiang'), await enter('jiang')]
    expect([await me(first), await me(second)]).toEqual([200, 200])
    await post('session.close', '{}', { token: first })
    expect([await me(first), await me(second)]).toEqual([401, 401])
    expect(await me(await enter('jiang'))).toBe(200)
    const input = JSON.stringify({ personId: town.ids.get('蒋根法') })
    const end = (name: string) => post('session.end', input, { token: tokenOf(name) })
    const again = await enter('jiang')
    expect(codeOf(await end('应敏'))).toBe('access.forbidden')
    expect(await me(again)).toBe(200)
    await join(town, { name: '管理', userId: 'guan', kind: 'systemAdmin', unitPath: city })
    const admin = await enter('guan')
    expect((await post('session.end', input, { token: admin })).status).toBe(200)
    expect([await me(again), await me(admin)]).toEqual([401, 200])
    expect(await town.facts('org.sessionsEnded')).toEqual([{ personId: town.ids.get('蒋根法') }])
    const [before, photoBefore] = [await enter('zhuang'), await enter('zhuang')]
    await town.app.io.transact((ctx) => saveLeaving(ctx, ['zhuang']))
    expect(await me(before)).toBe(403)
    await town.app.io.transact((ctx) =>
      ctx.db.query("update person set left_at = null where directory_key = 'zhuang'"),
    )
    expect(await me(before)).toBe(401) // who comes back logs in anew
    const part = JSON.stringify({ id: uuid(), from: 0, size: 9, bytes: 'AAAA' })
    expect((await post('files.put', part, { token: photoBefore })).status).toBe(401)
  })
})

test('the shipped and the tested limits of log-ins leave room for a real one', () => {
  const { logIns } = testPolicy.guard
  expect(logIns.waiting / 15).toBeLessThan(3)
  expect(logIns.waitingPerAddress).toBeLessThan(logIns.waiting)
})
