import type { Parcel } from '../../bot/core/ports'
import { linksOf } from '../../bot/io/dingtalk/settings'
import { callsOf, openPlace, to, view, type Place } from './dingtalk.support'

const create = '/v1.0/card/instances/createAndDeliver'
let place: Place
beforeEach(async () => {
  place = await openPlace()
})
afterEach(() => place.close())

const send = (parcel: Partial<Parcel>) =>
  place.messenger.send({ channel: 'card', key: 'k1', to: to('u1', 'u2'), ...parcel })
const chat = (userId: string) =>
  place.standin.state(userId).users[0]!.chats as {
    kind: string
    text?: string
    card?: { vars: Record<string, string> }
    ding?: { type: number }
  }[]
const cardOf = (key: string) =>
  place.admin<{
    public: Record<string, string>
    private: Record<string, Record<string, string>>
    callbackType: string
  }>(`cards/${key}`)

describe('cards', () => {
  test('one instance for many: shared once, what differs by person, the stamp always his own', async () => {
    const people = [
      { address: 'u1', view: view() },
      {
        address: 'u2',
        view: view({ stamp: '已确认 14:31', number: { before: '还差', n: 27, after: '人' } }),
      },
    ]
    expect(await send({ to: people })).toEqual([
      { address: 'u1', state: 'sent' },
      { address: 'u2', state: 'sent' },
    ])
    const card = await cardOf('k1')
    expect(card.callbackType).toBe('STREAM')
    expect(card.public).toEqual({
      tone: 'orange',
      plateTop: '台风',
      plateWord: '橙',
      kicker: '温岭市防指 14:30',
      title: '台风橙色预警',
      rows: '[{"l":"要做","t":"转移"},{"l":"时限","t":"18:00 前","b":1}]',
      btn: '收到',
      action: 'warnings.acknowledge',
      params: '{"warningId":"w1"}',
      btn2: '',
      action2: '',
      params2: '',
      link: '',
      url: '',
      drill: '',
      foot: '收不到确认会打电话',
    })
    expect(card.private).toEqual({
      u1: { n: '', nBefore: '', nAfter: '' },
      u2: { n: '27', nBefore: '还差', nAfter: '人', mine: '已确认 14:31' },
    })
    const [call] = await callsOf(place, create)
    expect(call!.body).toMatchObject({
      userIdType: 1,
      openSpaceId: 'dtv1.card//IM_ROBOT.u1;IM_ROBOT.u2',
      imRobotOpenSpaceModel: {
        lastMessageI18n: { ZH_CN: '台风橙色预警' },
        notification: { alertContent: '台风橙色预警' },
      },
    })
    expect(await callsOf(place, create)).toHaveLength(1)
  })

  test('a drill is marked in title and button, the side button goes along', async () => {
    await send({
      to: [
        {
          address: 'u1',
          view: view({
            drill: true,
            tone: 'drill',
            side: { operation: 'warnings.ask', label: '代确认', input: { warningId: 'w1' } },
          }),
        },
      ],
    })
    expect((await cardOf('k1')).public).toMatchObject({
      title: '【演练】台风橙色预警',
      btn: '演练：收到',
      drill: 'true',
      btn2: '代确认',
      action2: 'warnings.ask',
      params2: '{"warningId":"w1"}',
    })
  })

  test("a link leads to the pages of the app in DingTalk's browser, and to the mini-program where there is one", async () => {
    await send({
      to: [
        {
          address: 'u1',
          view: view({
            link: {
              label: '看名单',
              page: 'board',
              query: { warningId: 'w1', unitPath: '331000/331081' },
            },
          }),
        },
      ],
    })
    expect((await cardOf('k1')).public).toMatchObject({
      link: '看名单',
      url: 'dingtalk://dingtalkclient/page/link?pc_slide=true&url=http%3A%2F%2F127.0.0.1%3A7400%2Fapp%2F%23%2Fpages%2Fboard%2Findex%3FwarningId%3Dw1%26unitPath%3D331000%2F331081',
    })
    expect(
      linksOf({ miniAppId: '5000', corpId: 'ding1', agentId: 1001, publicUrl: '' })(
        'pages/home/index',
      ),
    ).toBe(
      'https://applink.dingtalk.com/action/open_mini_app?type=2&miniAppId=5000&corpId=ding1&agentId=1001&pVersion=1&packageType=1&target=fullScreen&page=pages%2Fhome%2Findex',
    )
  })

  test('values are cut at 1 KB between characters; a button that carries more is refused before anything is sent', async () => {
    const long = '水'.repeat(600)
    await send({
      to: [
        {
          address: 'u1',
          view: view({
            foot: long,
            kicker: `${'a'.repeat(1_020)}🌊🌊`,
            lines: Array.from({ length: 3 }, () => ({ label: '要做', text: `"${long}"` })),
          }),
        },
      ],
    })
    const { public: vars } = await cardOf('k1')
    expect(vars['foot']).toBe(`${'水'.repeat(340)}…`)
    expect(vars['kicker']).toBe(`${'a'.repeat(1_020)}…`)
    expect(
      Math.max(...Object.values(vars).map((value) => Buffer.byteLength(value))),
    ).toBeLessThanOrEqual(1_024)
    expect((JSON.parse(vars['rows']!) as { t: string }[]).map(({ t }) => t.at(-1))).toEqual([
      '…',
      '…',
      '…',
    ])
    const button = { operation: 'warnings.acknowledge', label: '收到', input: { note: long } }
    await expect(
      send({ key: 'k2', to: [{ address: 'u1', view: view({ button }) }] }),
    ).rejects.toMatchObject({ kind: 'invalid' })
    expect(await callsOf(place, create)).toHaveLength(1)
  })

  test('each place is told apart: who was not reached has failed', async () => {
    expect(await send({ to: to('u1', 'nobody') })).toEqual([
      { address: 'u1', state: 'sent' },
      { address: 'nobody', state: 'failed', reason: '用户不存在' },
    ])
    place.standin.inject({ path: create, fault: 'deliverFail', userId: 'u2' })
    expect(await send({ key: 'k2' })).toEqual([
      { address: 'u1', state: 'sent' },
      { address: 'u2', state: 'failed', reason: '投放失败' },
    ])
  })

  test('a call repeated after a time-out reaches nobody twice and says sent', async () => {
    place.standin.inject({ path: create, fault: 'afterEffect504' })
    await expect(send({})).rejects.toMatchObject({ kind: 'unknown' })
    expect((await send({})).map(({ state }) => state)).toEqual(['sent', 'sent'])
    expect([chat('u1'), chat('u2')].map((entries) => entries.length)).toEqual([1, 1])
  })

  test('long ids that do not fit into one call are held', async () => {
    const ids = Array.from({ length: 15 }, (_, n) => `person-${n}-`.padEnd(64, 'x'))
    await place.admin('users', {
      users: ids.map((userId) => ({ userId, name: userId, deptIds: [7] })),
    })
    const told = await send({ to: to(...ids) })
    expect(told.filter(({ state }) => state === 'sent')).toHaveLength(13)
    expect(told.filter(({ state }) => state === 'held').map(({ address }) => address)).toEqual(
      ids.slice(13),
    )
  })

  test('thirty ordinary ids fit', async () => {
    const ids = Array.from({ length: 30 }, (_, n) => String(n).padStart(20, '0'))
    await place.admin('users', {
      users: ids.map((userId) => ({ userId, name: userId, deptIds: [7] })),
    })
    expect((await send({ to: to(...ids) })).every(({ state }) => state === 'sent')).toBe(true)
  })

  test('an update changes what each sees, also what is gone, and leaves the others alone', async () => {
    await send({})
    const { button: _, ...without } = view({ title: '已解除：台风橙色预警', tone: 'plain' })
    const hanging = { channel: 'card', key: 'k1' }
    await place.messenger.update({ ...hanging, to: [{ address: 'u1', view: without }] })
    await place.messenger.update({ ...hanging, to: [] })
    expect(chat('u1')[0]!.card!.vars).toMatchObject({
      title: '已解除：台风橙色预警',
      tone: 'plain',
      btn: '',
      action: '',
      params: '',
      plateWord: '橙',
    })
    expect(chat('u2')[0]!.card!.vars).toMatchObject({ title: '台风橙色预警', btn: '收到' })
    expect(
      await callsOf(place, '/v1.0/card/instances').then((calls) =>
        calls
          .filter(({ path }) => path === '/v1.0/card/instances')
          .map(({ body }) => body['cardUpdateOptions']),
      ),
    ).toEqual([{ updateCardDataByKey: true, updatePrivateDataByKey: true }])
  })
})
