import { z } from 'zod'
import { endpoint } from '../endpoint'
import { answer } from '../answers'
import { refuse, refuseOld } from '../refusal'
import type { Entry } from '../phones'
import { checkRobot } from './robot'

const words = z.string().min(1)
const Button = z.object({ title: words, actionURL: words })
const Reply = z.discriminatedUnion('msgtype', [
  z.object({ msgtype: z.literal('text'), text: z.object({ content: words }) }),
  z.object({ msgtype: z.literal('markdown'), markdown: z.object({ title: words, text: words }) }),
  z.object({
    msgtype: z.literal('actionCard'),
    actionCard: z.object({
      title: words,
      text: words,
      singleTitle: words.optional(),
      singleURL: words.optional(),
      btnOrientation: z.string().optional(),
      btns: z.array(Button).optional(),
    }),
  }),
  z.object({
    msgtype: z.literal('link'),
    link: z.object({ title: words, text: words, messageUrl: words, picUrl: z.string().optional() }),
  }),
  z.object({
    msgtype: z.literal('feedCard'),
    feedCard: z.object({ links: z.array(z.object({ title: words, messageURL: words })).min(1) }),
  }),
  z.object({ msgtype: z.literal('empty') }),
])

function entryOf(
  reply: z.infer<typeof Reply>,
): Pick<Entry, 'kind' | 'title' | 'text' | 'url' | 'buttons'> | null {
  if (reply.msgtype === 'text') return { kind: 'text', text: reply.text.content }
  if (reply.msgtype === 'markdown') return { kind: 'markdown', ...reply.markdown }
  if (reply.msgtype === 'link') {
    return {
      kind: 'link',
      title: reply.link.title,
      text: reply.link.text,
      url: reply.link.messageUrl,
    }
  }
  if (reply.msgtype === 'feedCard') {
    return {
      kind: 'link',
      title: reply.feedCard.links[0]!.title,
      url: reply.feedCard.links[0]!.messageURL,
    }
  }
  if (reply.msgtype === 'empty') return null
  const { title, text, singleTitle, singleURL, btns } = reply.actionCard
  const single = singleTitle ? [{ title: singleTitle, url: singleURL ?? '' }] : []
  const several = btns?.map((button) => ({ title: button.title, url: button.actionURL }))
  return { kind: 'actionCard', title, text, buttons: several ?? single }
}

/** Answering a message by its own link, and fetching what was sent with it. */
export const session = [
  endpoint(
    'POST /robot/sendBySession',
    { family: 'old', token: false },
    z.looseObject({ msgtype: z.string() }),
    (world, input, call) => {
      const found = world.tokens.sessionOf(call.query.get('session') ?? '')
      if (!found) throw refuseOld(300001, 'session 不存在或已过期')
      const reply = Reply.safeParse(input)
      if (!reply.success) throw refuseOld(40035, '缺少参数 或者 参数不合法')
      const entry = entryOf(reply.data)
      const group = world.messages.groups.get(found.conversationId)
      if (entry) {
        world.messages.send(group ? 'group' : 'oto', group?.userIds ?? [found.userId], {
          ...entry,
          ...(group && { conversationId: found.conversationId }),
        })
      }
      return {}
    },
  ),
  endpoint(
    'POST /v1.0/robot/messageFiles/download',
    { family: 'new', scope: 'qyapi_robot_sendmsg' },
    z.object({ downloadCode: z.string().default(''), robotCode: z.string().optional() }),
    (world, { downloadCode, robotCode }) => {
      checkRobot(world, robotCode)
      if (!downloadCode) {
        throw refuse('invalidParameter.robotCode.downloadCode', 'downloadCode不能为空')
      }
      if (!world.files.get(downloadCode)) {
        throw refuse('invalidParameter.robotCode.downloadCode', 'downloadCode不合法')
      }
      return { downloadUrl: `${world.url}/oss/${downloadCode}` }
    },
  ),
  endpoint(
    'GET /oss/:id',
    { family: 'link', metered: false },
    z.looseObject({}),
    (world, _input, call) => {
      const stored = world.files.get(call.params['id'] ?? '')
      return stored
        ? answer({ status: 200, body: stored.content, headers: { 'content-type': stored.type } })
        : answer({ status: 404, body: '' })
    },
  ),
]
