import { X509Certificate } from 'node:crypto'
import { request } from 'node:https'
import type { LookupFunction } from 'node:net'
import WebSocket from 'ws'
import { until } from '../support/eventually'
import { openStandin, type World } from './standinWorld'

/** Programs that know DingTalk by its hosts alone are led here by their names and a certificate. */
let world: World
beforeEach(async () => {
  world = await openStandin({ tlsPort: 0 })
})
afterEach(() => world.standin.close())

const secure = () => world.standin.secure!
/** What a line in the file of hosts does. */
const here = ((_host, options, found) =>
  options.all
    ? found(null, [{ address: '127.0.0.1', family: 4 }])
    : found(null, '127.0.0.1', 4)) as LookupFunction

function call(url: string, body: object, ca: string | undefined = secure().certificate) {
  return new Promise<Record<string, unknown>>((resolve, reject) => {
    const headers = { accept: 'application/json' }
    const options = { method: 'POST', headers, ca, lookup: here }
    const sent = request(url, options, (answer) => {
      let text = ''
      answer.setEncoding('utf8')
      answer.on('data', (more: string) => {
        text += more
      })
      answer.on('end', () => resolve(JSON.parse(text) as Record<string, unknown>))
    })
    sent.on('error', reject)
    sent.end(JSON.stringify(body))
  })
}
const at = (host: string, path: string) => `https://${host}:${secure().port}${path}`
const keys = { appKey: 'dingstandin', appSecret: 'standin-secret' }
const topics = [{ type: 'CALLBACK', topic: '/v1.0/im/bot/messages/get' }]
const opening = { clientId: keys.appKey, clientSecret: keys.appSecret, subscriptions: topics }

test.each(['api.dingtalk.com', 'oapi.dingtalk.com'])('%s is answered here', async (host) => {
  expect(await call(at(host, '/v1.0/oauth2/accessToken'), keys)).toMatchObject({ expireIn: 7_200 })
})

test('who does not trust the certificate, or asks for another host, hears nothing', async () => {
  const path = '/v1.0/oauth2/accessToken'
  await expect(call(at('api.dingtalk.com', path), keys, '')).rejects.toThrow()
  await expect(call(at('example.com', path), keys)).rejects.toThrow(/altnames/)
})

test('the certificate vouches for itself and says what strict readers ask for', () => {
  const certificate = new X509Certificate(secure().certificate)
  expect(certificate.verify(certificate.publicKey)).toBe(true)
  expect(certificate.ca).toBe(true)
  expect(certificate.subjectAltName).toBe('DNS:api.dingtalk.com, DNS:oapi.dingtalk.com')
})

test('the stream opens where the gateway says, a message answers by its link', async () => {
  const { endpoint, ticket } = await call(
    at('api.dingtalk.com', '/v1.0/gateway/connections/open'),
    opening,
  )
  expect(endpoint).toBe(`wss://oapi.dingtalk.com:${secure().port}/connect`)
  const ca = secure().certificate
  const socket = new WebSocket(`${String(endpoint)}?ticket=${String(ticket)}`, { ca, lookup: here })
  const heard: { sessionWebhook: string }[] = []
  socket.on('message', (raw: Buffer) => {
    const { type, data } = JSON.parse(raw.toString()) as { type: string; data: string }
    if (type === 'CALLBACK') heard.push(JSON.parse(data) as { sessionWebhook: string })
  })
  await until(() => socket.readyState === WebSocket.OPEN)
  void world.standin.say({ userId: 'u1', text: '在吗' })
  await until(() => heard.length === 1)
  const { sessionWebhook } = heard[0]!
  expect(sessionWebhook).toMatch(/^https:\/\/oapi\.dingtalk\.com:/)
  const reply = { msgtype: 'text', text: { content: '在' } }
  expect(await call(sessionWebhook, reply)).toMatchObject({ errcode: 0 })
  expect(world.chat('u1')).toMatchObject([{ text: '在吗' }, { text: '在' }])
  socket.terminate()
})

test('a line that is to be cut is cut here as well', async () => {
  world.standin.faults({ reset: true })
  const path = '/v1.0/oauth2/accessToken'
  await expect(call(at('api.dingtalk.com', path), keys)).rejects.toThrow(/hang up|ECONNRESET/)
})

test('without it nothing listens for others, and addresses are its own', async () => {
  const plain = await openStandin()
  expect(plain.standin.secure).toBeUndefined()
  expect(plain.standin.world.url).toBe(plain.standin.url)
  await plain.standin.close()
})
