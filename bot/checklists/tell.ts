import { IsNull, LessThan } from 'typeorm'
import { dayAfter, dayOf, daysBefore, momentOf } from '../../shared/time'
import { parentPath } from '../../shared/vocabulary'
import { groupBy } from '../core/groups'
import type { Ctx } from '../core/slice'
import { inParts, oneOf, read, type Condition } from '../core/sql'
import { tellOnce } from '../delivery/digest'
import { send } from '../delivery/outbox'
import { superiorsOf } from '../org/audience'
import { lockPosts } from '../org/reseat'
import { seatOf } from '../org/rules'
import { ChecklistEntity, IssueEntity, type StoredItem } from './entities'
import { hasUnits, nextIssue } from './issueDue'
import { itemsMoved } from './moveDue'
import { subjectOf } from './periods'
import { reminderDays } from './rules'
import { answerersOf } from './store'

type Seat = Pick<StoredItem, 'unitPath' | 'post'>
type NewSeat = Seat & { template: string; period: string; checklistId: string }
type Order = Pick<NewSeat, 'template' | 'period'>
type PeopleBySeat = ReadonlyMap<string, readonly string[]>
const quietFrom = '20:00'
/** Under this name each day's round is written down, in the table of what was issued. */
const roundName = 'dailyRound'

/**
 * Once a day: who has a new list, who owes something whose day is near or just over, whose was
 * returned, who has to review, whose people are silent.
 * Each of them is told once, by what is so at the moment when it leaves: who has answered by then
 * hears nothing. After a standstill it is made up for, but not at night.
 */
export async function tellDaily(ctx: Ctx) {
  const period = dayOf(ctx.now)
  const marker = { template: roundName, period }
  if (ctx.now < momentOf(period, ctx.policy.checklists.digestAt)) return
  if (ctx.now > momentOf(period, quietFrom)) return
  if (!(await hasUnits(ctx))) return
  if (await ctx.db.countBy(IssueEntity, marker)) return
  if (await nextIssue(ctx)) return

  // Of several instances one makes the round.
  await lockPosts(ctx)
  if (await ctx.db.countBy(IssueEntity, marker)) return
  await ctx.db.insert(IssueEntity, { ...marker, at: ctx.now, units: 0 })
  await makeRound(ctx)
}
async function makeRound(ctx: Ctx) {
  const since = await lastRoundAt(ctx)
  const fresh = await newSeats(ctx)
  const due = await dueSeats(ctx)
  const returned = await seatsSince(ctx, 'returned', since)
  const other = [...due.own, ...returned, ...(await movedSeats(ctx, since))]
  const people = await answerersOf(ctx, [...fresh, ...other])
  const silent = due.superior.map(({ unitPath, post }) => ({ unitPath, postKind: post }))
  const superiors = await superiorsOf(ctx, silent)
  const busy = new Set([
    ...askedAt(other, people),
    ...silent.flatMap((seat) => superiors(seat)),
    ...(await reviewersWaited(ctx, since)),
  ])
  const single = withOneList(fresh, people, busy)
  await tellPeople(ctx, single, new Set([...askedAt(fresh, people), ...busy]))
}
const askedAt = (seats: readonly Seat[], people: PeopleBySeat) =>
  seats.flatMap(({ unitPath, post }) => people.get(seatOf(post, unitPath)) ?? [])

/**
 * Lists that were given in the middle of the day: who has not been told anything today is told now,
 * the others tomorrow.
 */
export async function tellNew(ctx: Ctx) {
  // Two tasks at once must not both be the first thing of the day.
  await lockPosts(ctx)
  const fresh = await newSeats(ctx)
  const people = await answerersOf(ctx, fresh)
  const single = withOneList(fresh, people, new Set())
  await tellPeople(ctx, single, new Set(askedAt(fresh, people)))
}

/** What a response asks is told at once, whatever else was told today. */
export async function tellNow(ctx: Ctx, order: Order) {
  const seats = await newSeats(ctx, order)
  const people = askedAt(seats, await answerersOf(ctx, seats))
  if (!people.length) return
  const priority = ctx.policy.delivery.priorities.escalation
  await send(ctx, { ...listMessage(order), priority }, people)
}
const listMessage = ({ template, period }: Order) => ({
  subject: subjectOf({ template, period }),
  card: 'checklist' as const,
  params: { template, period },
})

/**
 * Who has just one new list and nothing else gets the card of that list, on which some of it can be
 * answered.
 */
function withOneList(
  fresh: readonly NewSeat[],
  people: PeopleBySeat,
  busy: ReadonlySet<string>,
): Map<string, Order> {
  const asked = fresh.flatMap((seat) => askedAt([seat], people).map((id) => ({ id, seat })))
  const single = new Map<string, Order>()
  for (const [id, seats] of groupBy(asked, (it) => it.id)) {
    const lists = new Set(seats.map(({ seat }) => seat.checklistId))
    if (lists.size === 1 && !busy.has(id)) single.set(id, seats[0]!.seat)
  }
  return single
}
async function tellPeople(
  ctx: Ctx,
  single: ReadonlyMap<string, Order>,
  people: ReadonlySet<string>,
) {
  const day = dayOf(ctx.now)
  for (const group of groupBy(single, ([, order]) => subjectOf(order)).values()) {
    const [, order] = group[0]!
    await tellOnce(
      ctx,
      day,
      listMessage(order),
      group.map(([id]) => id),
    )
  }
  const others = [...people].filter((id) => !single.has(id))
  await tellOnce(ctx, day, { subject: `today ${day}`, card: 'today', params: {} }, others)
}

