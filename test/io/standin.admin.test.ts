import { createStandin } from '../../bot/standin'
import { cardTo, connect, deliver, openStandin, people, until, type World } from './standinWorld'

let world: World
beforeEach(async () => {
  world = await openStandin()
})
afterEach(() => world.standin.close())

const clock = (body: object) => world.admin('clock', body)
const state = async (users = 'u1') => (await world.admin(`state?users=${users}`)).body

describe('the directory', () => {
  test('10,000 people in one call, found by name, post and id', async () => {
    const users = Array.from({ length: 10_000 }, (_, index) => ({
      userId: `g${index}`,
      name: `网格${index}`,
      title: index === 7 ? '报灾员' : '网格员',
      deptIds: [2],
    }))
    expect(
      (
        await world.admin('tenant', {
          corpId: 'dingtz',
          departments: [{ deptId: 2, name: '温岭市', parentId: 1 }],
          users,
        })
      ).body,
    ).toEqual({ departments: 2, users: 10_000 })
    const search = async (q: string) =>
      (await world.admin(`users?q=${encodeURIComponent(q)}`)).body as unknown as {
        userId: string
      }[]
    expect(await search('报灾员')).toMatchObject([{ userId: 'g7' }])
    expect(await search('g9999')).toMatchObject([{ userId: 'g9999' }])
    expect(await search('')).toHaveLength(50)
    expect(world.standin.world.settings.corpId).toBe('dingtz')
  })
  test('joining, changing and leaving push the events DingTalk would', async () => {
    const { frames } = await connect(world.standin, () => ({ data: { status: 'SUCCESS' } }))
    await world.admin('users', {
      users: [
        { ...people[0], title: '村书记' },
        { userId: 'u9', name: '新人' },
      ],
      event: true,
    })
    await world.admin('users/leave', { userId: 'u9', event: true })
    await world.admin('departments', {
      departments: [
        { deptId: 9, name: '新河镇', parentId: 2 },
        { deptId: 3, name: '石塘', parentId: 2 },
      ],
      event: true,
    })
    await world.admin('departments/remove', { deptId: 9, event: true })
    await world.admin('users', { users: [{ userId: 'u10', name: '静静' }] })
    await until(() => frames.length === 6)
    const heard = Object.fromEntries(
      frames.map(({ headers, data }) => [headers['eventType'], JSON.parse(data) as object]),
    )
    expect(heard).toMatchObject({
      user_add_org: { userId: ['u9'], timeStamp: expect.any(String) },
      user_modify_org: { userId: ['u1'] },
      user_leave_org: { userId: ['u9'] },
      org_dept_create: { deptId: [9] },
      org_dept_modify: { deptId: [3] },
      org_dept_remove: { deptId: [9] },
    })
    expect(frames[0]!.headers).toMatchObject({
      topic: '*',
      eventId: expect.any(String),
      eventBornTime: expect.any(String),
      eventCorpId: 'dingcorp',
    })
  })
})

describe('the clock', () => {
  test('is moved, set and put back, and says so to who waits', async () => {
    const { version } = (await world.admin('clock')).body as { version: number }
    const waiting = world.admin(`clock?after=${version}`)
    expect((await clock({ addMs: 3_600_000 })).body).toMatchObject({
      version: version + 1,
      offsetMs: 3_600_000,
    })
    expect((await waiting).body).toMatchObject({ version: version + 1, offsetMs: 3_600_000 })
    const set = Date.UTC(2026, 7, 12)
    expect((await clock({ now: set })).body['now']).toBeGreaterThanOrEqual(set)
    expect((await clock({ reset: true })).body).toMatchObject({ offsetMs: 0, version: version + 3 })
    expect((await clock({ addMs: 1, reset: true })).status).toBe(400)
  })
})

