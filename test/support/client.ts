import { createClient } from '../../shared/client'
import { contract } from '../../shared/contract'
import { Problem, isProblemCode } from '../../shared/problem'

type Headers = Record<string, string>

/** Posts JSON; gives the status and what came back. */
async function postJson(url: string, input: unknown, headers: Headers = {}) {
  const answer = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(input),
  })
  return { ok: answer.ok, status: answer.status, body: (await answer.json()) as unknown }
}

/** Calls an operation of the service; what it refuses is thrown as the problem that it names. */
export async function callOperation(
  address: string,
  name: string,
  input: unknown,
  headers: Headers = {},
) {
  const { ok, status, body } = await postJson(`${address}/api/${name}`, input, headers)
  if (ok) return body
  const { code, details } = body as { code?: string; details?: Record<string, unknown> }
  if (code && isProblemCode(code)) throw new Problem(code, details)
  throw new Error(`${name}: ${status} ${JSON.stringify(body)}`)
}

/** Tells the admin plane of the stand-in to do something. */
export async function tellStandin<R>(url: string, path: string, input: unknown): Promise<R> {
  return (await postJson(`${url}/_admin/${path}`, input)).body as R
}

/** The typed client of whoever holds the token, or of nobody. */
export const clientWith = (address: () => string, token?: () => string) =>
  createClient(contract, (name, input) =>
    callOperation(address(), name, input, token && { authorization: `Bearer ${token()}` }),
  )

/**
 * The typed client of a person who logs in by a one-time code, and again when the session is over.
 */
export function clientOf(
  address: () => string,
  takeCode: () => Promise<string>,
  headers: Headers = {},
) {
  let token: string | undefined
  async function logIn() {
    const opened = await callOperation(address(), 'session.open', { authCode: await takeCode() })
    token = (opened as { token: string }).token
  }
  return createClient(contract, async (name, input) => {
    const send = () =>
      callOperation(address(), name, input, { authorization: `Bearer ${token!}`, ...headers })
    if (!token) await logIn()
    return send().catch(async (error: unknown) => {
      if (!(error instanceof Problem) || error.code !== 'access.unknown') throw error
      await logIn()
      return send()
    })
  })
}
