/**
 * The nineteen defects of dingtalk-stream 2.1.5 (dingtalk.md §1.6), those of its frames, words and
 * packaging: each shown on the bare class, then absent from ours.
 */
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { DWClient, EventAck, type EventAckData } from 'dingtalk-stream'
import { Bare, event, lineTo, ping, robot, said, secret, stage, usual } from './dingtalk.bare'
import { until } from '../support/eventually'
import { ackOf, callsOf, openPlace } from './dingtalk.support'

const at = stage()

test('7 a frame that is not understood throws into the socket: ours is logged, and the next frame is answered', async () => {
  const bare = new Bare(at.gateway)
  expect(() => bare.onDownStream('{"type":"EV')).toThrow(SyntaxError)
  expect(() => bare.onDownStream('{"type":"SYSTEM"}')).toThrow(TypeError)
  bare.registerAllEventListener(() => {
    throw new Error('listener')
  })
  expect(() => bare.onDownStream(JSON.stringify(event('e1')))).toThrow('listener')

  const { said: told } = await at.listening()
  for (const bad of [
    '{"type":"EV',
    '{"type":"SYSTEM"}',
    '{"type":"EVENT","data":"{}"}',
    'null',
    '[]',
    '""',
  ]) {
    at.gateway.lines[0]!.socket.send(bad)
  }
  at.gateway.push(0, ping('p1'))
  expect(await until(() => ackOf(at.gateway.lines[0], 'p1'))).toEqual({ opaque: 'x' })
  expect(told('a frame could not be read')).toHaveLength(6)
})

test('8 an asynchronous event handler is acknowledged as {}: ours as SUCCESS when it is done, LATER when it failed', async () => {
  const bare = at.keep(new Bare(at.gateway, { autoReconnect: false }))
  bare.registerAllEventListener((async () => ({
    status: EventAck.LATER,
  })) as unknown as () => EventAckData)
  await bare.connect()
  at.gateway.push(0, event('e1'))
  expect(await until(() => ackOf(at.gateway.lines[0], 'e1'))).toEqual({})

  let done: (failed: boolean) => void = () => undefined
  await at.listening(
    {},
    () =>
      new Promise((resolve, reject) => {
        done = (failed) => (failed ? reject(new Error('database')) : resolve(null))
      }),
  )
  at.gateway.push(1, event('e2'))
  at.gateway.push(1, ping('p1'))
  await until(() => ackOf(at.gateway.lines[1], 'p1'))
  expect(ackOf(at.gateway.lines[1], 'e2')).toBeUndefined()
  done(false)
  expect(await until(() => ackOf(at.gateway.lines[1], 'e2'))).toEqual({
    status: 'SUCCESS',
    message: '',
  })
  at.gateway.push(1, event('e3'))
  at.gateway.push(1, ping('p2'))
  await until(() => ackOf(at.gateway.lines[1], 'p2'))
  done(true)
  expect(await until(() => ackOf(at.gateway.lines[1], 'e3'))).toEqual({
    status: 'LATER',
    message: '',
  })
})

test('9 nobody looks at the outcome of an asynchronous listener: ours is caught, logged and not acknowledged', async () => {
  const bare = new Bare(at.gateway)
  const outcome = { then: jest.fn() }
  bare.registerCallbackListener(robot, () => outcome)
  bare.onDownStream(JSON.stringify(said('m1')))
  await new Promise(setImmediate)
  expect(outcome.then).not.toHaveBeenCalled()

  const { said: lines } = await at.listening({}, async () => {
    throw new Error('database')
  })
  at.gateway.push(0, said('m1'))
  await until(() => lines('a push could not be taken').length)
  at.gateway.push(0, ping('p1'))
  await until(() => ackOf(at.gateway.lines[0], 'p1'))
  expect(ackOf(at.gateway.lines[0], 'm1')).toBeUndefined()
})

test('10 callbacks are never acknowledged by themselves: ours are, also those that nobody knows', async () => {
  const bare = at.keep(new Bare(at.gateway, { autoReconnect: false }))
  bare.registerCallbackListener(robot, () => undefined)
  await bare.connect()
  for (const frame of [
    said('m1'),
    { ...said('m2'), headers: { messageId: 'm2', topic: '/v1.0/unknown' } },
    ping('p1'),
  ]) {
    at.gateway.push(0, frame)
  }
  await until(() => ackOf(at.gateway.lines[0], 'p1'))
  expect(at.gateway.lines[0]!.acks).toHaveLength(1)

  const { said: lines } = await at.listening()
  for (const frame of [
    said('m1'),
    { ...said('m2'), headers: { messageId: 'm2', topic: '/v1.0/unknown' } },
    { ...said('m3'), data: 'nonsense' },
  ]) {
    at.gateway.push(1, frame)
  }
  expect(await until(() => ackOf(at.gateway.lines[1], 'm1'))).toEqual({ response: null })
  expect(await until(() => ackOf(at.gateway.lines[1], 'm2'))).toEqual({ response: {} })
  expect(await until(() => ackOf(at.gateway.lines[1], 'm3'))).toEqual({ response: {} })
  expect(lines('a push was not for us').map((line) => line.details['messageId'])).toEqual([
    'm2',
    'm3',
  ])
})

