import { ChannelError } from '../../core/ports'
import type { Meter } from './meter'
import type { Tokens } from './token'
import { isBan, isStaleToken, mishapOf, CallRefused, troubleOf, type Mishap } from './trouble'

type Rules<T> = {
  /** Contacts, log-in and tokens cost nothing (dingtalk.md §7.2). */
  free?: boolean
  /** What looks like a mishap and is an answer. */
  forgive?: (mishap: Mishap) => T | undefined
}

/**
 * One call with everything around it: pace, token (renewed once when refused), meter, and its
 * mishaps judged. Throws `ChannelError` only.
 */
export function createCalls({
  tokens,
  pace,
  meter,
}: {
  tokens: Tokens
  pace: (path: string) => Promise<void>
  meter: Meter
}) {
  return async function call<T>(
    path: string,
    run: (token: string) => Promise<T>,
    { free = false, forgive }: Rules<NoInfer<T>> = {},
  ): Promise<T> {
    await pace(path)
    const token = await tokens.current()
    try {
      const answer = await attempt(run, token).catch(async (mishap: Mishap) => {
        if (!isStaleToken(mishap)) throw mishap
        return attempt(run, await tokens.fresh(token))
      })
      if (!free) meter.called()
      return answer
    } catch (thrown) {
      if (thrown instanceof ChannelError) throw thrown
      const mishap = thrown as Mishap
      const answer = forgive?.(mishap)
      const trouble = troubleOf(mishap)
      if (!free && counted.has(trouble.kind)) meter.called()
      if (answer !== undefined) return answer
      throw trouble
    }
  }
}
export type Call = ReturnType<typeof createCalls>
/** What limits or rights turned away is not on the bill. */
const counted = new Set(['invalid', 'unknown'])

const attempt = <T>(run: (token: string) => Promise<T>, token: string) =>
  run(token).catch((thrown: unknown): never => {
    throw mishapOf(thrown)
  })

/** JSON of an answer, or the mishap that it is a page: a gateway's, or that of a ban. */
export function readAnswer(status: number, text: string): unknown {
  const answer = jsonOf(text)
  if (answer === undefined || isBan(answer)) {
    throw new CallRefused({ from: 'page', status, text: text.slice(0, 1_000) })
  }
  return answer
}

/** Undefined when it is not JSON. */
export function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
