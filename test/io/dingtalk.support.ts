import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'
import { WebSocketServer, type WebSocket } from 'ws'
import type { CardView } from '../../bot/core/card'
import { connectDingTalk, type DingTalk, type DingTalkSettings } from '../../bot/io/dingtalk'
import type { Timing } from '../../bot/io/dingtalk/settings'
import { createStandin, type Standin, type StandinOptions } from '../../bot/standin'

export type Line = { level: string; details: Record<string, unknown>; message: string }
export function createLog() {
  const lines: Line[] = []
  const at = (level: string) => (details: object, message: string) =>
    void lines.push({ level, details: details as Record<string, unknown>, message })
  return {
    lines,
    log: { info: at('info'), warn: at('warn'), error: at('error') },
    said: (message: string) => lines.filter((line) => line.message === message),
  }
}

export const quick: Partial<Timing> = { firstWait: 5, longestWait: 20, steady: 1 }

export type Place = Awaited<ReturnType<typeof openPlace>>
/** A stand-in with a few people, and the adapter connected to it. */
export async function openPlace(
  options: StandinOptions = {},
  settings: Partial<DingTalkSettings> = {},
) {
  const standin = await createStandin(options)
  const admin = adminOf(standin)
  await admin('tenant', {
    departments: [
      { deptId: 7, name: '石塘镇', parentId: 1 },
      { deptId: 8, name: '上马村', parentId: 7 },
    ],
    users: Array.from({ length: 40 }, (_, n) => ({
      userId: `u${n}`,
      name: `人${n}`,
      title: '网格员',
      deptIds: [n < 20 ? 7 : 8],
      ...(n === 1 && { mobile: '13800000001' }),
    })),
  })
  const logged = createLog()
  const dingtalk = connectDingTalk({
    ...appOf(standin),
    log: logged.log,
    now: () => new Date(standin.clock.now()),
    timing: quick,
    ...settings,
  })
  return {
    standin,
    admin,
    ...logged,
    dingtalk,
    ...dingtalk,
    async close() {
      await dingtalk.close()
      await standin.close()
    },
  }
}

export const appOf = ({ url }: { url: string }) => ({
  clientId: 'dingstandin',
  clientSecret: 'standin-secret',
  robotCode: 'dingstandin',
  agentId: 1001,
  templateId: 't.schema',
  corpId: 'dingcorp',
  publicUrl: 'http://127.0.0.1:7400',
  apiBase: url,
  oapiBase: url,
  perSecond: 0,
})

const adminOf =
  ({ url }: Standin) =>
  async <T = unknown>(path: string, body?: object): Promise<T> => {
    const response = await fetch(
      `${url}/_admin/${path}`,
      body
        ? {
            method: 'POST',
            headers: { 'content-type': 'application/json' },
            body: JSON.stringify(body),
          }
        : {},
    )
    return (await response.json()) as T
  }

/** The calls the stand-in has seen on a path, with their bodies. */
export const callsOf = ({ admin }: Place, path: string) =>
  admin<{ status: number; path: string; code?: string; body: Record<string, unknown> }[]>(
    `journal?path=${encodeURIComponent(path)}`,
  )

export const view = (more: Partial<CardView> = {}): CardView => ({
  tone: 'orange',
  plate: { top: '台风', word: '橙' },
  kicker: '温岭市防指 14:30',
  title: '台风橙色预警',
  lines: [
    { label: '要做', text: '转移' },
    { label: '时限', text: '18:00 前', strong: true },
  ],
  button: {
    operation: 'warnings.acknowledge',
    label: '收到',
    input: { warningId: 'w1' },
    word: '1',
  },
  foot: '收不到确认会打电话',
  ...more,
})
export const to = (...addresses: string[]) =>
  addresses.map((address) => ({ address, view: view() }))

export type Gateway = Awaited<ReturnType<typeof openGateway>>
type Opened = { socket: WebSocket; request: IncomingMessage; acks: Record<string, unknown>[] }
/**
 * The bare door of the stream: counts who asks, accepts or refuses, says what the test wants said.
 */
type GatewayOptions = { ticket?: string; accept?: boolean | 'never' }
export async function openGateway({ ticket = 'ticket', accept = true }: GatewayOptions = {}) {
  const urls: string[] = []
  const events: string[] = []
  const lines: Opened[] = []
  const gateway = { url: '', urls, events, lines, opens: 0, accept, status: 200, push, close }
  const server = createServer((request, response) => {
    urls.push(request.url!)
    gateway.opens++
    request.resume()
    response.writeHead(gateway.status, { 'content-type': 'application/json' })
    response.end(
      JSON.stringify(
        gateway.status === 200
          ? { endpoint: `${gateway.url.replace('http', 'ws')}/connect`, ticket }
          : { code: 'authFailed', message: '鉴权失败' },
      ),
    )
  })
  const raw = new Set<Duplex>()
  const sockets = new WebSocketServer({ noServer: true })
  server.on('upgrade', (request, socket, head) => {
    raw.add(socket.on('error', () => socket.destroy()))
    if (gateway.accept === 'never') return
    if (!gateway.accept) {
      return void socket.end('HTTP/1.1 503 Service Unavailable\r\nConnection: close\r\n\r\n')
    }
    sockets.handleUpgrade(request, socket, head, (open) => {
      const line: Opened = { socket: open, request, acks: [] }
      const name = lines.push(line)
      events.push(`open ${name}`)
      open
        .on('message', (data) =>
          line.acks.push(JSON.parse(String(data)) as Record<string, unknown>),
        )
        .on('close', () => events.push(`close ${name}`))
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  gateway.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`

  function push(
    line: number,
    frame: { type: string; headers: Record<string, string>; data?: unknown },
  ) {
    lines[line]!.socket.send(
      JSON.stringify({ specVersion: '1.0', ...frame, data: JSON.stringify(frame.data ?? {}) }),
    )
  }
  async function close() {
    for (const socket of raw) socket.destroy()
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  }
  return gateway
}

/** The acknowledgement of a message on a line: its payload, parsed. */
export const ackOf = (line: Opened | undefined, messageId: string) => {
  const ack = line?.acks.find(
    (it) => (it['headers'] as { messageId?: string }).messageId === messageId,
  )
  return ack && (JSON.parse(String(ack['data'])) as Record<string, unknown>)
}

export function connectTo(
  gateway: Gateway,
  timing: Partial<Timing> = {},
): { dingtalk: DingTalk } & ReturnType<typeof createLog> {
  const logged = createLog()
  return {
    ...logged,
    dingtalk: connectDingTalk({
      ...appOf(gateway),
      log: logged.log,
      now: () => new Date(),
      timing: { ...quick, ...timing },
    }),
  }
}
