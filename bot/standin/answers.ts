import { randomUUID } from 'node:crypto'
import type { Endpoint } from './endpoint'
import type { Reply } from './http'

export type Answer = Exclude<Reply, string>
export type Family = Endpoint['family']

/** What the wall in front of DingTalk shows to whom it shuts out: a page, or JSON of its own. */
export const html: Answer = {
  status: 200,
  headers: { 'content-type': 'text/html;charset=utf-8' },
  body: '<!DOCTYPE html><html><head><title>访问被拒绝</title></head><body>您的访问过于频繁，请稍后再试</body></html>',
}
export const x5 = (): Answer => ({
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
  busy: ['system.busy', 500, '系统繁忙', -1],
  tooMany: ['system.busy', 429, '系统繁忙', 90002],
  gone: ['resource.not.found', 404, '部门不存在', 60003],
  broken: ['system.error', 500, '系统错误', -1],
} as const

export function success(family: Family, body: unknown): Answer {
  const headers = headersOf(family)
  if (family === 'new') return { status: 200, body, headers }
  const told = { errcode: 0, errmsg: 'ok', ...(body as object), request_id: requestId() }
  return { status: 200, body: told, headers }
}

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
export const isAnswer = (body: unknown): body is Answer =>
  typeof body === 'object' && body !== null && answers.has(body)

export function newError(code: string, status: number, message: string, more: object = {}): Answer {
  return {
    status,
    body: { code, requestid: requestId(), message, ...more },
    headers: headersOf('new'),
  }
}

export function oldError(errcode: number, errmsg: string, more: object = {}): Answer {
  return {
    status: 200,
    body: { errcode, errmsg, ...more, request_id: requestId() },
    headers: headersOf('old'),
  }
}

export function failure(name: keyof typeof known, family: Family, words?: string): Answer {
  const [code, status, usual, errcode] = known[name]
  const message = words ?? usual
  return family === 'new' ? newError(code, status, message) : oldError(errcode, message)
}

export function forbidden({ family, scope = 'qyapi_base' }: Endpoint): Answer {
  const message = `应用尚未开通所需的权限：[${scope}]`
  if (family === 'new') {
    return newError('Forbidden.AccessDenied.AccessTokenPermissionDenied', 403, message, {
      accessdenieddetail: { requiredScopes: [scope] },
    })
  }
  return wrapped('60011', message)
}

/** The gate of the old API says its reason inside another. */
const wrapped = (subcode: string, message: string): Answer =>
  oldError(88, `ding talk error[subcode=${subcode},submsg=${message}]`, {
    sub_code: subcode,
    sub_msg: message,
  })

const unfit = '不合法的access_token'
const wrappedReasons = {
  missing: ['40000', 'access_token is blank'],
  unknown: ['40014', unfit],
  expired: ['42001', unfit],
} as const

/** The token is not taken. `/topapi/` wraps its reason, the other old calls say it plainly. */
export function tokenRefused(
  { family, route }: Endpoint,
  state: 'missing' | 'unknown' | 'expired',
): Answer {
  if (family === 'new') {
    return state === 'missing'
      ? newError(
          'AuthenticationFailed.MissingParameter',
          400,
          '缺少参数：x-acs-dingtalk-access-token',
        )
      : newError('InvalidAuthentication', 400, unfit)
  }
  const [subcode, words] = wrappedReasons[state]
  if (route.includes(' /topapi/')) return wrapped(subcode, words)
  return oldError(state === 'expired' ? 42001 : 40014, unfit)
}

export const timedOut = (family: Family): Answer =>
  family === 'new'
    ? { status: 504, headers: headersOf('new') }
    : oldError(15, 'isp.top-remote-connection-timeout')
