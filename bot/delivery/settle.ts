import { In } from 'typeorm'
import { secondsAfter } from '../../shared/time'
import { factsOf, type Channel, type ChannelError, type Fate, type Told } from '../core/ports'
import { withoutNumbers } from '../core/privacy'
import { record, type Ctx } from '../core/slice'
import type { Outcome } from './call'
import type { Claimed } from './claim'
import { ParcelEntity, RecipientEntity, dueNext, type Recipient } from './entities'
import type { Filled } from './fill'
import { pack, roundOf } from './outbox'
import { afterTrouble, nextChannel } from './rules'

/** What one sender brings home: what came of its calls, and what it never came to. */
type Homecoming = {
  leaseBy: string
  outcomes: readonly Outcome[]
  waiting: readonly Claimed[]
}
/** A call that nobody disturbed. */
type Heard = Omit<Outcome, 'trouble'>

const noAccount = '没有钉钉账号'
const neverArrived = '钉钉答应了却没有送到'
/** Who was turned away for the moment is tried again after so long. */
const heldSeconds = 5

/**
 * Writes down what came of the calls; a parcel whose lease another sender has taken is left alone.
 * What is still `waiting` was never called: soon again.
 */
export async function settle(ctx: Ctx, { leaseBy, outcomes, waiting }: Homecoming) {
  await release(ctx, leaseBy, waiting)
  const ours = await stillOurs(ctx, leaseBy, outcomes)
  await settleSmooth(ctx, ours.filter(isSmooth))
  for (const outcome of ours) if (!isSmooth(outcome)) await settleOne(ctx, outcome)
}

async function release(ctx: Ctx, leaseBy: string, parcels: readonly Claimed[]) {
  const dueAt = secondsAfter(ctx.now, ctx.policy.delivery.retry.firstSeconds)
  for (const parcel of parcels) {
    await ctx.db.update(
      ParcelEntity,
      { id: parcel.id, leaseBy },
      { leaseBy: null, ...dueNext(ctx, dueAt), ...(parcel.act === 'update' && { stale: true }) },
    )
  }
}

async function stillOurs(ctx: Ctx, leaseBy: string, outcomes: readonly Outcome[]) {
  const held = await ctx.db.find(ParcelEntity, {
    where: { id: In(outcomes.map((outcome) => outcome.parcel.id)), leaseBy },
    select: { id: true },
    ...ctx.locks.row,
  })
  const ids = new Set(held.map((parcel) => parcel.id))
  return outcomes.filter((outcome) => ids.has(outcome.parcel.id))
}

/**
 * The usual case, and the only one worth a fast way: everybody in it was reached, and nothing is
 * left to ask.
 */
const isSmooth = ({ parcel, told, trouble }: Outcome) =>
  parcel.act === 'send' &&
  !trouble &&
  !parcel.silent.length &&
  !parcel.unreachable.length &&
  told.every((one) => one.state === 'sent' && !one.ticket)

async function settleSmooth(ctx: Ctx, outcomes: readonly Outcome[]) {
  if (!outcomes.length) return
  await ctx.db.update(
    ParcelEntity,
    { id: In(outcomes.map((outcome) => outcome.parcel.id)) },
    {
      leaseBy: null,
      sentAt: ctx.now,
      trouble: null,
      ...dueNext(ctx, againIfStale(ctx, null)),
    },
  )
}

/** A card that changed while it was on its way is shown again at once. */
const againIfStale = (ctx: Ctx, otherwise: Date | null) => () =>
  `case when stale then ${ctx.now.getTime()} else ${otherwise ? otherwise.getTime() : 'null'} end`

async function settleOne(ctx: Ctx, outcome: Outcome) {
  const { parcel, trouble } = outcome
  await mark(ctx, parcel, parcel.silent, { state: 'withdrawn' })
  if (trouble) return settleTrouble(ctx, parcel, trouble)
  if (parcel.act === 'ask') return settleFates(ctx, outcome)
  if (parcel.act === 'send') return settleTold(ctx, outcome)
  return settleUpdate(ctx, parcel)
}

async function settleTold(ctx: Ctx, { parcel, told }: Heard) {
  const failure = told.find((one) => one.state === 'failed')
  const held = peopleIn(parcel, told, 'held')
  await packAgain(ctx, parcel, held, {
    channel: parcel.channel,
    dueAt: secondsAfter(ctx.now, heldSeconds),
  })
  await sendElsewhere(ctx, parcel, peopleIn(parcel, told, 'failed'), failure?.reason ?? '')
  await mark(ctx, parcel, parcel.unreachable, { state: 'failed', reason: noAccount })
  const ticket = onlyTicket(told)
  const sent = asSent(ctx, parcel, ticket ? askAt(ctx, parcel) : null)
  await ctx.db.update(ParcelEntity, { id: parcel.id }, { ...sent, ticket })
}

/** Out, and free for whoever takes it next. */
const asSent = (ctx: Ctx, parcel: Filled, dueAt: Date | null) => ({
  leaseBy: null,
  sentAt: parcel.sentAt ?? ctx.now,
  trouble: null,
  ...dueNext(ctx, againIfStale(ctx, dueAt)),
})

/**
 * Words that differed between people were several calls: nobody can be said to be missing from one
 * of them.
 */
function onlyTicket(told: readonly Told[]): string | null {
  const tickets = new Set(told.flatMap((one) => one.ticket ?? []))
  return tickets.size === 1 ? [...tickets][0]! : null
}

