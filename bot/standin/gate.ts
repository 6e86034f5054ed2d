import { setTimeout as sleep } from 'node:timers/promises'
import { z } from 'zod'
import {
  failure,
  forbidden,
  html,
  isAnswer,
  newError,
  oldError,
  success,
  timedOut,
  tokenRefused,
  x5,
  type Answer,
  type Family,
} from './answers'
import { peopleOf, type Endpoint, type Met } from './endpoint'
import type { HttpFault } from './faults'
import type { Call, Reply } from './http'
import { inputOf } from './input'
import { OldRefusal, Refusal } from './refusal'
import type { TokenState } from './tokens'
import { tellBug, type World } from './world'

/**
 * One call through everything DingTalk puts before its business: bans, tokens, permissions, limits,
 * quota.
 */
export async function serve(world: World, endpoint: Endpoint, call: Call): Promise<Reply> {
  const userIds = peopleOf(call.body)
  const injected = world.faults.take(call.path, call.method, userIds)
  const fault = injected?.fault ?? switchedOn(world, endpoint)
  const met = { ...call, ...(injected && { fault: injected }) }
  const reply = await pass(world, endpoint, met, fault)
  const status = typeof reply === 'string' ? 0 : reply.status
  const line = {
    method: call.method,
    path: call.path,
    status,
    ...codeOf(reply),
    ...(userIds.length && { userIds }),
  }
  world.journal.call({
    ...line,
    ...(world.settings.journalBodies && { body: withoutSecrets(call.body) }),
  })
  if (line.code ?? status >= 400) {
    world.journal.tell('refused', `${call.method} ${call.path} ${status}`, line)
  }
  return reply
}

async function pass(
  world: World,
  endpoint: Endpoint,
  call: Met,
  fault: HttpFault | undefined,
): Promise<Reply> {
  const { family } = endpoint
  if (fault === 'slow') await sleep(world.faults.on.slow || 3_500, undefined, { ref: false })
  const refused =
    cutOff(world, endpoint, fault) ??
    refusedByRight(world, endpoint, call, fault) ??
    refusedByLimit(world, endpoint, fault)
  if (refused) return refused
  if (endpoint.metered !== false) world.meter.count('api')
  const reply = await run(world, endpoint, call)
  return fault === 'afterEffect504' ? timedOut(family) : reply
}

/** The switch that this call meets; of several, the first here. */
function switchedOn(world: World, endpoint: Endpoint): HttpFault | undefined {
  const { on } = world.faults
  if (on.reset) return 'reset'
  if (on.html) return 'html'
  if (on.x5) return 'x5'
  if (on.card && endpoint.route.includes('/v1.0/card/')) return 'busy'
  if (on.afterEffect504 && (endpoint.token !== false || endpoint.metered !== false)) {
    return 'afterEffect504'
  }
  return on.slow ? 'slow' : undefined
}

function cutOff(
  world: World,
  { family }: Endpoint,
  fault: HttpFault | undefined,
): Reply | undefined {
  if (fault === 'reset') return 'cut'
  if (fault === 'html') return html
  if (fault === 'html502') return { ...html, status: 502 }
  if (fault === 'x5') return x5()
  if (fault === '504') return timedOut(family)
  return !world.faults.on.noLimits && world.meter.banned() ? html : undefined
}

function refusedByRight(
  world: World,
  endpoint: Endpoint,
  call: Call,
  fault: HttpFault | undefined,
): Reply | undefined {
  const { family } = endpoint
  if (endpoint.token === false || family === 'link') return undefined
  const token = fault === 'token' ? 'unknown' : stateOfToken(world, endpoint, call)
  if (token !== 'valid') return tokenRefused(endpoint, token)
  if (fault === 'ipNotAllowed') return failure('ipNotAllowed', family)
  const forbids = fault === 'noPermission' || (world.faults.on.noPermission && endpoint.scope)
  return forbids ? forbidden(endpoint) : undefined
}

function stateOfToken({ tokens }: World, { family, token }: Endpoint, call: Call): TokenState {
  const value = tokenOf(call, family)
  return token === 'person' ? tokens.checkPerson(value) : tokens.check(value)
}

function tokenOf(call: Call, family: Family): string | undefined {
  if (family === 'old') return call.query.get('access_token') || formToken(call)
  const header = call.headers['x-acs-dingtalk-access-token']
  return Array.isArray(header) ? header[0] : header
}

/** A form may bring its token along: the one that uploads a file, and those of `/topapi/`. */
function formToken({ path, headers, raw, body }: Call): string | undefined {
  if (path === '/media/upload') {
    return /name="access_token"\r\n\r\n([^\r\n]+)/.exec(raw.toString('latin1'))?.[1]
  }
  if (!headers['content-type']?.includes('urlencoded')) return undefined
  return Form.safeParse(body).data?.access_token
}
const Form = z.object({ access_token: z.string() })

const limitFaults = ['qps', 'globalQps', 'qpm', 'busy', 'tooMany', 'gone'] as const

function refusedByLimit(
  world: World,
  endpoint: Endpoint,
  fault: HttpFault | undefined,
): Reply | undefined {
  const { family } = endpoint
  const injected = limitFaults.find((limit) => limit === fault)
  if (injected) return failure(injected, family)
  if (isTooFast(world, endpoint)) return failure('qps', family)
  return fault === 'quota' || isSpent(world, endpoint) ? failure('quota', family) : undefined
}

function isTooFast({ faults, meter }: World, { family, route }: Endpoint): boolean {
  const { noLimits, limit } = faults.on
  if (family === 'link' || noLimits) return false
  return !meter.pass(route, limit ? limit.rate : undefined)
}

function isSpent({ faults, meter }: World, { metered }: Endpoint): boolean {
  if (metered === false) return false
  return faults.on.quota || (!faults.on.noLimits && meter.exhausted('api'))
}

async function run(world: World, endpoint: Endpoint, call: Met): Promise<Answer> {
  try {
    const body = await endpoint.run(world, inputOf(endpoint, call) as never, call)
    return isAnswer(body) ? body : success(endpoint.family, body)
  } catch (error) {
    if (error instanceof Refusal) {
      return newError(error.code, error.status, error.message, error.more)
    }
    if (error instanceof OldRefusal) return oldError(error.errcode, error.errmsg, error.more)
    tellBug(world, error, { path: call.path })
    return { ...failure('broken', endpoint.family, String(error)), status: 500 }
  }
}

function codeOf(reply: Reply) {
  if (typeof reply === 'string') return { code: reply }
  const { data } = Coded.safeParse(reply.body)
  const old = data?.sub_code ? `${data.errcode}/${data.sub_code}` : data?.errcode
  const code = data?.code ?? (old ? String(old) : undefined)
  return code ? { code } : {}
}
const Coded = z.object({
  code: z.string().optional(),
  errcode: z.number().optional(),
  sub_code: z.string().optional(),
})

/** The body without what must not be kept. */
function withoutSecrets(body: unknown) {
  if (typeof body !== 'object' || body === null) return body
  return Object.fromEntries(Object.entries(body).filter(([name]) => !/secret|token/i.test(name)))
}
