import { In, type FindOptionsWhere } from 'typeorm'
import type { Channel, ChannelError, ChannelFacts, Fate, Told } from '../core/ports'
import { record, type Ctx } from '../core/slice'
import type { Claimed } from './claim'
import { ParcelEntity, RecipientEntity, type Recipient } from './entities'
import { pack } from './outbox'
import { afterTrouble, nextChannel } from './rules'
import type { Filled } from './sender'

/** What came of one call. */
export type Outcome = { parcel: Filled; told: Told[]; fates: Fate[]; trouble: ChannelError | null }
type Facts = Record<Channel, ChannelFacts>

/** Writes down what came of the calls; a parcel whose lease another sender has taken is left alone. What is still `waiting` was never called: soon again. */
export async function settle(
  ctx: Ctx,
  leaseBy: string,
  outcomes: readonly Outcome[],
  waiting: readonly Claimed[],
  facts: Facts,
) {
  await release(ctx, leaseBy, waiting)
  const held = await ctx.db.find(ParcelEntity, {
    where: { id: In(outcomes.map((it) => it.parcel.id)), leaseBy },
    select: { id: true },
    ...ctx.locks.row,
  })
  const mine = new Set(held.map((parcel) => parcel.id))
  const ours = outcomes.filter((it) => mine.has(it.parcel.id))
  const smooth = ours.filter(isSmooth)
  await allSent(ctx, smooth)
  for (const outcome of ours) if (!smooth.includes(outcome)) await settleOne(ctx, outcome, facts)
}

async function release(ctx: Ctx, leaseBy: string, parcels: readonly Claimed[]) {
  const dueAt = new Date(ctx.now.getTime() + ctx.policy.delivery.retry.firstSeconds * 1000)
  for (const parcel of parcels) {
    await ctx.db.update(
      ParcelEntity,
      { id: parcel.id, leaseBy },
      { leaseBy: null, dueAt, ...(parcel.act === 'update' && { stale: true }) },
    )
  }
}

/** The usual case, and the only one worth a fast way: everybody in it was reached, and nothing is left to ask. */
const isSmooth = ({ parcel, told, trouble }: Outcome) =>
  parcel.act === 'send' &&
  parcel.channel === 'card' &&
  !trouble &&
  !parcel.silent.length &&
  !parcel.unreachable.length &&
  told.every((it) => it.state === 'sent')
async function allSent(ctx: Ctx, outcomes: readonly Outcome[]) {
  if (!outcomes.length) return
  const ids = outcomes.map((it) => it.parcel.id)
  await ctx.db.update(
    ParcelEntity,
    { id: In(ids) },
    { leaseBy: null, sentAt: ctx.now, dueAt: againIfStale(ctx, null) },
  )
}
/** A card that changed while it was on its way is shown again at once. */
const againIfStale = (ctx: Ctx, otherwise: Date | null) => () =>
  `case when stale then ${ctx.now.getTime()} else ${otherwise ? otherwise.getTime() : 'null'} end`

async function settleOne(ctx: Ctx, outcome: Outcome, facts: Facts) {
  const { parcel, trouble } = outcome
  await mark(ctx, parcel, parcel.silent, 'withdrawn', null)
  if (trouble) return settleTrouble(ctx, outcome, trouble, facts)
  if (parcel.act === 'ask') return settleFates(ctx, outcome)
  if (parcel.act === 'send') await settleTold(ctx, outcome)
  const asks = parcel.act === 'send' ? onlyTicket(outcome.told) : parcel.ticket
  const askAt =
    parcel.act === 'send' && asks && parcel.channel !== 'ding'
      ? new Date(ctx.now.getTime() + ctx.policy.delivery.fateAfterSeconds * 1000)
      : null
  await ctx.db.update(
    ParcelEntity,
    { id: parcel.id },
    {
      leaseBy: null,
      sentAt: parcel.sentAt ?? ctx.now,
      ticket: asks,
      trouble: null,
      dueAt: againIfStale(ctx, askAt),
    },
  )
}

/** Words that differed between people were several calls: nobody can be said to be missing from one of them. */
function onlyTicket(told: readonly Told[]): string | null {
  const tickets = new Set(told.flatMap((it) => it.ticket ?? []))
  return tickets.size === 1 ? [...tickets][0]! : null
}

