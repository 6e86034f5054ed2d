import {
  mishapOf,
  isStaleToken,
  CallRefused,
  troubleOf,
  type Mishap,
} from '../../bot/io/dingtalk/trouble'

const ofNew = (status: number, code: string): Mishap => ({ from: 'new', status, code, words: '' })
const ofOld = (errcode: number, subcode = ''): Mishap => ({
  from: 'old',
  errcode,
  subcode,
  words: '',
})
const page = (status: number, text: string): Mishap => ({ from: 'page', status, text })
const network = (code: string): Mishap => ({ from: 'network', code, words: '' })
const html = '<!DOCTYPE html><html><body>访问过于频繁</body></html>'
const x5 = '{"status":1111,"wait":5,"source":"x5","punish":"deny","uuid":"1"}'

describe('what a mishap means for the sender', () => {
  test.each<[string, Mishap, string, number]>([
    [
      'calls a second, app',
      ofNew(403, 'Forbidden.AccessDenied.QpsLimitForAppkeyAndApi'),
      'throttled',
      1_000,
    ],
    [
      'calls a second, all',
      ofNew(403, 'Forbidden.AccessDenied.QpsLimitForApi'),
      'throttled',
      1_000,
    ],
    [
      'calls a minute',
      ofNew(403, 'Forbidden.AccessDenied.QpmLimitForAppkeyAndApi'),
      'throttled',
      1_000,
    ],
    ['too many requests', ofNew(429, 'system.busy'), 'throttled', 1_000],
    ['too many requests, other spelling', ofNew(429, 'systemBusy'), 'throttled', 1_000],
    ['robot too fast', ofNew(400, 'send.too.fast'), 'throttled', 1_000],
    ['old, app', ofOld(90018), 'throttled', 1_000],
    ['old, all', ofOld(90002), 'throttled', 1_000],
    ['old, wrapped', ofOld(88, '90018'), 'throttled', 1_000],
    ['ban page', page(200, html), 'banned', 300_000],
    ['ban page with a status', page(403, `\n ${html}`), 'banned', 300_000],
    ['ban as JSON', page(200, x5), 'banned', 300_000],
    ['month used up', ofNew(403, 'Forbidden.AccessDenied.ApiCountLimitForOrg'), 'quota', 0],
    ['month used up, old', ofOld(90020), 'quota', 0],
    [
      'no permission',
      ofNew(403, 'Forbidden.AccessDenied.AccessTokenPermissionDenied'),
      'denied',
      0,
    ],
    ['address not on the list', ofNew(403, 'Forbidden.AccessDenied.IpNotInWhiteList'), 'denied', 0],
    ['wrong secret', ofNew(400, 'invalidClientIdOrSecret'), 'denied', 0],
    ['token refused twice', ofNew(400, 'InvalidAuthentication'), 'denied', 0],
    ['no token at all', ofNew(400, 'AuthenticationFailed.MissingParameter'), 'denied', 0],
    ['no token at all, old', ofOld(88, '40000'), 'denied', 0],
    ['wrong secret, old', ofOld(40096), 'denied', 0],
    ['no such path, old', ofOld(22), 'invalid', 0],
    ['no DING left', ofNew(400, 'ding.serverquota.insufficient'), 'denied', 0],
    ['no permission, old', ofOld(88, '60011'), 'denied', 0],
    ['address not on the list, old', ofOld(60020), 'denied', 0],
    ['outside the scope, old', ofOld(50004), 'denied', 0],
    ['wrong parameter', ofNew(400, 'param.openSpaceIdInvalid'), 'invalid', 0],
    ['no such path', ofNew(404, 'InvalidAction.NotFound'), 'invalid', 0],
    ['wrong parameter, old', ofOld(40035), 'invalid', 0],
    ['busy', ofNew(500, 'system.busy'), 'unavailable', 0],
    ['busy, old', ofOld(-1), 'unavailable', 0],
    ['nobody there', network('ECONNREFUSED'), 'unavailable', 0],
    ['no such host', network('ENOTFOUND'), 'unavailable', 0],
    ['no name server', network('EAI_AGAIN'), 'unavailable', 0],
    ['certificate', network('CERT_HAS_EXPIRED'), 'unavailable', 0],
    ['gateway gave up', page(504, ''), 'unknown', 0],
    ['gateway gave up, with JSON', ofNew(504, 'GatewayTimeout'), 'unknown', 0],
    ['gateway broken', page(502, html), 'unknown', 0],
    ['error inside', ofNew(500, 'system.error'), 'unknown', 0],
    ['cut off', network('ECONNRESET'), 'unknown', 0],
    ['slow', network('TimeoutError'), 'unknown', 0],
    ['slow, SDK', network('RequestTimeoutError'), 'unknown', 0],
    ['not JSON', page(200, 'hello'), 'unknown', 0],
    ['gateway gave up, old', ofOld(15), 'unknown', 0],
    ['remote error without a reason, old', ofOld(88), 'unknown', 0],
  ])('%s', (_, mishap, kind, waitMs) =>
    expect(troubleOf(mishap)).toMatchObject({ name: 'ChannelError', kind, waitMs }),
  )

  test.each([
    [ofNew(400, 'InvalidAuthentication'), true],
    [ofOld(40014), true],
    [ofOld(42001), true],
    [ofOld(88, '40014'), true],
    [ofOld(88, '42001'), true],
    [ofOld(88, '40000'), false],
    [ofNew(403, 'InvalidAuthentication'), false],
    [ofNew(400, 'param.invalid'), false],
    [ofOld(40035), false],
    [page(400, 'InvalidAuthentication'), false],
  ])('a token that is to be renewed: %j', (mishap, stale) =>
    expect(isStaleToken(mishap)).toBe(stale),
  )

  const caused = Object.assign(new TypeError('fetch failed'), {
    cause: Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' }),
  })
  test.each<[string, unknown, string]>([
    ['fetch hides the cause', caused, 'unavailable'],
    ['fetch times out', new DOMException('aborted', 'TimeoutError'), 'unknown'],
    [
      'the SDK puts it into the code',
      Object.assign(new Error('x'), { code: 'ECONNRESET' }),
      'unknown',
    ],
    [
      'the SDK puts it into the name',
      Object.assign(new Error('ConnectTimeout(3000)'), { name: 'RequestTimeoutError' }),
      'unknown',
    ],
    ['an answer of another shape', new Error('type of expireIn is mismatch'), 'unknown'],
    ['nothing at all', undefined, 'unknown'],
    ['judged already', new CallRefused(ofOld(90020)), 'quota'],
  ])('%s', (_, thrown, kind) => expect(troubleOf(mishapOf(thrown)).kind).toBe(kind))
})
