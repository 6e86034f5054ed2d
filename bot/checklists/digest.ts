import { IsNull } from 'typeorm'
import { groupBy } from '../core/groups'
import type { Ctx } from '../core/slice'
import { tellOnce } from '../delivery/digest'
import { send } from '../delivery/outbox'
import { lockPosts } from '../org/reseat'
import { superiorsOf } from '../org/audience'
import { seatOf } from '../org/rules'
import { ChecklistEntity, IssueEntity, type StoredItem } from './entities'
import { hasUnits, nextIssue } from './issue'
import { subjectOf } from './periods'
import { reminderDays, reviewers } from './rules'
import { answerersOf } from './store'
import { inParts, oneOf, read } from '../core/sql'
import { dayAfter, dayOf, momentOf } from '../../shared/time'

type Seat = Pick<StoredItem, 'unitPath' | 'post'>
type New = Seat & { template: string; period: string; checklistId: string }
const month = 31
const quietFrom = '20:00'

/**
 * Once a day: who has a new list, who owes something whose day is near or just over, whose was returned, who has to review, whose people are silent.
 * Each of them is told once, by what is so at the moment when it leaves: who has answered by then hears nothing. After a standstill it is made up for, but not at night.
 */
export async function tellDaily(ctx: Ctx) {
  const period = dayOf(ctx.now)
  const marker = { template: 'dailyRound', period }
  const { digestAt } = ctx.policy.checklists
  if (
    ctx.now < momentOf(period, digestAt) ||
    ctx.now > momentOf(period, quietFrom) ||
    !(await hasUnits(ctx)) ||
    (await ctx.db.countBy(IssueEntity, marker)) ||
    (await nextIssue(ctx))
  ) {
    return
  }
  await lockPosts(ctx) // of several instances one makes the round
  if (await ctx.db.countBy(IssueEntity, marker)) return
  await ctx.db.insert(IssueEntity, { ...marker, at: ctx.now, units: 0 })
  await round(ctx)
}
async function round(ctx: Ctx) {
  const fresh = await newSeats(ctx)
  const due = await dueSeats(ctx)
  const other = [...due.own, ...(await returnedSeats(ctx))]
  const people = await answerersOf(ctx, [...fresh, ...other])
  const superiors = await superiorsOf(
    ctx,
    due.superior.map(({ unitPath, post }) => ({ unitPath, postKind: post })),
  )
  const busy = new Set([
    ...askedAt(other, people),
    ...due.superior.flatMap(({ unitPath, post }) => superiors({ unitPath, postKind: post })),
    ...(await reviewersWaited(ctx)),
  ])
  await say(ctx, onlyOne(fresh, people, busy), new Set([...askedAt(fresh, people), ...busy]))
}
const askedAt = (seats: readonly Seat[], people: ReadonlyMap<string, readonly string[]>) =>
  seats.flatMap(({ unitPath, post }) => people.get(seatOf(post, unitPath)) ?? [])

/** Lists that were given in the middle of the day: who has not been told anything today is told now, the others tomorrow. */
export async function tellNew(ctx: Ctx) {
  await lockPosts(ctx) // two tasks at once must not both be the first thing of the day
  const fresh = await newSeats(ctx)
  const people = await answerersOf(ctx, fresh)
  await say(ctx, onlyOne(fresh, people, new Set()), new Set(askedAt(fresh, people)))
}

type Which = Pick<New, 'template' | 'period'>
/** What a response asks is told at once, whatever else was told today. */
export async function tellNow(ctx: Ctx, which: Which) {
  const seats = await newSeats(ctx, which)
  const { priorities } = ctx.policy.delivery
  const people = askedAt(seats, await answerersOf(ctx, seats))
  if (people.length) {
    await send(
      ctx,
      {
        subject: subjectOf(which),
        card: 'checklist',
        params: which,
        priority: priorities.escalation,
      },
      people,
    )
  }
}
/** Who has just one new list and nothing else gets the card of that list, on which some of it can be answered. */
function onlyOne(
  fresh: readonly New[],
  people: ReadonlyMap<string, readonly string[]>,
  busy: ReadonlySet<string>,
): Map<string, Which> {
  const lists = groupBy(
    fresh.flatMap((seat) => askedAt([seat], people).map((id) => ({ id, seat }))),
    ({ id }) => id,
  )
  const single = [...lists].filter(
    ([id, them]) => !busy.has(id) && new Set(them.map(({ seat }) => seat.checklistId)).size === 1,
  )
  return new Map(single.map(([id, [first]]) => [id, first!.seat]))
}
async function say(ctx: Ctx, one: ReadonlyMap<string, Which>, people: ReadonlySet<string>) {
  const day = dayOf(ctx.now)
  for (const group of groupBy(one, ([, which]) => subjectOf(which)).values()) {
    const [, { template, period }] = group[0]!
    await tellOnce(
      ctx,
      day,
      { subject: subjectOf({ template, period }), card: 'checklist', params: { template, period } },
      group.map(([id]) => id),
    )
  }
  await tellOnce(
    ctx,
    day,
    { subject: `today ${day}`, card: 'today', params: {} },
    [...people].filter((id) => !one.has(id)),
  )
}

