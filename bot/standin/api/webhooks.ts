import { z } from 'zod'
import { endpoint, type Met } from '../endpoint'
import type { Entry } from '../phones'
import { refuseOld } from '../refusal'
import type { World } from '../world'
import { entryOf, Reply } from './replies'

type Webhook = NonNullable<ReturnType<World['webhooks']['get']>>
type Words = NonNullable<ReturnType<typeof entryOf>>

/** The robot of the address, when the address is known and the call signed as it asks for. */
function webhookOf({ webhooks }: World, { query }: Met): Webhook {
  const webhook = webhooks.get(query.get('access_token') ?? '')
  if (!webhook) throw refuseOld(300005, 'token is not exist')
  const fault = webhooks.faultOf(webhook, query.get('timestamp') ?? '', query.get('sign') ?? '')
  if (fault) throw refuseOld(310000, fault)
  return webhook
}

function hasKeyword(
  { keywords = [] }: Webhook,
  { title = '', text = '' }: Partial<Entry>,
): boolean {
  return !keywords.length || keywords.some((word) => `${title}\n${text}`.includes(word))
}

function speak(world: World, webhook: Webhook, words: Words) {
  const { conversationId } = webhook
  const group = world.messages.groups.get(conversationId)
  if (!group) throw refuseOld(400013, '群已被解散')
  world.meter.count('stream')
  world.messages.send('group', group.userIds, { ...words, conversationId })
  const said = words.title ?? words.text ?? words.kind
  world.journal.tell('robot', `群「${group.title}」收到自定义机器人的「${said}」`)
}

/** Custom robots: signed or with a keyword, at most 20 messages a minute. */
export const webhooks = [
  endpoint(
    'POST /robot/send',
    { family: 'old', token: false, metered: false },
    z.looseObject({ msgtype: z.string(), msgUuid: z.string().optional() }),
    (world, input, call) => {
      const webhook = webhookOf(world, call)
      const reply = Reply.safeParse(input)
      const words = reply.success ? entryOf(reply.data) : null
      if (!words) throw refuseOld(40035, '缺少参数 或者 参数不合法')
      if (!hasKeyword(webhook, words)) throw refuseOld(310000, 'keywords not in content')
      if (input.msgUuid && webhook.seen.has(input.msgUuid)) return {}
      if (!world.faults.on.noLimits && !world.webhooks.maySpeak(webhook)) {
        throw refuseOld(130101, 'send too fast, exceed 20 times per minute')
      }
      if (input.msgUuid) webhook.seen.add(input.msgUuid)
      speak(world, webhook, words)
      return {}
    },
  ),
]
