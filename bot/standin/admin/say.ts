import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import { conversationWith } from '../messages'
import { pushRobotMessage } from '../pushes'
import { inBackground, type World } from '../world'

const RichItem = z.looseObject({ type: z.string().optional(), text: z.string().optional() })
const Message = z.looseObject({
  msgtype: z.string(),
  text: z.looseObject({ content: z.string() }).optional(),
  content: z.looseObject({ richText: z.array(RichItem).optional() }).optional(),
})
export const Say = z.object({
  userId: z.string(),
  text: z.string().optional(),
  conversationId: z.string().optional(),
  /** The message that this one answers, as the phone quotes it. */
  quote: z.object({ msgId: z.string().optional(), text: z.string() }).optional(),
  message: Message.optional(),
})
type Message = z.infer<typeof Message>
type Said = { userId: string; conversationId: string | undefined; msgId: string; content: object }

/** A person writes to the robot; in a group the robot hears it because it is mentioned. */
export async function say(world: World, input: z.infer<typeof Say>) {
  const { userId, text, conversationId } = input
  const message = input.message ?? { msgtype: 'text', text: { content: text ?? '' } }
  const content = { ...withFiles(world, message), ...quoting(world, input) }
  const words = text ?? wordsOf(message)
  const msgId = `msg${randomUUID().replaceAll('-', '')}`
  world.messages.heard(msgId, userId)
  world.phones.showOwn(userId, {
    kind: 'said',
    at: world.clock.now(),
    text: words,
    key: msgId,
    ...(conversationId && { conversationId }),
  })
  world.messages.read(userId)
  function send() {
    world.meter.count('stream')
    world.journal.tell('said', `${world.directory.nameOf(userId)} 说：${words}`, { userId })
    return pushRobotMessage(world, incoming(world, { userId, conversationId, msgId, content }))
  }
  if (world.faults.offline.has(userId)) {
    world.phones.whenOnline(userId, () => inBackground(world, send()))
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

function wordsOf({ msgtype, text, content }: Message): string {
  const rich = content?.richText?.map((item) => item.text ?? '[图片]').join('')
  return text?.content ?? rich ?? fileWords.get(msgtype) ?? msgtype
}

/** What carries a file carries a code to fetch it by, also each picture among words. */
function withFiles(world: World, message: Message) {
  const { msgtype, content = {} } = message
  if (fileWords.has(msgtype)) return { ...message, content: withCode(world, msgtype, content) }
  if (!content.richText) return message
  const richText = content.richText.map((item) =>
    item.type === 'picture' ? withCode(world, 'picture', item) : item,
  )
  return { ...message, content: { ...content, richText } }
}

function withCode(world: World, kind: string, given: Record<string, unknown>) {
  const { base64, ...content } = given
  const downloadCode =
    typeof base64 === 'string'
      ? keepFile(world, content['fileName'], base64)
      : (content['downloadCode'] ?? world.files.picture())
  return {
    ...usualOf(kind),
    ...content,
    downloadCode,
    ...(kind === 'picture' && { pictureDownloadCode: downloadCode }),
  }
}

/** What the documents always show beside the code. */
function usualOf(kind: string): object {
  if (kind === 'file') return { spaceId: '2101', fileId: randomUUID() }
  if (kind === 'audio') return { duration: 4_000, recognition: '' }
  return kind === 'video' ? { duration: 10, videoType: 'mp4' } : {}
}

const keepFile = ({ files }: World, name: unknown, base64: string) =>
  files.put('dl-', {
    name: String(name ?? 'file'),
    type: 'application/octet-stream',
    content: Buffer.from(base64, 'base64'),
  })

/** A quote stands inside the text, and its number beside it. */
function quoting(world: World, { quote, text = '' }: z.infer<typeof Say>): object {
  if (!quote) return {}
  const { msgId = `msg${randomUUID().replaceAll('-', '')}` } = quote
  const repliedMsg = {
    msgId,
    msgType: 'text',
    content: { text: quote.text },
    createdAt: world.clock.now(),
    senderId: `$:LWCP_v1:$${world.settings.robotCode}`,
  }
  return { text: { content: text, isReplyMsg: true, repliedMsg }, originalMsgId: msgId }
}

function incoming(world: World, { userId, conversationId, msgId, content }: Said) {
  const { corpId, robotCode } = world.settings
  const robot = `$:LWCP_v1:$${robotCode}`
  const conversation = conversationId ?? conversationWith(userId)
  const session = world.tokens.session(userId, conversation)
  return {
    conversationId: conversation,
    ...placeOf(world, conversationId, robot),
    msgId,
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
  const { data } = Message.pick({ text: true }).safeParse(content)
  if (!data?.text) return content
  return { ...content, text: { ...data.text, content: ` ${data.text.content}` } }
}
