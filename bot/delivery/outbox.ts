import { In } from 'typeorm'
import { secondsAfter } from '../../shared/time'
import { uuid } from '../core/ids'
import { insertAll } from '../core/insert'
import { factsOf, type Channel, type Channels } from '../core/ports'
import type { Ctx } from '../core/slice'
import { oneOf } from '../core/sql'
import { MessageEntity, ParcelEntity, RecipientEntity, dueNext } from './entities'
import { cost, firstChannel, peoplePerCall } from './rules'

/** The worker that empties the outbox. */
export const sending = 'delivery.send'

/** What is to be said. `card` is loaded again when it is sent; `words` are said as they are. */
export type Saying = {
  id?: string
  subject: string
  priority: number
  /** The first of the policy's order if it is left out. */
  channel?: Channel
  drill?: boolean
  /** Not before this moment; at once if it is left out. */
  dueAt?: Date
} & (
  | { card: string; params: Record<string, unknown>; words?: never }
  | { words: string; card?: never; params?: Record<string, unknown> }
)

/** How many calls and seconds it takes to tell so many people what must arrive. */
export function costOf({ policy: { delivery }, channels }: Ctx, people: number) {
  const channel = firstChannel(delivery)
  const perCall = peoplePerCall(delivery, channel, factsOf(channels, channel))
  return cost(people, perCall, delivery.perSecond)
}

/**
 * Puts one message to some people in the outbox, in parcels of one call each; the same person is
 * told once. Returns the message's id.
 */
export async function send(ctx: Ctx, saying: Saying, people: readonly string[]): Promise<string> {
  const { id = uuid(), subject, priority, drill = false, dueAt = ctx.now } = saying
  const channel = saying.channel ?? firstChannel(ctx.policy.delivery)
  // Neighbours in a call are neighbours in the database, which is what ten thousand of them cost.
  const once = [...new Set(people)].sort()
  await ctx.db.insert(MessageEntity, {
    id,
    subject,
    card: saying.card ?? null,
    params: saying.params ?? {},
    words: saying.words ?? null,
    priority,
    drill,
    at: ctx.now,
  })
  await pack(ctx, { id, priority }, once, { channel, round: 0, dueAt })
  return id
}

/** `round` counts how often people had to be wrapped again, so that every key is new. */
type Wrapping = { channel: Channel; round: number; dueAt: Date }
/** Wraps people into parcels of one call each. */
export async function pack(
  ctx: Ctx,
  message: { id: string; priority: number },
  people: readonly string[],
  { channel, round, dueAt }: Wrapping,
) {
  const size = peoplePerCall(ctx.policy.delivery, channel, factsOf(ctx.channels, channel))
  const parcels = Array.from({ length: Math.ceil(people.length / size) }, (_, n) =>
    parcelId(message.id, { channel, round, n }),
  )
  await insertAll(
    ctx,
    ParcelEntity,
    parcels.map((id) => ({
      id,
      messageId: message.id,
      channel,
      priority: message.priority,
      ...dueNext(ctx, dueAt),
      attempts: 0,
      leaseBy: null,
      calledAt: null,
      sentAt: null,
      stale: false,
      ticket: null,
      trouble: null,
    })),
  )
  const rows = people.map((personId, index) => ({
    messageId: message.id,
    personId,
    parcelId: parcels[Math.floor(index / size)]!,
    state: 'packed' as const,
    reason: null,
  }))
  ctx.wakes.add(sending)
  if (!round) return insertAll(ctx, RecipientEntity, rows)
  for (const [n, id] of parcels.entries()) {
    await ctx.db.update(
      RecipientEntity,
      { messageId: message.id, personId: In(people.slice(n * size, (n + 1) * size)) },
      { parcelId: id, state: 'packed' },
    )
  }
}
type ParcelPlace = { channel: Channel; round: number; n: number }
const parcelId = (messageId: string, { channel, round, n }: ParcelPlace) =>
  `${messageId}.${channel[0]}${round}.${String(n).padStart(4, '0')}`
/** The round in which a parcel was wrapped. */
export const roundOf = (id: string) => Number(/\.\w(\d+)\./.exec(id)?.[1] ?? 0)

/**
 * Cards of this message that were sent are to be shown as they now stand; many calls for it within
 * a moment become one.
 */
export async function refresh(ctx: Ctx, messageId: string, parcels?: readonly string[]) {
  // Never later than it was due already, or a stream of answers would put it off for ever.
  const soon = secondsAfter(ctx.now, 1).getTime()
  const isLater = `sent_at is not null and lease_by is null and (due_at is null or due_at > ${soon})`
  await ctx.db.update(
    ParcelEntity,
    { messageId, channel: In(renewing(ctx.channels)), ...(parcels && { id: In([...parcels]) }) },
    {
      stale: true,
      // Before the moment itself: MariaDB reads in the next what it has just set.
      setAt: () => `case when ${isLater} then ${ctx.now.getTime()} else set_at end`,
      dueAt: () => `case when ${isLater} then ${soon} else due_at end`,
    },
  )
}

/** The channels that can show again what was sent. */
const renewing = (channels: Channels) =>
  [...channels].flatMap(([channel, { renews }]) => (renews ? [channel] : []))

/** What was said of a subject, by card kind. */
export const messagesOf = (ctx: Ctx, subject: string, cards: readonly string[]) =>
  ctx.db.findBy(MessageEntity, { subject, card: In([...cards]) })
export async function refreshAll(ctx: Ctx, subject: string, cards: readonly string[]) {
  for (const { id } of await messagesOf(ctx, subject, cards)) await refresh(ctx, id)
}

/** Shows one person's card as it now stands, after an answer that came by another way. */
export async function refreshFor(ctx: Ctx, messageId: string, personId: string) {
  const row = await ctx.db.findOneBy(RecipientEntity, { messageId, personId })
  if (row) await refresh(ctx, messageId, [row.parcelId])
}

/** Nothing more is said of a subject: what has not left yet stays here. */
export async function withdraw(ctx: Ctx, messageIds: readonly string[]) {
  if (!messageIds.length) return
  const these = oneOf('message_id', messageIds)
  await ctx.db.query(
    `update recipient set state = 'withdrawn'
    where ${these.sql}
      and state = 'packed'
      and parcel_id in (select id from parcel where ${these.sql} and sent_at is null)`,
    [...these.values, ...these.values],
  )
}
