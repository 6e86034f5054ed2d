import { createRequire } from 'node:module'
import { z } from 'zod'
import { ChannelError } from '../../core/ports'
import { readAnswer, type Call } from './calls'
import type { Settings } from './settings'
import type { Token } from './token'
import { mishapOf, CallRefused, troubleOf } from './trouble'

type Card = typeof import('@alicloud/dingtalk/dist/card_1_0/client')
type Robot = typeof import('@alicloud/dingtalk/dist/robot_1_0/client')
type Login = typeof import('@alicloud/dingtalk/dist/oauth2_1_0/client')
type OpenApi = typeof import('@alicloud/openapi-client')
type Util = typeof import('@alicloud/tea-util')
/** A model of the SDK without its methods. */
type Plain<T> = T extends readonly (infer U)[]
  ? Plain<U>[]
  : T extends object
    ? { [K in keyof T as T[K] extends (...args: never) => unknown ? never : K]: Plain<T[K]> }
    : T

const load = createRequire(__filename)

/**
 * The official SDK, one module of its hundred each: loaded at the first call, because it costs a
 * start 130 ms.
 */
function loadSdk({ apiBase, timing }: Settings) {
  const { Config } = load('@alicloud/openapi-client') as OpenApi
  const { default: util, RuntimeOptions } = load('@alicloud/tea-util') as Util
  const card = load('@alicloud/dingtalk/dist/card_1_0/client') as Card
  const robot = load('@alicloud/dingtalk/dist/robot_1_0/client') as Robot
  const login = load('@alicloud/dingtalk/dist/oauth2_1_0/client') as Login
  const base = new URL(apiBase)
  // Without a protocol the SDK sends secret and token over plain HTTP.
  const config = new Config({
    protocol: base.protocol.slice(0, -1),
    endpoint: base.host,
    regionId: 'central',
  })
  const guarded = <C extends InstanceType<Card['default'] | Robot['default'] | Login['default']>>(
    client: C,
  ) => {
    // The SDK's own reader loses the status and the text of whatever is not JSON, and with them the
    // ban: this one keeps them.
    client._spi.modifyResponse = async ({ response }) => {
      const status = response.statusCode!
      const answer = readAnswer(status, await util.readAsString(response.body!))
      if (status >= 400) throw refusedBy(status, answer)
      response.deserializedBody = answer
    }
    return client
  }
  return {
    card: { client: guarded(new card.default(config)), ...card },
    robot: { client: guarded(new robot.default(config)), ...robot },
    login: { client: guarded(new login.default(config)), ...login },
    // Only both together limit a slow answer.
    runtime: new RuntimeOptions({ readTimeout: timing.call, connectTimeout: timing.call }),
  }
}

const Refusal = z
  .object({ code: z.coerce.string().catch(''), message: z.string().catch('') })
  .catch({ code: '', message: '' })
export function refusedBy(status: number, answer: unknown) {
  const { code, message } = Refusal.parse(answer)
  return new CallRefused({ from: 'new', status, code, words: message })
}

/**
 * Only answered while the SDK calls it so; the cast of the SDK has already checked the types that
 * are there.
 */
const TokenAnswer = z.object({
  accessToken: z.string().min(1),
  expireIn: z.coerce.number().default(7_200),
})
const Delivered = z.object({
  result: z
    .object({
      deliverResults: z
        .array(
          z.object({
            spaceId: z.string().nullish(),
            success: z.boolean().nullish(),
            errorMsg: z.string().nullish(),
          }),
        )
        .nullish(),
    })
    .nullish(),
})
const Updated = z.object({ success: z.boolean().nullish() })
const Texted = z.object({
  processQueryKey: z.string().nullish(),
  invalidStaffIdList: z.array(z.string()).nullish(),
  flowControlledStaffIdList: z.array(z.string()).nullish(),
})
const Read = z.object({
  sendStatus: z.string().nullish(),
  messageReadInfoList: z
    .array(z.object({ userId: z.string(), readStatus: z.string().nullish() }))
    .nullish(),
})
const Dinged = z.object({
  openDingId: z.string().nullish(),
  failedList: z
    .record(z.string(), z.union([z.array(z.string()), z.string().transform((one) => [one])]))
    .nullish(),
})
export type DeliverResult = NonNullable<
  NonNullable<z.output<typeof Delivered>['result']>['deliverResults']
>[number]

