import { z } from 'zod'
import { instant } from '../../shared/vocabulary'
import { table } from '../core/table'

/**
 * What is said: a card kind with what it needs to load itself, or plain words. `subject` ties
 * together all that is said of one thing.
 */
export const Message = z.object({
  id: z.uuid(),
  subject: z.string().max(64),
  card: z.string().max(64).nullable(),
  params: z.record(z.string(), z.unknown()),
  words: z.string().max(2000).nullable(),
  priority: z.int(),
  drill: z.boolean(),
  at: instant,
})
export type Message = z.output<typeof Message>
export const MessageEntity = table('message', Message, { primary: ['id'], index: [['subject']] })

/**
 * One call of a channel: its id is the key that makes a repetition harmless. What is due is decided
 * here:
 * not yet sent → send; sent and stale → show the card as it now stands; sent with a fate to ask →
 * ask. `dueAt` is null when nothing is left to do; `setAt` is when that was decided. `calledAt`: a call
 * that must not be made twice has begun, and nobody has heard its end.
 */
export const Parcel = z.object({
  id: z.string().max(64),
  messageId: z.uuid(),
  channel: z.string().max(32),
  priority: z.int(),
  dueAt: instant.nullable(),
  setAt: instant.nullable(),
  attempts: z.int(),
  leaseBy: z.string().max(64).nullable(),
  calledAt: instant.nullable(),
  sentAt: instant.nullable(),
  stale: z.boolean(),
  ticket: z.string().max(128).nullable(),
  trouble: z.string().max(190).nullable(),
})
export type Parcel = z.output<typeof Parcel>
/** The next moment of a parcel, and by whose clock it was decided: a wrong one is found by that. */
export const dueNext = <M>({ now }: { now: Date }, dueAt: M) => ({ dueAt, setAt: now })
export const ParcelEntity = table('parcel', Parcel, {
  primary: ['id'],
  index: [['priority', 'dueAt'], ['setAt'], ['messageId']],
})

/**
 * One person on one channel. `packed`: as far as the parcel, so that a call that reached everybody
 * is one row to write down.
 * The others are what became of this one person; `unknown`: the call was cut off and cannot be
 * repeated safely.
 */
export const Recipient = z.object({
  messageId: z.uuid(),
  personId: z.string().max(64),
  parcelId: z.string().max(64),
  state: z.enum(['packed', 'delivered', 'read', 'failed', 'unknown', 'withdrawn']),
  reason: z.string().max(190).nullable(),
})
export type Recipient = z.output<typeof Recipient>
export const RecipientEntity = table('recipient', Recipient, {
  primary: ['messageId', 'personId'],
  index: [['parcelId']],
})

/** Calls and pushes of a month, counted. */
export const MeterEntity = table(
  'meter',
  z.object({ month: z.string().max(7), name: z.enum(['api', 'stream']), used: z.int() }),
  { primary: ['month', 'name'] },
)
/**
 * When the next call of a channel may start, so that all instances together stay under the limit.
 * Wall-clock milliseconds: the limit is real.
 */
export const PaceEntity = table(
  'pace',
  z.object({ channel: z.string().max(32), nextAt: instant }),
  { primary: ['channel'] },
)
