import { In, LessThanOrEqual } from 'typeorm'
import type { Receipt, Rung } from '../../shared/warning'
import { groupBy } from '../core/groups'
import { record, type Ctx } from '../core/slice'
import { messagesOf, refresh, send } from '../delivery/outbox'
import { standingsOf } from '../delivery/standing'
import { standInsOf, superiorsOf } from '../org/audience'
import { ReceiptEntity, WarningEntity, type StoredWarning } from './entities'
import { escalate } from './rules'
import { subjectOf } from './tell'

/** Receipts of one warning that climb the same rung: now on `step`, next due at `dueAt`. */
type Climb = {
  warning: StoredWarning
  rung: Rung
  step: number
  dueAt: Date | null
  receipts: Receipt[]
}

/**
 * Silence climbs: overdue receipts go up one rung, those of one warning and rung together.
 * Says whether more may be due: after a standstill, the next rung too.
 */
export async function escalateOverdue(ctx: Ctx): Promise<boolean> {
  const overdue = await holdOverdue(ctx)
  if (!overdue.length) return false
  const warnings = await warningsOf(ctx, overdue)
  const { climbs, ended } = sortOverdue(overdue, warnings, ctx.now)
  for (const receipts of groupBy(ended, (receipt) => receipt.warningId).values()) {
    await setReceipts(ctx, receipts, { dueAt: null })
  }
  for (const climb of climbs) await climbRung(ctx, climb)
  return true
}

const maxAtOnce = 500
const holdOverdue = (ctx: Ctx) =>
  ctx.db.find(ReceiptEntity, {
    where: { dueAt: LessThanOrEqual(ctx.now) },
    order: { dueAt: 'ASC' },
    take: maxAtOnce,
    ...ctx.locks.skip,
  })
async function warningsOf(ctx: Ctx, receipts: readonly Receipt[]) {
  const ids = new Set(receipts.map((receipt) => receipt.warningId))
  const warnings = await ctx.db.findBy(WarningEntity, { id: In([...ids]) })
  return new Map(warnings.map((warning) => [warning.id, warning]))
}
/** `ended`: those of whom nothing more is wanted. */
function sortOverdue(
  overdue: readonly Receipt[],
  warnings: ReadonlyMap<string, StoredWarning>,
  now: Date,
): { climbs: Climb[]; ended: Receipt[] } {
  const climbs = new Map<string, Climb>()
  const ended: Receipt[] = []
  for (const receipt of overdue) {
    const warning = warnings.get(receipt.warningId)!
    const next = escalate(warning, receipt, now)
    if (!next) {
      ended.push(receipt)
      continue
    }
    const key = `${warning.id} ${receipt.step}`
    const { rung } = next
    const { dueAt } = next.receipt
    const climb = climbs.get(key) ?? { warning, rung, step: receipt.step, dueAt, receipts: [] }
    climb.receipts.push(receipt)
    climbs.set(key, climb)
  }
  return { climbs: [...climbs.values()], ended }
}
/** Receipts of one warning. */
const setReceipts = (ctx: Ctx, receipts: readonly Receipt[], set: Partial<Receipt>) =>
  ctx.db.update(
    ReceiptEntity,
    {
      warningId: receipts[0]!.warningId,
      personId: In(receipts.map((receipt) => receipt.personId)),
    },
    set,
  )

async function climbRung(ctx: Ctx, climb: Climb) {
  const { warning, rung, step, dueAt, receipts } = climb
  await setReceipts(ctx, receipts, { step: step + 1, dueAt })
  const people = await askedBy(ctx, climb)
  await tellOnRung(ctx, climb, people)
  record(ctx, {
    kind: 'warning.escalated',
    unitPath: warning.unitPath,
    data: { warningId: warning.id, act: rung.act, people: people.length },
  })
}

/**
 * Whom the rung asks. Where no deputy or superior is known nobody is, and the climb goes on by its
 * minutes.
 */
async function askedBy(ctx: Ctx, { rung, receipts }: Climb): Promise<string[]> {
  if (rung.act === 'deputy') {
    const standIns = await standInsOf(ctx, receipts)
    return [...new Set([...standIns.values()].flat())]
  }
  if (rung.act === 'superior') {
    const superiors = await superiorsOf(ctx, receipts)
    return [...new Set(receipts.flatMap(superiors))]
  }
  return receipts.map((receipt) => receipt.personId)
}

/** Rung → the card that it sends. */
export const cardOfRung = {
  remind: 'warning.reminder',
  ding: 'warning.reminder',
  deputy: 'warning.deputy',
  superior: 'warning.silent',
} as const
const channelOfRung = { remind: 'text', ding: 'ding', deputy: 'card', superior: 'card' } as const

/**
 * Each is told once on a rung; what it says is loaded when it leaves, so whoever has answered
 * meanwhile hears nothing.
 */
async function tellOnRung(ctx: Ctx, climb: Climb, people: readonly string[]) {
  const { warning, rung, step } = climb
  const told = await cardsBefore(ctx, climb, people)
  for (const messageId of new Set(told.map((row) => row.messageId))) await refresh(ctx, messageId)

  const known = new Set(told.map((row) => row.personId))
  const fresh = people.filter((id) => !known.has(id))
  if (!fresh.length) return
  await send(
    ctx,
    {
      ...subjectOf(warning),
      card: cardOfRung[rung.act],
      params: { warningId: warning.id, step },
      channel: channelOfRung[rung.act],
      priority: ctx.policy.delivery.priorities.escalation,
    },
    fresh,
  )
}
/**
 * The cards of this rung that hang with these people already: they are brought up to date. Words
 * cannot be.
 */
async function cardsBefore(ctx: Ctx, { warning, rung, step }: Climb, people: readonly string[]) {
  if (channelOfRung[rung.act] !== 'card') return []
  const messages = await messagesOf(ctx, warning.id, [cardOfRung[rung.act]])
  const ofRung = messages.filter((message) => message.params['step'] === step)
  return standingsOf(
    ctx,
    ofRung.map((message) => message.id),
    people,
  )
}

/** The rung that should have been climbed first, for the health page. */
export async function oldestDue(ctx: Ctx): Promise<Date | null> {
  const [receipt] = await ctx.db.find(ReceiptEntity, {
    where: { dueAt: LessThanOrEqual(ctx.now) },
    order: { dueAt: 'ASC' },
    take: 1,
  })
  return receipt?.dueAt ?? null
}
