import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import { endpoint } from '../endpoint'
import { refuse } from '../refusal'
import { checkRobot } from './robot'

const rules = {
  family: 'new',
  scope: 'Premium.Ding.Write',
  bad: 'invalidParameter.param.invalid',
} as const
const kinds = { 1: '应用内', 2: '短信', 3: '电话' } as const
const Named = z.object({ robotCode: z.string().optional(), openDingId: z.string().min(1) })

/** DING: in the app for free, by text message and phone call from a bought pack. */
export const ding = [
  endpoint(
    'POST /v1.0/robot/ding/send',
    rules,
    z.object({
      robotCode: z.string().optional(),
      remindType: z.union([z.literal(1), z.literal(2), z.literal(3)]),
      receiverUserIdList: z.array(z.string()).default([]),
      content: z.string().min(1),
      callVoice: z.string().optional(),
    }),
    (world, { robotCode, remindType, receiverUserIdList, content }) => {
      checkRobot(world, robotCode)
      if (!receiverUserIdList.length) throw refuse('miss.staffId', '接收人不能为空')
      if (receiverUserIdList.length > (remindType === 1 ? 200 : 20)) {
        throw refuse('ding.receivercount.limit', '接收人数超过限制')
      }
      const people = receiverUserIdList.filter((userId) => world.directory.users.has(userId))
      const unknown = receiverUserIdList.filter((userId) => !world.directory.users.has(userId))
      const pack = remindType === 2 ? 'sms' : 'phone'
      if (remindType !== 1) {
        if (world.meter.ding[pack] < people.length) {
          throw refuse('ding.serverquota.insufficient', 'DING额度不足')
        }
        world.meter.ding[pack] -= people.length
      }
      const { key } = world.messages.send('ding', people, {
        kind: 'ding',
        text: content,
        ding: { type: remindType },
      })
      const openDingId = randomUUID().replaceAll('-', '')
      world.dings.set(openDingId, key)
      world.journal.tell(
        'ding',
        `${kinds[remindType]} DING 了 ${people
          .map((userId) => world.directory.nameOf(userId))
          .slice(0, 3)
          .join('、')}${people.length > 3 ? ` 等 ${people.length} 人` : ''}`,
      )
      return { openDingId, failedList: unknown.length ? { 用户不存在: unknown } : {} }
    },
  ),
  endpoint('POST /v1.0/robot/ding/recall', rules, Named, (world, { robotCode, openDingId }) => {
    checkRobot(world, robotCode)
    const sent = world.messages.get(world.dings.get(openDingId) ?? '')
    if (!sent) throw refuse('send.ding.exception', 'openDingId不存在')
    world.messages.recall(sent)
    return { openDingId }
  }),
  endpoint(
    'POST /v1.0/robot/ding/readStatuses/query',
    rules,
    Named,
    (world, { robotCode, openDingId }) => {
      checkRobot(world, robotCode)
      const sent = world.messages.get(world.dings.get(openDingId) ?? '')
      if (!sent) throw refuse('send.ding.exception', 'openDingId不存在')
      return {
        success: true,
        result: {
          robotDingReadInfoList: [...sent.openTo].map(([userId, readStatus]) => ({
            userId,
            readStatus,
          })),
        },
      }
    },
  ),
]
