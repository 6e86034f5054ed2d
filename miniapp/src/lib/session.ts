import type { Bridge } from '../platform/bridge'
import type { Holder } from './holder'
import { ServiceRefused, Unreachable } from './refused'
import type { Storage } from './store'

const tokenKey = 'session'
/** By it the service tells this phone from others behind the same address. */
const passKey = 'pass'
/** Stands while nobody is to be let in by itself: somebody has logged out. */
const outKey = 'out'
const expired = 'access.unknown'
const loggedOut = 'access.loggedOut'
/** Faults of the service that pass by themselves, and what waits until somebody logs in. */
const passing = new Set([
  'bug',
  'channel.down',
  'access.busy',
  'access.tooMany',
  'input.tooSlow',
  loggedOut,
])

type Envelope = {
  ok?: boolean
  at?: string
  pass?: string
  reply?: unknown
  problem?: { code: string; message: string; details?: Record<string, unknown> }
}

/** `hear`: the service's time, with each answer. */
type Around = { storage: Storage; holder: Holder; hear: (at: Date) => void }
type Door = Pick<Bridge, 'authCode' | 'pause'>
type Ask = (
  name: string,
  input: unknown,
  headers?: Readonly<Record<string, string>>,
) => Promise<unknown>

/** Business errors come inside an answer of 200: DingTalk hands over no body with any other status. */
const asking =
  (post: Bridge['post'], { storage, hear }: Around): Ask =>
  async (name, input, headers = {}) => {
    const pass = storage.read(passKey)
    const { status, body } = await post(
      `/api/${name}`,
      {
        'content-type': 'application/json',
        'x-envelope': '1',
        ...(pass !== null && { 'x-pass': pass }),
        ...headers,
      },
      JSON.stringify(input),
    ).catch(() => {
      throw new Unreachable()
    })
    const answer = body as Envelope | null
    if (status !== 200 || typeof answer?.ok !== 'boolean') throw new Unreachable()
    if (answer.at) hear(new Date(answer.at))
    if (answer.pass) storage.write(passKey, answer.pass)
    if (answer.problem) {
      throw new ServiceRefused(answer.problem.code, answer.problem.message, answer.problem.details)
    }
    return answer.reply
  }

/** A code of the host for a session of ours: from then on the phone is of whom it names. */
async function logIn(ask: Ask, { authCode, pause }: Door, around: Around): Promise<string> {
  const { storage, holder } = around
  const code = await authCode().catch((error: unknown) => {
    throw error instanceof ServiceRefused ? error : new Unreachable()
  })
  const enter = () => ask('session.open', { authCode: code })
  const opened = (await patiently(enter, pause)) as { token: string; personId: string }
  storage.write(tokenKey, opened.token)
  storage.remove(outKey)
  holder.become(opened.personId)
  return opened.token
}

const crowded = new Set(['access.busy', 'access.tooMany'])
const patience = { tries: 5, seconds: 3 }
/** Where too many come at once, the code was not looked at: it is shown again after a moment. */
async function patiently(
  enter: () => Promise<unknown>,
  pause: Bridge['pause'],
  tries = patience.tries,
): Promise<unknown> {
  try {
    return await enter()
  } catch (error) {
    const isCrowded = error instanceof ServiceRefused && crowded.has(error.code)
    if (!isCrowded || tries === 1) throw error
    await pause(patience.seconds)
    return patiently(enter, pause, tries - 1)
  }
}

/** How a session is left: by a newcomer, or because somebody has logged out. */
function waysOut(ask: Ask, { storage, holder }: Around) {
  function leave() {
    storage.remove(tokenKey)
    holder.become('')
  }
  /** Tells the service that the session is over, where it can be reached; `opening`: a log-in under way. */
  async function close(opening: Promise<unknown> | null) {
    await opening?.catch(() => undefined)
    const token = storage.read(tokenKey)
    if (token === null) return
    await ask('session.close', {}, { authorization: `Bearer ${token}` }).catch(() => undefined)
  }
  /** From now on the phone is of nobody, until somebody logs in. */
  function goOut() {
    storage.write(outKey, '1')
    leave()
  }
  return { isOut: () => storage.read(outKey) !== null, leave, close, goOut }
}

/**
 * `id`: our own id of what is asked, so that a repetition does nothing. `by`: who has asked it, for
 * nobody else's session.
 */
type Mark = { id?: string; by?: string }

/**
 * Carries one call under the session of whoever holds the phone; logs in again by itself, so that
 * nobody loses what is being typed.
 */
export function createSession(
  { authCode, pause, post, arrival }: Door & Pick<Bridge, 'post' | 'arrival'>,
  around: Around,
) {
  const { storage, holder } = around
  const ask = asking(post, around)
  const { isOut, leave, close, goOut } = waysOut(ask, around)
  let opening: Promise<string> | null = null

  /** However many calls find the session expired, one log-in is made. */
  function enter(): Promise<string> {
    opening ??= logIn(ask, { authCode, pause }, around).finally(() => {
      opening = null
    })
    return opening
  }
  /** By itself: whoever has logged out is let in only when he says so. */
  function open(): Promise<string> {
    if (!isOut() || opening) return enter()
    return Promise.reject(new ServiceRefused(loggedOut, '已退出登录，登录以后再用'))
  }
  /**
   * A log-in under way is waited for, as it may be somebody else's; where nobody answers, the
   * session before it holds.
   */
  function currentToken(): Promise<string> {
    const kept = storage.read(tokenKey)
    if (!opening) return kept === null ? open() : Promise.resolve(kept)
    return opening.catch((error: unknown) => {
      if (kept === null || !isPassing(error)) throw error
      return kept
    })
  }

  const isHeldBy = (by = '') => !by || by === holder.id()
  async function send(name: string, input: unknown, { id, by }: Mark = {}): Promise<unknown> {
    async function withToken(token: string) {
      if (!isHeldBy(by)) throw new Unreachable()
      return ask(name, input, {
        authorization: `Bearer ${token}`,
        ...(id && { 'idempotency-key': id }),
      })
    }
    const token = await currentToken().catch((error: unknown) => {
      throw isHeldBy(by) ? error : new Unreachable()
    })
    try {
      return await withToken(token)
    } catch (error) {
      if (!(error instanceof ServiceRefused) || error.code !== expired) throw error
      return withToken(await open())
    }
  }
  /** Logs in before the first screen asks for anything: its code is still on its way then. */
  function early() {
    if (arrival === 'newcomer') {
      storage.remove(outKey)
      leave()
    }
    if (isOut()) return
    if (arrival === 'known' && storage.read(tokenKey) !== null) return
    open().catch((error: unknown) => {
      if (arrival === 'unsure' && !isPassing(error)) leave()
    })
  }
  return { send, early, leave, enter, end: () => close(opening), goOut, isOut }
}
export type Session = ReturnType<typeof createSession>
export type Send = Session['send']

/** May it be tried again as it is? */
export const isPassing = (error: unknown) =>
  error instanceof Unreachable || (error instanceof ServiceRefused && passing.has(error.code))
