import Gateway, * as gateway from '@alicloud/dingtalk/dist/gateway_1_0/client'
import OAuth, * as oauth from '@alicloud/dingtalk/dist/oauth2_1_0/client'
import * as cards from '@alicloud/dingtalk/dist/card_1_0/client'
import * as robots from '@alicloud/dingtalk/dist/robot_1_0/client'
import { openSdk, runtime, strays, type Sdk } from './standin.sdk.support'

let sdk: Sdk
beforeAll(async () => {
  sdk = await openSdk()
})
afterAll(() => sdk.close())

test('the walker itself finds strays', () => {
  expect(
    strays(oauth.GetAccessTokenResponseBody, { accessToken: 1, expireIn: 'x', more: true }),
  ).toEqual([
    'body.accessToken is number, not string',
    'body.expireIn is string, not number',
    'body.more is unknown',
  ])
  expect(strays(robots.BatchSendOTOResponseBody, { invalidStaffIdList: [1] })).toEqual([
    'body.invalidStaffIdList[0] is number, not string',
  ])
  expect(
    strays(cards.CreateAndDeliverResponseBody, {
      result: { deliverResults: [{ success: 'true' }] },
    }),
  ).toEqual(['body.result.deliverResults[0].success is string, not boolean'])
})

test('tokens and the gateway', async () => {
  const client = new OAuth(sdk.config)
  const { accessToken, expireIn } = await sdk.checked(oauth.GetAccessTokenResponseBody, () =>
    client.getAccessToken(
      new oauth.GetAccessTokenRequest({ appKey: 'dingstandin', appSecret: 'standin-secret' }),
    ),
  )
  expect({ accessToken, expireIn }).toEqual({ accessToken: sdk.world.token, expireIn: 7_200 })
  expect(sdk.seen.chunked).toBe(true)
  const other = await sdk.checked(oauth.GetTokenResponseBody, () =>
    client.getToken(
      'dingcorp',
      new oauth.GetTokenRequest({
        clientId: 'dingstandin',
        clientSecret: 'standin-secret',
        grantType: 'client_credentials',
      }),
    ),
  )
  expect(other.accessToken).toBe(sdk.world.token)
  const ticket = await sdk.checked(oauth.CreateJsapiTicketResponseBody, () =>
    client.createJsapiTicketWithOptions(new oauth.CreateJsapiTicketHeaders(sdk.key), runtime),
  )
  expect(ticket.jsapiTicket).toBeTruthy()
  const opened = await sdk.checked(gateway.OpenConnectionResponseBody, () =>
    new Gateway(sdk.config).openConnection(
      new gateway.OpenConnectionRequest({
        clientId: 'dingstandin',
        clientSecret: 'standin-secret',
        subscriptions: [
          new gateway.OpenConnectionRequestSubscriptions({ type: 'EVENT', topic: '*' }),
        ],
      }),
    ),
  )
  expect(opened.endpoint).toMatch(/^ws:/)
  await expect(
    client.getAccessToken(
      new oauth.GetAccessTokenRequest({ appKey: 'dingstandin', appSecret: 'wrong' }),
    ),
  ).rejects.toMatchObject({ code: 'invalidClientIdOrSecret', statusCode: 400 })
})
