import { until } from '../support/eventually'
import { connect, openStandin, type World } from './standinWorld'

let world: World
beforeEach(async () => {
  world = await openStandin()
})
afterEach(() => world.standin.close())

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
    expect(Number(message['sessionWebhookExpiredTime']) - Number(message['createAt'])).toBe(
      90 * 60_000,
    )
    expect(
      (
        await fetch(message.sessionWebhook, {
          method: 'POST',
          body: '{"msgtype":"markdown","markdown":{"title":"收到","text":"已登记"}}',
        })
      ).status,
    ).toBe(200)
    expect(await world.state()).toMatchObject({
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
    expect(await world.state('u2')).toMatchObject({ users: [{ chats: [{ text: '好' }] }] })
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
  const fetched = async (downloadCode: unknown) => {
    const asked = { robotCode: 'dingstandin', downloadCode }
    const { body } = await world.api('POST /v1.0/robot/messageFiles/download', asked)
    return (await fetch(body['downloadUrl'] as string)).text()
  }
  test('each picture among words has its own code', async () => {
    const picture = (text: string) => ({
      type: 'picture',
      base64: Buffer.from(text).toString('base64'),
    })
    const richText = [{ text: '桥' }, picture('一'), picture('二'), { type: 'picture' }]
    const message = await heard({
      userId: 'u1',
      message: { msgtype: 'richText', content: { richText } },
    })
    const [words, one, two, bare] = message.content['richText'] as unknown as Record<
      string,
      string
    >[]
    expect([
      words,
      await fetched(one!['downloadCode']),
      await fetched(two!['downloadCode']),
    ]).toEqual([{ text: '桥' }, '一', '二'])
    for (const item of [one!, two!, bare!]) {
      expect(item['pictureDownloadCode']).toBe(item['downloadCode'])
      expect(item).not.toHaveProperty('base64')
    }
    expect(world.chat('u1')).toMatchObject([{ text: '桥[图片][图片][图片]' }])
  })
  test('a file says where it lies', async () => {
    const content = { fileName: '名单.xlsx', base64: Buffer.from('表').toString('base64') }
    const message = await heard({ userId: 'u1', message: { msgtype: 'file', content } })
    expect(message.content).toEqual({
      fileName: '名单.xlsx',
      spaceId: expect.any(String),
      fileId: expect.any(String),
      downloadCode: expect.any(String),
    })
    expect(await fetched(message.content['downloadCode'])).toBe('表')
  })
  test('a quote stands inside the text and its number beside it', async () => {
    const quote = { msgId: 'msg1', text: '请确认' }
    expect(await heard({ userId: 'u1', text: '收到', quote })).toMatchObject({
      msgtype: 'text',
      text: {
        content: '收到',
        isReplyMsg: true,
        repliedMsg: {
          msgId: 'msg1',
          msgType: 'text',
          content: { text: '请确认' },
          createdAt: expect.any(Number),
          senderId: expect.any(String),
        },
      },
      originalMsgId: 'msg1',
    })
  })
  test('whatever else a message has arrives, in a group as well', async () => {
    await world.admin('groups', { conversationId: 'cidAAA==', title: '一组', userIds: ['u1'] })
    const text = { content: '收到', isReplyMsg: true, repliedMsg: { msgId: 'msg2' } }
    const message = { msgtype: 'text', text, originalMsgId: 'msg2' }
    expect(await heard({ userId: 'u1', conversationId: 'cidAAA==', message })).toMatchObject({
      text: { ...text, content: ' 收到' },
      originalMsgId: 'msg2',
    })
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
