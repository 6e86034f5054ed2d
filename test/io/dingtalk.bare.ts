import axios from 'axios'
import { DWClient } from 'dingtalk-stream'
import type { DingTalk } from '../../bot/io/dingtalk'
import { Line } from '../../bot/io/dingtalk/line'
import { settingsOf } from '../../bot/io/dingtalk/settings'
import { appOf, connectTo, createLog, openGateway, type Gateway } from './dingtalk.support'

export const robot = '/v1.0/im/bot/messages/get'
export const secret = 'standin-secret'
export const usual = { clientId: 'dingstandin', clientSecret: secret }

/** The class as it is, only pointed at the gateway. */
export class Bare extends DWClient {
  constructor(
    private readonly gateway: Gateway,
    more: object = {},
  ) {
    super({ ...usual, ...more })
  }
  override async getEndpoint() {
    this.gateway.opens++
    Object.assign(this, { dw_url: `${this.gateway.url.replace('http', 'ws')}/connect?ticket=t` })
    return this
  }
}
export const lineTo = (gateway: Gateway, logged = createLog()) =>
  new Line(settingsOf({ ...appOf(gateway), log: logged.log, now: () => new Date() }), () =>
    Promise.resolve(),
  )

export const event = (messageId: string) => ({
  type: 'EVENT',
  headers: { messageId, topic: '*', eventType: 'user_add_org', eventId: messageId },
  data: { userId: ['u1'] },
})
export const said = (messageId: string) => ({
  type: 'CALLBACK',
  headers: { messageId, topic: robot },
  data: { msgId: messageId, msgtype: 'text', text: { content: '到' }, senderStaffId: 'u1' },
})
export const ping = (messageId: string) => ({
  type: 'SYSTEM',
  headers: { messageId, topic: 'ping' },
  data: { opaque: 'x' },
})
export const leave = {
  type: 'SYSTEM',
  headers: { messageId: 's1', topic: 'disconnect' },
  data: { reason: 'connection is expired' },
}

const adapter = axios.defaults.adapter!

/** A gateway for each test, a silent console, and everything opened closed again. */
export function stage() {
  const open: (DingTalk | DWClient)[] = []
  const it = {
    gateway: undefined as unknown as Gateway,
    keep: <T extends DingTalk | DWClient>(made: T) => {
      open.push(made)
      return made
    },
    /** Ours, listening at the gateway. */
    async listening(timing = {}, receive: Parameters<DingTalk['listen']>[0] = async () => null) {
      const made = connectTo(it.gateway, timing)
      it.keep(made.dingtalk)
      await made.dingtalk.listen(receive)
      return made
    },
    /** What the class asks the world, answered by the test. */
    answerAxios(status: number, data: unknown) {
      const urls: string[] = []
      axios.defaults.adapter = async (config) => {
        urls.push(config.url!)
        if (status !== 200) throw new Error(`Request failed with status code ${status}`)
        return { status, data, statusText: '', headers: {}, config }
      }
      return urls
    },
  }
  beforeEach(async () => {
    it.gateway = await openGateway()
    for (const level of ['info', 'warn', 'error', 'log'] as const) {
      jest.spyOn(console, level).mockImplementation(() => undefined)
    }
  })
  afterEach(async () => {
    axios.defaults.adapter = adapter
    for (const made of open.splice(0)) {
      if (made instanceof DWClient) {
        made.config.autoReconnect = false
        made.disconnect()
      } else await made.close()
    }
    await it.gateway.close()
    jest.restoreAllMocks()
  })
  return it
}
