import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import type { EventAddress } from '../callbacks'
import { endpoint } from '../endpoint'
import { refuse, refuseOld } from '../refusal'
import type { World } from '../world'

const old = { family: 'old' } as const
const Registration = z.object({
  call_back_tag: z.array(z.string()).min(1),
  token: z.string().min(6).max(63),
  aes_key: z.string().regex(/^[A-Za-z0-9+/]{43}$/),
  url: z.string(),
})

/** An address is taken when it answers the trial under its own seal. */
async function register(world: World, input: z.infer<typeof Registration>) {
  if (!URL.canParse(input.url)) throw refuseOld(71011, '传入的url参数不是合法的url格式')
  const address: EventAddress = {
    url: input.url,
    tags: input.call_back_tag,
    token: input.token,
    aesKey: input.aes_key,
    owner: world.settings.corpId,
  }
  const trial = { EventType: 'check_url' }
  const answer = await world.callbacks.postEvent(address, trial, world.settings.eventWaitMs)
  if (answer === null) throw refuseOld(71012, 'url地址访问异常')
  if (answer.code !== 200) throw refuseOld(71009, '返回文本非success')
  world.callbacks.events = address
  return {}
}

function registered(world: World): EventAddress {
  const { events } = world.callbacks
  if (!events) throw refuseOld(71007, '回调地址不存在')
  return events
}

/** The addresses of HTTP mode: one for events, and one for every key that cards name. */
export const callbacks = [
  endpoint('POST /call_back/register_call_back', old, Registration, (world, input) => {
    if (world.callbacks.events) throw refuseOld(71006, '回调地址已经存在')
    return register(world, input)
  }),
  endpoint('POST /call_back/update_call_back', old, Registration, (world, input) => {
    registered(world)
    return register(world, input)
  }),
  endpoint('GET /call_back/get_call_back', old, z.looseObject({}), (world) => {
    const { url, token, aesKey, tags } = registered(world)
    return { url, token, aes_key: aesKey, call_back_tag: tags }
  }),
  endpoint('GET /call_back/delete_call_back', old, z.looseObject({}), (world) => {
    registered(world)
    world.callbacks.events = undefined
    return {}
  }),
  endpoint(
    'POST /v1.0/card/callbacks/register',
    { family: 'new', scope: 'Card.Instance.Write', bad: 'param.invalid' },
    z.object({
      callbackRouteKey: z.string().min(1),
      callbackUrl: z.url(),
      apiSecret: z.string().optional(),
      forceUpdate: z.boolean().nullish(),
    }),
    (world, { callbackRouteKey, callbackUrl, apiSecret = randomUUID(), forceUpdate }) => {
      const known = world.callbacks.cards.get(callbackRouteKey)
      if (known && known.url !== callbackUrl && !forceUpdate) {
        throw refuse('param.callbackRouteKeyExist', 'callbackRouteKey已经注册过其他地址')
      }
      world.callbacks.cards.set(callbackRouteKey, { url: callbackUrl, apiSecret })
      return { success: true, result: { callbackUrl, apiSecret } }
    },
  ),
]
