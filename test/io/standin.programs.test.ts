import { openUnlimited } from './standin.limits.support'
import { cardTo, connect, deliver, type World } from './standinWorld'

/** What programs of others send in their daily work, as it was seen when they ran here. */
let world: World
beforeEach(async () => {
  world = await openUnlimited()
})
afterEach(() => world.standin.close())

const code = 'dingstandin'

describe('what is null was not sent', () => {
  test('the SDK of Go opens its line with extras: null', async () => {
    const opened = await world.bare(
      'POST',
      '/v1.0/gateway/connections/open',
      {
        clientId: code,
        clientSecret: 'standin-secret',
        subscriptions: [{ type: 'SYSTEM', topic: 'ping' }],
        ua: 'dingtalk-sdk-go/v0.9.2',
        localIp: '192.0.2.2',
        extras: null,
      },
      { accept: 'application/json' },
    )
    expect(opened).toMatchObject({ status: 200, body: { ticket: expect.any(String) as string } })
  })
  test.each([
    ['all of it', { cardUpdateOptions: null, cardData: null, userPrivateData: null }, 'old'],
    ['its variables', { cardData: { cardParamMap: null }, userPrivateData: null }, 'old'],
    ['one of two', { cardData: { cardParamMap: { title: 'new', mine: null } } }, 'new'],
  ])('in the answer to a press: %s', async (_name, response, title) => {
    await connect(world.standin, () => ({ data: { response } }))
    const cardData = { cardParamMap: { title: 'old' } }
    await world.api(deliver, cardTo('o1', 'IM_ROBOT.u1', { cardData }))
    const press = { userId: 'u1', outTrackId: 'o1', actionId: 'a' }
    expect(await world.standin.press(press)).toMatchObject({ ok: true })
    expect(world.chat('u1')).toMatchObject([{ card: { vars: { title } } }])
  })
  test('nor was what a word says, as handlers in Python do', async () => {
    await connect(world.standin, () => ({ data: { response: 'OK' } }))
    await world.api(deliver, cardTo('o1', 'IM_ROBOT.u1'))
    const press = { userId: 'u1', outTrackId: 'o1', actionId: 'a' }
    expect(await world.standin.press(press)).toMatchObject({ ok: true })
    expect(world.chat('u1')).toMatchObject([{ card: { vars: { title: '台风橙色预警' } } }])
  })
  test('in the parameters of a message', async () => {
    const msgParam = JSON.stringify({
      title: 'x',
      text: 'y',
      messageUrl: 'https://z',
      picUrl: null,
    })
    const message = { robotCode: code, userIds: ['u1'], msgKey: 'sampleLink', msgParam }
    expect(await world.api('POST /v1.0/robot/oToMessages/batchSend', message)).toMatchObject({
      status: 200,
    })
  })
  test('what must be there is missing then', async () => {
    const keys = { appKey: null, appSecret: 'x' }
    expect(await world.bare('POST', '/v1.0/oauth2/accessToken', keys, {})).toMatchObject({
      status: 400,
      body: { code: 'MissingappKey' },
    })
  })
})

test('the gateway names the port of the stream: the SDK of Java takes it from there', async () => {
  const opening = { clientId: code, clientSecret: 'standin-secret', subscriptions: [] }
  world.standin.world.url = 'https://oapi.dingtalk.com'
  const path = '/v1.0/gateway/connections/open'
  const { body } = await world.bare('POST', path, opening, { accept: 'application/json' })
  expect(body['endpoint']).toBe('wss://oapi.dingtalk.com:443/connect')
})

