import WebSocket from 'ws'
import { until } from '../support/eventually'
import { openUnlimited } from './standin.limits.support'
import { cardTo, connect, deliver, ticketFor, type World } from './standinWorld'

/** Whatever comes up a line ends that line at most, and no mistake is the stand-in's. */
let world: World
beforeAll(async () => {
  world = await openUnlimited()
})
afterEach(() => {
  const story = world.standin.world.journal.story.list()
  expect(story.filter(({ kind }) => kind === 'bug')).toEqual([])
})
afterAll(() => world.standin.close())

describe('frames', () => {
  const closing = (send: (socket: WebSocket) => void) =>
    new Promise<number>((resolve, reject) => {
      void connect(world.standin).then(({ socket }) => {
        socket.once('close', resolve)
        send(socket)
      }, reject)
    })
  const raw = (socket: WebSocket, ...bytes: number[]) =>
    (socket as unknown as { _socket: NodeJS.WritableStream })._socket.write(Buffer.from(bytes))
  test.each<[string, (socket: WebSocket) => void]>([
    ['2 MB at once', (socket) => socket.send('x'.repeat(2_000_000))],
    ['letters that are none', (socket) => raw(socket, 0x81, 0x82, 0, 0, 0, 0, 0xff, 0xfe)],
    ['no mask', (socket) => raw(socket, 0x81, 0x01, 0x78)],
    ['a kind nobody knows', (socket) => raw(socket, 0x83, 0x80, 0, 0, 0, 0)],
    ['bits nobody uses', (socket) => raw(socket, 0xf1, 0x80, 0, 0, 0, 0)],
    ['the end of what never began', (socket) => raw(socket, 0x80, 0x80, 0, 0, 0, 0)],
    ['a ping in pieces', (socket) => raw(socket, 0x09, 0x80, 0, 0, 0, 0)],
    ['a ping of 200 bytes', (socket) => raw(socket, 0x89, 0xfe, 0, 200, 0, 0, 0, 0)],
    ['farewell of one byte', (socket) => raw(socket, 0x88, 0x81, 0, 0, 0, 0, 1)],
    ['farewell by a number nobody uses', (socket) => raw(socket, 0x88, 0x82, 0, 0, 0, 0, 0, 1)],
    ['nothing any more', (socket) => socket.terminate()],
  ])('%s ends its own line alone', async (_name, send) => {
    expect(await closing(send)).toBeGreaterThanOrEqual(1_000)
  })

  test.each([
    ['bytes', Buffer.from([0, 1, 2, 255])],
    ['bytes that are JSON', Buffer.from('{"code":200,"headers":{"messageId":"m"},"data":"{}"}')],
    ['nothing', ''],
    ['null', 'null'],
    ['a list', '[]'],
    ['no headers', '{"code":200,"data":"{}"}'],
    ['headers that are a list', '{"code":200,"headers":[],"data":"{}"}'],
    ['a number of a message', '{"code":200,"headers":{"messageId":1},"data":"{}"}'],
    ['a message of every object', '{"code":200,"headers":{"messageId":"__proto__"},"data":"{}"}'],
    ['a code of words', '{"code":"two hundred","headers":{"messageId":"m"},"data":"{}"}'],
    ['a code beyond numbers', '{"code":1e999,"headers":{"messageId":"m"},"data":"{}"}'],
    ['data that are a list', '{"code":200,"headers":{"messageId":"m"},"data":[]}'],
    ['data that are no JSON', '{"code":200,"headers":{"messageId":"m"},"data":"{"}'],
    ['what only we send', '{"type":"EVENT","headers":{"messageId":"m","topic":"*"},"data":"{}"}'],
  ])('after %s a press is answered on the same line', async (_name, frame) => {
    const { socket } = await connect(world.standin, () => ({ data: { response: {} } }))
    const outTrackId = `o-${_name}`
    await world.api(deliver, cardTo(outTrackId, 'IM_ROBOT.u1'))
    socket.send(frame)
    socket.ping(Buffer.alloc(125))
    socket.send('{"code":', { fin: false })
    socket.send('200,"headers":{"messageId":"m"}}', { fin: true })
    expect(await world.standin.press({ userId: 'u1', outTrackId, actionId: 'a' })).toMatchObject({
      ok: true,
    })
    const closed = new Promise((resolve) => socket.once('close', resolve))
    socket.close()
    await closed
  })

  test('an acknowledgement of another line counts once, and 10,000 of nothing not at all', async () => {
    const { socket, frames } = await connect(world.standin)
    const other = new WebSocket(await ticketFor(world.standin, []))
    await until(() => other.readyState === WebSocket.OPEN)
    for (let count = 0; count < 10_000; count++) {
      other.send(`{"code":200,"headers":{"messageId":"m${count}"},"data":"{}"}`)
    }
    await world.api(deliver, cardTo('o-other', 'IM_ROBOT.u1'))
    const pressed = world.standin.press({ userId: 'u1', outTrackId: 'o-other', actionId: 'a' })
    await until(() => frames.length === 1)
    const messageId = frames[0]!.headers['messageId']
    const ack = JSON.stringify({ code: 200, headers: { messageId }, data: '{"response":{}}' })
    socket.send(ack)
    socket.send(ack)
    expect(await pressed).toMatchObject({ ok: true })
    socket.terminate()
    other.terminate()
  })
})
