import type { AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'
import type { IncomingMessage } from 'node:http'
import { z } from 'zod'
import { admin } from './admin'
import type { Act } from './admin/act'
import { Deeds, disturb } from './admin/faults'
import { read, say, type Say } from './admin/acts'
import { state } from './admin/watch'
import { endpoints } from './api'
import type { Endpoint } from './endpoint'
import { Injection, type FaultInput } from './faults'
import { notFound, serve } from './gate'
import { listen, Router, type Call, type Reply } from './http'
import type { StandinOptions } from './options'
import { page } from './page'
import { press, Press, pushEvent, type Push } from './pushes'
import type { Subscription } from './stream'
import { createWorld, setFaults, type World } from './world'

export type { StandinOptions } from './options'
export type Standin = Awaited<ReturnType<typeof createStandin>>

const routes = new Router<Endpoint>()
for (const endpoint of endpoints) routes.add(endpoint.route, endpoint)
const acts = new Router<Act>()
for (const act of admin) acts.add(act.route, act)

/** Starts a DingTalk of one's own; port 0 takes any free one. */
export async function createStandin(options: StandinOptions = {}) {
  const world = createWorld(options)
  const server = listen((call) => route(world, call))
  server.on('upgrade', (request, socket, head) => upgrade(world, request, socket, head))
  await new Promise<void>((resolve, reject) =>
    server.once('error', reject).listen(world.settings.port, world.settings.host, resolve),
  )
  const { port } = server.address() as AddressInfo
  world.url = `http://${world.settings.host === '0.0.0.0' ? '127.0.0.1' : world.settings.host}:${port}`
  return {
    url: world.url,
    port,
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

async function route(world: World, call: Call): Promise<Reply> {
  if (call.path.startsWith('/_admin/')) return administer(world, call)
  const found = routes.find(call.method, call.path)
  if (found) return serve(world, found.handler, { ...call, params: found.params })
  return (
    (call.method === 'GET' && (await page(call.path))) ||
    (call.path.startsWith('/v1.0/')
      ? notFound()
      : { status: 404, body: { errcode: 404, errmsg: '请求的URI地址不存在' } })
  )
}

async function administer(world: World, call: Call): Promise<Reply> {
  const found = acts.find(call.method, call.path)
  if (!found) {
    return { status: 404, body: { error: `no such admin call: ${call.method} ${call.path}` } }
  }
  const input = found.handler.input.safeParse(
    call.method === 'GET' ? Object.fromEntries(call.query) : (call.body ?? {}),
  )
  if (!input.success) return { status: 400, body: { error: z.prettifyError(input.error) } }
  const body = await found.handler.run(world, input.data as never, {
    ...call,
    params: found.params,
  })
  if (body !== undefined) return { status: 200, body }
  return call.response.headersSent ? 'taken' : { status: 404, body: { error: 'not found' } }
}

/** The handshake: a ticket opens one connection, within 90 s, unless the door is said to be broken. */
function upgrade(world: World, request: IncomingMessage, socket: Duplex, head: Buffer) {
  const url = new URL(request.url!, 'http://standin')
  const refuse = (line: string) =>
    socket.end(`HTTP/1.1 ${line}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`)
  socket.on('error', () => socket.destroy())
  if (world.faults.on.handshake503) return refuse('503 Service Unavailable')
  if (world.faults.on.handshake401) return refuse('401 Unauthorized')
  const subscriptions =
    url.pathname === '/connect'
      ? world.tokens.redeem(url.searchParams.get('ticket') ?? '')
      : undefined
  if (!subscriptions) return refuse('401 Unauthorized')
  world.stream.accept(request, socket, head, subscriptions as Subscription[])
}
