import axios, { type InternalAxiosRequestConfig } from 'axios'
import { DWClient, EventAck } from 'dingtalk-stream'
import { until } from '../support/eventually'
import { cardTo, deliver, openStandin, ticketFor, type World } from './standinWorld'

const robotTopic = '/v1.0/im/bot/messages/get'
const cardTopic = '/v1.0/card/instances/callback'
const noise = (['info', 'warn'] as const).map((name) =>
  jest.spyOn(console, name).mockImplementation(() => undefined),
)

let world: World
beforeEach(async () => {
  world = await openStandin({ disconnectGraceMs: 30 })
})
afterEach(() => world.standin.close())
afterAll(() => {
  for (const spy of noise) spy.mockRestore()
})

/** The official client, pointed elsewhere in the one way it allows. */
class Local extends DWClient {
  readonly topics: string[] = []
  override async getEndpoint() {
    const url = await ticketFor(world.standin, this.getConfig().subscriptions)
    Object.assign(this, { dw_url: url })
    return this
  }
  override onSystem(message: Parameters<DWClient['onSystem']>[0]) {
    this.topics.push(message.headers.topic)
    super.onSystem(message)
  }
}
const options = () => ({
  clientId: 'dingstandin',
  clientSecret: 'standin-secret',
  autoReconnect: false,
  keepAlive: false,
  subscriptions: [{ type: 'EVENT', topic: '*' }],
})

function serve(client: DWClient) {
  const heard = { events: [] as string[], texts: [] as string[], presses: [] as string[] }
  client.registerAllEventListener(
    ({ headers }) => (heard.events.push(headers.eventType!), { status: EventAck.SUCCESS }),
  )
  client.registerCallbackListener(robotTopic, ({ headers, data }) => {
    client.socketCallBackResponse(headers.messageId, null)
    heard.texts.push((JSON.parse(data) as { text: { content: string } }).text.content)
  })
  client.registerCallbackListener(cardTopic, ({ headers, data }) => {
    const { content } = JSON.parse(data) as { content: string }
    heard.presses.push(
      (JSON.parse(content) as { cardPrivateData: { actionIds: string[] } }).cardPrivateData
        .actionIds[0]!,
    )
    client.socketCallBackResponse(headers.messageId, {
      cardUpdateOptions: { updatePrivateDataByKey: true, updateCardDataByKey: true },
      cardData: { cardParamMap: { n: '1' } },
      userPrivateData: { cardParamMap: { mine: '已确认 09:31' } },
    })
  })
  return heard
}

async function talk(heard: ReturnType<typeof serve>) {
  await world.standin.event({ eventType: 'user_add_org', data: { timeStamp: '1', userId: ['u1'] } })
  expect(heard.events).toEqual(['user_add_org'])
  expect(world.standin.clock.pending).toBe(0)
  expect(await world.standin.say({ userId: 'u1', text: '上报 3号桥' })).toEqual({ ok: true })
  expect(heard.texts).toEqual(['上报 3号桥'])
  await world.api(deliver, cardTo('o1', 'IM_ROBOT.u1;IM_ROBOT.u2'))
  expect(
    await world.standin.press({ userId: 'u1', outTrackId: 'o1', actionId: 'warning.acknowledge' }),
  ).toMatchObject({ ok: true })
  expect(heard.presses).toEqual(['warning.acknowledge'])
  const vars = world.standin
    .state('u1', 'u2')
    .users.map(({ chats }) => (chats.at(-1) as { card: { vars: object } }).card.vars)
  expect(vars).toEqual([
    expect.objectContaining({ mine: '已确认 09:31', n: '1' }),
    expect.objectContaining({ mine: '', n: '1' }),
  ])
}

test('the official client, told only where to go, hears everything and is believed', async () => {
  const client = new Local(options())
  const heard = serve(client)
  await client.connect()
  const [connection] = world.standin.world.stream.connections
  world.standin.stream({ do: 'ping' })
  expect(connection!.owesPing).toBe(true)
  await until(() => client.topics.includes('ping') && !connection!.owesPing)
  await talk(heard)
  client.disconnect()
})

test('the official client as it is, its requests led here', async () => {
  const led = axios.interceptors.request.use((request: InternalAxiosRequestConfig) => ({
    ...request,
    url: request.url!.replace('https://api.dingtalk.com', world.standin.url),
  }))
  const client = new DWClient(options())
  const heard = serve(client)
  await client.connect()
  expect(client.connected).toBe(true)
  await talk(heard)
  client.disconnect()
  axios.interceptors.request.eject(led)
})
