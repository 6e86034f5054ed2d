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

/** A person writes to the robot; in a group the robot hears it because it is mentioned. */
export async function say(
  world: World,
  {
    userId,
    text,
    conversationId,
    message = { msgtype: 'text', text: { content: text ?? '' } },
  }: z.infer<typeof Say>,
) {
  const content = withFile(world, message)
  const words =
    text ??
    message.text?.content ??
    { picture: '图片', audio: '语音', video: '视频', file: '文件' }[message.msgtype] ??
    message.msgtype
  world.phones.showOwn(userId, {
    kind: 'said',
    at: world.clock.now(),
    text: words,
    ...(conversationId && { conversationId }),
  })
  world.messages.read(userId)
  const send = () => {
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

function withFile(world: World, message: NonNullable<z.infer<typeof Say>['message']>) {
  if (!['picture', 'audio', 'video', 'file'].includes(message.msgtype)) return message
  const { base64, ...content } = message.content ?? {}
  const downloadCode =
    typeof base64 === 'string'
      ? world.files.put('dl-', {
          name: String(content['fileName'] ?? 'file'),
          type: 'application/octet-stream',
          content: Buffer.from(base64, 'base64'),
        })
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

function incoming(
  world: World,
  userId: string,
  conversationId: string | undefined,
  content: object,
) {
  const { corpId, robotCode } = world.settings
  const now = world.clock.now()
  const conversation = conversationId ?? `cid${Buffer.from(userId).toString('base64')}==`
  const session = world.tokens.session(userId, conversation)
  const group = conversationId === undefined ? undefined : world.messages.groups.get(conversationId)
  const spent =
    world.faults.on.quota || (!world.faults.on.noLimits && world.meter.exhausted('stream'))
  const head = 'msgtype' in content ? { msgtype: content.msgtype } : {}
  const body = spent
    ? { ...head, errorCode: '20001', errorMessage: '企业本月的Webhook和Stream调用次数已用完' }
    : conversationId === undefined
      ? content
      : mentioned(content)
  return {
    conversationId: conversation,
    conversationType: conversationId === undefined ? '1' : '2',
    ...(conversationId !== undefined && { conversationTitle: group?.title ?? '群聊' }),
    msgId: `msg${randomUUID().replaceAll('-', '')}`,
    ...body,
    ...(world.directory.users.has(userId) && { senderStaffId: userId }),
    senderId: `$:LWCP_v1:$${userId}`,
    senderNick: world.directory.nameOf(userId),
    senderCorpId: corpId,
    senderPlatform: 'Android',
    isAdmin: false,
    chatbotCorpId: corpId,
    chatbotUserId: `$:LWCP_v1:$${robotCode}`,
    robotCode,
    atUsers: conversationId === undefined ? [] : [{ dingtalkId: `$:LWCP_v1:$${robotCode}` }],
    isInAtList: conversationId !== undefined,
    createAt: now,
    sessionWebhook: `${world.url}/robot/sendBySession?session=${session.key}`,
    sessionWebhookExpiredTime: session.until,
    openThreadId: conversation,
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