/** Lists that nobody was told of yet, all or those of one order; from now on they count as told. */
async function newSeats(ctx: Ctx, only?: Which): Promise<New[]> {
  const these = only
    ? { sql: 'and c.template = ? and c.period = ?', values: [only.template, only.period] }
    : { sql: '', values: [] }
  const rows = await read<New>(
    ctx,
    `select distinct c.id checklistId, c.template template, c.period period, i.unit_path unitPath, i.post post
    from checklist c join checklist_item i on i.checklist_id = c.id where c.told_at is null and c.withdrawn_at is null and i.state = 'open' ${these.sql}`,
    these.values,
  )
  await ctx.db.update(
    ChecklistEntity,
    { ...(only && { template: only.template, period: only.period }), toldAt: IsNull() },
    { toldAt: ctx.now },
  )
  return rows
}

/** What is still owed and has its reminder today; and what a superior should hear of today. */
async function dueSeats(ctx: Ctx): Promise<{ own: Seat[]; superior: Seat[] }> {
  const { reminders } = ctx.policy.checklists
  const today = dayOf(ctx.now)
  const around = [
    dayAfter(today, -month),
    dayAfter(today, Math.max(...reminders.daysBefore, 0) + month),
  ].map((day) => momentOf(day).getTime())
  const days = (
    await read<{ dueAt: number | string }>(
      ctx,
      'select distinct due_at dueAt from checklist_item where due_at between ? and ?',
      around,
    )
  ).map((row) => Number(row.dueAt))
  const falls = days.map((dueAt) => ({
    dueAt,
    ...reminderDays(reminders, new Date(dueAt), ctx.policy.holidays),
  }))
  const seats = (dueAts: readonly number[]) =>
    inParts(dueAts, (part) => {
      const these = oneOf('due_at', part)
      return read<Seat>(
        ctx,
        `select distinct unit_path unitPath, post from checklist_item where state in ('open', 'returned') and closes_at > ? and ${these.sql}`,
        [ctx.now.getTime(), ...these.values],
      )
    })
  return {
    own: await seats(falls.filter((it) => it.own.includes(today)).map((it) => it.dueAt)),
    superior: await seats(falls.filter((it) => it.superior === today).map((it) => it.dueAt)),
  }
}
const since = (ctx: Ctx) => ctx.now.getTime() - 86_400_000
const returnedSeats = (ctx: Ctx) =>
  read<Seat>(
    ctx,
    `select distinct i.unit_path unitPath, i.post post from checklist_answer a join checklist_item i on i.checklist_id = a.checklist_id and i.item = a.item
  where a.what = 'returned' and a.at > ? and i.state = 'returned'`,
    [since(ctx)],
  )

/** Who reviews at the units above those that answered since yesterday. */
async function reviewersWaited(ctx: Ctx): Promise<string[]> {
  const rows = await read<{ unitPath: string }>(
    ctx,
    `select distinct i.unit_path unitPath from checklist_answer a join checklist_item i on i.checklist_id = a.checklist_id and i.item = a.item
    where a.what = 'submitted' and a.at > ? and i.state = 'submitted'`,
    [since(ctx)],
  )
  const office = ctx.policy.posts.posts
    .filter((post) => post.roles.some((role) => role === 'office' && reviewers.includes(role)))
    .map((post) => post.name)
  const above = [
    ...new Set(rows.map((row) => row.unitPath.slice(0, row.unitPath.lastIndexOf('/')))),
  ]
  return [
    ...(
      await answerersOf(
        ctx,
        above.flatMap((unitPath) => office.map((post) => ({ unitPath, post }))),
      )
    ).values(),
  ].flat()
}
