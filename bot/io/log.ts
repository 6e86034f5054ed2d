import pino, { type DestinationStream, type Level, type LevelWithSilent } from 'pino'
import { isOfDatabase, withoutNumbers, wordsOf } from '../core/privacy'

const secret = ['name', 'phone', 'mobile', 'token']

/**
 * JSON lines without personal data: an error is told by its words and its place in the code, never
 * by the values that it carries, and no line holds a number that somebody could be rung by.
 */
export const createLog = (level: Level | LevelWithSilent, destination?: DestinationStream) =>
  pino(
    {
      level,
      redact: [...secret, ...secret.map((key) => `*.${key}`)],
      serializers: { err: errorOf },
      hooks: { streamWrite: withoutNumbers },
    },
    destination,
  )

function errorOf(error: unknown) {
  if (!(error instanceof Error)) return { message: wordsOf(error) }
  const { code, query } = error as { code?: unknown; query?: unknown }
  return {
    type: error.name,
    message: wordsOf(error),
    ...(typeof code === 'string' && { code }),
    // Its values stand elsewhere: the text has marks for them.
    ...(isOfDatabase(error) && typeof query === 'string' && { query: query.slice(0, 500) }),
    at: placesOf(error),
  }
}

/** The lines of the stack without the message above them, which may have several itself. */
const placesOf = ({ stack = '' }: Error) =>
  stack
    .split('\n')
    .filter((line) => /^\s+at /.test(line))
    .map((line) => line.trim())
