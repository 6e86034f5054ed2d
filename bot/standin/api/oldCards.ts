import { z } from 'zod'
import { UpdateOptions } from '../cards'
import { endpoint } from '../endpoint'
import { jsonOf } from '../json'
import { refuse } from '../refusal'
import type { World } from '../world'
import { showCard } from './cards'
import { checkRobot } from './robot'

const rules = { family: 'new', scope: 'qyapi_robot_sendmsg', bad: 'param.error' } as const

/** Variables of each person, as JSON in a text. */
const OwnVars = z.string().nullish().transform(readOwn)
function readOwn(text: string | null | undefined) {
  const own = z.record(z.string(), z.record(z.string(), z.string())).safeParse(jsonOf(text ?? ''))
  return Object.entries(own.data ?? {})
}

const Receiver = z.object({ userId: z.string().optional(), unionId: z.string().optional() })
/** The words of the standard template: a head and paragraphs of markdown. */
const Standard = z.object({
  header: z.object({ title: z.object({ text: z.string() }) }).optional(),
  contents: z.array(z.looseObject({ text: z.string().optional() })).default([]),
})

/** What the page shows of an old card: its data as it came, and the words of the standard template. */
function varsOf(cardData: string): Record<string, string> {
  const data = jsonOf(cardData)
  const standard = Standard.safeParse(data)
  const plain = z.record(z.string(), z.string()).safeParse(data)
  if (!standard.success) return { cardData, ...plain.data }
  const { header, contents } = standard.data
  return {
    cardData,
    title: header?.title.text ?? '',
    foot: contents.map(({ text }) => text ?? '').join('\n'),
  }
}

const Sending = z.object({
  cardTemplateId: z.string().min(1),
  cardBizId: z.string().min(1),
  robotCode: z.string().optional(),
  cardData: z.string().min(1),
  openConversationId: z.string().optional(),
  singleChatReceiver: z.string().optional(),
  callbackUrl: z.string().optional(),
  userIdPrivateDataMap: OwnVars,
  unionIdPrivateDataMap: OwnVars,
})
type Own = { userIdPrivateDataMap: Vars[]; unionIdPrivateDataMap: Vars[] }
type Vars = [string, Record<string, string>]

function ownOf({ directory }: World, input: Own) {
  const byUnion = input.unionIdPrivateDataMap.map(([unionId, vars]): Vars => [
    directory.byUnion(unionId)?.userId ?? unionId,
    vars,
  ])
  const all = [...input.userIdPrivateDataMap, ...byUnion]
  return Object.fromEntries(all.map(([userId, cardParamMap]) => [userId, { cardParamMap }]))
}

/** Whose phones show it: the members of a group, or one person. */
function audienceOf(world: World, input: z.infer<typeof Sending>) {
  const { openConversationId } = input
  if (openConversationId) {
    const group = world.messages.groups.get(openConversationId)
    if (!group) throw refuse('invalid.openConversationId', 'openConversationId不合法')
    return { people: group.userIds, conversationId: openConversationId }
  }
  const { data } = Receiver.safeParse(jsonOf(input.singleChatReceiver ?? ''))
  const { directory } = world
  const user = data?.userId
    ? directory.users.get(data.userId)
    : directory.byUnion(data?.unionId ?? '')
  if (!user) throw refuse('param.error', 'singleChatReceiver不合法')
  return { people: [user.userId] }
}

function send(world: World, input: z.infer<typeof Sending>) {
  checkRobot(world, input.robotCode)
  const { people, conversationId } = audienceOf(world, input)
  const card = world.cards.create(
    {
      outTrackId: input.cardBizId,
      templateId: input.cardTemplateId,
      callbackType: input.callbackUrl ? 'HTTP' : 'STREAM',
      callbackUrl: input.callbackUrl,
      userIdType: 1,
    },
    { cardParamMap: varsOf(input.cardData) },
    ownOf(world, input),
  )
  const sent = showCard(world, card, people, conversationId)
  world.journal.tell(
    'card',
    `旧式卡片「${card.public['title'] ?? '卡片'}」发给 ${people.length} 人`,
  )
  return { processQueryKey: sent.key }
}

/** Cards of the robot before the card platform; the official Python SDK still answers with them. */
export const oldCards = [
  endpoint('POST /v1.0/im/v1.0/robot/interactiveCards/send', rules, Sending, send),
  endpoint(
    'PUT /v1.0/im/robots/interactiveCards',
    rules,
    z.object({
      cardBizId: z.string().min(1),
      cardData: z.string().nullish(),
      userIdPrivateDataMap: OwnVars,
      unionIdPrivateDataMap: OwnVars,
      updateOptions: UpdateOptions,
    }),
    (world, input) => {
      const card = world.cards.get(input.cardBizId)
      const data = input.cardData ? { cardParamMap: varsOf(input.cardData) } : null
      world.cards.update(card, data, ownOf(world, input), input.updateOptions)
      return { processQueryKey: input.cardBizId }
    },
  ),
  endpoint(
    'POST /v1.0/innerApi/robot/stream/away/template/update',
    rules,
    z.object({
      robotCode: z.string().optional(),
      cardTemplateId: z.string().min(1),
      cardData: z.string().min(1),
    }),
    (world, { robotCode, cardData }) => {
      checkRobot(world, robotCode)
      const { title = '', foot = '' } = varsOf(cardData)
      world.journal.tell('robot', `机器人不在时答「${title} ${foot}」`)
      return { success: true }
    },
  ),
]