async function settleTold(ctx: Ctx, { parcel, told }: Outcome) {
  const people = new Map(parcel.to.map((it) => [it.address, it.personId]))
  const who = (state: Told['state']) =>
    told.filter((it) => it.state === state).flatMap((it) => people.get(it.address) ?? [])
  if (who('held').length) {
    await again(ctx, parcel, who('held'), parcel.channel, new Date(ctx.now.getTime() + 5_000))
  }
  await elsewhere(
    ctx,
    parcel,
    who('failed'),
    told.find((it) => it.state === 'failed')?.reason ?? '',
  )
  await mark(ctx, parcel, parcel.unreachable, 'failed', '没有钉钉账号')
}

async function settleFates(ctx: Ctx, { parcel, fates }: Outcome) {
  const people = new Map(parcel.to.map((it) => [it.address, it.personId]))
  for (const state of ['delivered', 'read'] as const) {
    await mark(
      ctx,
      parcel,
      fates.filter((it) => it.state === state).flatMap((it) => people.get(it.address) ?? []),
      state,
      null,
      ['packed', 'delivered'],
    )
  }
  await ctx.db.update(ParcelEntity, { id: parcel.id }, { leaseBy: null, dueAt: null })
  await elsewhere(ctx, parcel, await absent(ctx, parcel, fates), '钉钉答应了却没有送到')
}
/** Who is said to be absent; of a text's read list also who is not in it at all. */
async function absent(ctx: Ctx, parcel: Filled, fates: readonly Fate[]): Promise<string[]> {
  const known = new Map(fates.map((it) => [it.address, it.state]))
  const gone = parcel.to
    .filter(
      ({ address }) =>
        (known.get(address) ?? (parcel.channel === 'text' ? 'absent' : '')) === 'absent',
    )
    .map((it) => it.personId)
  return gone.length
    ? (
        await ctx.db.findBy(RecipientEntity, {
          messageId: parcel.messageId,
          personId: In(gone),
          parcelId: parcel.id,
          state: 'packed',
        })
      ).map((it) => it.personId)
    : []
}

async function settleTrouble(ctx: Ctx, { parcel }: Outcome, trouble: ChannelError, facts: Facts) {
  const course = afterTrouble(
    ctx.policy.delivery,
    parcel,
    trouble,
    parcel.act !== 'send' || facts[parcel.channel].repeatable,
    ctx.now,
  )
  const reason = `${trouble.kind}: ${trouble.reason}`.slice(0, 190)
  if (trouble.kind === 'denied') {
    record(ctx, {
      kind: 'delivery.channelDown',
      unitPath: '',
      data: { channel: parcel.channel, reason },
    })
  }
  if ('again' in course) {
    return ctx.db.update(
      ParcelEntity,
      { id: parcel.id },
      {
        leaseBy: null,
        dueAt: course.again,
        attempts: course.attempts,
        trouble: reason,
        ...(parcel.act === 'update' && { stale: true }),
      },
    )
  }
  await ctx.db.update(
    ParcelEntity,
    { id: parcel.id },
    { leaseBy: null, dueAt: null, trouble: reason },
  )
  if (parcel.act !== 'send') return
  const people = parcel.to.map((it) => it.personId)
  if ('next' in course) await again(ctx, parcel, people, course.next, ctx.now)
  else await mark(ctx, parcel, people, course.end, reason)
  await mark(ctx, parcel, parcel.unreachable, 'failed', '没有钉钉账号')
}

/** Who was not reached this way is tried the next way, if there is one. */
async function elsewhere(ctx: Ctx, parcel: Filled, people: readonly string[], reason: string) {
  if (!people.length) return
  const next = nextChannel(ctx.policy.delivery, parcel.channel)
  if (next) await again(ctx, parcel, people, next, ctx.now)
  else await mark(ctx, parcel, people, 'failed', reason)
}

async function again(
  ctx: Ctx,
  parcel: Filled,
  people: readonly string[],
  channel: Channel,
  dueAt: Date,
) {
  const rounds = new Set(
    (
      await ctx.db.find(ParcelEntity, {
        where: { messageId: parcel.messageId },
        select: { id: true },
      })
    ).map((it) => Number(/\.\w(\d+)\./.exec(it.id)?.[1] ?? 0)),
  )
  await pack(
    ctx,
    { id: parcel.messageId, priority: parcel.priority },
    channel,
    people,
    Math.max(...rounds) + 1,
    dueAt,
  )
}

async function mark(
  ctx: Ctx,
  parcel: Filled,
  people: readonly string[],
  state: Recipient['state'],
  reason: string | null,
  from: Recipient['state'][] = ['packed'],
) {
  if (!people.length) return
  const where: FindOptionsWhere<Recipient> = {
    messageId: parcel.messageId,
    personId: In([...people]),
    state: In(from),
  }
  await ctx.db.update(RecipientEntity, where, { state, reason })
}
