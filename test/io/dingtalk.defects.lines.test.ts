/**
 * The nineteen defects of dingtalk-stream 2.1.5 (dingtalk.md §1.6), those of its connections: each
 * shown on the bare class, then absent from ours.
 */
import { DWClient } from 'dingtalk-stream'
import { Bare, leave, lineTo, ping, said, stage, usual } from './dingtalk.bare'
import { until } from '../support/eventually'
import { ackOf, connectTo, openGateway } from './dingtalk.support'

const at = stage()

test('1 the gateway cannot be chosen: ours can', async () => {
  const urls = at.answerAxios(200, { endpoint: 'ws://x', ticket: 't' })
  await new DWClient({ ...usual, ...{ endpoint: at.gateway.url } }).getEndpoint()
  expect(urls).toEqual(['https://api.dingtalk.com/v1.0/gateway/connections/open'])
  await at.listening()
  expect(at.gateway.urls).toEqual(['/v1.0/gateway/connections/open'])
})

test('2 a failed connect resolves in silence: ours rejects, is told, and is not connected', async () => {
  at.answerAxios(401, {})
  const bare = new DWClient({ ...usual, ...{ autoReconnect: false } })
  await expect(bare.connect()).resolves.toBeUndefined()
  expect(bare.connected).toBe(false)
  at.gateway.status = 401
  await expect(lineTo(at.gateway).connect()).rejects.toThrow('401 authFailed')
  const { dingtalk, said: told } = await at.listening()
  expect(dingtalk.state().connected).toBe(false)
  expect(String(told('no connection to DingTalk')[0]!.details['err'])).toContain('401 authFailed')
})

test('3 each failed handshake starts two more attempts: ours starts one', async () => {
  at.gateway.accept = false
  const bare = at.keep(new Bare(at.gateway))
  const hour = 3_600_000
  Object.assign(bare, { reconnectInterval: hour })
  const timers = jest.spyOn(global, 'setTimeout')
  await bare.connect()
  const retries = await until(() => {
    const found = timers.mock.results.filter((_, n) => timers.mock.calls[n]![1] === hour)
    return found.length === 2 && found
  }, 'the second attempt')
  for (const { value } of retries) clearTimeout(value as NodeJS.Timeout)
  expect(at.gateway.opens).toBe(1)

  const calm = await openGateway({ accept: false })
  const { dingtalk, said: told } = connectTo(calm)
  await dingtalk.listen(async () => null)
  await until(() => calm.opens >= 7)
  await dingtalk.close()
  expect(told('no connection to DingTalk')).toHaveLength(calm.opens)
  await calm.close()
})

test('4 it reconnects after it was told to stop: ours does not', async () => {
  at.gateway.accept = false
  const bare = at.keep(new Bare(at.gateway))
  Object.assign(bare, { reconnectInterval: 1 })
  await bare.connect()
  bare.disconnect()
  const before = at.gateway.opens
  await until(() => at.gateway.opens > before, 'an attempt after disconnect')
  bare.config.autoReconnect = false

  const quiet = await openGateway({ accept: false })
  const { dingtalk } = connectTo(quiet)
  await dingtalk.listen(async () => null)
  await dingtalk.close()
  const after = quiet.opens
  quiet.accept = true
  const witness = connectTo(quiet)
  await witness.dingtalk.listen(async () => null)
  quiet.lines[0]!.socket.terminate()
  await until(() => quiet.lines.length === 2)
  expect(quiet.opens).toBe(after + 2)
  await witness.dingtalk.close()
  await quiet.close()
})

test('5 the heartbeat of a dead connection strikes the next one: ours dies with its own', async () => {
  const bare = at.keep(new Bare(at.gateway, { keepAlive: true, autoReconnect: false }))
  Object.assign(bare, { heartbeat_interval: 5 })
  await bare.connect()
  at.gateway.lines[0]!.socket.terminate()
  await until(() => !bare.connected)
  let struck = 0
  Object.assign(bare, {
    socket: { ping: () => struck++, terminate: () => struck++, close: () => undefined },
  })
  await until(() => struck, 'a stroke of the dead heartbeat')

  const line = at.keep(lineTo(at.gateway))
  expect(line.config).toMatchObject({ keepAlive: false, autoReconnect: false })
  const stop = jest.spyOn(global, 'clearInterval')
  const start = jest.spyOn(global, 'setInterval')
  await line.connect()
  const heart: unknown = start.mock.results.at(-1)!.value
  line.terminate('test')
  await until(() => stop.mock.calls.some(([timer]) => timer === heart), 'the end of the heartbeat')
})

