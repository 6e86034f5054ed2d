import type { Bridge } from '../platform/bridge'
import { ServiceRefused, Unreachable } from './refused'

const tokenKey = 'session'
const expired = 'access.unknown'
/** Faults of the service that pass by themselves. */
const passing = new Set(['bug', 'channel.down'])

type Envelope = {
  ok?: boolean
  at?: string
  reply?: unknown
  problem?: { code: string; message: string; details?: Record<string, unknown> }
}

/**
 * Carries one call under the session of whoever holds the phone; logs in again by itself, so that
 * nobody loses what is being typed. `hear`: the service's time, with each answer.
 */
export function createSession(
  { authCode, post, storage }: Pick<Bridge, 'authCode' | 'post' | 'storage'>,
  hear: (at: Date) => void,
) {
  let opening: Promise<string> | null = null

  /**
   * Business errors come inside an answer of 200: DingTalk hands over no body with any other
   * status.
   */
  async function ask(
    name: string,
    input: unknown,
    headers: Record<string, string> = {},
  ): Promise<unknown> {
    const { status, body } = await post(
      `/api/${name}`,
      { 'content-type': 'application/json', 'x-envelope': '1', ...headers },
      JSON.stringify(input),
    ).catch(() => {
      throw new Unreachable()
    })
    const answer = body as Envelope | null
    if (status !== 200 || typeof answer?.ok !== 'boolean') throw new Unreachable()
    if (answer.at) hear(new Date(answer.at))
    if (answer.problem) {
      throw new ServiceRefused(answer.problem.code, answer.problem.message, answer.problem.details)
    }
    return answer.reply
  }

  /** However many calls find the session expired, one log-in is made. */
  function open(): Promise<string> {
    opening ??= logIn().finally(() => {
      opening = null
    })
    return opening
  }
  async function logIn(): Promise<string> {
    const code = await authCode().catch((error: unknown) => {
      throw error instanceof ServiceRefused ? error : new Unreachable()
    })
    const { token } = (await ask('session.open', { authCode: code })) as { token: string }
    storage.write(tokenKey, token)
    return token
  }

  /** `id` is our own id of what is asked, so that a repetition does nothing. */
  async function send(name: string, input: unknown, id?: string): Promise<unknown> {
    const withToken = (token: string) =>
      ask(name, input, { authorization: `Bearer ${token}`, ...(id && { 'idempotency-key': id }) })
    const kept = storage.read(tokenKey)
    if (kept === null) return withToken(await open())
    try {
      return await withToken(kept)
    } catch (error) {
      if (!(error instanceof ServiceRefused) || error.code !== expired) throw error
      return withToken(await open())
    }
  }
  /** Logs in before the first screen asks for anything: its code is still on its way then. */
  const early = () => {
    if (storage.read(tokenKey) === null) void open().catch(() => undefined)
  }
  return { send, early, leave: () => storage.remove(tokenKey) }
}
export type Session = ReturnType<typeof createSession>
export type Send = Session['send']

/** May it be tried again as it is? */
export const isPassing = (error: unknown) =>
  error instanceof Unreachable || (error instanceof ServiceRefused && passing.has(error.code))
