import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'
import { z } from 'zod'
import { admin } from './admin'
import type { Act } from './admin/act'
import { Deeds, disturb } from './admin/faults'
import { read } from './admin/acts'
import { say, type Say } from './admin/say'
import { state } from './admin/watch'
import { endpoints } from './api'
import { Injection, type FaultInput } from './faults'
import { isAnswer } from './answers'
import { serve } from './gate'
import { createHttp, type Call, type Handler, type Reply } from './http'
import type { StandinOptions } from './options'
import { press, Press } from './presses'
import { pushEvent, type Push } from './pushes'
import { answerBroken, answerUnknown } from './strays'
import type { Subscription } from './stream'
import { createWorld, setFaults, type World } from './world'

export type { StandinOptions } from './options'
export type Standin = Awaited<ReturnType<typeof createStandin>>

/** Starts a DingTalk of one's own; port 0 takes any free one. */
export async function createStandin(options: StandinOptions = {}) {
  const world = createWorld(options)
  const server = createServer(httpOf(world).callback())
  server.keepAliveTimeout = 60_000
  server.on('upgrade', (request, socket, head) => upgrade(world, request, socket, head))
  server.on('connect', (_request, socket) => turnAway(socket, '405 Method Not Allowed'))
  const { port, host } = world.settings
  await new Promise<void>((resolve, reject) =>
    server.once('error', reject).listen(port, host, resolve),
  )
  const { port: taken } = server.address() as AddressInfo
  world.url = `http://${host === '0.0.0.0' ? '127.0.0.1' : host}:${taken}`
  return {
    url: world.url,
    port: taken,
    world,
    clock: world.clock,
    faults: (input: FaultInput) => setFaults(world, input),
    inject: (injection: z.input<typeof Injection>) =>
      void world.faults.injections.push(Injection.parse(injection)),
    press: (input: z.input<typeof Press>) => press(world, Press.parse(input)),
    say: (input: z.input<typeof Say>) => say(world, input),
    read: (userId: string, event = false) => read(world, { userId, event }),
    event: (push: Push) => pushEvent(world, push),
    stream: (input: z.input<typeof Deeds>) => disturb(world, Deeds.parse(input)),
    state: (...userIds: string[]) => state(world, userIds),
    async close() {
      world.clock.stop()
      world.stream.close()
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

function httpOf(world: World) {
  const routes = new Map<string, Handler>()
  for (const endpoint of endpoints) {
    routes.set(endpoint.route, (call) => serve(world, endpoint, call))
  }
  for (const act of admin) routes.set(act.route, (call) => administer(world, act, call))
  return createHttp(routes, {
    otherwise: answerUnknown,
    broken: (url, error) => answerBroken(world, url, error),
  })
}

async function administer(world: World, act: Act, call: Call): Promise<Reply> {
  if (call.unreadable) return { status: 400, body: { error: 'the body is no JSON' } }
  const input = act.input.safeParse(
    call.method === 'GET' ? Object.fromEntries(call.query) : (call.body ?? {}),
  )
  if (!input.success) return { status: 400, body: { error: z.prettifyError(input.error) } }
  const body = await act.run(world, input.data as never, call)
  if (isAnswer(body)) return body
  if (body !== undefined) return { status: 200, body }
  return call.response.headersSent ? 'taken' : { status: 404, body: { error: 'not found' } }
}

/** The handshake: a ticket opens one connection, within 90 s, unless the door is said to be broken. */
function upgrade(world: World, request: IncomingMessage, socket: Duplex, head: Buffer) {
  const { handshake401, handshake503 } = world.faults.on
  if (handshake503) return turnAway(socket, '503 Service Unavailable')
  const subscriptions = handshake401 ? undefined : subscriptionsOf(world, request)
  if (!subscriptions) return turnAway(socket, '401 Unauthorized')
  socket.on('error', () => socket.destroy())
  world.stream.accept(request, socket, head, subscriptions)
}

function turnAway(socket: Duplex, line: string) {
  socket.on('error', () => socket.destroy())
  socket.end(`HTTP/1.1 ${line}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`)
}

/** Taken apart by hand: not every text that arrives as an address is one. */
function subscriptionsOf(world: World, request: IncomingMessage) {
  const [path = '', query = ''] = request.url!.split('?', 2)
  if (path !== '/connect') return undefined
  const ticket = new URLSearchParams(query).get('ticket') ?? ''
  return world.tokens.redeem(ticket) as Subscription[] | undefined
}
