import type { Receipt, Rung, Step, WarningRef } from '../../shared/warning'
import type { Ctx } from '../core/slice'
import type { Message } from '../delivery/entities'
import { messagesOf } from '../delivery/outbox'
import { standingsOf, type Told as Recipient } from '../delivery/standing'
import { namesOf } from '../org/people'
import { standInsOf, superiorsOf } from '../org/audience'
import { ReceiptEntity, type StoredWarning } from './entities'
import { cardOfRung } from './ladder'
import { climbedAt, isOpen } from './rules'
import { findWarning } from './store'

/** A message about the warning, and what it came to for the people of the way. */
type Told = { message: Message; recipients: Recipient[] }
/** All that is known of the way of a warning to one person. */
type Way = {
  warning: StoredWarning
  receipt: Receipt
  others: Others
  told: Told[]
  names: ReadonlyMap<string, string>
}

/**
 * How a warning came to one person: sent, arrived, each rung of the ladder, the answer; then the
 * rungs that would follow.
 */
export async function timeline(
  ctx: Ctx,
  { warningId, personId }: WarningRef & { personId: string },
): Promise<Step[]> {
  const way = await loadWay(ctx, warningId, personId)
  return [
    ...arrivalSteps(way),
    ...climbedSteps(way),
    ...answerSteps(way),
    ...plannedSteps(way, ctx.now),
  ]
}

async function loadWay(ctx: Ctx, warningId: string, personId: string): Promise<Way> {
  const warning = await findWarning(ctx, warningId)
  const receipt = (await ctx.db.findOneBy(ReceiptEntity, { warningId, personId }))!
  const others = await othersOf(ctx, receipt)
  const asked = [...others.deputy, ...others.superior]
  return {
    warning,
    receipt,
    others,
    told: await toldOf(ctx, warningId, [personId, ...asked]),
    names: await namesOf(ctx, receipt.byId ? [...asked, receipt.byId] : asked),
  }
}
type Others = Awaited<ReturnType<typeof othersOf>>
/** Who else is asked for this person, as the posts are now. */
async function othersOf(ctx: Ctx, receipt: Receipt) {
  return {
    deputy: (await standInsOf(ctx, [receipt])).get(receipt.personId) ?? [],
    superior: (await superiorsOf(ctx, [receipt]))(receipt),
  }
}
async function toldOf(ctx: Ctx, warningId: string, people: readonly string[]): Promise<Told[]> {
  const cards = new Set(Object.values(cardOfRung))
  const messages = await messagesOf(ctx, warningId, ['warning', ...cards])
  const recipients = await standingsOf(
    ctx,
    messages.map((message) => message.id),
    people,
  )
  return messages.map((message) => ({
    message,
    recipients: recipients.filter((recipient) => recipient.messageId === message.id),
  }))
}

const hasLeft = ({ state }: Recipient) => state !== 'queued' && state !== 'withdrawn'
/** The card itself; how far it came is known, when it did is not. */
function arrivalSteps({ told, receipt: { personId, acknowledgedAt } }: Way): Step[] {
  const own = told.find(({ message }) => message.card === 'warning')
  const card = own?.recipients.find((recipient) => recipient.personId === personId)
  if (!card || !hasLeft(card)) return []

  const stepOf = (what: Step['what'], at: Date | null): Step => ({
    what,
    at,
    who: [],
    planned: false,
  })
  const arrival = arrivalOf(card, acknowledgedAt !== null)
  return [
    ...(card.sentAt ? [stepOf('sent', card.sentAt)] : []),
    ...(arrival ? [stepOf(arrival, null)] : []),
  ]
}
/** Whoever has answered has read it, which need not be said. */
function arrivalOf({ state }: Recipient, answered: boolean): Step['what'] | null {
  if (state === 'delivered') return 'delivered'
  if (state === 'failed' || state === 'unknown') return 'failed'
  return state === 'read' && !answered ? 'read' : null
}

/** What was said on the rungs that were reached. */
const climbedSteps = (way: Way): Step[] =>
  way.warning.ladder
    .slice(0, way.receipt.step)
    .flatMap((rung, step) => stepsOfRung(way, rung, step))

function stepsOfRung(way: Way, rung: Rung, step: number): Step[] {
  const asked = askedBy(way, rung)
  return toldOnRung(way, rung, step).flatMap(({ message, recipients }): Step[] => {
    const reached = recipients.filter(
      (recipient) => asked.includes(recipient.personId) && hasLeft(recipient),
    )
    const [first] = reached
    if (!first) return []
    const who = namesOfOthers(
      way,
      reached.map((recipient) => recipient.personId),
    )
    return [{ what: rung.act, at: first.sentAt ?? message.at, who, planned: false }]
  })
}
/** What a superior was told earlier was of others, who had no deputy; unless it is all there is. */
function toldOnRung(way: Way, rung: Rung, step: number): Told[] {
  const since = climbedTo(way, step)
  const ofRung = way.told.filter(isOfRung(rung, step))
  const own = ofRung.filter(({ message }) => since !== null && message.at >= since)
  return own.length ? own : ofRung
}
const climbedTo = (way: Way, step: number) =>
  climbedAt(way.warning, step, (rung) => askedBy(way, rung).length > 0)
const isOfRung =
  ({ act }: Rung, step: number) =>
  ({ message }: Told) =>
    message.card === cardOfRung[act] && message.params['step'] === step

function answerSteps(way: Way): Step[] {
  const { acknowledgedAt, byId } = way.receipt
  if (!acknowledgedAt) return []
  return [
    { what: 'confirmed', at: acknowledgedAt, who: namesOfOthers(way, [byId!]), planned: false },
  ]
}

/** The rungs that would follow while nobody answers. */
function plannedSteps(way: Way, now: Date): Step[] {
  const { warning, receipt } = way
  if (receipt.acknowledgedAt || !isOpen(warning, now)) return []
  return warning.ladder.slice(receipt.step).map((rung, index) => ({
    what: rung.act,
    at: climbedTo(way, receipt.step + index),
    who: namesOfOthers(way, askedBy(way, rung)),
    planned: true,
  }))
}

function askedBy({ others: { deputy, superior }, receipt }: Way, { act }: Rung) {
  if (act === 'deputy') return deputy
  if (act === 'superior') return superior
  return [receipt.personId]
}
/** The names of those of these people who are not the one whose way it is. */
const namesOfOthers = ({ names, receipt }: Way, people: readonly string[]) =>
  people.filter((id) => id !== receipt.personId).map((id) => names.get(id) ?? '')
