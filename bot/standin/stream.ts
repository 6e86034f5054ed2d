import { randomUUID } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { WebSocketServer, type RawData, type WebSocket } from 'ws'
import { z } from 'zod'
import { jsonOf } from './json'
import type { Settings } from './options'

export type Subscription = { type: string; topic: string }
export type Ack = { code: number; data: string }
/** What is pushed, before it has a message id and a connection. */
export type Frame = {
  type: 'EVENT' | 'CALLBACK'
  topic: string
  data: unknown
  headers?: Record<string, string>
}
export type Connection = {
  id: string
  socket: WebSocket
  topics: ReadonlySet<string>
  /** No pushes any more: told to disconnect. */
  leaving: boolean
  /** The other end is gone and nobody knows it yet. */
  dead: boolean
  owesPing: boolean
  last?: string
}
const Upstream = z.object({
  code: z.coerce.number().default(200),
  headers: z.looseObject({ messageId: z.string().optional() }),
  data: z
    .string()
    .nullish()
    .transform((data) => data ?? ''),
})

/** The WebSocket side: connections, frames down, acknowledgements up. */
export class Stream {
  readonly connections = new Set<Connection>()
  frames = 0
  /** Pushes that the other end has not acknowledged yet. */
  unanswered = 0
  private readonly server = new WebSocketServer({
    noServer: true,
    perMessageDeflate: false,
    maxPayload: 1_000_000,
  })
  private readonly waiting = new Map<string, (ack: Ack) => void>()
  private readonly pings: NodeJS.Timeout
  private held: (() => void)[] | undefined

  constructor(
    private readonly settings: Settings,
    private readonly now: () => number,
    private readonly tell: (kind: string, text: string) => void,
  ) {
    this.pings = setInterval(() => this.pingAll(), settings.pingEveryMs).unref()
  }

  accept(
    request: IncomingMessage,
    raw: Duplex,
    head: Buffer,
    subscriptions: readonly Subscription[],
  ) {
    this.server.handleUpgrade(request, raw, head, (socket) => {
      const connection: Connection = {
        id: randomUUID(),
        socket,
        topics: new Set(subscriptions.map(({ type, topic }) => `${type} ${topic}`)),
        leaving: false,
        dead: false,
        owesPing: false,
      }
      this.connections.add(connection)
      socket.on('message', (data) => this.receive(connection, data))
      socket.on('error', () => socket.terminate())
      socket.on('close', () => {
        this.connections.delete(connection)
        this.tell('connection', '服务与钉钉的连接断了一条')
      })
      this.tell('connection', '服务连上了钉钉')
      this.system(connection, 'CONNECTED', {})
    })
  }

  /** One connection at random among those that subscribed. */
  pick(type: string, topic: string) {
    const open = [...this.connections].filter(
      (connection) => !connection.leaving && connection.topics.has(`${type} ${topic}`),
    )
    return open[Math.floor(Math.random() * open.length)]
  }

  /** Sends a frame; `false` when nobody has subscribed. */
  push({ type, topic, data, headers: more }: Frame, messageId: string) {
    const connection = this.pick(type, topic)
    if (!connection) return false
    const headers = { ...this.headers(connection, messageId, topic), ...more }
    const frame = JSON.stringify({ specVersion: '1.0', type, headers, data: JSON.stringify(data) })
    if (this.held) this.held.push(() => this.write(connection, frame))
    else this.write(connection, frame)
    return true
  }

  /** The first acknowledgement of this message, or null when none comes in time. */
  ack(messageId: string, withinMs: number): Promise<Ack | null> {
    return new Promise((resolve) => {
      const done = (ack: Ack | null) => {
        clearTimeout(timer)
        this.waiting.delete(messageId)
        resolve(ack)
      }
      const timer = setTimeout(() => done(null), withinMs).unref()
      this.waiting.set(messageId, done)
    })
  }

  system(connection: Connection, topic: string, data: object) {
    const messageId = randomUUID()
    this.write(
      connection,
      JSON.stringify({
        specVersion: '1.0',
        type: 'SYSTEM',
        headers: this.headers(connection, messageId, topic),
        data: JSON.stringify(data),
      }),
      false,
    )
    return messageId
  }

  write(connection: Connection, frame: string, remember = true) {
    if (remember) connection.last = frame
    if (connection.dead || connection.socket.readyState !== connection.socket.OPEN) return
    this.frames++
    connection.socket.send(frame)
  }

  /** Asks for an echo; who still owes the last one is cut off. */
  ping(connection: Connection) {
    if (connection.owesPing) return connection.socket.terminate()
    connection.owesPing = true
    const messageId = this.system(connection, 'ping', { opaque: randomUUID() })
    this.waiting.set(messageId, () => {
      connection.owesPing = false
      this.waiting.delete(messageId)
    })
  }

  pingAll() {
    for (const connection of this.connections) this.ping(connection)
  }

  leave(connection: Connection) {
    this.system(connection, 'disconnect', { reason: 'persistent connection is timeout' })
    connection.leaving = true
    setTimeout(() => connection.socket.terminate(), this.settings.disconnectGraceMs).unref()
  }

  /** From now on pushes wait; `release` lets them go, the last first if asked. */
  hold() {
    this.held ??= []
  }

  release(reverse: boolean) {
    const held = this.held ?? []
    this.held = undefined
    for (const send of reverse ? held.reverse() : held) send()
    return held.length
  }

  close() {
    clearInterval(this.pings)
    for (const { socket } of this.connections) socket.terminate()
    this.server.close()
  }

  private receive(connection: Connection, data: RawData) {
    if (connection.dead) return
    const frame = Upstream.safeParse(jsonOf(data.toString()))
    const messageId = frame.data?.headers.messageId
    if (!messageId) return this.tell('connection', '服务发来一帧看不懂的内容')
    this.frames++
    this.waiting.get(messageId)?.({ code: frame.data!.code, data: frame.data!.data })
  }

  private headers(connection: Connection, messageId: string, topic: string) {
    return {
      appId: this.settings.clientId,
      connectionId: connection.id,
      contentType: 'application/json',
      messageId,
      time: String(this.now()),
      topic,
    }
  }
}
