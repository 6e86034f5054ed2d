import { z } from 'zod'
import { dayMs } from '../../../shared/time'
import { endpoint, type Met } from '../endpoint'
import type { Entry } from '../phones'
import { refuse } from '../refusal'
import type { Sent } from '../messages'
import type { World } from '../world'

const rules = {
  family: 'new',
  scope: 'qyapi_robot_sendmsg',
  bad: 'invalidParameter.param.invalid',
} as const
const text = z.string().min(1)
const buttons = (count: number, title = 'actionTitle', url = 'actionURL') =>
  z.object({
    title: text,
    text,
    ...Object.fromEntries(
      Array.from({ length: count }, (_, index) => [
        [`${title}${index + 1}`, text],
        [`${url}${index + 1}`, text],
      ]).flat(),
    ),
  })

/** What each message key needs, by the robot documentation. */
const shapes: Record<string, [Entry['kind'], z.ZodType<Record<string, unknown>>]> = {
  sampleText: ['text', z.object({ content: text })],
  sampleMarkdown: ['markdown', z.object({ title: text, text })],
  sampleImageMsg: ['image', z.object({ photoURL: text })],
  sampleLink: [
    'link',
    z.object({ title: text, text, picUrl: z.string().optional(), messageUrl: text }),
  ],
  sampleActionCard: [
    'actionCard',
    z.object({ title: text, text, singleTitle: text, singleURL: text }),
  ],
  sampleActionCard2: ['actionCard', buttons(2)],
  sampleActionCard3: ['actionCard', buttons(3)],
  sampleActionCard4: ['actionCard', buttons(4)],
  sampleActionCard5: ['actionCard', buttons(5)],
  sampleActionCard6: ['actionCard', buttons(2, 'buttonTitle', 'buttonUrl')],
  sampleAudio: ['file', z.object({ mediaId: text, duration: text })],
  sampleFile: [
    'file',
    z.object({
      mediaId: text,
      fileName: text,
      fileType: z.enum(['xlsx', 'pdf', 'zip', 'rar', 'doc', 'docx']),
    }),
  ],
  sampleVideo: [
    'file',
    z.object({ duration: text, videoMediaId: text, videoType: z.literal('mp4'), picMediaId: text }),
  ],
}

/** The chat line of a message key and its JSON parameters. */
function entryOf(
  msgKey: string,
  msgParam: string,
): Pick<Entry, 'kind' | 'title' | 'text' | 'url' | 'buttons'> {
  if (!msgKey) throw refuse('invalidParameter.msgKey.empty', 'msgKey不能为空')
  const shape = shapes[msgKey]
  if (!shape) throw refuse('invalidParameter.msgKey.invalid', 'msgKey不合法')
  if (Buffer.byteLength(msgParam) > 15_000) {
    throw refuse('invalidParameter.msgParam.tooLong', 'msgParam过长')
  }
  const [kind, schema] = shape
  const parsed = schema.safeParse(json(msgParam))
  if (!parsed.success) throw refuse('invalidParameter.msgParam.invalid', 'msgParam不合法')
  const fields = parsed.data as Record<string, string | undefined>
  const url = fields['messageUrl'] ?? fields['singleURL'] ?? fields['photoURL']
  const titles = Object.keys(fields).filter((name) => /^(single|action|button)Title/.test(name))
  const links = titles.map((name) => ({
    title: fields[name]!,
    url: fields[name.replace('Title', 'URL')] ?? fields[name.replace('Title', 'Url')] ?? '',
  }))
  return {
    kind,
    ...some('title', fields['title']),
    ...some('text', fields['text'] ?? fields['content'] ?? fields['fileName']),
    ...some('url', url),
    ...(links.length && { buttons: links }),
  }
}
const some = (name: string, value: string | undefined) =>
  value === undefined ? {} : { [name]: value }

function json(value: string): unknown {
  try {
    return JSON.parse(value)
  } catch {
    return undefined
  }
}

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
  const failedResult: Record<string, string> = {}
  for (const key of keys) {
    const sent = world.messages.get(key)
    if (!sent || !kind(sent)) failedResult[key] = 'processQueryKey不存在'
    else if (world.clock.now() - sent.at > dayMs) failedResult[key] = '消息发送超过24小时'
    else {
      world.messages.recall(sent)
      successResult.push(key)
    }
  }
  if (successResult.length) world.journal.tell('recall', `撤回了 ${successResult.length} 条消息`)
  return { successResult, failedResult }
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
      const entry = entryOf(input.msgKey, input.msgParam)
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
      const entry = entryOf(input.msgKey, input.msgParam)
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
      maxResults: z.number().max(200).default(200),
      nextToken: z.string().nullish(),
    }),
    (world, input) => {
      checkRobot(world, input.robotCode)
      const sent = recent(world, input.processQueryKey)
      const readers = [...sent.openTo]
        .filter(([, status]) => status === 'READ')
        .map(([userId]) => userId)
      const from = Number(input.nextToken ?? 0)
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
