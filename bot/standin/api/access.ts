import { setTimeout as sleep } from 'node:timers/promises'
import { z } from 'zod'
import { endpoint } from '../endpoint'
import { answer } from '../answers'
import { refuse, refuseOld } from '../refusal'

const free = { family: 'new', token: false, metered: false } as const
const lifetime = 7_200
const wrong = () => refuse('invalidClientIdOrSecret', '无效的clientId或者clientSecret')

/** The gateway speaks XML to who names it, and to who names nothing. */
const wantsXml = (accept: string | undefined) =>
  !accept || (accept.includes('xml') && !accept.includes('json'))

/** The port is always named, as DingTalk does; the SDK of Java cannot do without. */
function streamOf(url: string): string {
  const { protocol, hostname, port } = new URL(url)
  return `${protocol.replace('http', 'ws')}//${hostname}:${port || '443'}/connect`
}

/** Tokens, and the door to the stream. */
export const access = [
  endpoint(
    'POST /v1.0/oauth2/accessToken',
    free,
    z.object({ appKey: z.string(), appSecret: z.string() }),
    (world, { appKey, appSecret }) => {
      if (!world.tokens.knows(appKey, appSecret)) throw wrong()
      return { accessToken: world.tokens.issue(), expireIn: lifetime }
    },
  ),
  endpoint(
    'POST /v1.0/oauth2/:corpId/token',
    free,
    z.object({
      client_id: z.string(),
      client_secret: z.string(),
      grant_type: z.literal('client_credentials'),
    }),
    (world, input, call) => {
      if (call.params['corpId'] !== world.settings.corpId) {
        throw refuse('unknownError', '未知错误', 500)
      }
      if (!world.tokens.knows(input.client_id, input.client_secret)) throw wrong()
      return { access_token: world.tokens.issue(), expires_in: lifetime }
    },
  ),
  endpoint(
    'GET /gettoken',
    { family: 'old', token: false, metered: false },
    z.object({ appkey: z.string().default(''), appsecret: z.string().default('') }),
    (world, { appkey, appsecret }) => {
      if (!appkey) throw refuseOld(40035, '缺少参数 corpid or appkey')
      if (!world.tokens.knows(appkey, appsecret)) {
        throw refuseOld(40096, '不合法的appKey或appSecret')
      }
      return { access_token: world.tokens.issue(), expires_in: lifetime }
    },
  ),
  endpoint(
    'POST /v1.0/oauth2/jsapiTickets',
    { family: 'new', metered: false, bodyless: true },
    z.looseObject({}),
    (world) => ({ jsapiTicket: `js-${world.tokens.issue()}`, expireIn: lifetime }),
  ),
  endpoint(
    'POST /v1.0/gateway/connections/open',
    free,
    z.object({
      clientId: z.string(),
      clientSecret: z.string(),
      ua: z.string().optional(),
      localIp: z.string().optional(),
      extras: z.record(z.string(), z.unknown()).optional(),
      subscriptions: z.array(z.object({ type: z.string(), topic: z.string() })).default([]),
    }),
    async (world, { clientId, clientSecret, subscriptions }, call) => {
      if (world.faults.on.slowOpen) await sleep(world.faults.on.slowOpen, undefined, { ref: false })
      if (!world.tokens.knows(clientId, clientSecret)) throw refuse('authFailed', '鉴权失败', 401)
      const opened = {
        endpoint: streamOf(world.url),
        ticket: world.tokens.tickets.hand(subscriptions),
      }
      if (!wantsXml(call.headers.accept)) return opened
      const xml = `<?xml version="1.0"?><openConnectionResponse><endpoint>${opened.endpoint}</endpoint><ticket>${opened.ticket}</ticket></openConnectionResponse>`
      return answer({
        status: 200,
        body: xml,
        headers: { 'content-type': 'application/xml;charset=utf-8' },
      })
    },
  ),
]
