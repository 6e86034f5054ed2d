import { randomUUID } from 'node:crypto'
import pino from 'pino'
import type { Standin } from '../../bot/standin'
import { patience } from './patience'

export const cardTopic = '/v1.0/card/instances/callback'
export const robotTopic = '/v1.0/im/bot/messages/get'
export type Headers = { topic?: string; messageId?: string; [name: string]: unknown }

/** Writes any text on the line to the service, whether it is a frame or not. */
export function write({ world }: Standin, text: string) {
  const [connection] = world.stream.connections
  if (!connection) throw new Error('nobody is connected')
  world.stream.write(connection, text, false)
}

/**
 * Pushes a frame that the stand-in would never push; resolves with what the service says to it,
 * null when it says nothing.
 */
export async function push(
  standin: Standin,
  type: string,
  headers: Headers,
  data: unknown,
): Promise<unknown> {
  const messageId = headers.messageId ?? randomUUID()
  const answer = standin.world.stream.ack(messageId, patience)
  write(
    standin,
    JSON.stringify({
      specVersion: '1.0',
      type,
      headers: { ...headers, messageId },
      data: typeof data === 'string' ? data : JSON.stringify(data),
    }),
  )
  const acknowledged = await answer
  return acknowledged && JSON.parse(acknowledged.data)
}

/** A press of a button with any content. */
export const pressOf = (userId: string, outTrackId: string, params: Record<string, unknown>) => ({
  type: 'actionCallback',
  outTrackId,
  userId,
  userIdType: 1,
  content: JSON.stringify({ cardPrivateData: { actionIds: ['main'], params } }),
})

/** A log that a test reads: the lines of this level and above. */
export function listeningLog(level: 'warn' | 'error') {
  const lines: string[] = []
  return {
    lines,
    log: pino(
      { level },
      { write: (line: string) => void lines.push((JSON.parse(line) as { msg: string }).msg) },
    ),
  }
}
