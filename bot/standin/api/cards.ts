import { z } from 'zod'
import { spacesOf, UpdateOptions, type Card, type Space } from '../cards'
import { endpoint, type Met } from '../endpoint'
import { refuse } from '../refusal'
import type { World } from '../world'

const rules = { family: 'new', scope: 'Card.Instance.Write', bad: 'param.invalid' } as const
const Data = z.object({ cardParamMap: z.record(z.string(), z.string()).optional() }).nullish()
const SpaceModel = z
  .looseObject({
    supportForward: z.boolean().nullish(),
    lastMessageI18n: z.record(z.string(), z.string()).nullish(),
  })
  .nullish()
const DeliverModel = z
  .looseObject({ robotCode: z.string().nullish(), recipients: z.array(z.string()).nullish() })
  .nullish()
const Delivery = z.object({
  openSpaceId: z.string().nullish(),
  userIdType: z.number().nullish(),
  imRobotOpenDeliverModel: DeliverModel,
  imGroupOpenDeliverModel: DeliverModel,
  topOpenDeliverModel: z.looseObject({ userIds: z.array(z.string()).nullish() }).nullish(),
})
const Creation = z.object({
  cardTemplateId: z.string().default(''),
  outTrackId: z.string().default(''),
  callbackType: z.string().default('HTTP'),
  callbackRouteKey: z.string().nullish(),
  userIdType: z.number().default(1),
  cardData: Data,
  privateData: z.record(z.string(), Data).nullish(),
  imRobotOpenSpaceModel: SpaceModel,
  imGroupOpenSpaceModel: SpaceModel,
  topOpenSpaceModel: SpaceModel,
})
const Change = z.object({
  outTrackId: z.string().min(1),
  userIdType: z.number().nullish(),
  cardData: Data,
  privateData: z.record(z.string(), Data).nullish(),
  cardUpdateOptions: UpdateOptions,
})
type Delivery = z.infer<typeof Delivery>

const create = (world: World, input: z.infer<typeof Creation>) =>
  world.cards.create(
    {
      outTrackId: input.outTrackId,
      templateId: input.cardTemplateId,
      callbackType: input.callbackType,
      callbackRouteKey: input.callbackRouteKey,
      userIdType: input.userIdType,
    },
    input.cardData,
    input.privateData,
  )

/** Every space must have its way of delivery before anything is delivered. */
function plan(world: World, input: Delivery) {
  const spaces = spacesOf(input.openSpaceId)
  const models = {
    IM_ROBOT: input.imRobotOpenDeliverModel,
    IM_GROUP: input.imGroupOpenDeliverModel,
    ONE_BOX: input.topOpenDeliverModel,
  }
  for (const { type } of spaces) {
    const model = models[type]
    if (!model) throw refuse('param.openDeliverModelEmpty', `缺少 ${type} 的投放模型`)
    if (!isOurRobot(world, type, model.robotCode)) {
      throw refuse('param.openDeliverModelError', 'robotCode不存在')
    }
  }
  return {
    spaces,
    recipients: input.imGroupOpenDeliverModel?.recipients ?? null,
    userIdType: input.userIdType,
  }
}

/** To a person the robot of the app may go unnamed, to a group it may not; top cards need none. */
function isOurRobot({ settings }: World, type: Space['type'], robotCode: unknown): boolean {
  if (type === 'ONE_BOX' || (type === 'IM_ROBOT' && !robotCode)) return true
  return robotCode === settings.robotCode
}

/** One delivery under way: a card, whom in groups it is for, and the call that asked. */
type Delivering = {
  world: World
  card: Card
  recipients: string[] | null
  userIdType: number
  call: Met
}

function deliver(world: World, card: Card, planned: ReturnType<typeof plan>, call: Met) {
  const { recipients, userIdType } = planned
  const delivering = { world, card, recipients, userIdType: userIdType ?? card.userIdType, call }
  const results = planned.spaces.map((space) => deliverTo(space, delivering))
  const reached = results
    .filter((result) => result.success)
    .map((result) => world.directory.nameOf(result.spaceId))
  const title = card.public['title'] ?? '卡片'
  world.journal.tell(
    'card',
    `卡片「${title}」${deliveredWords(reached, results.length - reached.length)}`,
    { outTrackId: card.outTrackId },
  )
  return results
}

function deliveredWords(reached: readonly string[], failed: number): string {
  if (!reached.length) return '没有发出'
  const first = reached.slice(0, 3).join('、')
  const who = reached.length > 3 ? `${first} 等 ${reached.length} 处` : first
  return failed ? `发给 ${who}，${failed} 处没有送到` : `发给 ${who}`
}

