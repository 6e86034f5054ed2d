import { In } from 'typeorm'
import type { CardView } from '../core/card'
import { uuid } from '../core/ids'
import { ChannelError, type Addressee, type Parcel as Call } from '../core/ports'
import type { Ctx, Io } from '../core/slice'
import { addressesOf } from '../org/store'
import { claim, type Claimed } from './claim'
import { MessageEntity, RecipientEntity, type Message } from './entities'
import { settle, type Outcome } from './settle'

/** What one call will say, and to whom; people for whom nothing is left to say, and people without an address. */
export type Filled = Claimed & { message: Message; to: (Addressee & { personId: string })[]; silent: string[]; unreachable: string[] }

/** Sends, updates and asks what is due; says whether there may be more. The world is called between two transactions, never in one. */
export async function deliver(io: Io): Promise<boolean> {
  const leaseBy = uuid()
  const claimed = await io.transact((ctx) => claim(ctx, leaseBy, io.policy.delivery.parallel))
  if (!claimed.length) return false
  const filled = await io.look((ctx) => fill(ctx, claimed, io.cards))
  const outcomes = await Promise.all(filled.map((parcel) => act(io, parcel)))
  await io.transact((ctx) => settle(ctx, leaseBy, outcomes, io.ports.messenger.facts))
  return true
}

/** Loads what is said from the state as it is now, for all parcels of a message at once. */
async function fill(ctx: Ctx, claimed: readonly Claimed[], cards: Io['cards']): Promise<Filled[]> {
  const messages = new Map((await ctx.db.findBy(MessageEntity, { id: In([...new Set(claimed.map((it) => it.messageId))]) })).map((message) => [message.id, message]))
  const recipients = await ctx.db.findBy(RecipientEntity, { parcelId: In(claimed.map((it) => it.id)) })
  const addresses = await addressesOf(ctx, [...new Set(recipients.map((it) => it.personId))])
  const views = new Map<string, Map<string, CardView>>(), shown = new Set(claimed.filter((it) => it.act === 'update').map((it) => it.id))
  for (const message of messages.values()) for (const hangs of [true, false]) {
    const people = recipients.filter((it) => it.messageId === message.id && shown.has(it.parcelId) === hangs).map((it) => it.personId)
    if (people.length) views.set(`${message.id} ${hangs}`, await viewsOf(ctx, hangs ? { ...message, params: { ...message.params, shown: true } } : message, people, cards))
  }
  const byParcel = new Map<string, typeof recipients>()
  for (const it of recipients) byParcel.set(it.parcelId, [...(byParcel.get(it.parcelId) ?? []), it])
  return claimed.map((parcel) => {
    const message = messages.get(parcel.messageId)!
    const people = (byParcel.get(parcel.id) ?? []).filter((it) => (parcel.act === 'send' ? it.state === 'queued' : it.state !== 'failed' && it.state !== 'withdrawn')).map((it) => it.personId)
    const view = views.get(`${message.id} ${shown.has(parcel.id)}`) ?? new Map<string, CardView>(), to = people.filter((id) => view.has(id) && addressOf(parcel, message, id, addresses))
    return {
      ...parcel, message, to: to.map((personId) => ({ personId, address: addressOf(parcel, message, personId, addresses)!, view: view.get(personId)! })),
      silent: people.filter((id) => !view.has(id)), unreachable: people.filter((id) => view.has(id) && !addressOf(parcel, message, id, addresses)),
    }
  })
}
const addressOf = (parcel: Claimed, message: Message, personId: string, addresses: Map<string, { address: string }>) =>
  (parcel.channel === 'reply' ? message.params['replyTo'] as string : addresses.get(personId)?.address)

async function viewsOf(ctx: Ctx, message: Message, people: readonly string[], cards: Io['cards']): Promise<Map<string, CardView>> {
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
  if (parcel.act === 'send' && parcel.leaseBy && !messenger.facts[parcel.channel].repeatable) return { parcel, told: [], fates: [], trouble: abandoned }
  await until(parcel.at)
  try {
    if (parcel.act === 'update') { await messenger.update(parcel.id, parcel.to); return { parcel, told: [], fates: [], trouble: null } }
    if (parcel.act === 'ask') return { parcel, told: [], fates: await messenger.fates(parcel.channel, parcel.ticket!), trouble: null }
    return { parcel, told: await messenger.send(callOf(parcel, io)), fates: [], trouble: null }
  } catch (error) {
    if (!(error instanceof ChannelError)) throw error
    return { parcel, told: [], fates: [], trouble: error }
  }
}
const callOf = (parcel: Filled, io: Io): Call => ({
  channel: parcel.channel, key: parcel.id, to: parcel.to,
  ...(parcel.message.words !== null && { words: parcel.message.words }),
  ...(parcel.channel === 'ding' && { ding: io.policy.delivery.ding }),
})
const until = (at: number) => (at > Date.now() ? new Promise((done) => setTimeout(done, at - Date.now())) : undefined)