describe('files', () => {
  /** The body as written by hand, since a browser writes only one of these forms. */
  async function upload(disposition: string, type = 'file') {
    const body = `--b\r\nContent-Disposition: form-data; name="media"; ${disposition}\r\n\r\nwords\r\n--b--\r\n`
    const url = `${world.standin.url}/media/upload?access_token=${world.token}&type=${type}`
    const headers = { 'content-type': 'multipart/form-data; boundary=b' }
    const answer = await fetch(url, { method: 'POST', headers, body })
    return (await answer.json()) as { errcode: number; media_id?: string }
  }
  test.each([
    ['plain', 'filename="list.pdf"', 'list.pdf'],
    ['Chinese', 'filename="名单.pdf"', '名单.pdf'],
    ['by its code, as requests of Python', "filename*=utf-8''%E5%90%8D%E5%8D%95.pdf", '名单.pdf'],
    ['both ways', 'filename="a.pdf"; filename*=UTF-8\'\'%E5%90%8D.pdf', '名.pdf'],
    ['by a broken code', "filename*=utf-8''%E5%9.pdf", '%E5%9.pdf'],
    ['without an ending, as a Blob', 'filename="blob"', 'blob'],
  ])('a name, %s', async (_name, disposition, name) => {
    const { media_id } = await upload(disposition)
    expect(world.standin.world.files.get(media_id ?? '')).toMatchObject({ name })
  })
  test('a picture is still one of the kinds that are shown', async () => {
    expect(await upload('filename="blob"', 'image')).toMatchObject({ errcode: 40005 })
  })

  const endings = ['md', 'txt', 'csv', 'mp4', 'exe']
  const send = (fileType: string) =>
    world.api('POST /v1.0/robot/oToMessages/batchSend', {
      robotCode: code,
      userIds: ['u1'],
      msgKey: 'sampleFile',
      msgParam: JSON.stringify({ mediaId: '@lADP1', fileName: `a.${fileType}`, fileType }),
    })
  test.each(endings)('%s is taken and sent', async (ending) => {
    expect(await upload(`filename="a.${ending}"`)).toMatchObject({ errcode: 0 })
    expect(await send(ending)).toMatchObject({ status: 200 })
  })
  test.each(endings)('%s is in no document: refused where they hold', async (ending) => {
    world.standin.faults({ strictFiles: true })
    expect(await upload(`filename="a.${ending}"`)).toMatchObject({ errcode: 40005 })
    expect(await send(ending)).toMatchObject({
      status: 400,
      body: { code: 'invalidParameter.msgParam.invalid' },
    })
    expect(await upload('filename="a.pdf"')).toMatchObject({ errcode: 0 })
    expect(await send('pdf')).toMatchObject({ status: 200 })
  })
})

test.each([
  ['audio', { duration: 4_000, recognition: '' }],
  ['video', { duration: 10, videoType: 'mp4' }],
])('%s says what the documents show, and what is given holds', async (msgtype, usual) => {
  const { frames } = await connect(world.standin, () => ({ data: { response: null } }))
  await world.standin.say({ userId: 'u1', message: { msgtype } })
  await world.standin.say({ userId: 'u1', message: { msgtype, content: { duration: 7 } } })
  const contents = frames.map(({ data }) => (JSON.parse(data) as { content: object }).content)
  const downloadCode = expect.any(String) as string
  expect(contents).toEqual([
    { ...usual, downloadCode },
    { ...usual, duration: 7, downloadCode },
  ])
})

describe('a custom robot shows', () => {
  async function shown(message: object) {
    const { url } = (await world.admin('webhooks', { conversationId: 'cidAAA==' })).body
    const answer = await fetch(url as string, { method: 'POST', body: JSON.stringify(message) })
    expect(await answer.json()).toMatchObject({ errcode: 0 })
    return world.chat('u1')
  }
  test('a picture', async () => {
    const message = { msgtype: 'image', image: { picURL: 'https://a/b.png' } }
    expect(await shown(message)).toMatchObject([{ kind: 'image', url: 'https://a/b.png' }])
  })
  test.each([1, 0, '1'])('buttons whose order is said as %j', async (btnOrientation) => {
    const btns = [{ title: '去填', actionURL: 'https://x' }]
    const actionCard = { title: '题', text: '文', hideAvatar: 0, btnOrientation, btns }
    const buttons = [{ title: '去填', url: 'https://x' }]
    expect(await shown({ msgtype: 'actionCard', actionCard })).toMatchObject([{ buttons }])
  })
})

test.each([
  ['1', 0],
  [1, 0],
  [2, 40035],
])('a work notice with its buttons in the order %j: errcode %d', async (order, errcode) => {
  const btn_json_list = [{ title: '去填', action_url: 'https://x' }]
  const card = { title: '题', markdown: '文', btn_orientation: order, btn_json_list }
  const path = '/topapi/message/corpconversation/asyncsend_v2'
  const msg = { msgtype: 'action_card', action_card: card }
  const sending = { agent_id: 1001, userid_list: 'u1', msg }
  expect((await world.old(path, sending)).body).toMatchObject({ errcode })
})
