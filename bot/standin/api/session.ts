import { z } from 'zod'
import { endpoint } from '../endpoint'
import { answer } from '../answers'
import { refuse, refuseOld } from '../refusal'
import { entryOf, Reply } from './replies'
import { checkRobot } from './robot'

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
