import Card, * as cards from '@alicloud/dingtalk/dist/card_1_0/client'
import { openSdk, robotCode, runtime, type Sdk } from './standin.sdk.support'
import { cardTo } from './standinWorld'

let sdk: Sdk
beforeAll(async () => {
  sdk = await openSdk()
})
afterAll(() => sdk.close())

test('cards', async () => {
  const client = new Card(sdk.config)
  const answer = await sdk.checked(cards.CreateAndDeliverResponseBody, () =>
    client.createAndDeliverWithOptions(
      new cards.CreateAndDeliverRequest(
        cardTo('s1', 'IM_ROBOT.u1;im_group.cidAAA==;IM_ROBOT.nobody', {
          privateData: { u1: { cardParamMap: { mine: '待确认' } } },
        }),
      ),
      new cards.CreateAndDeliverHeaders(sdk.key),
      runtime,
    ),
  )
  expect(
    answer.result?.deliverResults?.map(({ spaceType, spaceId, success }) => [
      spaceType,
      spaceId,
      success,
    ]),
  ).toEqual([
    ['IM_ROBOT', 'u1', true],
    ['IM_GROUP', 'cidAAA==', true],
    ['IM_ROBOT', 'nobody', false],
  ])
  const change = new cards.UpdateCardRequest({
    outTrackId: 's1',
    userIdType: 1,
    cardData: { cardParamMap: { n: '2' } },
    cardUpdateOptions: { updateCardDataByKey: true, updatePrivateDataByKey: true },
  })
  expect(
    (
      await sdk.checked(cards.UpdateCardResponseBody, () =>
        client.updateCardWithOptions(change, new cards.UpdateCardHeaders(sdk.key), runtime),
      )
    ).result,
  ).toBe(true)
  const created = await sdk.checked(cards.CreateCardResponseBody, () =>
    client.createCardWithOptions(
      new cards.CreateCardRequest({
        cardTemplateId: 'card.schema',
        outTrackId: 's2',
        callbackType: 'STREAM',
        cardData: { cardParamMap: { title: '演练' } },
      }),
      new cards.CreateCardHeaders(sdk.key),
      runtime,
    ),
  )
  expect(created.result).toBe('s2')
  const delivered = await sdk.checked(cards.DeliverCardResponseBody, () =>
    client.deliverCardWithOptions(
      new cards.DeliverCardRequest({
        outTrackId: 's2',
        openSpaceId: 'dtv1.card//IM_ROBOT.u2',
        userIdType: 1,
        imRobotOpenDeliverModel: { spaceType: 'IM_ROBOT', robotCode },
      }),
      new cards.DeliverCardHeaders(sdk.key),
      runtime,
    ),
  )
  expect(delivered.result).toEqual([expect.objectContaining({ spaceId: 'u2', success: true })])
  await sdk.checked(cards.AppendSpaceResponseBody, () =>
    client.appendSpaceWithOptions(
      new cards.AppendSpaceRequest({
        outTrackId: 's2',
        imGroupOpenSpaceModel: { supportForward: true },
      }),
      new cards.AppendSpaceHeaders(sdk.key),
      runtime,
    ),
  )
  await sdk.checked(cards.StreamingUpdateResponseBody, () =>
    client.streamingUpdateWithOptions(
      new cards.StreamingUpdateRequest({
        outTrackId: 's2',
        key: 'title',
        content: '演练结束',
        guid: 'g',
        isFull: true,
      }),
      new cards.StreamingUpdateHeaders(sdk.key),
      runtime,
    ),
  )
  expect((await sdk.world.admin('cards/s2')).body).toMatchObject({ public: { title: '演练结束' } })
  await sdk.checked(cards.CloseTopCardResponseBody, () =>
    client.closeTopCardWithOptions(
      new cards.CloseTopCardRequest({ outTrackId: 's2', openConversationId: 'cidAAA==' }),
      new cards.CloseTopCardHeaders(sdk.key),
      runtime,
    ),
  )
  await sdk.checked(cards.RegisterCallbackResponseBody, () =>
    client.registerCallbackWithOptions(
      new cards.RegisterCallbackRequest({
        callbackRouteKey: 'k',
        callbackUrl: 'https://example.com',
      }),
      new cards.RegisterCallbackHeaders(sdk.key),
      runtime,
    ),
  )
  await expect(
    client.updateCardWithOptions(
      new cards.UpdateCardRequest({ outTrackId: 'nowhere' }),
      new cards.UpdateCardHeaders(sdk.key),
      runtime,
    ),
  ).rejects.toMatchObject({ code: 'param.cardNotExist', statusCode: 400 })
})
