import WebSocket from 'ws'
import { createStandin, type Standin, type StandinOptions } from '../../bot/standin'

/** 8:00 on 12 August 2026 in China. */
export const summer = Date.UTC(2026, 7, 12)

export const people = [
  {
    userId: 'u1',
    unionId: 'un/ion=1',
    name: '江敏',
    title: '网格员',
    mobile: '13800000001',
    deptIds: [3],
  },
  {
    userId: 'u2',
    unionId: 'union2',
    name: '周国平',
    title: '镇长',
    mobile: '13800000002',
    deptIds: [2],
  },
  { userId: 'u3', unionId: 'union3', name: '林海燕', title: '网格员', deptIds: [3] },
]
export const departments = [
  { deptId: 2, name: '温岭市', parentId: 1 },
  { deptId: 3, name: '石塘镇', parentId: 2 },
  { deptId: 4, name: '玉环市', parentId: 1 },
]

export type Answer = {
  status: number
  body: Record<string, unknown>
  text: string
  headers: Headers
}

/** A stand-in with a few people, and ways to call it as the service and as the page do. */
export async function openStandin(options: StandinOptions = {}) {
  const standin = await createStandin(options)
  const send = async (
    method: string,
    path: string,
    body: unknown,
    headers: Record<string, string>,
  ): Promise<Answer> => {
    const response = await fetch(standin.url + path, {
      method,
      headers: { 'content-type': 'application/json', ...headers },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
    const text = await response.text()
    return {
      status: response.status,
      text,
      headers: response.headers,
      body:
        text.startsWith('{') || text.startsWith('[')
          ? (JSON.parse(text) as Record<string, unknown>)
          : {},
    }
  }
  await send('POST', '/_admin/tenant', { departments, users: people }, {})
  const token = standin.world.tokens.issue()
  const admin = (path: string, body?: unknown) =>
    send(body === undefined ? 'GET' : 'POST', `/_admin/${path}`, body, {})
  return {
    standin,
    token,
    /** The new API with a good token. */
    api: (route: string, body?: unknown, headers: Record<string, string> = {}) => {
      const [method, path] = route.split(' ') as [string, string]
      return send(method, path, body, { 'x-acs-dingtalk-access-token': token, ...headers })
    },
    /** The old API with a good token. */
    old: (path: string, body: unknown, accessToken = token) =>
      send('POST', `${path}?access_token=${accessToken}`, body, {}),
    bare: send,
    admin,
    chat: (userId: string) => standin.state(userId).users[0]!.chats,
    /** What the page of phones is told of these people, several set apart by commas. */
    state: async (users = 'u1') => (await admin(`state?users=${users}`)).body,
  }
}
export type World = Awaited<ReturnType<typeof openStandin>>

export function cardTo(outTrackId: string, spaces: string, more: object = {}) {
  return {
    cardTemplateId: 'card.schema',
    outTrackId,
    callbackType: 'STREAM',
    userIdType: 1,
    openSpaceId: `dtv1.card//${spaces}`,
    cardData: { cardParamMap: { title: '台风橙色预警', btn: '收到', mine: '' } },
    imRobotOpenDeliverModel: { spaceType: 'IM_ROBOT', robotCode: 'dingstandin' },
    imGroupOpenDeliverModel: { robotCode: 'dingstandin' },
    ...more,
  }
}
export const deliver = 'POST /v1.0/card/instances/createAndDeliver'

export type Frame = { type: string; headers: Record<string, string>; data: string }
const everything = [
  { type: 'EVENT', topic: '*' },
  { type: 'CALLBACK', topic: '/v1.0/im/bot/messages/get' },
  { type: 'CALLBACK', topic: '/v1.0/card/instances/callback' },
]

export async function ticketFor(standin: Standin, subscriptions: object[] = everything) {
  const response = await fetch(`${standin.url}/v1.0/gateway/connections/open`, {
    method: 'POST',
    headers: { accept: 'application/json' },
    body: JSON.stringify({
      clientId: 'dingstandin',
      clientSecret: 'standin-secret',
      subscriptions,
    }),
  })
  const { endpoint, ticket } = (await response.json()) as { endpoint: string; ticket: string }
  return `${endpoint}?ticket=${ticket}`
}

/** A bare connection that answers as `reply` says: data of the acknowledgement, or nothing. */
export async function connect(
  standin: Standin,
  reply: (frame: Frame) => { code?: number; data: unknown } | undefined = () => undefined,
  subscriptions?: object[],
) {
  const socket = new WebSocket(await ticketFor(standin, subscriptions))
  const frames: Frame[] = []
  const texts: string[] = []
  socket.on('message', (raw: Buffer) => {
    const text = raw.toString()
    texts.push(text)
    const frame = parsed(text)
    if (!frame?.headers) return
    if (frame.type !== 'SYSTEM') frames.push(frame)
    const answer =
      frame.headers['topic'] === 'ping' ? { data: JSON.parse(frame.data) as unknown } : reply(frame)
    if (answer) {
      socket.send(
        JSON.stringify({
          code: answer.code ?? 200,
          message: 'OK',
          headers: { messageId: frame.headers['messageId'], contentType: 'application/json' },
          data: JSON.stringify(answer.data),
        }),
      )
    }
  })
  socket.on('error', () => undefined)
  await new Promise<void>((resolve, reject) => socket.once('open', resolve).once('error', reject))
  return { socket, frames, texts }
}

function parsed(text: string): Frame | undefined {
  try {
    return JSON.parse(text) as Frame
  } catch {
    return undefined
  }
}
