import { z } from 'zod'
import type { User } from '../directory'
import { endpoint, type Met } from '../endpoint'
import { refuse } from '../refusal'
import type { World } from '../world'

const rules = {
  family: 'new',
  token: 'person',
  metered: false,
  scope: 'Contact.User.Read',
} as const

const Exchange = z.object({
  clientId: z.string(),
  clientSecret: z.string(),
  code: z.string().default(''),
  refreshToken: z.string().default(''),
  grantType: z.enum(['authorization_code', 'refresh_token']).default('authorization_code'),
})

/** A code of the log-in page, or a token that renews, against a token of the person behind it. */
function exchange(world: World, input: z.infer<typeof Exchange>) {
  if (!world.tokens.knows(input.clientId, input.clientSecret)) {
    throw refuse('invalidClientIdOrSecret', '无效的clientId或者clientSecret')
  }
  const renews = input.grantType === 'refresh_token'
  const { codes, renewals } = world.tokens
  const userId = renews ? renewals.redeem(input.refreshToken) : codes.redeem(input.code)
  if (userId === undefined || !world.directory.users.has(userId)) {
    throw renews
      ? refuse('invalidParameter.refreshToken.notFound', '不合法的refreshToken')
      : refuse('invalidParameter.authCode.notFound', '不存在的authCode')
  }
  return { ...world.tokens.issueFor(userId), expireIn: 7_200, corpId: world.settings.corpId }
}

function shown({ userId, unionId, name, mobile, email = '' }: User) {
  return {
    nick: name,
    avatarUrl: '',
    openId: `o-${Buffer.from(userId).toString('base64url')}`,
    unionId,
    email,
    ...(mobile && { mobile, stateCode: '86' }),
    visitor: false,
  }
}

function userOf(world: World, call: Met): User {
  const token = String(call.headers['x-acs-dingtalk-access-token'])
  const me = world.tokens.personOf(token) ?? ''
  const named = call.params['unionId']
  const user = named === 'me' ? world.directory.users.get(me) : world.directory.byUnion(named ?? '')
  if (!user) throw refuse('user.not.exist', '用户不存在')
  return user
}

/** Log-in with DingTalk on pages outside of it. */
export const logins = [
  endpoint(
    'POST /v1.0/oauth2/userAccessToken',
    { family: 'new', token: false, metered: false },
    Exchange,
    exchange,
  ),
  endpoint('GET /v1.0/contact/users/:unionId', rules, z.looseObject({}), (world, _input, call) =>
    shown(userOf(world, call)),
  ),
]
