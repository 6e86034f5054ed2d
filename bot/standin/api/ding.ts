import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import { endpoint } from '../endpoint'
import { refuse } from '../refusal'
import type { World } from '../world'
import { checkRobot } from './robot'

const rules = {
  family: 'new',
  scope: 'Premium.Ding.Write',
  bad: 'invalidParameter.param.invalid',
} as const
const kinds = {
  1: { word: '应用内', pack: null, maxReceivers: 200 },
  2: { word: '短信', pack: 'sms', maxReceivers: 20 },
  3: { word: '电话', pack: 'phone', maxReceivers: 20 },
} as const
type Kind = (typeof kinds)[keyof typeof kinds]
const Sending = z.object({
  robotCode: z.string().optional(),
  remindType: z.union([z.literal(1), z.literal(2), z.literal(3)]),
  receiverUserIdList: z.array(z.string()).default([]),
  content: z.string().min(1),
  callVoice: z.string().optional(),
})
const Named = z.object({ robotCode: z.string().optional(), openDingId: z.string().min(1) })

/** Takes from the bought pack what this costs. */
function charge({ meter }: World, { pack }: Kind, receivers: number) {
  if (!pack) return
  if (meter.ding[pack] < receivers) throw refuse('ding.serverquota.insufficient', 'DING额度不足')
  meter.ding[pack] -= receivers
}

function tellDing({ journal, directory }: World, { word }: Kind, people: readonly string[]) {
  const names = people.slice(0, 3).map((userId) => directory.nameOf(userId))
  const more = people.length > names.length ? ` 等 ${people.length} 人` : ''
  journal.tell('ding', `${word} DING 了 ${names.join('、')}${more}`)
}

function send(world: World, input: z.infer<typeof Sending>) {
  const { robotCode, remindType, receiverUserIdList, content } = input
  checkRobot(world, robotCode)
  const kind = kinds[remindType]
  if (!receiverUserIdList.length) throw refuse('miss.staffId', '接收人不能为空')
  if (receiverUserIdList.length > kind.maxReceivers) {
    throw refuse('ding.receivercount.limit', '接收人数超过限制')
  }
  const people = receiverUserIdList.filter((userId) => world.directory.users.has(userId))
  const unknown = receiverUserIdList.filter((userId) => !world.directory.users.has(userId))
  charge(world, kind, people.length)

  const entry = { kind: 'ding', text: content, ding: { type: remindType } } as const
  const openDingId = randomUUID().replaceAll('-', '')
  world.dings.set(openDingId, world.messages.send('ding', people, entry).key)
  tellDing(world, kind, people)
  return { openDingId, failedList: unknown.length ? { 用户不存在: unknown } : {} }
}

function sentDing(world: World, { robotCode, openDingId }: z.infer<typeof Named>) {
  checkRobot(world, robotCode)
  const sent = world.messages.get(world.dings.get(openDingId) ?? '')
  if (!sent) throw refuse('send.ding.exception', 'openDingId不存在')
  return sent
}

/** DING: in the app for free, by text message and phone call from a bought pack. */
export const ding = [
  endpoint('POST /v1.0/robot/ding/send', rules, Sending, send),
  endpoint('POST /v1.0/robot/ding/recall', rules, Named, (world, named) => {
    world.messages.recall(sentDing(world, named))
    return { openDingId: named.openDingId }
  }),
  endpoint('POST /v1.0/robot/ding/readStatuses/query', rules, Named, (world, named) => {
    const readers = [...sentDing(world, named).openTo]
    const robotDingReadInfoList = readers.map(([userId, readStatus]) => ({ userId, readStatus }))
    return { success: true, result: { robotDingReadInfoList } }
  }),
]
