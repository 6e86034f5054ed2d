import Im, * as im from '@alicloud/dingtalk/dist/im_1_0/client'
import { openSdk, robotCode, runtime, type Sdk } from './standin.sdk.support'
import { connect } from './standinWorld'

let sdk: Sdk
beforeEach(async () => {
  sdk = await openSdk()
})
afterEach(() => sdk.close())

/** The standard template, as the official Python SDK answers with it. */
const words = (title: string, text: string) =>
  JSON.stringify({
    config: { autoLayout: true, enableForward: true },
    header: { title: { type: 'text', text: title }, logo: '@lALPDfJ6V_FPDmvNAfTNAfQ' },
    contents: [{ type: 'markdown', text, id: 'text_1' }],
  })
const send = (more: object) =>
  sdk.checked(im.SendRobotInteractiveCardResponseBody, () =>
    new Im(sdk.config).sendRobotInteractiveCardWithOptions(
      new im.SendRobotInteractiveCardRequest({
        robotCode,
        cardTemplateId: 'StandardCard',
        cardBizId: 'b1',
        cardData: words('台风', '请到岗'),
        ...more,
      }),
      new im.SendRobotInteractiveCardHeaders(sdk.key),
      runtime,
    ),
  )
const varsOf = (userId: string) =>
  sdk.world.chat(userId).map((entry) => 'card' in entry && entry.card.vars)

test('to a person by one of his ids, and changed afterwards', async () => {
  const { processQueryKey } = await send({ singleChatReceiver: '{"unionId":"union2"}' })
  expect(processQueryKey).toBeTruthy()
  expect(varsOf('u2')).toMatchObject([{ title: '台风', foot: '请到岗' }])
  await sdk.checked(im.UpdateRobotInteractiveCardResponseBody, () =>
    new Im(sdk.config).updateRobotInteractiveCardWithOptions(
      new im.UpdateRobotInteractiveCardRequest({
        cardBizId: 'b1',
        cardData: words('台风', '已解除'),
        userIdPrivateDataMap: '{"u2":{"mine":"已确认"}}',
      }),
      new im.UpdateRobotInteractiveCardHeaders(sdk.key),
      runtime,
    ),
  )
  expect(varsOf('u2')).toMatchObject([{ foot: '已解除', mine: '已确认' }])
})

test('to a group, and a press comes by the stream', async () => {
  const { frames } = await connect(sdk.world.standin, () => ({
    data: { response: { cardData: { cardParamMap: { foot: '收到了' } } } },
  }))
  await send({ openConversationId: 'cidAAA==' })
  const pressed = { userId: 'u1', outTrackId: 'b1', actionId: 'yes' }
  expect(await sdk.world.standin.press(pressed)).toMatchObject({ ok: true })
  expect(JSON.parse(frames[0]!.data)).toMatchObject({ outTrackId: 'b1', spaceId: 'cidAAA==' })
  expect(varsOf('u2')).toMatchObject([{ foot: '收到了' }])
})

test.each([
  ['nobody', {}, 'param.error'],
  ['a stranger', { singleChatReceiver: '{"userId":"nobody"}' }, 'param.error'],
  ['no JSON', { singleChatReceiver: 'u1' }, 'param.error'],
  ['a group that is none', { openConversationId: 'gone' }, 'invalid.openConversationId'],
])('to %s it is refused', async (_name, more, code) => {
  await expect(send(more)).rejects.toMatchObject({ code, statusCode: 400 })
})

test('what the robot answers while nobody is connected is heard', async () => {
  const away = { robotCode, cardTemplateId: 'StandardCard', cardData: words('应急钉', '稍后') }
  const route = 'POST /v1.0/innerApi/robot/stream/away/template/update'
  expect((await sdk.world.api(route, away)).status).toBe(200)
  expect((await sdk.world.api(route, { ...away, robotCode: 'other' })).status).toBe(400)
})

describe('cards from before there were spaces', () => {
  const sendNamed = (more: object) =>
    sdk.checked(im.SendInteractiveCardResponseBody, () =>
      new Im(sdk.config).sendInteractiveCardWithOptions(
        new im.SendInteractiveCardRequest({
          cardTemplateId: 't.schema',
          outTrackId: 'o1',
          cardData: { cardParamMap: { title: '台风', btn: '收到' } },
          privateData: { u1: { cardParamMap: { mine: '待确认' } } },
          ...more,
        }),
        new im.SendInteractiveCardHeaders(sdk.key),
        runtime,
      ),
    )

  test('to those named in a group, changed by key afterwards', async () => {
    const group = { conversationType: 1, openConversationId: 'cidAAA==' }
    const sent = await sendNamed({ ...group, receiverUserIdList: ['u1'] })
    expect(sent.result?.processQueryKey).toBeTruthy()
    expect(varsOf('u1')).toEqual([{ title: '台风', btn: '收到', mine: '待确认' }])
    expect(varsOf('u2')).toEqual([])
    await sdk.checked(im.UpdateInteractiveCardResponseBody, () =>
      new Im(sdk.config).updateInteractiveCardWithOptions(
        new im.UpdateInteractiveCardRequest({
          outTrackId: 'o1',
          userIdType: 2,
          cardData: { cardParamMap: { btn: '' } },
          privateData: { 'un/ion=1': { cardParamMap: { mine: '已确认' } } },
          cardOptions: { updateCardDataByKey: true, updatePrivateDataByKey: true },
        }),
        new im.UpdateInteractiveCardHeaders(sdk.key),
        runtime,
      ),
    )
    expect(varsOf('u1')).toEqual([{ title: '台风', btn: '', mine: '已确认' }])
  })
  test('to one person by unionId', async () => {
    await sendNamed({ userIdType: 2, receiverUserIdList: ['union2'] })
    expect(varsOf('u2')).toMatchObject([{ title: '台风' }])
  })
  test.each([
    ['nobody', {}],
    ['two at once', { receiverUserIdList: ['u1', 'u2'] }],
    ['a group that is none', { conversationType: 1, openConversationId: 'gone' }],
  ])('to %s it is refused', async (_name, more) => {
    await expect(sendNamed(more)).rejects.toMatchObject({ code: 'param.error', statusCode: 400 })
  })
})
