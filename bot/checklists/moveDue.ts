import { dayAfter, dayOf, daysAfter, daysBetween, momentOf } from '../../shared/time'
import type { Fact } from '../../shared/facts'
import { record, type Ctx } from '../core/slice'
import { read } from '../core/sql'
import { refreshAll } from '../delivery/outbox'
import { lockPosts } from '../org/reseat'
import { topUnit } from '../org/units'
import { isSameCalendar, newlyOff, specialDays, workdayFrom } from './calendar'
import { ChecklistEntity } from './entities'
import { subjectOf } from './periods'
import { recount } from './recount'
import { closesAt } from './rules'

type Calendar = Fact<'checklist.calendar'>['data']
type Moved = Fact<'checklist.dueMoved'>['data']
type Order = { template: string; period: string }
/** An item of all lists of a period: they are due at the same moment. */
type Due = Order & { item: string; dueAt: Date }

/**
 * A notice of days off that came or changed after lists had gone out: what is due on a day that is
 * off now moves to the next working day. Never back: nobody is to be late by a change.
 */
export async function moveDueDays(ctx: Ctx) {
  const calendar = specialDays(ctx.policy.holidays)
  if (isSameCalendar(await calendarBefore(ctx), calendar)) return
  // Of several instances that start together one moves them.
  await lockPosts(ctx)
  const before = await calendarBefore(ctx)
  if (isSameCalendar(before, calendar)) return
  const unitPath = await topUnit(ctx)
  record(ctx, { kind: 'checklist.calendar', unitPath, data: calendar })
  if (before) await moveFrom(ctx, newlyOff(before, ctx.policy.holidays))
}
async function calendarBefore(ctx: Ctx): Promise<Calendar | null> {
  const [fact] = await read<{ data: string }>(
    ctx,
    `select data
    from fact
    where kind = 'checklist.calendar'
    order by at desc, id desc
    limit 1`,
    [],
  )
  return fact ? (JSON.parse(fact.data) as Calendar) : null
}

async function moveFrom(ctx: Ctx, days: readonly string[]) {
  const orders = new Map<string, Order>()
  for (const day of days) {
    for (const due of await dueOn(ctx, day)) {
      await move(ctx, due)
      orders.set(subjectOf(due), due)
    }
  }
  for (const template of new Set([...orders.values()].map((order) => order.template))) {
    await recount(ctx, template)
  }
  for (const subject of orders.keys()) await refreshAll(ctx, subject, ['checklist'])
}
/** What is due on this day and not missed yet. */
async function dueOn(ctx: Ctx, day: string): Promise<Due[]> {
  const rows = await read<Omit<Due, 'dueAt'> & { dueAt: number | string }>(
    ctx,
    `select distinct c.template template, c.period period, i.item item, i.due_at dueAt
    from checklist_item i
    join checklist c on c.id = i.checklist_id
    where i.due_at >= ? and i.due_at < ?
      and i.closes_at > ?
      and c.withdrawn_at is null`,
    [momentOf(day).getTime(), momentOf(dayAfter(day)).getTime(), ctx.now.getTime()],
  )
  return rows.map((row) => ({ ...row, dueAt: new Date(Number(row.dueAt)) }))
}
/** To the same time of the next working day; who has answered by then was not late. */
async function move(ctx: Ctx, { template, period, item, dueAt }: Due) {
  const day = dayOf(dueAt)
  const to = daysAfter(dueAt, daysBetween(day, workdayFrom(ctx.policy.holidays, day)))
  await ctx.db.query(
    `update checklist_item
    set due_at = ?,
      closes_at = ?,
      late = case when at > ? then late else 0 end
    where due_at = ?
      and item = ?
      and checklist_id in (
        select id from checklist where template = ? and period = ? and withdrawn_at is null
      )`,
    [
      to.getTime(),
      closesAt(to, period).getTime(),
      to.getTime(),
      dueAt.getTime(),
      item,
      template,
      period,
    ],
  )
  await ctx.db.update(ChecklistEntity, { template, period, dueAt }, { dueAt: to })
  record(ctx, {
    kind: 'checklist.dueMoved',
    unitPath: await topUnit(ctx),
    data: { template, period, item, from: dueAt.toISOString(), to: to.toISOString() },
  })
}

/** The items whose day was moved since then. */
export async function itemsMoved(ctx: Ctx, since: Date): Promise<Moved[]> {
  const facts = await read<{ data: string }>(
    ctx,
    `select data from fact where kind = 'checklist.dueMoved' and at >= ?`,
    [since.getTime()],
  )
  return facts.map(({ data }) => JSON.parse(data) as Moved)
}