/** The card of this key is there already: an earlier call had its effect. */
const alreadyThere = 'alreadyThere' as const

/**
 * The calls of the new API that we make, through the official SDK. Answers are parsed, errors are
 * `ChannelError`.
 */
export function createNewApi(settings: Settings, call: Call) {
  const sdk = lazySdk(settings)
  return { ...cardCalls(sdk, call), ...robotCalls(sdk, call) }
}
type LazySdk = ReturnType<typeof lazySdk>

const cardCalls = (sdk: LazySdk, call: Call) => ({
  deliverCard: (body: Plain<InstanceType<Card['CreateAndDeliverRequest']>>) =>
    call<z.output<typeof Delivered> | typeof alreadyThere>(
      '/v1.0/card/instances/createAndDeliver',
      async (token) => {
        const { card, runtime } = sdk()
        const answer = await card.client.createAndDeliverWithOptions(
          new card.CreateAndDeliverRequest(body),
          new card.CreateAndDeliverHeaders({ xAcsDingtalkAccessToken: token }),
          runtime,
        )
        return Delivered.parse(answer.body)
      },
      {
        forgive: (mishap) =>
          mishap.from === 'new' && mishap.code === 'param.cardAlreadyExist'
            ? alreadyThere
            : undefined,
      },
    ),

  updateCard: (body: Plain<InstanceType<Card['UpdateCardRequest']>>) =>
    call('/v1.0/card/instances', async (token) => {
      const { card, runtime } = sdk()
      const answer = await card.client.updateCardWithOptions(
        new card.UpdateCardRequest(body),
        new card.UpdateCardHeaders({ xAcsDingtalkAccessToken: token }),
        runtime,
      )
      return Updated.parse(answer.body)
    }),
})

const robotCalls = (sdk: LazySdk, call: Call) => ({
  text: (body: Plain<InstanceType<Robot['BatchSendOTORequest']>>) =>
    call('/v1.0/robot/oToMessages/batchSend', async (token) => {
      const { robot, runtime } = sdk()
      const answer = await robot.client.batchSendOTOWithOptions(
        new robot.BatchSendOTORequest(body),
        new robot.BatchSendOTOHeaders({ xAcsDingtalkAccessToken: token }),
        runtime,
      )
      return Texted.parse(answer.body)
    }),

  readStatus: (query: Plain<InstanceType<Robot['BatchOTOQueryRequest']>>) =>
    call('/v1.0/robot/oToMessages/readStatus', async (token) => {
      const { robot, runtime } = sdk()
      const answer = await robot.client.batchOTOQueryWithOptions(
        new robot.BatchOTOQueryRequest(query),
        new robot.BatchOTOQueryHeaders({ xAcsDingtalkAccessToken: token }),
        runtime,
      )
      return Read.parse(answer.body)
    }),

  ding: (body: Plain<InstanceType<Robot['RobotSendDingRequest']>>) =>
    call('/v1.0/robot/ding/send', async (token) => {
      const { robot, runtime } = sdk()
      const answer = await robot.client.robotSendDingWithOptions(
        new robot.RobotSendDingRequest(body),
        new robot.RobotSendDingHeaders({ xAcsDingtalkAccessToken: token }),
        runtime,
      )
      return Dinged.parse(answer.body)
    }),
})
export type NewApi = ReturnType<typeof createNewApi>

/** Asks for a token. Whatever goes wrong here, the call that wanted it was never made. */
export function createTokenFetch(settings: Settings): () => Promise<Token> {
  const sdk = lazySdk(settings)
  return async () => {
    try {
      const { login, runtime } = sdk()
      const request = new login.GetAccessTokenRequest({
        appKey: settings.clientId,
        appSecret: settings.clientSecret,
      })
      const { accessToken, expireIn } = TokenAnswer.parse(
        (await login.client.getAccessTokenWithOptions(request, {}, runtime)).body,
      )
      return { value: accessToken, seconds: expireIn }
    } catch (thrown) {
      const { kind, reason, waitMs, cause } = troubleOf(mishapOf(thrown))
      const nothingHappened = kind === 'unknown' ? 'unavailable' : kind
      throw new ChannelError(nothingHappened, `token: ${reason}`, waitMs, cause)
    }
  }
}

function lazySdk(settings: Settings) {
  let sdk: ReturnType<typeof loadSdk> | undefined
  return () => (sdk ??= loadSdk(settings))
}
