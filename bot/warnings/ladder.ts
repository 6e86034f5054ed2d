import { In, LessThanOrEqual } from 'typeorm'
import { minutesAfter } from '../../shared/time'
import type { Receipt, Rung } from '../../shared/warning'
import { isAhead } from '../core/ahead'
import { groupBy } from '../core/groups'
import { record, type Ctx } from '../core/slice'
import { messagesOf, refresh, send } from '../delivery/outbox'
import { standingsOf } from '../delivery/standing'
import { standInsOf, superiorsOf } from '../org/audience'
import { ReceiptEntity, WarningEntity, type StoredWarning } from './entities'
import { escalate, past } from './rules'
import { subjectOf } from './tell'

/** Overdue receipts of one warning before the same choice of rungs, the best first. */
type Choice = { warning: StoredWarning; steps: number[]; receipts: Receipt[] }
/** Those of them that climb one rung, whom it asks, and past which rung they are then. */
type Climb = {
  warning: StoredWarning
  step: number
  until: number
  receipts: Receipt[]
  people: string[]
}

/**
 * Silence climbs: overdue receipts go up, those of one warning and rung together. Says whether more
 * may be due.
 */
export async function escalateOverdue(ctx: Ctx): Promise<boolean> {
  const overdue = await holdOverdue(ctx)
  if (!overdue.length) return false
  const warnings = await warningsOf(ctx, overdue)
  const { choices, ended } = sortOverdue(overdue, warnings, ctx.now)
  for (const receipts of groupBy(ended, (receipt) => receipt.warningId).values()) {
    await setReceipts(ctx, receipts, { dueAt: null })
  }
  for (const choice of choices) await climbFirstManned(ctx, choice)
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
): { choices: Choice[]; ended: Receipt[] } {
  const choices = new Map<string, Choice>()
  const ended: Receipt[] = []
  for (const receipt of overdue) {
    const warning = warnings.get(receipt.warningId)!
    const steps = escalate(warning, receipt, now)
    if (!steps) {
      ended.push(receipt)
      continue
    }
    const key = `${warning.id} ${steps.join()}`
    const choice = choices.get(key) ?? { warning, steps, receipts: [] }
    choice.receipts.push(receipt)
    choices.set(key, choice)
  }
  return { choices: [...choices.values()], ended }
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

/** Each climbs the first rung on which somebody can be asked for it; who has none is past it. */
async function climbFirstManned(ctx: Ctx, { warning, steps, receipts }: Choice) {
  const [fallen = 0] = steps
  let waiting = receipts
  for (const step of steps) {
    const asked = await askedOn(ctx, warning.ladder[step]!, waiting)
    const climbing = waiting.filter((receipt) => asked(receipt).length > 0)
    const people = [...new Set(climbing.flatMap(asked))]
    const until = Math.max(step, fallen)
    if (people.length) await climbRung(ctx, { warning, step, until, receipts: climbing, people })
    waiting = waiting.filter((receipt) => !asked(receipt).length)
    if (!waiting.length) return
  }
  await climbRung(ctx, { warning, step: fallen, until: fallen, receipts: waiting, people: [] })
}
async function climbRung(ctx: Ctx, climb: Climb) {
  const { warning, step, until, receipts, people } = climb
  await setReceipts(ctx, receipts, past(warning, until))
  await tellOnRung(ctx, climb)
  record(ctx, {
    kind: 'warning.escalated',
    unitPath: warning.unitPath,
    data: { warningId: warning.id, act: warning.ladder[step]!.act, people: people.length },
  })
}

/** Whom the rung asks for each of these; nobody where no deputy or superior is known. */
async function askedOn(
  ctx: Ctx,
  { act }: Rung,
  receipts: readonly Receipt[],
): Promise<(receipt: Receipt) => readonly string[]> {
  if (act === 'deputy') {
    const standIns = await standInsOf(ctx, receipts)
    return ({ personId }) => standIns.get(personId) ?? []
  }
  if (act === 'superior') return superiorsOf(ctx, receipts)
  return ({ personId }) => [personId]
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
async function tellOnRung(ctx: Ctx, climb: Climb) {
  const { warning, step, people } = climb
  const { act } = warning.ladder[step]!
  const told = await cardsBefore(ctx, climb)
  for (const messageId of new Set(told.map((row) => row.messageId))) await refresh(ctx, messageId)

  const known = new Set(told.map((row) => row.personId))
  const fresh = people.filter((id) => !known.has(id))
  if (!fresh.length) return
  await send(
    ctx,
    {
      ...subjectOf(warning),
      card: cardOfRung[act],
      params: { warningId: warning.id, step },
      channel: channelOfRung[act],
      priority: ctx.policy.delivery.priorities.escalation,
    },
    fresh,
  )
}
/** Thousands climb in parts: within this time it is one and the same telling. */
const oneTellingMinutes = 1
/**
 * The cards of this rung that have just been hung with these people: they are brought up to date.
 * Words cannot be; and who climbs later is news.
 */
async function cardsBefore(ctx: Ctx, { warning, step, people }: Climb) {
  const { act } = warning.ladder[step]!
  if (channelOfRung[act] !== 'card') return []
  const messages = await messagesOf(ctx, warning.id, [cardOfRung[act]])
  const since = minutesAfter(ctx.now, -oneTellingMinutes)
  const isRecent = (at: Date) => at > since && !isAhead(at, ctx.now)
  const ofRung = messages.filter(({ params, at }) => params['step'] === step && isRecent(at))
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
