import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { HttpFault } from './faults'
import type { Endpoint, Met } from './endpoint'
import { peopleOf } from './endpoint'
import type { Call, Reply } from './http'
import { OldRefusal, Refusal } from './refusal'
import type { World } from './world'

type Answer = Exclude<Reply, string>
type Family = Endpoint['family']

const html: Answer = {
  status: 200,
  headers: { 'content-type': 'text/html;charset=utf-8' },
  body: '<!DOCTYPE html><html><head><title>访问被拒绝</title></head><body>您的访问过于频繁，请稍后再试</body></html>',
}
const x5 = (): Answer => ({
  status: 200,
  body: {
    status: 1111,
    wait: 5,
    source: 'x5',
    punish: 'deny',
    uuid: randomUUID().replaceAll('-', ''),
  },
})

/** Errors by name: new code, HTTP status, words, errcode of the old API. */
const known = {
  qps: [
    'Forbidden.AccessDenied.QpsLimitForAppkeyAndApi',
    403,
    '应用调用该接口的QPS超过限制',
    90018,
  ],
  globalQps: ['Forbidden.AccessDenied.QpsLimitForApi', 403, '该接口的QPS超过限制', 90002],
  qpm: [
    'Forbidden.AccessDenied.QpmLimitForAppkeyAndApi',
    403,
    '应用每分钟调用该接口的次数超过限制',
    90018,
  ],
  quota: ['Forbidden.AccessDenied.ApiCountLimitForOrg', 403, '企业本月的接口调用次数已用完', 90020],
  ipNotAllowed: ['Forbidden.AccessDenied.IpNotInWhiteList', 403, '访问ip不在白名单之中', 60020],
  token: ['InvalidAuthentication', 400, '不合法的access_token', 40014],
  expired: ['InvalidAuthentication', 400, '不合法的access_token', 42001],
  busy: ['system.busy', 500, '系统繁忙', -1],
  tooMany: ['system.busy', 429, '系统繁忙', 90002],
} as const

