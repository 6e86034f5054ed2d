import { until } from '../support/eventually'
import { openUnlimited } from './standin.limits.support'
import { connect, type World } from './standinWorld'

let world: World
beforeEach(async () => {
  world = await openUnlimited()
})
afterEach(() => world.standin.close())

describe('groups that the app makes', () => {
  const make = (more: object = {}) =>
    world.old('/chat/create', {
      name: '石塘镇防汛',
      owner: 'u2',
      useridlist: ['u1', 'u2'],
      ...more,
    })
  const get = async (chatid: unknown) =>
    (
      await world.bare(
        'GET',
        `/chat/get?access_token=${world.token}&chatid=${encodeURIComponent(String(chatid))}`,
        undefined,
        {},
      )
    ).body

  test('the robot speaks in them', async () => {
    const { body } = await make()
    expect(body).toMatchObject({
      errcode: 0,
      chatid: expect.stringMatching(/^chat/) as string,
      openConversationId: expect.stringMatching(/^cid/) as string,
      conversationTag: 2,
    })
    const sent = await world.api('POST /v1.0/robot/groupMessages/send', {
      robotCode: 'dingstandin',
      openConversationId: body['openConversationId'],
      msgKey: 'sampleText',
      msgParam: '{"content":"集合"}',
    })
    expect(sent.status).toBe(200)
    expect(world.chat('u1')).toMatchObject([{ text: '集合' }])
  })
  test('are read and changed', async () => {
    const { chatid } = (await make()).body
    const change = { chatid, name: '一组', add_useridlist: ['u3'], del_useridlist: ['u1'] }
    expect((await world.old('/chat/update', change)).body).toMatchObject({ errcode: 0 })
    expect(await get(chatid)).toMatchObject({
      chat_info: { chatid, name: '一组', owner: 'u2', useridlist: ['u2', 'u3'] },
    })
    expect(await get('chatgone')).toMatchObject({ errcode: 34014 })
  })
  test.each<[string, object, number]>([
    ['an owner from outside', { owner: 'u3' }, 40035],
    ['a name of 21 characters', { name: '汛'.repeat(21) }, 40035],
    ['41 people', { useridlist: Array.from({ length: 41 }, () => 'u2') }, 40035],
    ['a stranger', { useridlist: ['u2', 'nobody'] }, 60121],
  ])('%s is refused', async (_name, more, errcode) => {
    expect((await make(more)).body).toMatchObject({ errcode })
  })
})

describe('a word under what somebody said', () => {
  const emotion = (openMsgId: string, more: object = {}) => ({
    robotCode: 'dingstandin',
    openMsgId,
    openConversationId: 'cid1',
    emotionType: 2,
    emotionName: '🤔思考中',
    textEmotion: { emotionId: '2659900', emotionName: '🤔思考中', text: '🤔思考中' },
    ...more,
  })
  const reply = 'POST /v1.0/robot/emotion/reply'

  test('comes and goes', async () => {
    const { frames } = await connect(world.standin, () => ({ data: { response: null } }))
    await world.standin.say({ userId: 'u1', text: '在吗' })
    await until(() => frames.length === 1)
    const { msgId } = JSON.parse(frames[0]!.data) as { msgId: string }
    expect(await world.api(reply, emotion(msgId))).toMatchObject({
      status: 200,
      body: { success: true },
    })
    expect(world.chat('u1')).toMatchObject([{ text: '在吗', emotion: '🤔思考中' }])
    await world.api('POST /v1.0/robot/emotion/recall', emotion(msgId))
    expect(world.chat('u1')[0]).not.toHaveProperty('emotion')
  })
  test('another robot may not', async () => {
    expect(await world.api(reply, emotion('m', { robotCode: 'other' }))).toMatchObject({
      status: 400,
      body: { code: 'invalidParameter.robotCode.notExsit' },
    })
    expect(await world.api(reply, emotion('m', { openMsgId: undefined }))).toMatchObject({
      body: { code: 'MissingopenMsgId' },
    })
  })
})
