import { z } from 'zod'
import { dayMs } from '../../../shared/time'
import { endpoint, type Met } from '../endpoint'
import { refuse } from '../refusal'
import type { Sent } from '../messages'
import type { World } from '../world'
import { entryOf } from './messageKeys'

const rules = {
  family: 'new',
  scope: 'qyapi_robot_sendmsg',
  bad: 'invalidParameter.param.invalid',
} as const

export function checkRobot(world: World, robotCode: string | undefined) {
  if (!robotCode) throw refuse('invalidParameter.robotCode.empty', 'robotCode不能为空')
  if (robotCode !== world.settings.robotCode) {
    throw refuse('invalidParameter.robotCode.notExsit', 'robotCode不存在')
  }
}

/** A message still inside the 24 hours in which DingTalk answers for it. */
function recent(world: World, key: string) {
  const sent = world.messages.get(key)
  if (!sent) throw refuse('invalidParameter.processQueryKey.invalid', 'processQueryKey不合法')
  if (world.clock.now() - sent.at > dayMs) {
    throw refuse('processQueryKey.expireTime', '查询时间超过24小时')
  }
  return sent
}

function recallAll(world: World, keys: readonly string[], kind: (sent: Sent) => boolean) {
  const successResult: string[] = []
  const failed = new Map<string, string>()
  for (const key of keys) {
    const sent = world.messages.get(key)
    if (!sent || !kind(sent)) failed.set(key, 'processQueryKey不存在')
    else if (world.clock.now() - sent.at > dayMs) failed.set(key, '消息发送超过24小时')
    else {
      world.messages.recall(sent)
      successResult.push(key)
    }
  }
  if (successResult.length) world.journal.tell('recall', `撤回了 ${successResult.length} 条消息`)
  return { successResult, failedResult: Object.fromEntries(failed) }
}

const code = z.string().optional()
const Keys = z.object({
  robotCode: code,
  chatbotId: code,
  processQueryKeys: z.array(z.string()).min(1).max(20),
})
const InGroup = z.object({ robotCode: code, openConversationId: z.string().min(1) })

function recallInGroup(world: World, input: z.infer<typeof Keys> & { openConversationId: string }) {
  checkRobot(world, input.robotCode ?? input.chatbotId)
  return recallAll(
    world,
    input.processQueryKeys,
    (sent) => sent.conversationId === input.openConversationId,
  )
}

/** Whom an injected flow control holds back: the one it names, or everybody. */
function slowedBy({ fault }: Met, userIds: readonly string[]): readonly string[] {
  if (fault?.fault !== 'flowControl') return []
  return fault.userId ? [fault.userId] : userIds
}

/** Robot messages to one person at a time and to groups. */
export const robot = [
  endpoint(
    'POST /v1.0/robot/oToMessages/batchSend',
    rules,
    z.object({
      robotCode: code,
      userIds: z.array(z.string()).default([]),
      msgKey: z.string().default(''),
      msgParam: z.string().default(''),
    }),
    (world, input, call) => {
      checkRobot(world, input.robotCode)
      if (!input.userIds.length) throw refuse('invalidParameter.userIds.empty', 'userIds不能为空')
      if (input.userIds.length > 20) {
        throw refuse('invalidParameter.userIds.overMax', 'userIds超过最大值')
      }
      const entry = entryOf(world, input.msgKey, input.msgParam)
      const invalidStaffIdList = input.userIds.filter(
        (userId) => !world.directory.users.has(userId),
      )
      const slowed = slowedBy(call, input.userIds)
      const flowControlledStaffIdList = input.userIds.filter((userId) => slowed.includes(userId))
      const people = input.userIds.filter(
        (userId) => !invalidStaffIdList.includes(userId) && !slowed.includes(userId),
      )
      const { key } = world.messages.send('oto', people, entry)
      if (people.length) {
        world.journal.tell(
          'robot',
          `机器人消息「${entry.title ?? entry.text ?? entry.kind}」发给 ${people.length} 人`,
        )
      }
      return { processQueryKey: key, invalidStaffIdList, flowControlledStaffIdList }
    },
  ),
  endpoint(
    'GET /v1.0/robot/oToMessages/readStatus',
    rules,
    z.object({ robotCode: code, processQueryKey: z.string() }),
    (world, { robotCode, processQueryKey }) => {
      checkRobot(world, robotCode)
      const sent = recent(world, processQueryKey)
      const messageReadInfoList = [...sent.openTo].map(([userId, readStatus]) => ({
        name: world.directory.nameOf(userId),
        userId,
        readStatus,
      }))
      return { sendStatus: sent.recalled ? 'RECALLED' : 'SUCCESS', messageReadInfoList }
    },
  ),
  endpoint(
    'POST /v1.0/robot/otoMessages/batchRecall',
    rules,
    Keys,
    (world, { robotCode, processQueryKeys }) => {
      checkRobot(world, robotCode)
      return recallAll(
        world,
        processQueryKeys,
        (sent) => sent.kind === 'oto' || sent.kind === 'card',
      )
    },
  ),
  endpoint(
    'POST /v1.0/robot/groupMessages/send',
    rules,
    InGroup.extend({ msgKey: z.string().default(''), msgParam: z.string().default('') }),
    (world, input) => {
      checkRobot(world, input.robotCode)
      const group = world.messages.groups.get(input.openConversationId)
      if (!group) throw refuse('invalid.openConversationId', 'openConversationId不合法')
      const entry = entryOf(world, input.msgKey, input.msgParam)
      world.journal.tell(
        'robot',
        `群「${group.title}」收到「${entry.title ?? entry.text ?? entry.kind}」`,
      )
      return {
        processQueryKey: world.messages.send('group', group.userIds, {
          ...entry,
          conversationId: input.openConversationId,
        }).key,
      }
    },
  ),
  endpoint(
    'POST /v1.0/robot/groupMessages/query',
    rules,
    InGroup.extend({
      processQueryKey: z.string(),
      maxResults: z.number().min(1).max(200).default(200),
      nextToken: z
        .string()
        .regex(/^\d{0,9}$/)
        .default(''),
    }),
    (world, input) => {
      checkRobot(world, input.robotCode)
      const sent = recent(world, input.processQueryKey)
      const readers = [...sent.openTo]
        .filter(([, status]) => status === 'READ')
        .map(([userId]) => userId)
      const from = Number(input.nextToken)
      const until = from + input.maxResults
      return {
        sendStatus: sent.recalled ? 'RECALLED' : 'SUCCESS',
        readUserIds: readers.slice(from, until),
        hasMore: until < readers.length,
        nextToken: until < readers.length ? String(until) : '',
      }
    },
  ),
  endpoint(
    'POST /v1.0/robot/groupMessages/recall',
    rules,
    Keys.extend({ openConversationId: z.string() }),
    recallInGroup,
  ),
  endpoint(
    'POST /v1.0/robot/groupMessages/batchRecall',
    rules,
    Keys.extend({ openConversationId: z.string() }),
    recallInGroup,
  ),
]
