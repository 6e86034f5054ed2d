import { z } from 'zod'
import { UpdateOptions, type Card } from './cards'
import type { User } from './directory'
import { jsonOf } from './json'
import { conversationWith } from './messages'
import { deliver } from './pushes'
import type { Ack } from './stream'
import { inBackground, type World } from './world'

export const cardTopic = '/v1.0/card/instances/callback'

const Params = z.record(z.string(), z.unknown())
export const Press = z.object({
  userId: z.string(),
  outTrackId: z.string(),
  actionId: z.string(),
  params: z.union([Params, z.string()]).optional(),
  times: z.number().int().min(1).max(100).default(1),
})
const Vars = z.object({ cardParamMap: z.record(z.string(), z.string()).optional() }).nullish()
const Changes = z.object({
  cardData: Vars,
  userPrivateData: Vars,
  cardUpdateOptions: UpdateOptions,
})
/** Handlers of the SDK of Python are used to say "OK": that changes nothing. */
const Word = z.string().transform(() => null)
const CardAnswer = z.object({ response: z.union([Changes, Word]).nullish() })
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
    world.phones.whenOnline(userId, () => inBackground(world, send(world, input)))
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
  if (!card) return false
  const data = callbackOf(world, card, input)
  const post = pressPost(world, card, data)
  if (post === false) return false
  world.meter.count('stream')
  const answers = Array.from({ length: input.times }, () =>
    deliver(world, {
      frame: { type: 'CALLBACK', topic: cardTopic, data },
      withinMs: world.settings.pressWaitMs,
      post,
    }),
  )
  return answers[0]!
}

/** Calls the address that the card names; `undefined`: by the stream, false: nobody knows it. */
function pressPost({ callbacks }: World, card: Card, data: object) {
  if (card.callbackType.toUpperCase() === 'STREAM') return undefined
  const address = card.callbackUrl
    ? { url: card.callbackUrl, apiSecret: '' }
    : callbacks.cards.get(card.callbackRouteKey ?? '')
  return address
    ? (withinMs: number) => callbacks.postPress(address, data, withinMs)
    : (false as const)
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
  const answer = CardAnswer.safeParse(jsonOf(ack.data))
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
  const given = typeof params === 'string' ? Params.safeParse(jsonOf(params)).data : params
  const content = JSON.stringify({
    cardPrivateData: { actionIds: [actionId], params: given ?? {} },
  })
  const user = world.directory.users.get(userId)
  const entry = world.phones.cardEntry(userId, outTrackId)
  return {
    type: 'actionCallback',
    outTrackId,
    corpId: world.settings.corpId,
    userId: user ? idOn(card, user) : userId,
    userIdType: card.userIdType,
    spaceType: 'im',
    spaceId: entry?.conversationId ?? conversationWith(userId),
    extension: '{}',
    content,
    value: content,
  }
}