test('6 a half-open connection is never noticed: ours is, and another one is opened', async () => {
  const bare = at.keep(new Bare(at.gateway, { autoReconnect: false }))
  await bare.connect()
  await at.listening({ idle: 60 })
  for (const { socket } of at.gateway.lines) socket.pause()
  await until(() => at.gateway.lines.length === 3, 'a new line')
  expect(bare.connected).toBe(true)
})

test('13 told to disconnect it waits to be thrown out: ours opens the next line first, then drops this one', async () => {
  const bare = at.keep(new Bare(at.gateway))
  await bare.connect()
  at.gateway.push(0, leave)
  at.gateway.push(0, ping('p1'))
  await until(() => ackOf(at.gateway.lines[0], 'p1'))
  expect([bare.connected, at.gateway.opens]).toEqual([false, 1])

  const { dingtalk } = await at.listening()
  at.gateway.events.length = 0
  at.gateway.push(1, leave)
  await until(() => at.gateway.events.includes('close 2'))
  expect(at.gateway.events).toEqual(['open 3', 'close 2'])
  expect(dingtalk.state().connected).toBe(true)
})

test('14 a door that never answers holds it for ever: ours gives up and tries again', async () => {
  at.gateway.accept = 'never'
  const bare = at.keep(new Bare(at.gateway, { autoReconnect: false }))
  let settled = false
  void bare.connect().then(() => {
    settled = true
  })
  const { said: told } = await at.listening({ open: 30 })
  await until(() => told('no connection to DingTalk').length >= 2)
  expect(settled).toBe(false)
})

test('15 the old socket stays open beside the new one: ours is gone', async () => {
  const bare = at.keep(new Bare(at.gateway, { autoReconnect: false }))
  await bare.connect()
  await bare.connect()
  expect(at.gateway.lines.map(({ socket }) => socket.readyState)).toEqual([1, 1])
  await at.listening()
  at.gateway.push(2, leave)
  await until(() => at.gateway.events.includes('close 3'))
  expect(at.gateway.lines.map(({ socket }) => socket.readyState)).toEqual([1, 1, 3, 1])
  at.gateway.lines[0]!.socket.terminate()
})

test('what comes while a line says good-bye is not taken: nobody could be told that it was', async () => {
  const taken: string[] = []
  let finish = () => undefined as void
  const { dingtalk, said: logged } = await at.listening({}, (inbound) => {
    taken.push(inbound.id)
    return new Promise((done) => {
      finish = () => done(null)
    })
  })
  const { socket } = at.gateway.lines[0]!
  at.gateway.push(0, said('m1'))
  await until(() => taken.length === 1)
  const closed = dingtalk.close()
  const heard = new Promise((pong) => socket.once('pong', pong))
  at.gateway.push(0, said('m2'))
  socket.ping()
  await heard
  finish()
  await closed
  await until(() => ackOf(at.gateway.lines[0], 'm1'))
  expect([taken, logged('an acknowledgement was lost with its connection')]).toEqual([['m1'], []])
})

test('16 the ticket is put into the address as it is: ours is encoded', async () => {
  const ticket = 'a+b/c=&d#e'
  at.answerAxios(200, { endpoint: 'ws://h/connect', ticket })
  const bare = new DWClient(usual)
  await bare.getEndpoint()
  expect(new URL(String(Reflect.get(bare, 'dw_url'))).searchParams.get('ticket')).not.toBe(ticket)
  expect(typeof bare.getConfig().endpoint).toBe('object')
  const odd = await openGateway({ ticket })
  const { dingtalk } = connectTo(odd)
  await dingtalk.listen(async () => null)
  expect(new URL(odd.lines[0]!.request.url!, 'http://h').searchParams.get('ticket')).toBe(ticket)
  await dingtalk.close()
  await odd.close()
})
