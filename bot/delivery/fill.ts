import { In } from 'typeorm'
import type { CardView } from '../core/card'
import { groupBy } from '../core/groups'
import { factsOf, type Addressee } from '../core/ports'
import type { Ctx, Io } from '../core/slice'
import { readIn } from '../core/sql'
import type { Claimed } from './claim'
import { MessageEntity, type Message, type Recipient } from './entities'

/**
 * What one call will say, and to whom; people for whom nothing is left to say, and people without
 * an address.
 */
export type Filled = Claimed & {
  message: Message
  to: (Addressee & { personId: string })[]
  silent: string[]
  unreachable: string[]
}
/** A recipient with the address of the person; null when there is none, or the person has left. */
type Waiting = Pick<Recipient, 'personId' | 'parcelId' | 'state'> & { address: string | null }
type Views = Map<string, CardView>

/** Loads what is said from the state as it is now, for all parcels of a message at once. */
export async function fill(
  ctx: Ctx,
  claimed: readonly Claimed[],
  cards: Io['cards'],
): Promise<Filled[]> {
  const messages = await messagesOf(ctx, claimed)
  const waiting = groupBy(await recipientsOf(ctx, claimed), (recipient) => recipient.parcelId)
  const views = new Map<string, Views>()
  for (const [face, parcels] of groupBy(claimed, faceOf)) {
    const people = parcels
      .flatMap((parcel) => waiting.get(parcel.id) ?? [])
      .map((recipient) => recipient.personId)
    const message = shownMessage(messages.get(parcels[0]!.messageId)!, parcels[0]!)
    if (people.length) views.set(face, await viewsOf(ctx, message, people, cards))
  }
  return claimed.map((parcel) =>
    filled(ctx, parcel, {
      message: messages.get(parcel.messageId)!,
      views: views.get(faceOf(parcel)) ?? new Map(),
      recipients: waiting.get(parcel.id) ?? [],
    }),
  )
}

/** Parcels of one message that show the same face: it is loaded once for all of them. */
const faceOf = ({ messageId, act }: Claimed) => `${messageId} ${act === 'update'}`
/** A card that hangs already is loaded as such: it may say how things ended. */
const shownMessage = (message: Message, { act }: Claimed): Message =>
  act === 'update' ? { ...message, params: { ...message.params, shown: true } } : message

async function messagesOf(ctx: Ctx, claimed: readonly Claimed[]) {
  const ids = new Set(claimed.map((parcel) => parcel.messageId))
  const messages = await ctx.db.findBy(MessageEntity, { id: In([...ids]) })
  return new Map(messages.map((message) => [message.id, message]))
}

const recipientsOf = (ctx: Ctx, claimed: readonly Claimed[]) =>
  readIn<Waiting>(
    ctx,
    `select r.person_id personId, r.parcel_id parcelId, r.state, a.directory_key address
    from recipient r
    left join person a on a.id = r.person_id and a.left_at is null
    where`,
    'r.parcel_id',
    claimed.map((parcel) => parcel.id),
  )

async function viewsOf(
  ctx: Ctx,
  message: Message,
  people: readonly string[],
  cards: Io['cards'],
): Promise<Views> {
  if (message.words !== null) {
    const view: CardView = { tone: 'plain', kicker: '', title: message.words, lines: [] }
    return new Map(people.map((personId) => [personId, view]))
  }
  const kind = cards.get(message.card!)
  return kind ? kind(ctx, message.params as never, people) : new Map()
}

type Content = { message: Message; views: Views; recipients: readonly Waiting[] }
function filled(ctx: Ctx, parcel: Claimed, { message, views, recipients }: Content): Filled {
  const { answers } = factsOf(ctx.channels, parcel.channel)
  const people = recipients
    .filter((recipient) => isStillDue(parcel, recipient))
    .map(({ personId, address }) => ({
      personId,
      address: answers ? (message.params['replyTo'] as string) : address,
      view: views.get(personId),
    }))
  return {
    ...parcel,
    message,
    to: people.filter((it): it is Filled['to'][number] => Boolean(it.view && it.address)),
    silent: people.filter((it) => !it.view).map((it) => it.personId),
    unreachable: people.filter((it) => it.view && !it.address).map((it) => it.personId),
  }
}

/** Something is said once; what is shown again or asked about concerns whoever was reached. */
function isStillDue({ act }: Claimed, { state }: Waiting): boolean {
  if (act === 'send') return state === 'packed'
  return state !== 'failed' && state !== 'withdrawn'
}
