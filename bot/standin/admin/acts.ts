import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import { press, Press, pushEvent, pushRobotMessage } from '../pushes'
import type { World } from '../world'
import { act } from './act'

export const Say = z.object({
  userId: z.string(),
  text: z.string().optional(),
  conversationId: z.string().optional(),
  message: z
    .looseObject({
      msgtype: z.string(),
      text: z.object({ content: z.string() }).optional(),
      content: z.record(z.string(), z.unknown()).optional(),
    })
    .optional(),
})

type Message = NonNullable<z.infer<typeof Say>['message']>

/** A person writes to the robot; in a group the robot hears it because it is mentioned. */
export async function say(world: World, input: z.infer<typeof Say>) {
  const { userId, text, conversationId } = input
  const message = input.message ?? { msgtype: 'text', text: { content: text ?? '' } }
  const content = withFile(world, message)
  const words = text ?? wordsOf(message)
  world.phones.showOwn(userId, {
    kind: 'said',
    at: world.clock.now(),
    text: words,
    ...(conversationId && { conversationId }),
  })
  world.messages.read(userId)
  function send() {
    world.meter.count('stream')
    world.journal.tell('said', `${world.directory.nameOf(userId)} 说：${words}`, { userId })
    return pushRobotMessage(world, incoming(world, userId, conversationId, content))
  }
  if (world.faults.offline.has(userId)) {
    world.phones.whenOnline(userId, () => void send())
    return { ok: true, queued: true }
  }
  return { ok: await send() }
}

const fileWords = new Map([
  ['picture', '图片'],
  ['audio', '语音'],
  ['video', '视频'],
  ['file', '文件'],
])
const wordsOf = ({ msgtype, text }: Message) => text?.content ?? fileWords.get(msgtype) ?? msgtype

/** What carries a file carries a code to fetch it by. */
function withFile(world: World, message: Message) {
  if (!fileWords.has(message.msgtype)) return message
  const { base64, ...content } = message.content ?? {}
  const downloadCode =
    typeof base64 === 'string'
      ? keepFile(world, content['fileName'], base64)
      : (content['downloadCode'] ?? world.files.picture())
  return {
    ...message,
    content: {
      ...content,
      downloadCode,
      ...(message.msgtype === 'picture' && { pictureDownloadCode: downloadCode }),
    },
  }
}

const keepFile = ({ files }: World, name: unknown, base64: string) =>
  files.put('dl-', {
    name: String(name ?? 'file'),
    type: 'application/octet-stream',
    content: Buffer.from(base64, 'base64'),
  })

function incoming(
  world: World,
  userId: string,
  conversationId: string | undefined,
  content: object,
) {
  const { corpId, robotCode } = world.settings
  const robot = `$:LWCP_v1:$${robotCode}`
  const conversation = conversationId ?? `cid${Buffer.from(userId).toString('base64')}==`
  const session = world.tokens.session(userId, conversation)
  return {
    conversationId: conversation,
    ...placeOf(world, conversationId, robot),
    msgId: `msg${randomUUID().replaceAll('-', '')}`,
    ...heardOf(world, conversationId === undefined ? content : mentioned(content)),
    ...(world.directory.users.has(userId) && { senderStaffId: userId }),
    senderId: `$:LWCP_v1:$${userId}`,
    senderNick: world.directory.nameOf(userId),
    senderCorpId: corpId,
    senderPlatform: 'Android',
    isAdmin: false,
    chatbotCorpId: corpId,
    chatbotUserId: robot,
    robotCode,
    createAt: session.since,
    sessionWebhook: `${world.url}/robot/sendBySession?session=${session.key}`,
    sessionWebhookExpiredTime: session.until,
    openThreadId: conversation,
  }
}

/** One to one, or a group, which the robot hears only when it is mentioned. */
function placeOf(world: World, conversationId: string | undefined, robot: string) {
  if (conversationId === undefined) return { conversationType: '1', atUsers: [], isInAtList: false }
  return {
    conversationType: '2',
    conversationTitle: world.messages.groups.get(conversationId)?.title ?? '群聊',
    atUsers: [{ dingtalkId: robot }],
    isInAtList: true,
  }
}

/** The message, or without its words once the month is spent. */
function heardOf({ faults, meter }: World, content: object): object {
  const spent = faults.on.quota || (!faults.on.noLimits && meter.exhausted('stream'))
  if (!spent) return content
  return {
    ...('msgtype' in content && { msgtype: content.msgtype }),
    errorCode: '20001',
    errorMessage: '企业本月的Webhook和Stream调用次数已用完',
  }
}

/** In groups the text comes with the blank that stood after the mention. */
function mentioned(content: object) {
  const text = z.object({ text: z.object({ content: z.string() }) }).safeParse(content)
  return text.success ? { ...content, text: { content: ` ${text.data.text.content}` } } : content
}

/** The person looks at his phone: what is in the chat counts as read. */
export function read(
  world: World,
  { userId, event }: { userId: string; event?: boolean | undefined },
) {
  const fresh = world.messages.read(userId)
  world.notices.read(userId)
  const unionId = world.directory.users.get(userId)?.unionId ?? ''
  if (event) {
    for (const sent of fresh) {
      const data = {
        userId,
        unionId,
        processQueryKey: sent.key,
        robotCode: world.settings.robotCode,
        operatTime: world.clock.now(),
        ...(sent.conversationId && { openConversationId: sent.conversationId }),
      }
      void pushEvent(world, { eventType: 'robot_msg_read', data })
    }
  }
  return { read: fresh.length }
}

export const acts = [
  act('POST /_admin/press', Press, press),
  act('POST /_admin/say', Say, say),
  act('POST /_admin/read', z.object({ userId: z.string(), event: z.boolean().optional() }), read),
  act(
    'POST /_admin/event',
    z.object({ eventType: z.string(), data: z.unknown(), eventId: z.string().optional() }),
    (world, push) => {
      void pushEvent(world, push)
      return { ok: true }
    },
  ),
  act('POST /_admin/authCode', z.object({ userId: z.string() }), (world, { userId }) => ({
    code: world.tokens.code(userId),
  })),
]
