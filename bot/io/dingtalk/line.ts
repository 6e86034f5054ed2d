import { setTimeout as sleep } from 'node:timers/promises'
import { DWClient, type DWClientDownStream } from 'dingtalk-stream'
import WebSocket from 'ws'
import { z } from 'zod'
import { jsonOf } from './calls'
import { Frame, subscriptions } from './frames'
import type { Reception } from './reception'
import type { Settings } from './settings'

const Opened = z.object({ endpoint: z.url({ protocol: /^wss?$/ }), ticket: z.string().min(1) })
const Failed = z.object({ code: z.string() }).catch({ code: '' })

/**
 * One connection of the official client, walled in: it never reconnects, never throws into a socket
 * and dies when it falls silent.
 * The numbers name the defects of dingtalk.md §1.6 that a line is here for.
 */
export class Line extends DWClient {
  /** Why this line is of no more use: it closed, or DingTalk asked to leave it. */
  readonly ended: Promise<string>
  lastFrame: Date | null = null
  private end!: (why: string) => void
  private address = ''
  private lastSign = performance.now()
  private readonly gone = new AbortController()
  private readonly working = new Set<Promise<void>>()
  private ws: WebSocket | undefined

  constructor(
    private readonly settings: Settings,
    private readonly reception: Reception,
  ) {
    // An own list of topics (11); reconnecting and heartbeat of the SDK off (3, 4, 5), never its
    // debug (17).
    const options = {
      clientId: settings.clientId,
      clientSecret: settings.clientSecret,
      ua: 'yingji-ding',
      autoReconnect: false,
      keepAlive: false,
      subscriptions: subscriptions(),
    }
    super(options)
    this.ended = new Promise((resolve) => {
      this.end = resolve
    })
  }

  /** Rejects when there is no connection (2). */
  override async connect() {
    await this.getEndpoint()
    await this._connect()
  }

  /** Asks where to connect, at our own host, within a time (1, 14, 16). */
  override async getEndpoint() {
    const { apiBase, clientId, clientSecret, timing } = this.settings
    const response = await fetch(`${apiBase}/v1.0/gateway/connections/open`, {
      method: 'POST',
      signal: AbortSignal.any([AbortSignal.timeout(timing.open), this.gone.signal]),
      redirect: 'error',
      headers: { 'content-type': 'application/json', accept: 'application/json' },
      body: JSON.stringify({
        clientId,
        clientSecret,
        ua: this.config.ua,
        subscriptions: this.config.subscriptions,
      }),
    })
    const answer = jsonOf(await response.text())
    if (!response.ok) {
      throw new Error(`no connection: ${response.status} ${Failed.parse(answer).code}`.trim())
    }
    const { endpoint, ticket } = Opened.parse(answer)
    const url = new URL(endpoint)
    if (apiBase.startsWith('https:') && url.protocol !== 'wss:') {
      throw new Error('no connection: the endpoint is not encrypted')
    }
    url.searchParams.set('ticket', ticket)
    this.address = url.href
    return this
  }

  /** Opens the socket within a time and without a word on the console (14, 17). */
  override _connect() {
    const { timing } = this.settings
    const socket = new WebSocket(this.address, {
      handshakeTimeout: timing.open,
      maxPayload: 4 * 1024 * 1024,
    })
    this.ws = socket
    Object.assign(this, { socket })
    const alive = () => {
      this.lastSign = performance.now()
    }
    socket
      .on('message', (data) => this.onDownStream(String(data)))
      .on('ping', alive)
      .on('pong', alive)
    return new Promise<void>((resolve, reject) => {
      socket.on('error', reject)
      socket.on('open', () => {
        this.connected = true
        alive()
        const heart = setInterval(() => this.beat(), timing.idle / 3).unref()
        socket.on('close', () => clearInterval(heart))
        resolve()
      })
      socket.on('close', (code) => {
        this.connected = false
        this.end(`closed ${code}`)
        reject(new Error('closed'))
      })
    })
  }

  /** A connection that has said nothing for too long is dead, whatever the kernel thinks (6). */
  private beat() {
    if (performance.now() - this.lastSign >= this.settings.timing.idle) this.terminate('silent')
    else this.ws?.ping()
  }

  /**
   * Everything that comes in: nothing may be thrown from here, or the socket stays deaf for ever
   * (7, 8, 9).
   */
  override onDownStream(data: string) {
    this.lastSign = performance.now()
    this.lastFrame = this.settings.now()
    const frame = Frame.safeParse(jsonOf(data))
    if (!frame.success) {
      return this.settings.log.warn({ length: data.length }, 'a frame could not be read')
    }
    if (frame.data.type === 'SYSTEM') return super.onDownStream(data)
    if (frame.data.type !== 'EVENT' && frame.data.type !== 'CALLBACK') {
      return this.settings.log.warn({ type: frame.data.type }, 'a frame of an unknown type')
    }
    this.take(frame.data)
  }

  /** Told to leave, we go at once and do not wait ten seconds to be thrown out (13). */
  override onSystem(frame: DWClientDownStream) {
    if (frame.headers.topic === 'disconnect') this.end('asked to leave')
    else if (this.ws?.readyState === WebSocket.OPEN) super.onSystem(frame)
  }

  private take(frame: Frame) {
    const work = this.reception(frame, (value) => this.acknowledge(frame.headers.messageId, value))
      .catch((error: unknown) => this.settings.log.error({ err: error }, 'a push failed'))
      .finally(() => this.working.delete(work))
    this.working.add(work)
  }

  /** On the line that brought the message, or not at all: then it comes again (10, 12). */
  private acknowledge(messageId: string | null | undefined, value: unknown) {
    if (messageId && this.ws?.readyState === WebSocket.OPEN) this.send(messageId, value)
    else this.settings.log.warn({ messageId }, 'an acknowledgement was lost with its connection')
  }

  /**
   * Hears nothing more: what still comes is for the next line. Drops the socket once what it
   * brought is acknowledged (15), with a good-bye: cut at once, the last acknowledgement would die
   * in it.
   */
  async leave() {
    this.ws?.removeAllListeners('message')
    await Promise.race([
      this.settled(),
      sleep(this.settings.timing.drain, undefined, { ref: false }),
    ])
    const { ws } = this
    if (ws?.readyState === WebSocket.OPEN) {
      const closed = new Promise((done) => ws.once('close', done))
      ws.close()
      await Promise.race([closed, sleep(this.settings.timing.goodbye, undefined, { ref: false })])
    }
    this.terminate('left')
  }
  private async settled() {
    while (this.working.size) await Promise.all(this.working)
  }

  terminate(why: string) {
    this.end(why)
    this.connected = false
    this.gone.abort()
    this.ws?.terminate()
  }

  override disconnect() {
    this.terminate('closed by us')
  }
}
