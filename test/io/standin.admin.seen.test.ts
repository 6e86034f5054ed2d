import { createStandin } from '../../bot/standin'
import { until } from '../support/eventually'
import { cardTo, connect, deliver, openStandin, type World } from './standinWorld'

let world: World
beforeEach(async () => {
  world = await openStandin()
})
afterEach(() => world.standin.close())

describe('what is seen', () => {
  test('state: the chats of those asked for, the meter, the story', async () => {
    await connect(world.standin, () => ({ data: { response: {} } }))
    await world.api(deliver, cardTo('o1', 'IM_ROBOT.u1'))
    await world.standin.press({ userId: 'u1', outTrackId: 'o1', actionId: 'a' })
    expect(await world.state('u1,u2')).toMatchObject({
      connections: 1,
      meter: { api: { used: 1 }, stream: { used: 1 } },
      users: [
        {
          userId: 'u1',
          name: '江敏',
          net: true,
          chats: [
            {
              kind: 'card',
              card: { outTrackId: 'o1', templateId: 'card.schema', vars: { btn: '收到' } },
            },
          ],
        },
        { userId: 'u2', chats: [] },
      ],
      journal: [
        { kind: 'connection' },
        { kind: 'card', text: '卡片「台风橙色预警」发给 江敏' },
        { kind: 'press', text: expect.stringMatching(/^江敏 按了「收到」，\d\.\d\d 秒有答复$/) },
      ],
    })
    expect((await world.admin('cards/o1')).body).toMatchObject({
      public: { btn: '收到' },
      private: {},
      spaces: [{ type: 'IM_ROBOT', id: 'u1' }],
      viewers: ['u1'],
    })
    expect((await world.admin('cards/none')).status).toBe(404)
  })
  test('journal: calls by path and number, without secrets', async () => {
    await world.bare(
      'POST',
      '/v1.0/oauth2/accessToken',
      { appKey: 'dingstandin', appSecret: 'standin-secret' },
      {},
    )
    await world.api(deliver, cardTo('o1', 'IM_ROBOT.u1;IM_ROBOT.u2'))
    const lines = async (query = '') =>
      (await world.admin(`journal${query}`)).body as unknown as { seq: number }[]
    expect(await lines()).toMatchObject([
      { path: '/v1.0/oauth2/accessToken', body: { appKey: 'dingstandin' } },
      { path: '/v1.0/card/instances/createAndDeliver', status: 200, userIds: ['u1', 'u2'] },
    ])
    expect(JSON.stringify(await lines())).not.toContain('standin-secret')
    expect(await lines('?path=/v1.0/card')).toHaveLength(1)
    expect(await lines(`?after=${(await lines())[1]!.seq}`)).toEqual([])
  })
  test('events: told to the page as they happen', async () => {
    const response = await fetch(`${world.standin.url}/_admin/events`)
    let heard = ''
    const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader()
    void (async () => {
      for (;;) {
        const { value, done } = await reader.read().catch(() => ({ value: '', done: true }))
        if (done) return
        heard += value
      }
    })()
    await until(() => heard.includes('hello'))
    await world.api(deliver, cardTo('o1', 'IM_ROBOT.u1'))
    await world.admin('clock', { addMs: 1 })
    await world.admin('faults', { quiet: true })
    await until(() =>
      [
        '{"type":"chat","userId":"u1"}',
        '{"type":"clock"}',
        '{"type":"faults"}',
        '"type":"journal"',
      ].every((text) => heard.includes(text)),
    )
    await reader.cancel()
    await until(() => !world.standin.world.journal.watched)
  })
  test('reset: chats, journal, meter and faults gone, people kept if asked', async () => {
    await world.api(deliver, cardTo('o1', 'IM_ROBOT.u1'))
    await world.admin('faults', { quiet: true, net: ['u1'] })
    await world.admin('reset', { keepDirectory: true })
    expect(await world.state()).toMatchObject({
      faults: { quiet: false, net: false },
      meter: { api: { used: 0 } },
      users: [{ name: '江敏', net: true, chats: [] }],
      journal: [],
    })
    await world.admin('reset', {})
    expect((await world.admin('users')).body).toEqual([])
  })
  test('chats keep their newest lines', async () => {
    const short = await createStandin({ chatLength: 3 })
    for (const text of ['1', '2', '3', '4']) {
      await short.world.messages.send('oto', ['u1'], { kind: 'text', text })
    }
    expect(short.state('u1').users[0]!.chats.map((entry) => 'text' in entry && entry.text)).toEqual(
      ['2', '3', '4'],
    )
    await short.close()
  })
})
