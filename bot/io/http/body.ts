import { bodyParser } from '@koa/bodyparser'
import type { Context } from 'koa'
import type { Policy } from '../../../config/policy'
import { Problem } from '../../../shared/problem'

type Bodies = Policy['guard']['bodies']

/** Reads a body of JSON: within its limit of size, and within its time. */
export function bodyReader(large: true | undefined, { seconds, largeSeconds }: Bodies) {
  const parse = bodyParser({
    enableTypes: ['json'],
    jsonLimit: large ? '9mb' : '256kb',
    encoding: 'utf-8',
    onError: refuseBody,
  })
  const ms = 1000 * (large ? largeSeconds : seconds)
  return async function read(http: Context): Promise<unknown> {
    await within(
      ms,
      parse(http, () => Promise.resolve()),
    ).catch((error: unknown) => {
      http.set('connection', 'close') // the rest of it is not waited for
      throw error
    })
    return http.request.body
  }
}

async function within(ms: number, reading: Promise<unknown>) {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, fail) => {
    timer = setTimeout(() => fail(new Problem('input.tooSlow')), ms)
  })
  try {
    await Promise.race([reading, late])
  } finally {
    clearTimeout(timer)
    reading.catch(() => undefined)
  }
}

/** A body that is too long, not JSON, or not packed as it says is the caller's mistake. */
function refuseBody(error: unknown): never {
  throw (error as { status?: number }).status === 413
    ? new Problem('input.tooLarge')
    : new Problem('input.invalid', { what: '不是 JSON' })
}
