import type { Receipt, Rung, Step, WarningRef } from '../../shared/warning'
import type { Ctx } from '../core/slice'
import type { Message } from '../delivery/entities'
import { messagesOf } from '../delivery/outbox'
import { standingsOf, type Told as Recipient } from '../delivery/standing'
import { namesOf } from '../org/people'
import { standInsOf, superiorsOf } from '../org/audience'
import { ReceiptEntity, type StoredWarning } from './entities'
import { cards } from './ladder'
import { dueAt, isOpen } from './rules'
import { findWarning } from './store'

type Told = { message: Message; recipients: Recipient[] }

/** How a warning came to one person: sent, arrived, each rung of the ladder, the answer; then the rungs that would follow. */
export async function timelineOf(
  ctx: Ctx,
  { warningId, personId }: WarningRef & { personId: string },
): Promise<Step[]> {
  const warning = await findWarning(ctx, warningId)
  const receipt = (await ctx.db.findOneBy(ReceiptEntity, { warningId, personId }))!
  const others = await othersOf(ctx, receipt)
  const told = await toldOf(ctx, warningId, [personId, ...others.deputy, ...others.superior])
  const names = await namesOf(ctx, [
    ...others.deputy,
    ...others.superior,
    ...(receipt.byId ? [receipt.byId] : []),
  ])
  const named = (ids: readonly string[]) => ids.map((id) => names.get(id) ?? '')
  const askedBy = ({ act }: Rung) =>
    act === 'deputy' || act === 'superior' ? others[act] : [personId]
  const done = warning.ladder.slice(0, receipt.step).flatMap((rung, step) =>
    climbed(told, rung, step, askedBy(rung)).map(({ at, ids }): Step => ({
      what: rung.act,
      at,
      who: named(ids.filter((id) => id !== personId)),
      planned: false,
    })),
  )
  const confirmed: Step[] = receipt.acknowledgedAt
    ? [
        {
          what: 'confirmed',
          at: receipt.acknowledgedAt,
          who: receipt.byId === personId ? [] : named([receipt.byId!]),
          planned: false,
        },
      ]
    : []
  return [
    ...arrival(told, receipt),
    ...done,
    ...confirmed,
    ...planned(ctx, warning, receipt).map(({ rung, at }): Step => ({
      what: rung.act,
      at,
      who: named(askedBy(rung).filter((id) => id !== personId)),
      planned: true,
    })),
  ]
}

/** Who else is asked for this person, as the posts are now. */
async function othersOf(ctx: Ctx, receipt: Receipt) {
  return {
    deputy: (await standInsOf(ctx, [receipt])).get(receipt.personId) ?? [],
    superior: (await superiorsOf(ctx, [receipt]))(receipt),
  }
}
async function toldOf(ctx: Ctx, warningId: string, people: readonly string[]): Promise<Told[]> {
  const messages = await messagesOf(ctx, warningId, ['warning', ...new Set(Object.values(cards))])
  const recipients = await standingsOf(
    ctx,
    messages.map((it) => it.id),
    people,
  )
  return messages.map((message) => ({
    message,
    recipients: recipients.filter((it) => it.messageId === message.id),
  }))
}

/** The card itself; how far it came is known, when it did is not. */
function arrival(told: readonly Told[], { personId, acknowledgedAt }: Receipt): Step[] {
  const card = told
    .find(({ message }) => message.card === 'warning')
    ?.recipients.find((it) => it.personId === personId)
  if (!card || card.state === 'queued' || card.state === 'withdrawn') return []
  const step = (what: Step['what'], at: Date | null): Step => ({
    what,
    at,
    who: [],
    planned: false,
  })
  const came =
    card.state === 'delivered' || (card.state === 'read' && !acknowledgedAt)
      ? [step(card.state, null)]
      : []
  return [
    ...(card.sentAt ? [step('sent', card.sentAt)] : []),
    ...came,
    ...(card.state === 'failed' || card.state === 'unknown' ? [step('failed', null)] : []),
  ]
}

/** What was said on a rung that was reached, and to whom of these. */
function climbed(told: readonly Told[], { act }: Rung, step: number, people: readonly string[]) {
  return told
    .filter(({ message }) => message.card === cards[act] && message.params['step'] === step)
    .flatMap(({ message, recipients }) => {
      const got = recipients.filter(
        (it) => people.includes(it.personId) && it.state !== 'queued' && it.state !== 'withdrawn',
      )
      return got.length
        ? [{ at: got[0]!.sentAt ?? message.at, ids: got.map((it) => it.personId) }]
        : []
    })
}

const planned = (ctx: Ctx, warning: StoredWarning, { step, acknowledgedAt }: Receipt) =>
  acknowledgedAt || !isOpen(warning, ctx.now)
    ? []
    : warning.ladder.slice(step).map((rung, index) => ({ rung, at: dueAt(warning, step + index) }))
