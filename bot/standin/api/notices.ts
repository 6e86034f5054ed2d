import { z } from 'zod'
import { dayMs } from '../../../shared/time'
import { endpoint } from '../endpoint'
import { jsonOf } from '../json'
import type { Notice } from '../notices'
import type { Entry } from '../phones'
import { refuseOld } from '../refusal'
import type { World } from '../world'

const rules = { family: 'old', scope: 'qyapi_message_corpconversation_asyncsend' } as const
const number = z.coerce.number()
const flag = z.union([z.boolean(), z.stringbool()])
const list = z
  .string()
  .nullish()
  .transform((text) => text?.split(',').filter(Boolean) ?? [])
const words = z.string().min(1)
const Msg = z.discriminatedUnion('msgtype', [
  z.object({ msgtype: z.literal('text'), text: z.object({ content: words }) }),
  z.object({
    msgtype: z.literal('markdown'),
    markdown: z.object({ title: words, text: words.max(5_000) }),
  }),
  z.object({
    msgtype: z.literal('action_card'),
    action_card: z.object({
      title: words,
      markdown: words,
      single_title: z.string().max(20).optional(),
      single_url: z.string().max(500).optional(),
      btn_orientation: z.coerce
        .string()
        .pipe(z.enum(['0', '1']))
        .optional(),
      btn_json_list: z
        .array(z.object({ title: words.max(20), action_url: words.max(700) }))
        .refine((buttons) => JSON.stringify(buttons).length <= 1_000)
        .optional(),
    }),
  }),
  z.object({
    msgtype: z.literal('link'),
    link: z.object({ messageUrl: words, picUrl: z.string(), title: words, text: words }),
  }),
  z.object({ msgtype: z.literal('image'), image: z.object({ media_id: words }) }),
  z.object({ msgtype: z.literal('voice'), voice: z.object({ media_id: words, duration: number }) }),
  z.object({ msgtype: z.literal('file'), file: z.object({ media_id: words }) }),
  z.object({
    msgtype: z.literal('oa'),
    oa: z.looseObject({
      head: z.looseObject({ text: z.string().optional() }),
      body: z.looseObject({ title: z.string().optional(), content: z.string().optional() }),
    }),
  }),
])

type Msg = z.infer<typeof Msg>
type Line = Pick<Entry, 'title' | 'text' | 'url' | 'buttons'>

/** The line in the chat that stands for a notice. */
function entryOf(msg: Msg): Line {
  switch (msg.msgtype) {
    case 'text':
      return { text: msg.text.content }
    case 'markdown':
      return { title: msg.markdown.title, text: msg.markdown.text }
    case 'link':
      return { title: msg.link.title, text: msg.link.text, url: msg.link.messageUrl }
    case 'oa':
      return { title: msg.oa.body.title ?? msg.oa.head.text ?? '', text: msg.oa.body.content ?? '' }
    case 'action_card':
      return actionCard(msg.action_card)
    case 'image':
      return { text: '图片' }
    case 'voice':
      return { text: '语音' }
    case 'file':
      return { text: '文件' }
  }
}

function actionCard(card: Extract<Msg, { msgtype: 'action_card' }>['action_card']): Line {
  const { title, markdown, single_title, single_url = '', btn_json_list } = card
  const single = single_title ? [{ title: single_title, url: single_url }] : []
  const several = btn_json_list?.map((button) => ({ title: button.title, url: button.action_url }))
  return { title, text: markdown, buttons: several ?? single }
}

function taskOf(world: World, taskId: number, agentId: number): Notice {
  const notice = agentId === world.settings.agentId ? world.notices.get(taskId) : undefined
  if (!notice || world.clock.now() - notice.at > dayMs) {
    throw refuseOld(41011, '任务不存在或已过期')
  }
  return notice
}

const Sending = z.object({
  agent_id: number,
  userid_list: list,
  dept_id_list: list,
  to_all_user: flag.default(false),
  msg: z.unknown(),
})