/** Lists that nobody was told of yet, all or those of one order; from now on they count as told. */
async function newSeats(ctx: Ctx, only?: Order): Promise<NewSeat[]> {
  const ordered: Condition = only
    ? { sql: 'c.template = ? and c.period = ?', values: [only.template, only.period] }
    : { sql: '1 = 1', values: [] }
  const rows = await read<NewSeat>(
    ctx,
    `select distinct c.id checklistId, c.template template, c.period period,
      i.unit_path unitPath, i.post post
    from checklist c
    join checklist_item i on i.checklist_id = c.id
    where c.told_at is null
      and c.withdrawn_at is null
      and i.state = 'open'
      and ${ordered.sql}`,
    ordered.values,
  )
  const untold = { ...(only && { template: only.template, period: only.period }), toldAt: IsNull() }
  await ctx.db.update(ChecklistEntity, untold, { toldAt: ctx.now })
  return rows
}

/** A reminder falls at most so many days from its due day, days off included. */
const maxDaysAway = 31
/** What is still owed and has its reminder today; and what a superior should hear of today. */
async function dueSeats(ctx: Ctx): Promise<{ own: Seat[]; superior: Seat[] }> {
  const { holidays, checklists } = ctx.policy
  const today = dayOf(ctx.now)
  const reminded = (await dueNear(ctx, today)).map((dueAt) => ({
    dueAt,
    days: reminderDays(checklists.reminders, new Date(dueAt), holidays),
  }))
  const own = reminded.filter(({ days }) => days.own.includes(today))
  const superior = reminded.filter(({ days }) => days.superior === today)
  return {
    own: await seatsOwing(
      ctx,
      own.map(({ dueAt }) => dueAt),
    ),
    superior: await seatsOwing(
      ctx,
      superior.map(({ dueAt }) => dueAt),
    ),
  }
}
/** The moments at which something is due, so near that somebody may have to hear of it today. */
async function dueNear(ctx: Ctx, today: string): Promise<number[]> {
  const earliest = Math.max(...ctx.policy.checklists.reminders.daysBefore, 0)
  const from = dayAfter(today, -maxDaysAway)
  const to = dayAfter(today, earliest + maxDaysAway)
  const rows = await read<{ dueAt: number | string }>(
    ctx,
    'select distinct due_at dueAt from checklist_item where due_at between ? and ?',
    [momentOf(from).getTime(), momentOf(to).getTime()],
  )
  return rows.map((row) => Number(row.dueAt))
}
const seatsOwing = (ctx: Ctx, dueAts: readonly number[]) =>
  inParts(dueAts, (part) => {
    const these = oneOf('due_at', part)
    return read<Seat>(
      ctx,
      `select distinct unit_path unitPath, post
      from checklist_item
      where state in ('open', 'returned')
        and closes_at > ?
        and ${these.sql}`,
      [ctx.now.getTime(), ...these.values],
    )
  })

/** When the round before today's was made; the first of all looks a day back. */
async function lastRoundAt(ctx: Ctx): Promise<Date> {
  const [last] = await ctx.db.find(IssueEntity, {
    where: { template: roundName, period: LessThan(dayOf(ctx.now)) },
    order: { period: 'desc' },
    take: 1,
  })
  return last?.at ?? daysBefore(ctx.now, 1)
}
/** Whose items came to this state since the last round, and are in it still. */
const seatsSince = (ctx: Ctx, state: 'submitted' | 'returned', since: Date) =>
  read<Seat>(
    ctx,
    `select distinct i.unit_path unitPath, i.post post
    from checklist_answer a
    join checklist_item i on i.checklist_id = a.checklist_id and i.item = a.item
    where a.what = ?
      and a.at >= ?
      and i.state = ?`,
    [state, since.getTime(), state],
  )

/** Who owes something whose day was moved since the last round. */
async function movedSeats(ctx: Ctx, since: Date): Promise<Seat[]> {
  const seats: Seat[] = []
  for (const { template, period, item } of await itemsMoved(ctx, since)) {
    const owing = await read<Seat>(
      ctx,
      `select distinct i.unit_path unitPath, i.post post
      from checklist_item i
      join checklist c on c.id = i.checklist_id
      where c.template = ? and c.period = ?
        and i.item = ?
        and i.state in ('open', 'returned')
        and i.closes_at > ?`,
      [template, period, item, ctx.now.getTime()],
    )
    seats.push(...owing)
  }
  return seats
}

/** Who reviews at the units above those that answered since the last round. */
async function reviewersWaited(ctx: Ctx, since: Date): Promise<string[]> {
  const answered = await seatsSince(ctx, 'submitted', since)
  const offices = ctx.policy.posts.posts
    .filter((post) => post.roles.includes('office'))
    .map((post) => post.name)
  const above = new Set(answered.flatMap((seat) => parentPath(seat.unitPath) ?? []))
  const seats = [...above].flatMap((unitPath) => offices.map((post) => ({ unitPath, post })))
  return [...(await answerersOf(ctx, seats)).values()].flat()
}
