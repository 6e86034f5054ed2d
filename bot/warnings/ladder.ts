import { In, LessThanOrEqual, MoreThan } from 'typeorm'
import type { Receipt, Rung } from '../../shared/warning'
import { insertAll } from '../core/insert'
import { record, type Ctx } from '../core/slice'
import { messagesOf, refresh, refreshAll, send } from '../delivery/outbox'
import { standingsOf } from '../delivery/standing'
import { standInsOf, superiorsOf } from '../org/audience'
import { arrivals } from './board'
import { ReceiptEntity, TallyEntity, WarningEntity, type StoredWarning } from './entities'
import { escalate, tally } from './rules'
import { sums } from './store'
import { read } from '../core/sql'

const most = 500
type Climb = {
  warning: StoredWarning
  rung: Rung
  step: number
  dueAt: Date | null
  receipts: Receipt[]
}

/** Silence climbs: overdue receipts go up one rung, those of one warning and rung together. Says whether more may be due: after a standstill, the next rung too. */
export async function escalateOverdue(ctx: Ctx): Promise<boolean> {
  const overdue = await ctx.db.find(ReceiptEntity, {
    where: { dueAt: LessThanOrEqual(ctx.now) },
    order: { dueAt: 'ASC' },
    take: most,
    ...ctx.locks.skip,
  })
  if (!overdue.length) return false
  const warnings = new Map(
    (
      await ctx.db.findBy(WarningEntity, {
        id: In([...new Set(overdue.map((it) => it.warningId))]),
      })
    ).map((it) => [it.id, it]),
  )
  const climbs = new Map<string, Climb>()
  const over: Receipt[] = []
  for (const receipt of overdue) {
    const warning = warnings.get(receipt.warningId)!
    const next = escalate(warning, receipt, ctx.now)
    const key = `${warning.id} ${receipt.step}`
    if (!next) {
      over.push(receipt)
      continue
    }
    const climb = climbs.get(key) ?? {
      warning,
      rung: next.rung,
      step: receipt.step,
      dueAt: next.receipt.dueAt,
      receipts: [],
    }
    climb.receipts.push(receipt)
    climbs.set(key, climb)
  }
  for (const warningId of new Set(over.map((it) => it.warningId))) {
    await move(
      ctx,
      over.filter((it) => it.warningId === warningId),
      { dueAt: null },
    )
  }
  for (const climb of climbs.values()) await take(ctx, climb)
  return true
}
const move = (ctx: Ctx, receipts: readonly Receipt[], set: Partial<Receipt>) =>
  ctx.db.update(
    ReceiptEntity,
    { warningId: receipts[0]!.warningId, personId: In(receipts.map((it) => it.personId)) },
    set,
  )

async function take(ctx: Ctx, climb: Climb) {
  const {
    warning,
    rung: { act },
    step,
    dueAt,
    receipts,
  } = climb
  await move(ctx, receipts, { step: step + 1, dueAt })
  const people = await addressees(ctx, climb)
  await tell(ctx, climb, people)
  record(ctx, {
    kind: 'warning.escalated',
    unitPath: warning.unitPath,
    data: { warningId: warning.id, act, people: people.length },
  })
}

/** Whom the rung asks. Where no deputy or superior is known nobody is, and the climb goes on by its minutes. */
async function addressees(ctx: Ctx, { rung, receipts }: Climb): Promise<string[]> {
  if (rung.act === 'deputy') {
    return [...new Set([...(await standInsOf(ctx, receipts)).values()].flat())]
  }
  if (rung.act === 'superior') {
    return [...new Set(receipts.flatMap(await superiorsOf(ctx, receipts)))]
  }
  return receipts.map((it) => it.personId)
}

/** Rung → the card that it sends. */
export const cards = {
  remind: 'warning.reminder',
  ding: 'warning.reminder',
  deputy: 'warning.deputy',
  superior: 'warning.silent',
} as const
const channels = { remind: 'text', ding: 'ding', deputy: 'card', superior: 'card' } as const
/** Each is told once on a rung; what it says is loaded when it leaves, so whoever has answered meanwhile hears nothing. */
async function tell(ctx: Ctx, { warning, rung: { act }, step }: Climb, people: readonly string[]) {
  const before = (await messagesOf(ctx, warning.id, [cards[act]]))
    .filter((message) => message.params['step'] === step)
    .map((message) => message.id)
  const told =
    before.length && channels[act] === 'card' ? await standingsOf(ctx, before, people) : []
  const known = new Set(told.map((it) => it.personId))
  const fresh = people.filter((id) => !known.has(id))
  for (const messageId of new Set(told.map((it) => it.messageId))) await refresh(ctx, messageId)
  if (!fresh.length) return
  const { escalation: priority } = ctx.policy.delivery.priorities
  await send(
    ctx,
    {
      subject: warning.id,
      drill: warning.drill,
      card: cards[act],
      params: { warningId: warning.id, step },
      channel: channels[act],
      priority,
    },
    fresh,
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

const watchedHours = 48
/** The cards that count, of warnings that are out, corrected where the count has changed: each correction is a call that counts. */
export async function refreshCounts(ctx: Ctx) {
  const since = new Date(ctx.now.getTime() - watchedHours * 3_600_000)
  const every = ctx.policy.warnings.countCardEverySeconds * 1000
  for (const { id, unitPath, counted, countedAt } of await ctx.db.findBy(WarningEntity, {
    state: 'sent',
    sentAt: MoreThan(since),
  })) {
    if (countedAt && ctx.now.getTime() - countedAt.getTime() < every) continue
    const shown = (await sums(ctx, id)).acknowledged + (await arrivals(ctx, id, unitPath)).delivered
    if (shown === counted) continue
    await ctx.db.update(WarningEntity, { id }, { counted: shown, countedAt: ctx.now })
    await refreshAll(ctx, id, ['warning.count', 'warning.silent'])
  }
}

/** Counts are derived: each night they are compared with the receipts, and what differs is counted again. Says where. */
export async function recount(ctx: Ctx): Promise<{ warningId: string; unitPath: string }[]> {
  const wrong = await read<{ warningId: string; unitPath: string }>(
    ctx,
    `select r.warning_id warningId, r.unit_path unitPath from
    (select warning_id, unit_path, count(*) total, count(acknowledged_at) acknowledged from warning_receipt group by warning_id, unit_path) r
    left join warning_tally t on t.warning_id = r.warning_id and t.unit_path = r.unit_path
    where t.total is null or t.total <> r.total or t.acknowledged <> r.acknowledged`,
    [],
  )
  for (const key of wrong) {
    const [count] = tally(await ctx.db.find(ReceiptEntity, { where: key, ...ctx.locks.row }))
    const { affected } = await ctx.db.update(TallyEntity, key, count!)
    if (!affected) await insertAll(ctx, TallyEntity, [{ ...key, ...count! }])
  }
  return wrong
}
