import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import type { Ack } from './stream'
import type { World } from './world'

export const robotTopic = '/v1.0/im/bot/messages/get'
export const cardTopic = '/v1.0/card/instances/callback'
const exempt = /^(user_(add|modify|leave|active)_|org_|label_)/
const retries = [10_000, 30_000]

/** Sends one push as often as the faults say and resolves with its first acknowledgement; false when nobody listens. */
function deliver(
  world: World,
  type: 'EVENT' | 'CALLBACK',
  topic: string,
  data: unknown,
  withinMs: number,
  more: Record<string, string> = {},
  messageId: string = randomUUID(),
) {
  const { twice } = world.faults.on
  const ids = Array.from({ length: twice ? twice.copies : 1 }, (_, index) =>
    index && twice && twice.messageId === 'new' ? randomUUID() : messageId,
  )
  if (!ids.map((id) => world.stream.push(type, topic, id, data, more)).some(Boolean)) return false
  const distinct = [...new Set(ids)]
  world.stream.unanswered++
  const first = firstOf(distinct.map((id) => world.stream.ack(id, withinMs)))
  return first.finally(() => world.stream.unanswered--)
}

async function firstOf(acks: Promise<Ack | null>[]): Promise<Ack | null> {
  const first = await Promise.any(
    acks.map((ack) => ack.then((it) => it ?? Promise.reject(new Error('silent')))),
  ).catch(() => null)
  return first
}

export type Push = { eventType: string; data: unknown; eventId?: string | undefined }

/** An event: retried after 10 s and 30 s while nobody acknowledges it, then kept in the failed list. */
export async function pushEvent(
  world: World,
  { eventType, data, eventId = randomUUID() }: Push,
  attempt = 0,
  messageId: string = randomUUID(),
): Promise<void> {
  const born = world.clock.now()
  if (!attempt && !exempt.test(eventType)) world.meter.count('stream')
  const headers = {
    eventType,
    eventId,
    eventBornTime: String(born),
    eventCorpId: world.settings.corpId,
    eventUnifiedAppId: world.settings.clientId,
  }
  const ack = await deliver(
    world,
    'EVENT',
    '*',
    data,
    world.settings.eventWaitMs,
    headers,
    messageId,
  )
  if (ack && ack.code === 200 && accepted(ack.data)) return
  const wait = retries[attempt]
  if (wait === undefined || world.faults.on.noRetry) {
    world.failedEvents.push({
      event_time: born,
      call_back_tag: eventType,
      [eventType]: data,
      corpid: world.settings.corpId,
    })
    return world.journal.tell('event', `事件 ${eventType} 没有送到服务`)
  }
  const again = world.settings.retryMessageId === 'same' ? messageId : randomUUID()
  // from when it was sent: how long the silence took to notice is the network's time, not the day's
  world.clock.at(
    born + wait,
    () => void pushEvent(world, { eventType, data, eventId }, attempt + 1, again),
  )
}

const EventAnswer = z.object({ status: z.literal('SUCCESS') })
const accepted = (data: string) => EventAnswer.safeParse(json(data)).success

/** A message of a person to the robot: pushed once more after 60 s if nobody acknowledges it. */
export async function pushRobotMessage(
  world: World,
  message: object,
  again = true,
): Promise<boolean> {
  const sent = world.clock.now()
  const ack = await deliver(world, 'CALLBACK', robotTopic, message, world.settings.eventWaitMs)
  if (ack === false) {
    world.journal.tell('drop', '服务没有连着，这条话没有送到')
    return false
  }
  if (ack) return true
  if (again && !world.faults.on.noRetry) {
    world.clock.at(sent + 60_000, () => void pushRobotMessage(world, message, false))
  }
  return false
}

const Params = z.record(z.string(), z.unknown())
export const Press = z.object({
  userId: z.string(),
  outTrackId: z.string(),
  actionId: z.string(),
  params: z.union([Params, z.string()]).optional(),
  times: z.number().int().min(1).max(100).default(1),
})
const Vars = z.object({ cardParamMap: z.record(z.string(), z.string()).optional() }).nullish()
const CardAnswer = z.object({
  response: z
    .object({
      cardData: Vars,
      userPrivateData: Vars,
      cardUpdateOptions: z
        .object({
          updateCardDataByKey: z.boolean().optional(),
          updatePrivateDataByKey: z.boolean().optional(),
        })
        .nullish(),
    })
    .nullish(),
})
export type Pressed = {
  ok: boolean
  answeredInMs: number
  toast?: string
  queued?: true
  response?: unknown
}