function checkAudience(world: World, input: z.infer<typeof Sending>) {
  if (input.agent_id !== world.settings.agentId) throw refuseOld(41011, '不合法的agent_id')
  if (input.userid_list.length > 100) throw refuseOld(40035, 'userid_list最多100个')
  if (input.dept_id_list.length > 20) throw refuseOld(40035, 'dept_id_list最多20个')
  if (input.dept_id_list.some((deptId) => !/^-?\d+$/.test(deptId))) {
    throw refuseOld(40035, '不合法的参数：dept_id_list')
  }
  if (!input.userid_list.length && !input.dept_id_list.length && !input.to_all_user) {
    throw refuseOld(41009, '接收人不能为空')
  }
}

/** JSON, or JSON in text; `content` is what its length and its sameness are measured by. */
function messageOf(given: unknown): { content: string; msg: Msg } {
  const content = typeof given === 'string' ? given : JSON.stringify(given ?? null)
  if (Buffer.byteLength(content) > 2_048) throw refuseOld(40063, '消息长度超过2048字节')
  const msg = Msg.safeParse(typeof given === 'string' ? jsonOf(given) : given)
  if (msg.success) return { content, msg: msg.data }
  const [issue] = msg.error.issues
  throw refuseOld(40035, `不合法的参数：msg ${issue?.path.join('.') ?? ''}`)
}

const Task = z.object({ agent_id: number, task_id: number })

/** Work notices: by person or department, no callback, silent about what was not delivered. */
export const notices = [
  endpoint('POST /topapi/message/corpconversation/asyncsend_v2', rules, Sending, (world, input) => {
    checkAudience(world, input)
    const { content, msg } = messageOf(input.msg)
    const entry = entryOf(msg)
    const notice = world.notices.send(
      {
        userIds: input.userid_list,
        deptIds: input.dept_id_list.map(Number),
        toAll: input.to_all_user,
      },
      content,
      entry,
      world.faults.on.noLimits,
    )
    world.journal.tell(
      'notice',
      `工作通知「${entry.title ?? entry.text}」发给 ${notice.sent.length} 人`,
      { taskId: notice.taskId },
    )
    return { task_id: notice.taskId }
  }),
  endpoint(
    'POST /topapi/message/corpconversation/getsendprogress',
    rules,
    Task,
    (world, { task_id, agent_id }) => {
      taskOf(world, task_id, agent_id)
      return { progress: { progress_in_percent: 100, status: 2 } }
    },
  ),
  endpoint(
    'POST /topapi/message/corpconversation/getsendresult',
    rules,
    Task,
    (world, { task_id, agent_id }) => {
      const notice = taskOf(world, task_id, agent_id)
      const forbidden = [...notice.forbidden]
      if (notice.sent.length + forbidden.flatMap(([, users]) => users).length > 100) {
        throw refuseOld(41052, '接收人数超过100，不支持查询')
      }
      return {
        send_result: {
          invalid_user_id_list: notice.invalid,
          forbidden_user_id_list: forbidden.flatMap(([, users]) => users),
          failed_user_id_list: [],
          read_user_id_list: notice.sent.filter((userId) => notice.read.has(userId)),
          unread_user_id_list: notice.sent.filter((userId) => !notice.read.has(userId)),
          invalid_dept_id_list: notice.invalidDepartments,
          forbidden_list: forbidden.flatMap(([code, users]) =>
            users.map((userid) => ({ code, count: 1, userid })),
          ),
        },
      }
    },
  ),
  endpoint(
    'POST /topapi/message/corpconversation/recall',
    rules,
    z.object({ agent_id: number, msg_task_id: number }),
    (world, { agent_id, msg_task_id }) => {
      world.notices.recall(taskOf(world, msg_task_id, agent_id))
      return {}
    },
  ),
  endpoint(
    'POST /topapi/message/corpconversation/status_bar/update',
    rules,
    Task.extend({ status_value: z.string(), status_bg: z.string().optional() }),
    (world, { task_id, agent_id }) => {
      if (taskOf(world, task_id, agent_id).sent.length > 5) throw refuseOld(41052, '接收人数超过5')
      return {}
    },
  ),
  endpoint(
    'GET /call_back/get_call_back_failed_result',
    { family: 'old' },
    z.looseObject({}),
    (world) => {
      const failed_list = world.failedEvents.splice(0, 200)
      return { has_more: world.failedEvents.length > 0, failed_list }
    },
  ),
]
