import type { WarningRef } from '../../shared/warning'
import { record, type Ctx } from '../core/slice'
import type { Message } from '../delivery/entities'
import { messagesOf, refreshAll, withdraw } from '../delivery/outbox'
import type { StoredWarning } from './entities'
import * as rules from './rules'
import { endSaid } from './reached'
import * as store from './store'
import { tellInWords } from './tell'

/**
 * Called off, or a draft withdrawn: nobody is pressed, what has not left stays, cards say so,
 * and exactly those reached are told.
 */
export async function lift(
  ctx: Ctx,
  { warningId, reason }: WarningRef & { reason: string },
): Promise<StoredWarning> {
  const before = await store.holdWarning(ctx, warningId)
  const warning = rules.lift(before, ctx.actor.personId, reason, ctx.now)
  if (warning === before) return warning

  await store.saveWarning(ctx, warning)
  const messages = await silence(ctx, warning)
  await tellInWords(ctx, warning, await peopleReached(ctx, messages), {
    words: `${rules.fullTitle(ctx.policy.warnings, warning)}已解除：${reason}。不用再办`,
    priority: 'warning',
    params: endSaid,
  })
  record(ctx, {
    kind: 'warning.lifted',
    unitPath: warning.unitPath,
    data: { warningId, reason, replaced: await store.replacedBy(ctx, warningId) },
  })
  return warning
}

/** What the people warned, and those who stand in or above, were told of a warning. */
const toldCards = ['warning', 'warning.reminder', 'warning.deputy', 'warning.silent']
const allCards = [...toldCards, 'warning.count', 'warning.approval']
/** A reminder is words, which cannot be corrected. */
const livingCards = allCards.filter((card) => card !== 'warning.reminder')

function peopleReached(ctx: Ctx, messages: readonly Message[]): Promise<string[]> {
  const told = messages.filter(({ card }) => card !== null && toldCards.includes(card))
  return store.reachedBy(
    ctx,
    told.map(({ id }) => id),
  )
}

/**
 * Its ladder stops, what has not left stays here, and what was sent is shown as it now stands. Says
 * what was said of it.
 */
export async function silence(ctx: Ctx, { id }: StoredWarning): Promise<Message[]> {
  const messages = await messagesOf(ctx, id, allCards)
  await store.stopLadder(ctx, id)
  await withdraw(
    ctx,
    messages.map((message) => message.id),
  )
  await refreshAll(ctx, id, livingCards)
  return messages
}