/** A person presses a button: the service has 2 s to answer, and its answer changes the card. */
export async function press(world: World, input: z.infer<typeof Press>): Promise<Pressed> {
  const { userId, outTrackId } = input
  const entry = world.phones.cardEntry(userId, outTrackId)
  if (!entry) return { ok: false, answeredInMs: 0, toast: '这部手机上没有这张卡片' }
  entry.pressing = true
  delete entry.toast
  world.phones.touch(userId)
  if (world.faults.offline.has(userId)) {
    world.phones.whenOnline(userId, () => void send(world, input))
    return { ok: true, answeredInMs: 0, queued: true }
  }
  return send(world, input)
}

async function send(
  world: World,
  { userId, outTrackId, actionId, params, times }: z.infer<typeof Press>,
): Promise<Pressed> {
  const card = world.cards.find(outTrackId)
  const button = world.phones.varsOf(userId, outTrackId)?.['btn'] || actionId // before the answer takes it away
  const began = performance.now()
  const data = callbackOf(world, userId, outTrackId, actionId, params)
  const streams = card?.callbackType.toUpperCase() === 'STREAM'
  if (streams) world.meter.count('stream')
  world.messages.read(userId)
  const answers = streams
    ? Array.from({ length: times }, () =>
        deliver(world, 'CALLBACK', cardTopic, data, world.settings.pressWaitMs),
      )
    : []
  const ack = answers.length ? await answers[0]! : false
  const answeredInMs = Math.round(performance.now() - began)
  const pressed = ack
    ? apply(world, userId, outTrackId, ack)
    : { ok: false, toast: ack === null ? '服务没有及时答复' : '服务没有连着' }
  const entry = world.phones.cardEntry(userId, outTrackId)
  if (entry) {
    delete entry.pressing
    if (pressed.toast) entry.toast = pressed.toast
  }
  world.phones.touch(userId)
  world.journal.tell(
    'press',
    `${world.directory.nameOf(userId)} 按了「${button}」，${pressed.toast ?? `${(answeredInMs / 1_000).toFixed(2)} 秒有答复`}`,
    { userId, outTrackId, actionId, answeredInMs, ok: pressed.ok },
  )
  return { ...pressed, answeredInMs }
}

/** Applies `response` to the card as the presser's own change. */
function apply(world: World, userId: string, outTrackId: string, ack: Ack) {
  const answer = CardAnswer.safeParse(json(ack.data))
  const card = world.cards.find(outTrackId)
  if (ack.code !== 200 || !answer.success || !card) {
    return { ok: false, toast: '服务的答复不合格式' }
  }
  const response = answer.data.response
  const user = world.directory.users.get(userId)
  const privateData =
    response?.userPrivateData && user
      ? { [card.userIdType === 2 ? user.unionId : userId]: response.userPrivateData }
      : null
  try {
    if (response?.cardData || privateData) {
      world.cards.update(card, response?.cardData, privateData, response?.cardUpdateOptions)
    }
  } catch (error) {
    return { ok: false, toast: `卡片没有改成：${error instanceof Error ? error.message : ''}` }
  }
  return { ok: true, response }
}

function callbackOf(
  world: World,
  userId: string,
  outTrackId: string,
  actionId: string,
  params: z.infer<typeof Press>['params'],
) {
  const given = typeof params === 'string' ? Params.safeParse(json(params)).data : params
  const content = JSON.stringify({
    cardPrivateData: { actionIds: [actionId], params: given ?? {} },
  })
  const card = world.cards.find(outTrackId)
  const user = world.directory.users.get(userId)
  const space = card?.spaces.find((it) => it.type === 'IM_GROUP')
  return {
    type: 'actionCallback',
    outTrackId,
    corpId: world.settings.corpId,
    userId: card?.userIdType === 2 ? (user?.unionId ?? userId) : userId,
    userIdType: card?.userIdType ?? 1,
    spaceType: 'IM',
    spaceId: space?.id ?? userId,
    extension: '{}',
    content,
    value: content,
  }
}

function json(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