function deliverTo(space: Space, delivering: Delivering) {
  const { world, card } = delivering
  const answer = {
    spaceType: space.type,
    spaceId: space.id,
    success: false,
    carrierId: '',
    errorMsg: '',
  }
  const people = peopleIn(space, delivering)
  if (isHit(delivering.call, people)) return { ...answer, errorMsg: '投放失败' }
  if (!people) {
    return { ...answer, errorMsg: space.type === 'IM_ROBOT' ? '用户不存在' : '会话不存在' }
  }
  card.spaces.push(space)
  const sent = showCard(world, card, people, space.type === 'IM_ROBOT' ? undefined : space.id)
  return { ...answer, success: true, carrierId: sent.key }
}

/** Puts the card on phones; in silence DingTalk says so and does not. */
export function showCard(
  world: World,
  card: Card,
  people: readonly string[],
  conversationId?: string,
) {
  if (!world.faults.on.quiet) for (const userId of people) card.viewers.add(userId)
  return world.messages.send('card', people, {
    kind: 'card',
    outTrackId: card.outTrackId,
    ...(conversationId && { conversationId }),
  })
}

/** Whether an injected fault strikes this space: everybody's, or that of the person it names. */
function isHit({ fault }: Met, people: readonly string[] | undefined): boolean {
  if (fault?.fault !== 'deliverFail') return false
  return !fault.userId || Boolean(people?.includes(fault.userId))
}

/** Whose phones show the card in this space; undefined where there is no such person or group. */
function peopleIn(space: Space, delivering: Delivering): string[] | undefined {
  const { world, userIdType, recipients } = delivering
  if (space.type === 'IM_ROBOT') {
    const user = world.directory.named(space.id, userIdType)
    return user && [user.userId]
  }
  const members = world.messages.groups.get(space.id)?.userIds
  return recipients ? members?.filter((userId) => recipients.includes(userId)) : members
}

/** Interactive cards. */
export const cards = [
  endpoint(
    'POST /v1.0/card/instances/createAndDeliver',
    rules,
    Creation.extend(Delivery.omit({ userIdType: true }).shape),
    (world, input, call) => {
      if (!input.outTrackId) throw refuse('param.outTrackIdEmpty', 'outTrackId不能为空')
      const planned = plan(world, input)
      const card = create(world, input)
      return {
        success: true,
        result: {
          outTrackId: card.outTrackId,
          deliverResults: deliver(world, card, planned, call),
        },
      }
    },
  ),
  endpoint('POST /v1.0/card/instances', rules, Creation, (world, input) => ({
    success: true,
    result: create(world, input).outTrackId,
  })),
  endpoint(
    'POST /v1.0/card/instances/deliver',
    rules,
    Delivery.extend({ outTrackId: z.string().min(1) }),
    (world, input, call) => {
      const card = world.cards.get(input.outTrackId)
      return { success: true, result: deliver(world, card, plan(world, input), call) }
    },
  ),
  endpoint(
    'PUT /v1.0/card/instances',
    rules,
    Change,
    (world, { outTrackId, cardData, privateData, cardUpdateOptions, userIdType }) => {
      const options = { ...cardUpdateOptions, userIdType }
      world.cards.update(world.cards.get(outTrackId), cardData, privateData, options)
      return { success: true, result: true }
    },
  ),
  endpoint(
    'PUT /v1.0/card/instances/spaces',
    rules,
    z.looseObject({ outTrackId: z.string().min(1) }),
    (world, { outTrackId }) => {
      world.cards.get(outTrackId)
      return { success: true, result: true }
    },
  ),
  endpoint(
    'PUT /v1.0/card/streaming',
    { ...rules, scope: 'Card.Streaming.Write' },
    z.object({
      outTrackId: z.string().min(1),
      key: z.string().min(1),
      content: z.string(),
      isFull: z.boolean().default(true),
    }),
    (world, { outTrackId, key, content, isFull }) => {
      world.cards.stream(world.cards.get(outTrackId), key, content, isFull)
      return { success: true, result: true }
    },
  ),
  // Its fields come in the query.
  endpoint(
    'POST /v1.0/card/tops/close',
    { ...rules, bodyless: true },
    z.looseObject({}),
    (world, _input, call) => {
      const card = world.cards.get(call.query.get('outTrackId') ?? '')
      card.spaces = card.spaces.filter((space) => space.type !== 'ONE_BOX')
      return { success: true, result: true }
    },
  ),
]
