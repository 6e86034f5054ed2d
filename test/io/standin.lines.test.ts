import WebSocket from 'ws'
import { until } from '../support/eventually'
import { connect, openStandin, type World } from './standinWorld'

const success = () => ({ data: { status: 'SUCCESS', message: 'ok' } })
let world: World
beforeEach(async () => {
  world = await openStandin({ disconnectGraceMs: 30 })
})
afterEach(() => world.standin.close())

describe('lines that break', () => {
  test('disconnect: told, no pushes any more, then closed', async () => {
    const { socket, texts } = await connect(world.standin, success)
    world.standin.stream({ do: 'disconnect' })
    expect(await world.standin.say({ userId: 'u1', text: '在吗' })).toEqual({ ok: false })
    await until(() => socket.readyState === WebSocket.CLOSED)
    expect(texts.some((text) => text.includes('"topic":"disconnect"'))).toBe(true)
  })
  test('kill: gone without a word', async () => {
    const { socket } = await connect(world.standin)
    const closed = new Promise<number>((resolve) => socket.once('close', resolve))
    world.standin.stream({ do: 'kill' })
    expect(await closed).toBe(1006)
  })
  test('halfOpen: pushes vanish, until the server misses an answer', async () => {
    const { socket, frames } = await connect(world.standin, success)
    world.standin.world.settings.eventWaitMs = 40
    world.standin.stream({ do: 'halfOpen' })
    expect(await world.standin.say({ userId: 'u1', text: '在吗' })).toEqual({ ok: false })
    expect(frames).toEqual([])
    expect(socket.readyState).toBe(WebSocket.OPEN)
    world.standin.world.stream.pingAll()
    world.standin.world.stream.pingAll()
    await until(() => socket.readyState === WebSocket.CLOSED)
  })
  test('a client that answers pings is kept', async () => {
    const { socket, texts } = await connect(world.standin)
    const [connection] = world.standin.world.stream.connections
    for (const count of [1, 2, 3]) {
      world.standin.world.stream.pingAll()
      await until(
        () =>
          !connection!.owesPing &&
          texts.filter((text) => text.includes('"topic":"ping"')).length === count,
      )
    }
    expect(socket.readyState).toBe(WebSocket.OPEN)
  })
  test('malformed, noHeaders, duplicate', async () => {
    const { texts } = await connect(world.standin, success)
    await world.standin.event({ eventType: 'org_dept_create', data: {} })
    const before = texts.length
    for (const deed of ['malformed', 'noHeaders', 'duplicate'] as const) {
      world.standin.stream({ do: deed })
    }
    await until(() => texts.length === before + 3)
    expect(() => JSON.parse(texts[before]!) as unknown).toThrow()
    expect(JSON.parse(texts[before + 1]!)).not.toHaveProperty('headers')
    expect(texts[before + 2]).toBe(texts.find((text) => text.includes('org_dept_create')))
  })
  test('hold and release: pushes overtake each other', async () => {
    const { frames } = await connect(world.standin, success)
    world.standin.stream({ do: 'hold' })
    const both = [
      world.standin.event({ eventType: 'org_dept_create', data: {} }),
      world.standin.event({ eventType: 'org_dept_remove', data: {} }),
    ]
    expect(world.standin.stream({ do: 'release', reverse: true })).toEqual({ connections: 2 })
    await Promise.all(both)
    expect(frames.map(({ headers }) => headers['eventType'])).toEqual([
      'org_dept_remove',
      'org_dept_create',
    ])
  })
})