/** One call through everything DingTalk puts before its business: bans, tokens, permissions, limits, quota. */
export async function serve(world: World, endpoint: Endpoint, call: Call): Promise<Reply> {
  const userIds = peopleOf(call.body)
  const injected = world.faults.take(call.path, call.method, userIds)
  const fault = injected?.fault ?? switched(world, endpoint)
  const reply = await pass(
    world,
    endpoint,
    { ...call, ...(injected && { fault: injected }) },
    fault,
  )
  const status = reply === 'cut' || reply === 'taken' ? 0 : reply.status
  const line = {
    method: call.method,
    path: call.path,
    status,
    ...codeOf(reply),
    ...(userIds.length && { userIds }),
  }
  world.journal.call({ ...line, ...(world.settings.journalBodies && { body: bare(call.body) }) })
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

function switched(world: World, endpoint: Endpoint): HttpFault | undefined {
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
  const header = call.headers['x-acs-dingtalk-access-token']
  const value =
    family === 'new' ? (Array.isArray(header) ? header[0] : header) : call.query.get('access_token')
  const state = fault === 'token' ? 'unknown' : world.tokens.check(value ?? formToken(call))
  if (state !== 'valid') return failure(state === 'expired' ? 'expired' : 'token', family)
  if (fault === 'ipNotAllowed') return failure('ipNotAllowed', family)
  return fault === 'noPermission' || (world.faults.on.noPermission && endpoint.scope)
    ? forbidden(endpoint)
    : undefined
}

function refusedByLimit(
  world: World,
  endpoint: Endpoint,
  fault: HttpFault | undefined,
): Reply | undefined {
  const { family } = endpoint
  const { noLimits, limit, quota } = world.faults.on
  if (
    fault === 'qps' ||
    fault === 'globalQps' ||
    fault === 'qpm' ||
    fault === 'busy' ||
    fault === 'tooMany'
  ) {
    return failure(fault, family)
  }
  if (
    family !== 'link' &&
    !noLimits &&
    !world.meter.pass(endpoint.route, limit ? limit.rate : undefined)
  ) {
    return failure('qps', family)
  }
  const used = endpoint.metered !== false && (quota || (!noLimits && world.meter.exhausted('api')))
  return used || fault === 'quota' ? failure('quota', family) : undefined
}

async function run(world: World, endpoint: Endpoint, call: Met): Promise<Answer> {
  const { family, bad } = endpoint
  const withBody = call.method === 'POST' || call.method === 'PUT'
  if (family === 'new' && withBody && !endpoint.bodyless && call.body === undefined) {
    return newError('Missingbody', 400, 'body is missing')
  }
  const input = endpoint.input.safeParse(
    withBody ? (call.body ?? {}) : Object.fromEntries(call.query),
  )
  try {
    if (!input.success) {
      throw family === 'new'
        ? new Refusal(bad ?? 'param.invalid', words(input.error.issues))
        : new OldRefusal(40035, `不合法的参数：${words(input.error.issues)}`)
    }
    const body = await endpoint.run(world, input.data as never, call)
    if (isAnswer(body)) return body
    return {
      status: 200,
      body:
        family === 'new'
          ? body
          : { errcode: 0, errmsg: 'ok', ...(body as object), request_id: requestId() },
      headers: headersOf(family),
    }
  } catch (error) {
    if (error instanceof Refusal) {
      return newError(error.code, error.status, error.message, error.more)
    }
    if (error instanceof OldRefusal) return oldError(error.errcode, error.errmsg, error.more)
    throw error
  }
}

const words = (issues: readonly { path: PropertyKey[]; message: string }[]) =>
  issues
    .slice(0, 3)
    .map((issue) => `${issue.path.join('.')} ${issue.message}`)
    .join('; ')
const requestId = () => randomUUID().toUpperCase()
const headersOf = (family: Family): Record<string, string> =>
  family === 'new'
    ? {
        server: 'DingTalk/1.0.0',
        'x-acs-request-id': requestId(),
        'x-acs-trace-id': randomUUID().replaceAll('-', ''),
      }
    : { server: 'DingTalk/1.0.0' }

/** Marks an answer that is not the usual JSON (a file, XML). */
const answers = new WeakSet<object>()
export function answer(reply: Answer) {
  answers.add(reply)
  return reply
}
const isAnswer = (body: unknown): body is Answer =>
  typeof body === 'object' && body !== null && answers.has(body)

function newError(code: string, status: number, message: string, more: object = {}): Answer {
  return {
    status,
    body: { code, requestid: requestId(), message, ...more },
    headers: headersOf('new'),
  }
}

function oldError(errcode: number, errmsg: string, more: object = {}): Answer {
  return {
    status: 200,
    body: { errcode, errmsg, ...more, request_id: requestId() },
    headers: headersOf('old'),
  }
}

function failure(name: keyof typeof known, family: Family): Answer {
  const [code, status, words, errcode] = known[name]
  return family === 'new' ? newError(code, status, words) : oldError(errcode, words)
}

function forbidden({ family, scope = 'qyapi_base' }: Endpoint): Answer {
  const words = `应用尚未开通所需的权限：[${scope}]`
  if (family === 'new') {
    return newError('Forbidden.AccessDenied.AccessTokenPermissionDenied', 403, words, {
      accessdenieddetail: { requiredScopes: [scope] },
    })
  }
  return oldError(88, `ding talk error[subcode=60011,submsg=${words}]`, {
    sub_code: '60011',
    sub_msg: words,
  })
}

const timedOut = (family: Family): Answer =>
  family === 'new'
    ? { status: 504, headers: headersOf('new') }
    : oldError(15, 'isp.top-remote-connection-timeout')

/** What no path of the new API answers. */
export const notFound = () =>
  newError(
    'InvalidAction.NotFound',
    404,
    'Specified api is not found, please check your url and method.',
  )

function formToken(call: Call) {
  return call.path === '/media/upload'
    ? /name="access_token"\r\n\r\n([^\r\n]+)/.exec(call.raw.toString('latin1'))?.[1]
    : undefined
}

function codeOf(reply: Reply) {
  if (typeof reply === 'string') return { code: reply }
  const body = reply.body as { code?: string; errcode?: number } | undefined
  const code = body?.code ?? (body?.errcode ? String(body.errcode) : undefined)
  return code ? { code } : {}
}

/** The body without what must not be kept. */
function bare(body: unknown) {
  if (typeof body !== 'object' || body === null) return body
  return Object.fromEntries(Object.entries(body).filter(([name]) => !/secret|token/i.test(name)))
}