const askAt = (ctx: Ctx, { channel }: Filled) =>
  factsOf(ctx.channels, channel).fate && secondsAfter(ctx.now, ctx.policy.delivery.fateAfterSeconds)

async function settleUpdate(ctx: Ctx, parcel: Filled) {
  await ctx.db.update(ParcelEntity, { id: parcel.id }, asSent(ctx, parcel, null))
}

async function settleFates(ctx: Ctx, { parcel, fates }: Heard) {
  for (const state of ['delivered', 'read'] as const) {
    const people = peopleIn(parcel, fates, state)
    await mark(ctx, parcel, people, { state, from: ['packed', 'delivered'] })
  }
  await ctx.db.update(ParcelEntity, { id: parcel.id }, { leaseBy: null, dueAt: null })
  await sendElsewhere(ctx, parcel, await neverReached(ctx, parcel, fates), neverArrived)
}

/**
 * Who is said to be absent; where the channel's answer names everybody whom it reached, also who is
 * not in it at all.
 */
async function neverReached(ctx: Ctx, parcel: Filled, fates: readonly Fate[]): Promise<string[]> {
  const known = new Map(fates.map((fate) => [fate.address, fate.state]))
  const missing = factsOf(ctx.channels, parcel.channel).fate?.missing ?? 'unsaid'
  const absent = parcel.to
    .filter(({ address }) => (known.get(address) ?? missing) === 'absent')
    .map((one) => one.personId)
  if (!absent.length) return []
  const packed = await ctx.db.findBy(RecipientEntity, {
    messageId: parcel.messageId,
    personId: In(absent),
    parcelId: parcel.id,
    state: 'packed',
  })
  return packed.map((recipient) => recipient.personId)
}

async function settleTrouble(ctx: Ctx, parcel: Filled, trouble: ChannelError) {
  const { delivery } = ctx.policy
  const facts = factsOf(ctx.channels, parcel.channel)
  const repeatable = parcel.act !== 'send' || facts.repeatable
  const course = afterTrouble(delivery, { parcel, facts, trouble, repeatable }, ctx.now)
  const reason = withoutNumbers(`${trouble.kind}: ${trouble.reason}`).slice(0, 190)
  if (trouble.kind === 'denied') tellChannelDown(ctx, parcel.channel, reason)
  if ('again' in course) {
    const { again: dueAt, attempts } = course
    const stale = parcel.act === 'update' && { stale: true }
    await ctx.db.update(
      ParcelEntity,
      { id: parcel.id },
      {
        leaseBy: null,
        calledAt: null,
        ...dueNext(ctx, dueAt),
        attempts,
        trouble: reason,
        ...stale,
      },
    )
    return
  }
  await ctx.db.update(
    ParcelEntity,
    { id: parcel.id },
    { leaseBy: null, dueAt: null, trouble: reason },
  )
  if (parcel.act !== 'send') return
  const people = parcel.to.map((one) => one.personId)
  if ('next' in course) await packAgain(ctx, parcel, people, { channel: course.next })
  else await mark(ctx, parcel, people, { state: course.end, reason })
  await mark(ctx, parcel, parcel.unreachable, { state: 'failed', reason: noAccount })
}

const tellChannelDown = (ctx: Ctx, channel: Channel, reason: string) =>
  record(ctx, { kind: 'delivery.channelDown', unitPath: '', data: { channel, reason } })

/** Those people of a parcel of whom the channel said this. */
function peopleIn<S extends string>(
  parcel: Filled,
  said: readonly { address: string; state: S }[],
  state: S,
): string[] {
  const people = new Map(parcel.to.map((one) => [one.address, one.personId]))
  return said.filter((one) => one.state === state).flatMap((one) => people.get(one.address) ?? [])
}

/** Who was not reached this way is tried the next way, if there is one. */
async function sendElsewhere(ctx: Ctx, parcel: Filled, people: readonly string[], reason: string) {
  const facts = factsOf(ctx.channels, parcel.channel)
  const channel = nextChannel(ctx.policy.delivery, parcel.channel, facts)
  if (channel) await packAgain(ctx, parcel, people, { channel })
  else await mark(ctx, parcel, people, { state: 'failed', reason })
}

async function packAgain(
  ctx: Ctx,
  { messageId, priority }: Filled,
  people: readonly string[],
  { channel, dueAt = ctx.now }: { channel: Channel; dueAt?: Date },
) {
  if (!people.length) return
  const parcels = await ctx.db.find(ParcelEntity, {
    where: { messageId },
    select: { id: true },
  })
  const round = Math.max(...parcels.map((parcel) => roundOf(parcel.id))) + 1
  await pack(ctx, { id: messageId, priority }, people, { channel, round, dueAt })
}

type Mark = { state: Recipient['state']; reason?: string; from?: Recipient['state'][] }
/** Writes down what became of some people of a parcel, unless more is known of them already. */
async function mark(
  ctx: Ctx,
  { messageId }: Filled,
  people: readonly string[],
  { state, reason, from = ['packed'] }: Mark,
) {
  if (!people.length) return
  await ctx.db.update(
    RecipientEntity,
    { messageId, personId: In([...people]), state: In(from) },
    { state, reason: reason === undefined ? null : withoutNumbers(reason).slice(0, 190) },
  )
}
