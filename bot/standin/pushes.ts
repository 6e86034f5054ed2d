import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import { jsonOf } from './json'
import type { Ack, Frame } from './stream'
import { inBackground, type World } from './world'

export const robotTopic = '/v1.0/im/bot/messages/get'
const exempt = /^(user_(add|modify|leave|active)_|org_|label_)/
const retries = [10_000, 30_000]

type Sending = {
  frame: Frame
  withinMs: number
  messageId?: string
  /** Calls an address of the service, in HTTP mode; the stream carries everything else. */
  post?: ((withinMs: number) => Promise<Ack | null>) | undefined
}

/**
 * Sends one push as often as the faults say and resolves with its first acknowledgement,
 * null when none comes within this time; false when nobody listens.
 */
export function deliver(world: World, sending: Sending): Promise<Ack | null> | false {
  const { withinMs, post, messageId = randomUUID() } = sending
  const ids = copiesOf(world, messageId)
  const acks = post ? ids.map(() => post(withinMs)) : overStream(world, sending, ids)
  if (!acks) return false
  world.stream.unanswered++
  return firstOf(acks).finally(() => world.stream.unanswered--)
}

function overStream({ stream }: World, { frame, withinMs }: Sending, ids: readonly string[]) {
  const heard = ids.map((id) => stream.push(frame, id))
  if (!heard.some(Boolean)) return undefined
  return [...new Set(ids)].map((id) => stream.ack(id, withinMs))
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
  const ack = await deliver(world, {
    frame: eventFrame(world, { eventType, data, eventId }, born),
    withinMs: world.settings.eventWaitMs,
    messageId,
    post: eventPost(world, { eventType, data }, born),
  })
  if (ack && ack.code === 200 && accepted(ack.data)) return

  const wait = retries[attempt]
  if (wait === undefined || world.faults.on.noRetry) {
    return keepFailed(world, { eventType, data }, born)
  }
  const again = world.settings.retryMessageId === 'same' ? messageId : randomUUID()
  // from when it was sent: how long the silence took to notice is the network's time, not the day's
  const push = () => pushEvent(world, { eventType, data, eventId }, attempt + 1, again)
  world.clock.at(born + wait, () => inBackground(world, push()))
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

function eventFrame({ settings }: World, { eventType, data, eventId }: Push, born: number): Frame {
  const headers = {
    eventType,
    eventId: eventId!,
    eventBornTime: String(born),
    eventCorpId: settings.corpId,
    eventUnifiedAppId: settings.clientId,
  }
  return { type: 'EVENT', topic: '*', data, headers }
}

/** An address is told the same under other names: those of contacts begin with a capital. */
function eventPost({ callbacks, settings }: World, { eventType, data }: Push, born: number) {
  const address = callbacks.takes(eventType)
  if (!address) return undefined
  const fields = Object.entries(z.record(z.string(), z.unknown()).catch({}).parse(data))
  const named = exempt.test(eventType)
    ? fields.map(([name, value]) => [name.charAt(0).toUpperCase() + name.slice(1), value] as const)
    : fields
  const head = { EventType: eventType, TimeStamp: String(born), CorpId: settings.corpId }
  const event = { ...head, ...Object.fromEntries(named) }
  return (withinMs: number) => callbacks.postEvent(address, event, withinMs)
}

const Later = z.object({ status: z.literal('LATER') })

/** The official Python SDK gives the event back and names no status: that is no refusal. */
const accepted = (data: string) => !Later.safeParse(jsonOf(data)).success

/** A message of a person to the robot: pushed once more after 60 s if nobody acknowledges it. */
export async function pushRobotMessage(
  world: World,
  message: object,
  again = true,
): Promise<boolean> {
  const sent = world.clock.now()
  const { callbacks, settings } = world
  const { robot } = callbacks
  const ack = await deliver(world, {
    frame: { type: 'CALLBACK', topic: robotTopic, data: message },
    withinMs: settings.eventWaitMs,
    post: robot && ((withinMs) => callbacks.postMessage(robot.url, message, withinMs)),
  })
  if (ack === false) {
    world.journal.tell('drop', '服务没有连着，这条话没有送到')
    return false
  }
  if (ack) return true
  if (again && !world.faults.on.noRetry) {
    const push = () => pushRobotMessage(world, message, false)
    world.clock.at(sent + 60_000, () => inBackground(world, push()))
  }
  return false
}
