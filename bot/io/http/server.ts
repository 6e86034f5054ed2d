import * as http from 'node:http'
import type { Policy } from '../../../config/policy'

/** The server under the application, with its limits of time. */
export function createServer(
  listener: http.RequestListener,
  { largeSeconds }: Policy['guard']['bodies'],
): http.Server {
  const server = http.createServer({ connectionsCheckingInterval: 5_000 }, listener)
  // Who sends so slowly is cut off; a body is answered before, with a sentence.
  server.headersTimeout = 15_000
  server.requestTimeout = (largeSeconds + 10) * 1_000
  // Longer than a proxy in front keeps an idle line (60 s): it must not meet one that we have just
  // closed.
  server.keepAliveTimeout = 75_000
  return server
}
