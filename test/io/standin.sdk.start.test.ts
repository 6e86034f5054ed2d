import Contact, * as contacts from '@alicloud/dingtalk/dist/contact_1_0/client'
import MicroApp, * as microApps from '@alicloud/dingtalk/dist/micro_app_1_0/client'
import OAuth, * as oauth from '@alicloud/dingtalk/dist/oauth2_1_0/client'
import { openSdk, runtime, type Sdk } from './standin.sdk.support'

let sdk: Sdk
beforeAll(async () => {
  sdk = await openSdk()
})
afterAll(() => sdk.close())

test('the applications of the organisation, by both APIs', async () => {
  await sdk.world.admin('app', { url: 'https://example.com/app' })
  const client = new MicroApp(sdk.config)
  const { appList } = await sdk.checked(microApps.ListAllInnerAppsResponseBody, () =>
    client.listAllInnerAppsWithOptions(new microApps.ListAllInnerAppsHeaders(sdk.key), runtime),
  )
  expect(appList).toMatchObject([
    {
      agentId: 1001,
      name: '内部应用',
      robotInfo: { robotCode: 'dingstandin' },
      homepageLink: 'https://example.com/app',
    },
  ])
  expect((await sdk.world.old('/microapp/list', undefined)).body).toMatchObject({
    errcode: 0,
    appList: [{ agentId: 1001, name: '内部应用', isSelf: true, appStatus: 1 }],
  })
})

describe('log-in on a page of somebody else', () => {
  const keys = { clientId: 'dingstandin', clientSecret: 'standin-secret' }
  const exchange = (more: object) =>
    sdk.checked(oauth.GetUserTokenResponseBody, () =>
      new OAuth(sdk.config).getUserToken(new oauth.GetUserTokenRequest({ ...keys, ...more })),
    )
  const person = (unionId: string, xAcsDingtalkAccessToken = '') =>
    sdk.checked(contacts.GetUserResponseBody, () =>
      new Contact(sdk.config).getUserWithOptions(
        unionId,
        new contacts.GetUserHeaders({ xAcsDingtalkAccessToken }),
        runtime,
      ),
    )
  const codeOf = async (userId: string) =>
    (await sdk.world.admin('authCode', { userId })).body['code'] as string
  const byCode = async (userId: string) =>
    exchange({ code: await codeOf(userId), grantType: 'authorization_code' })

  test('a code becomes a token of the person, which says who he is', async () => {
    const { accessToken, expireIn, corpId } = await byCode('u1')
    expect([expireIn, corpId]).toEqual([7_200, 'dingcorp'])
    expect(await person('me', accessToken)).toMatchObject({
      nick: '江敏',
      unionId: 'un/ion=1',
      mobile: '13800000001',
      stateCode: '86',
    })
    expect(await person('union2', accessToken)).toMatchObject({ nick: '周国平' })
  })
  test('a code counts once, another secret never', async () => {
    const code = await codeOf('u1')
    await exchange({ code, grantType: 'authorization_code' })
    const again = { code, grantType: 'authorization_code' }
    await expect(exchange(again)).rejects.toMatchObject({
      code: 'invalidParameter.authCode.notFound',
    })
    await expect(exchange({ ...again, clientSecret: 'x' })).rejects.toMatchObject({
      code: 'invalidClientIdOrSecret',
    })
  })
  test('it is renewed by the other token, once', async () => {
    const { refreshToken } = await byCode('u2')
    const renew = () => exchange({ refreshToken: refreshToken!, grantType: 'refresh_token' })
    expect(await person('me', (await renew()).accessToken)).toMatchObject({ nick: '周国平' })
    await expect(renew()).rejects.toMatchObject({
      code: 'invalidParameter.refreshToken.notFound',
    })
  })
  test('the token of the app is none of a person, and that of a person none of the app', async () => {
    await expect(person('me', sdk.world.token)).rejects.toMatchObject({
      code: 'InvalidAuthentication',
    })
    const { accessToken } = await byCode('u1')
    const headers = { 'x-acs-dingtalk-access-token': accessToken! }
    expect(
      await sdk.world.api('GET /v1.0/microApp/allInnerApps', undefined, headers),
    ).toMatchObject({ status: 400, body: { code: 'InvalidAuthentication' } })
  })
  test('it dies after 7,200 s', async () => {
    const { accessToken } = await byCode('u1')
    sdk.world.standin.clock.move({ addMs: 7_199_000 })
    expect(await person('me', accessToken)).toMatchObject({ nick: '江敏' })
    sdk.world.standin.clock.move({ addMs: 2_000 })
    await expect(person('me', accessToken)).rejects.toMatchObject({ statusCode: 400 })
  })
})
