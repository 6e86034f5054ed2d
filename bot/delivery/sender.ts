import { setTimeout as sleep } from 'node:timers/promises'
import { In } from 'typeorm'
import type { CardView } from '../core/card'
import { groupBy } from '../core/groups'
import { uuid } from '../core/ids'
import { ChannelError, type Addressee, type Parcel as Call } from '../core/ports'
import type { Ctx, Io } from '../core/slice'
import { claim, type Claimed } from './claim'
import { MessageEntity, type Message, type Recipient } from './entities'
import { settle, type Outcome } from './settle'

/** What one call will say, and to whom; people for whom nothing is left to say, and people without an address. */
export type Filled = Claimed & {
  message: Message
  to: (Addressee & { personId: string })[]
  silent: string[]
  unreachable: string[]
}

/** So many work side by side: while the calls of one pass the gate, the other settles its own and makes the next ready. */
export const senders = 2

/** Sends, updates and asks what is due; says whether there may be more. The world is called between two transactions, never in one. */
export async function deliver(io: Io): Promise<boolean> {
  const leaseBy = uuid()
  const { parallel, perSecond, retry } = io.policy.delivery
  const atOnce = Math.ceil(parallel / senders)
  const claimed = await io.transact((ctx) => claim(ctx, leaseBy, perSecond ? atOnce : atOnce * 16)) // paced calls stay few, so that what is more urgent need not wait long
  if (!claimed.length) return false
  const waiting = new Set(claimed.map((parcel) => parcel.id))
  const outcomes: Outcome[] = []
  const enough = Date.now() + retry.leaseSeconds * 500
  const ends = await Promise.allSettled([
    io
      .look((ctx) => fill(ctx, claimed, io.cards))
      .then((filled) =>
        all(
          filled.map((parcel) =>
            io.calling(async () => {
              if (Date.now() > enough) return // what is slow must not outlive its lease
              waiting.delete(parcel.id)
              outcomes.push(await act(io, parcel))
            }),
          ),
        ),
      ),
  ])
  await io.transact((ctx) =>
    settle(
      ctx,
      leaseBy,
      outcomes,
      claimed.filter((parcel) => waiting.has(parcel.id)),
      io.ports.messenger.facts,
    ),
  )
  for (const end of ends) if (end.status === 'rejected') throw end.reason
  return true
}

/** If one fails the others are finished first. */
async function all(works: Promise<void>[]) {
  for (const end of await Promise.allSettled(works)) if (end.status === 'rejected') throw end.reason
}

/** Loads what is said from the state as it is now, for all parcels of a message at once. */
async function fill(ctx: Ctx, claimed: readonly Claimed[], cards: Io['cards']): Promise<Filled[]> {
  const messages = new Map(
    (
      await ctx.db.findBy(MessageEntity, {
        id: In([...new Set(claimed.map((it) => it.messageId))]),
      })
    ).map((message) => [message.id, message]),
  )
  const recipients = await ctx.db.query<
    (Pick<Recipient, 'personId' | 'parcelId' | 'state'> & { address: string | null })[]
  >(
    `select r.person_id personId, r.parcel_id parcelId, r.state, a.directory_key address from recipient r left join person a on a.id = r.person_id and a.left_at is null
    where r.parcel_id in (${claimed.map(() => '?').join()})`,
    claimed.map((it) => it.id),
  )
  const byParcel = groupBy(recipients, (it) => it.parcelId)
  const views = new Map<string, Map<string, CardView>>()
  const facing = ({ messageId, act }: Claimed) => `${messageId} ${act === 'update'}`
  for (const [key, parcels] of groupBy(claimed, facing)) {
    const message = messages.get(parcels[0]!.messageId)!
    const hangs = parcels[0]!.act === 'update'
    const people = parcels
      .flatMap((parcel) => byParcel.get(parcel.id) ?? [])
      .map((it) => it.personId)
    if (people.length) {
      views.set(
        key,
        await viewsOf(
          ctx,
          hangs ? { ...message, params: { ...message.params, shown: true } } : message,
          people,
          cards,
        ),
      )
    }
  }
  return claimed.map((parcel) => {
    const message = messages.get(parcel.messageId)!
    const view = views.get(facing(parcel)) ?? new Map<string, CardView>()
    const people = (byParcel.get(parcel.id) ?? [])
      .filter((it) =>
        parcel.act === 'send'
          ? it.state === 'packed'
          : it.state !== 'failed' && it.state !== 'withdrawn',
      )
      .map(({ personId, address }) => ({
        personId,
        address: parcel.channel === 'reply' ? (message.params['replyTo'] as string) : address,
        view: view.get(personId),
      }))
    return {
      ...parcel,
      message,
      to: people.filter((it): it is Filled['to'][number] => Boolean(it.view && it.address)),
      silent: people.filter((it) => !it.view).map((it) => it.personId),
      unreachable: people.filter((it) => it.view && !it.address).map((it) => it.personId),
    }
  })
}

async function viewsOf(
  ctx: Ctx,
  message: Message,
  people: readonly string[],
  cards: Io['cards'],
): Promise<Map<string, CardView>> {
  if (message.words !== null) {
    const view: CardView = { tone: 'plain', kicker: '', title: message.words, lines: [] }
    return new Map(people.map((personId) => [personId, view]))
  }
  const kind = cards.get(message.card!)
  return kind ? kind(ctx, message.params as never, people) : new Map()
}

/** Another sender took it and never came back: it may have been said, and what cannot be said twice harmlessly is not. */
const abandoned = new ChannelError('unknown', 'the sender stopped in the middle of it')

async function act(io: Io, parcel: Filled): Promise<Outcome> {
  if (!parcel.to.length) return { parcel, told: [], fates: [], trouble: null }
  const { messenger } = io.ports
  if (parcel.act === 'send' && parcel.leaseBy && !messenger.facts[parcel.channel].repeatable) {
    return { parcel, told: [], fates: [], trouble: abandoned }
  }
  await until(parcel.at)
  try {
    if (parcel.act === 'update') {
      await messenger.update(parcel.id, parcel.to)
      return { parcel, told: [], fates: [], trouble: null }
    }
    if (parcel.act === 'ask') {
      return {
        parcel,
        told: [],
        fates: await messenger.fates(parcel.channel, parcel.ticket!),
        trouble: null,
      }
    }
    return { parcel, told: await messenger.send(callOf(parcel, io)), fates: [], trouble: null }
  } catch (error) {
    if (!(error instanceof ChannelError)) throw error
    return { parcel, told: [], fates: [], trouble: error }
  }
}
const callOf = (parcel: Filled, io: Io): Call => ({
  channel: parcel.channel,
  key: parcel.id,
  to: parcel.to,
  ...(parcel.message.words !== null && { words: parcel.message.words }),
  ...(parcel.channel === 'ding' && { ding: io.policy.delivery.ding }),
})
const until = (at: number) => (at > Date.now() ? sleep(at - Date.now()) : undefined)
