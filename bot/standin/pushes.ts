import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import { UpdateOptions, type Card } from './cards'
import type { User } from './directory'
import type { Ack, Frame } from './stream'
import type { World } from './world'

export const robotTopic = '/v1.0/im/bot/messages/get'
export const cardTopic = '/v1.0/card/instances/callback'
const exempt = /^(user_(add|modify|leave|active)_|org_|label_)/
const retries = [10_000, 30_000]

/**
 * Sends one push as often as the faults say and resolves with its first acknowledgement,
 * null when none comes within this time; false when nobody listens.
 */
function deliver(world: World, frame: Frame, withinMs: number, messageId: string = randomUUID()) {
  const ids = copiesOf(world, messageId)
  const heard = ids.map((id) => world.stream.push(frame, id))
  if (!heard.some(Boolean)) return false
  world.stream.unanswered++
  const acks = [...new Set(ids)].map((id) => world.stream.ack(id, withinMs))
  return firstOf(acks).finally(() => world.stream.unanswered--)
}

/** The message ids of all copies: one and the same, or new ones, as the switch `twice` says. */
function copiesOf({ faults }: World, messageId: string): string[] {
  const { twice } = faults.on
  if (!twice) return [messageId]
  const others = Array.from({ length: twice.copies - 1 }, () =>
    twice.messageId === 'new' ? randomUUID() : messageId,
  )
  return [messageId, ...others]
}

/** The first that is not silence. */
function firstOf(acks: Promise<Ack | null>[]): Promise<Ack | null> {
  const spoken = acks.map(async (ack) => (await ack) ?? Promise.reject(new Error('silent')))
  return Promise.any(spoken).catch(() => null)
}

export type Push = { eventType: string; data: unknown; eventId?: string | undefined }

/**
 * An event: retried after 10 s and 30 s while nobody acknowledges it, then kept in the failed list.
 */
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
  const frame = { type: 'EVENT', topic: '*', data, headers } as const
  const ack = await deliver(world, frame, world.settings.eventWaitMs, messageId)
  if (ack && ack.code === 200 && accepted(ack.data)) return

  const wait = retries[attempt]
  if (wait === undefined || world.faults.on.noRetry) {
    return keepFailed(world, { eventType, data }, born)
  }
  const again = world.settings.retryMessageId === 'same' ? messageId : randomUUID()
  // from when it was sent: how long the silence took to notice is the network's time, not the day's
  world.clock.at(
    born + wait,
    () => void pushEvent(world, { eventType, data, eventId }, attempt + 1, again),
  )
}

function keepFailed(world: World, { eventType, data }: Push, born: number) {
  world.failedEvents.push({
    event_time: born,
    call_back_tag: eventType,
    [eventType]: data,
    corpid: world.settings.corpId,
  })
  world.journal.tell('event', `事件 ${eventType} 没有送到服务`)
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
  const frame = { type: 'CALLBACK', topic: robotTopic, data: message } as const
  const ack = await deliver(world, frame, world.settings.eventWaitMs)
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
      cardUpdateOptions: UpdateOptions,
    })
    .nullish(),
})
type Outcome = { ok: boolean; toast?: string; response?: unknown }
export type Pressed = Outcome & { answeredInMs: number; queued?: true }

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

async function send(world: World, input: z.infer<typeof Press>): Promise<Pressed> {
  const { userId, outTrackId, actionId } = input
  // before the answer takes it away
  const button = world.phones.varsOf(userId, outTrackId)?.['btn'] || actionId
  const began = performance.now()
  world.messages.read(userId)
  const ack = await ask(world, input)
  const answeredInMs = Math.round(performance.now() - began)
  const pressed = ack ? apply(world, userId, outTrackId, ack) : unanswered(ack)
  showOutcome(world, userId, outTrackId, pressed.toast)
  const outcome = pressed.toast ?? `${(answeredInMs / 1_000).toFixed(2)} 秒有答复`
  world.journal.tell('press', `${world.directory.nameOf(userId)} 按了「${button}」，${outcome}`, {
    userId,
    outTrackId,
    actionId,
    answeredInMs,
    ok: pressed.ok,
  })
  return { ...pressed, answeredInMs }
}

/** Tells the service of the press, as often as asked; the first answer is the one that counts. */
async function ask(world: World, input: z.infer<typeof Press>): Promise<Ack | null | false> {
  const card = world.cards.find(input.outTrackId)
  if (card?.callbackType.toUpperCase() !== 'STREAM') return false
  world.meter.count('stream')
  const frame = {
    type: 'CALLBACK',
    topic: cardTopic,
    data: callbackOf(world, card, input),
  } as const
  const answers = Array.from({ length: input.times }, () =>
    deliver(world, frame, world.settings.pressWaitMs),
  )
  return answers[0]!
}

const unanswered = (ack: null | false): Outcome => ({
  ok: false,
  toast: ack === null ? '服务没有及时答复' : '服务没有连着',
})

/** The button is free again; what went wrong is said under it. */
function showOutcome(world: World, userId: string, outTrackId: string, toast: string | undefined) {
  const entry = world.phones.cardEntry(userId, outTrackId)
  if (entry) {
    delete entry.pressing
    if (toast) entry.toast = toast
  }
  world.phones.touch(userId)
}

/** Applies `response` to the card as the presser's own change. */
function apply(world: World, userId: string, outTrackId: string, ack: Ack): Outcome {
  const answer = CardAnswer.safeParse(json(ack.data))
  const card = world.cards.find(outTrackId)
  if (ack.code !== 200 || !answer.success || !card) {
    return { ok: false, toast: '服务的答复不合格式' }
  }
  const { response } = answer.data
  if (!response) return { ok: true, response }
  const { cardData, userPrivateData, cardUpdateOptions } = response
  const user = world.directory.users.get(userId)
  const privateData = userPrivateData && user ? { [idOn(card, user)]: userPrivateData } : null
  try {
    if (cardData || privateData) {
      world.cards.update(card, cardData, privateData, cardUpdateOptions)
    }
  } catch (error) {
    return { ok: false, toast: `卡片没有改成：${error instanceof Error ? error.message : ''}` }
  }
  return { ok: true, response }
}

/** By which of his ids a card knows a person. */
const idOn = ({ userIdType }: Card, user: Pick<User, 'userId' | 'unionId'>) =>
  userIdType === 2 ? user.unionId : user.userId

function callbackOf(
  world: World,
  card: Card,
  { userId, outTrackId, actionId, params }: z.infer<typeof Press>,
) {
  const given = typeof params === 'string' ? Params.safeParse(json(params)).data : params
  const content = JSON.stringify({
    cardPrivateData: { actionIds: [actionId], params: given ?? {} },
  })
  const user = world.directory.users.get(userId)
  const space = card.spaces.find(({ type }) => type === 'IM_GROUP')
  return {
    type: 'actionCallback',
    outTrackId,
    corpId: world.settings.corpId,
    userId: user ? idOn(card, user) : userId,
    userIdType: card.userIdType,
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
