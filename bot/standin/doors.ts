import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http'
import { createServer as createSecureServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'
import { hosts, makeCertificate } from './certificate'
import { tellBug, type World } from './world'

/** One plain listener; one more for programs that know DingTalk by its hosts alone, if asked for. */
export async function openDoors(world: World, answer: RequestListener) {
  const { port, host, tlsPort } = world.settings
  const plain = await open(world, createServer(answer), port, host)
  world.url = `http://${host === '0.0.0.0' ? '127.0.0.1' : host}:${plain.port}`
  const doors = { url: world.url, port: plain.port }
  if (tlsPort === undefined) return { ...doors, secure: undefined, close: plain.close }

  const pair = makeCertificate()
  const secure = await open(world, createSecureServer(pair, answer), tlsPort, host)
  world.url = `https://${hosts[1]}${secure.port === 443 ? '' : `:${secure.port}`}`
  const close = () => Promise.all([plain.close(), secure.close()])
  return { ...doors, secure: { port: secure.port, certificate: pair.cert }, close }
}

async function open(world: World, server: Server, wanted: number, host: string) {
  server.keepAliveTimeout = 60_000
  server.on('upgrade', (request, socket, head) => {
    try {
      upgrade(world, request, socket, head)
    } catch (error) {
      tellBug(world, error)
      turnAway(socket, '500 Internal Server Error')
    }
  })
  server.on('connect', (_request, socket) => turnAway(socket, '405 Method Not Allowed'))
  await new Promise<void>((resolve, reject) =>
    server.once('error', reject).listen(wanted, host, resolve),
  )
  const { port } = server.address() as AddressInfo
  async function close() {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  }
  return { port, close }
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
  return world.tokens.tickets.redeem(ticket)
}