describe('what is seen', () => {
  test('state: the chats of those asked for, the meter, the story', async () => {
    await connect(world.standin, () => ({ data: { response: {} } }))
    await world.api(deliver, cardTo('o1', 'IM_ROBOT.u1'))
    await world.standin.press({ userId: 'u1', outTrackId: 'o1', actionId: 'a' })
    expect(await state('u1,u2')).toMatchObject({
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
    await clock({ addMs: 1 })
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
    expect(await state()).toMatchObject({
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

describe('people speak', () => {
  const heard = async (body: object) => {
    const { frames } = await connect(world.standin, () => ({ data: { response: null } }))
    await world.admin('say', body)
    return JSON.parse(frames[0]!.data) as Record<string, unknown> & {
      content: Record<string, string>
      sessionWebhook: string
    }
  }
  test('one to one, with a link to answer by', async () => {
    const message = await heard({ userId: 'u1', text: '上报 3号桥' })
    expect(message).toMatchObject({
      conversationType: '1',
      msgtype: 'text',
      text: { content: '上报 3号桥' },
      senderStaffId: 'u1',
      senderNick: '江敏',
      robotCode: 'dingstandin',
      isInAtList: false,
    })
    expect(
      Number(message['sessionWebhookExpiredTime']) - Number(message['createAt']),
    ).toBeGreaterThanOrEqual(90 * 60_000)
    expect(
      (
        await fetch(message.sessionWebhook, {
          method: 'POST',
          body: '{"msgtype":"markdown","markdown":{"title":"收到","text":"已登记"}}',
        })
      ).status,
    ).toBe(200)
    expect(await state()).toMatchObject({
      users: [
        {
          chats: [
            { kind: 'said', text: '上报 3号桥' },
            { kind: 'markdown', text: '已登记' },
          ],
        },
      ],
    })
  })
  test('in a group, after the mention', async () => {
    await world.admin('groups', {
      conversationId: 'cidAAA==',
      title: '一组',
      userIds: ['u1', 'u2'],
    })
    const message = await heard({ userId: 'u1', text: '收到', conversationId: 'cidAAA==' })
    expect(message).toMatchObject({
      conversationType: '2',
      conversationTitle: '一组',
      conversationId: 'cidAAA==',
      text: { content: ' 收到' },
      isInAtList: true,
    })
    await fetch(message.sessionWebhook, {
      method: 'POST',
      body: '{"msgtype":"text","text":{"content":"好"}}',
    })
    expect(await state('u2')).toMatchObject({ users: [{ chats: [{ text: '好' }] }] })
  })
  test('a picture can be fetched by its code', async () => {
    const message = await heard({
      userId: 'u1',
      message: { msgtype: 'picture', content: { base64: Buffer.from('石塘').toString('base64') } },
    })
    const { downloadUrl } = (
      await world.api('POST /v1.0/robot/messageFiles/download', {
        robotCode: 'dingstandin',
        downloadCode: message.content['downloadCode'],
      })
    ).body
    expect(await (await fetch(downloadUrl as string)).text()).toBe('石塘')
    expect(
      await world.api('POST /v1.0/robot/messageFiles/download', {
        robotCode: 'dingstandin',
        downloadCode: 'made-up',
      }),
    ).toMatchObject({ status: 400, body: { code: 'invalidParameter.robotCode.downloadCode' } })
  })
  test('a stranger has no senderStaffId', async () => {
    expect(await heard({ userId: 'guest', text: '在吗' })).not.toHaveProperty('senderStaffId')
  })
  test('reading is told as an event when asked', async () => {
    const { frames } = await connect(world.standin, () => ({ data: { status: 'SUCCESS' } }))
    const { processQueryKey } = (
      await world.api('POST /v1.0/robot/oToMessages/batchSend', {
        robotCode: 'dingstandin',
        userIds: ['u1'],
        msgKey: 'sampleText',
        msgParam: '{"content":"x"}',
      })
    ).body
    expect((await world.admin('read', { userId: 'u1', event: true })).body).toEqual({ read: 1 })
    await until(() => frames.length === 1)
    expect(JSON.parse(frames[0]!.data)).toMatchObject({
      userId: 'u1',
      unionId: 'un/ion=1',
      processQueryKey,
    })
    expect((await world.admin('read', { userId: 'u1', event: true })).body).toEqual({ read: 0 })
  })
})

test('the page and its parts, and nothing beside them', async () => {
  const page = (path: string) => world.bare('GET', path, undefined, {})
  expect((await page('/')).text).toContain('<!doctype html>')
  expect((await page('/page/page.js')).headers.get('content-type')).toContain('text/javascript')
  expect((await page('/page/..%2fmain.ts')).status).toBe(404)
  expect((await page('/page/%')).status).toBe(404)
  expect((await page('/_admin/nothing')).status).toBe(404)
})

test('seats are what the start said', async () => {
  const seats = [{ userId: 'u1', post: '网格员', name: '江敏', words: ['收到'] }]
  await world.admin('seats', seats)
  expect((await world.admin('seats')).body).toEqual(seats)
})
