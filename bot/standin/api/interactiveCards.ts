import { z } from 'zod'
import { UpdateOptions } from '../cards'
import { endpoint } from '../endpoint'
import { refuse } from '../refusal'
import type { World } from '../world'
import { showCard } from './cards'

const rules = { family: 'new', scope: 'Card.Instance.Write', bad: 'param.error' } as const
const Vars = z.object({ cardParamMap: z.record(z.string(), z.string()).optional() })
const Sending = z.object({
  cardTemplateId: z.string().min(1),
  outTrackId: z.string().min(1),
  /** 0 one person, 1 a group. */
  conversationType: z.union([z.literal(0), z.literal(1)]).default(0),
  openConversationId: z.string().default(''),
  receiverUserIdList: z.array(z.string()).default([]),
  userIdType: z.number().default(1),
  callbackRouteKey: z.string().nullish(),
  cardData: Vars,
  privateData: z.record(z.string(), Vars.nullish()).nullish(),
})

/** In a group all its members, or those named of them; else the one person named. */
function peopleOf({ messages, directory }: World, input: z.infer<typeof Sending>): string[] {
  const named = input.receiverUserIdList.flatMap(
    (id) => directory.named(id, input.userIdType)?.userId ?? [],
  )
  if (input.conversationType === 0) {
    if (named.length !== 1) throw refuse('param.error', 'receiverUserIdList不合法')
    return named
  }
  const group = messages.groups.get(input.openConversationId)
  if (!group) throw refuse('param.error', 'openConversationId不合法')
  const isNamed = (userId: string) => !named.length || named.includes(userId)
  return group.userIds.filter(isNamed)
}

/** Interactive cards as they were sent before the card platform had spaces. */
export const interactiveCards = [
  endpoint('POST /v1.0/im/interactiveCards/send', rules, Sending, (world, input) => {
    const people = peopleOf(world, input)
    const { outTrackId, cardTemplateId: templateId, callbackRouteKey, userIdType } = input
    const callbackType = callbackRouteKey ? 'HTTP' : 'STREAM'
    const card = world.cards.create(
      { outTrackId, templateId, callbackType, callbackRouteKey, userIdType },
      input.cardData,
      input.privateData,
    )
    const conversationId = input.conversationType ? input.openConversationId : undefined
    const { key: processQueryKey } = showCard(world, card, people, conversationId)
    return { success: true, result: { processQueryKey } }
  }),
  endpoint(
    'PUT /v1.0/im/interactiveCards',
    rules,
    z.object({
      outTrackId: z.string().min(1),
      userIdType: z.number().nullish(),
      cardData: Vars.nullish(),
      privateData: z.record(z.string(), Vars.nullish()).nullish(),
      cardOptions: UpdateOptions,
    }),
    (world, { outTrackId, cardData, privateData, cardOptions, userIdType }) => {
      const options = { ...cardOptions, userIdType }
      world.cards.update(world.cards.get(outTrackId), cardData, privateData, options)
      return { success: 'true' }
    },
  ),
]
