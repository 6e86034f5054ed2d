import { Problem } from '../../shared/problem'
import type { WarningRef } from '../../shared/warning'
import { record, type Ctx } from '../core/slice'
import { send } from '../delivery/outbox'
import { resolveAudience } from '../org/audience'
import type { StoredWarning } from './entities'
import { silence } from './lift'
import * as rules from './rules'
import * as store from './store'
import { peopleAmong, subjectOf } from './tell'

/**
 * An approved warning goes out: a receipt and a card for each person who answers now on the posts
 * it is for.
 */
export async function sendApproved(ctx: Ctx, { warningId }: WarningRef) {
  const approved = await store.holdWarning(ctx, warningId)
  if (approved.state !== 'approved') return
  const members = await resolveAudience(ctx, approved.audience)
  if (!members.length) throw new Problem('warning.noAudience')

  const warning = rules.sent(approved, ctx.now)
  await store.saveWarning(ctx, warning)
  await store.insertReceipts(ctx, warningId, rules.receiptsFor(warning, members))
  await sendCards(
    ctx,
    warning,
    members.map((member) => member.personId),
  )
  for (const before of await store.overtakenBy(ctx, warning)) {
    await overtake(ctx, before, warningId)
  }
  recordSent(ctx, warning, members.length)
}

/** Earlier there is nothing to count yet, and to count would hold up what is on its way. */
const firstCountAfterMs = 5_000
/** The warning to those it is for; what they answer to those who wrote and approved it. */
async function sendCards(ctx: Ctx, warning: StoredWarning, people: readonly string[]) {
  const { priorities } = ctx.policy.delivery
  const about = { ...subjectOf(warning), params: { warningId: warning.id } }
  await send(
    ctx,
    { ...about, id: warning.id, card: 'warning', priority: priorities.warning },
    people,
  )
  await send(
    ctx,
    {
      ...about,
      card: 'warning.count',
      priority: priorities.count,
      dueAt: new Date(ctx.now.getTime() + firstCountAfterMs),
    },
    peopleAmong(warning.draftedBy, warning.approvedBy),
  )
}

/** The warning before this one asks nobody any more, and its cards point to the new one. */
async function overtake(ctx: Ctx, warningId: string, replacedBy: string) {
  const before = await store.holdWarning(ctx, warningId)
  if (before.state !== 'sent' || before.replacedBy) return
  await store.saveWarning(ctx, { ...before, replacedBy })
  await silence(ctx, before)
}

function recordSent(ctx: Ctx, warning: StoredWarning, people: number) {
  const { id, kind, hazard, color, drill, audience } = warning
  record(ctx, {
    kind: 'warning.sent',
    unitPath: warning.unitPath,
    data: { warningId: id, kind, hazard, color, drill, people, units: audience.units },
  })
}