test('11 all clients share one list of topics: each of ours has its own', () => {
  new DWClient(usual).registerCallbackListener('/v1.0/of/the/first', () => undefined)
  expect(new DWClient(usual).getConfig().subscriptions).toContainEqual({
    type: 'CALLBACK',
    topic: '/v1.0/of/the/first',
  })
  const [one, other] = [lineTo(at.gateway), lineTo(at.gateway)]
  one.config.subscriptions.push({ type: 'CALLBACK', topic: '/x' })
  expect(other.config.subscriptions.map(({ topic }) => topic)).toEqual([
    '*',
    robot,
    '/v1.0/card/instances/callback',
  ])
})

test('12 an acknowledgement goes to whatever socket is there: ours to the line that brought the message, or to none', async () => {
  const bare = at.keep(new Bare(at.gateway, { autoReconnect: false }))
  await bare.connect()
  await bare.connect()
  bare.socketCallBackResponse('of the first line', {})
  await until(() => at.gateway.lines[1]!.acks.length, 'the wrong address')
  expect(at.gateway.lines[0]!.acks).toHaveLength(0)

  let done: () => void = () => undefined
  const { said: lines } = await at.listening(
    {},
    () =>
      new Promise((resolve) => {
        done = () => resolve(null)
      }),
  )
  at.gateway.push(2, said('m1'))
  at.gateway.push(2, ping('p1'))
  await until(() => ackOf(at.gateway.lines[2], 'p1'))
  at.gateway.lines[2]!.socket.terminate()
  await until(() => at.gateway.lines.length === 4)
  done()
  await until(() => lines('an acknowledgement was lost with its connection').length)
  at.gateway.push(3, ping('p2'))
  await until(() => ackOf(at.gateway.lines[3], 'p2'))
  expect(at.gateway.lines[3]!.acks).toHaveLength(1)
})

test('17 it talks on the console, with the secret when debugging: ours says nothing there', async () => {
  at.answerAxios(401, {})
  await new DWClient({ ...usual, debug: true, ...{ autoReconnect: false } }).connect()
  const spoken = () =>
    JSON.stringify(
      [console.info, console.warn, console.error, console.log].flatMap(
        (it) => jest.mocked(it).mock.calls,
      ),
    )
  expect(spoken()).toContain(secret)
  jest.clearAllMocks()
  const { lines } = await at.listening()
  at.gateway.accept = false
  at.gateway.lines[0]!.socket.terminate()
  await until(() => lines.some((line) => line.message === 'no connection to DingTalk'))
  expect(spoken()).toBe('[]')
  expect(JSON.stringify(lines)).not.toContain(secret)
})

test('18 its token comes by a secret in an address: ours is posted, once', async () => {
  const urls = at.answerAxios(200, { access_token: 't' })
  const bare = new DWClient(usual)
  await bare.getAccessToken()
  await bare.getAccessToken()
  expect(urls).toEqual(
    Array(2).fill(
      `https://oapi.dingtalk.com/gettoken?appkey=${usual.clientId}&appsecret=${secret}`,
    ),
  )
  const place = await openPlace()
  await Promise.all(['u1', 'u2', 'u3'].map((key) => place.directory.person(key)))
  const calls = (await callsOf(place, '')).map(({ path }) => path)
  expect(calls.filter((path) => path === '/v1.0/oauth2/accessToken')).toHaveLength(1)
  expect(calls).not.toContain('/gettoken')
  await place.close()
})

test('19 its package names a main file that is not there: the path we import by works', () => {
  const entry = require.resolve('dingtalk-stream')
  const folder = dirname(dirname(entry))
  const { main, version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as {
    main: string
    version: string
  }
  expect([existsSync(join(folder, main)), version]).toEqual([false, 'v2.1.5'])
  expect(entry).toMatch(/index\.cjs$/)
  expect(lineTo(at.gateway)).toBeInstanceOf(DWClient)
})
