import type { Unit } from '../../shared/org'
import { uuid } from '../core/ids'
import { insertAll } from '../core/insert'
import type { Ctx } from '../core/slice'
import { below, inParts, oneOf, read } from '../core/sql'
import { fullNames } from '../org/units'
import { knownOf } from './count'
import {
  ChecklistEntity,
  ItemEntity,
  TallyEntity,
  type Question,
  type StoredChecklist,
  type StoredItem,
} from './entities'
import { titleOf } from './periods'
import { closing, datesOf, postAt, tallyOf } from './rules'
import type { InForce } from './versions'

export type Place = Pick<Unit, 'path' | 'kind'>
type Template = Pick<InForce, 'name' | 'version' | 'title' | 'every' | 'reviewed'>
/** `dueAt`: one day for all items, where somebody set it. */
export type Issue = {
  questions: readonly Question[]
  period: string
  units: readonly Place[]
  dueAt?: Date
}
type Dates = ReadonlyMap<string, Pick<StoredItem, 'dueAt' | 'closesAt'>>

/** The units of these kinds among these and below them. */
export async function unitsAmong(
  ctx: Ctx,
  units: readonly string[],
  kinds: readonly string[],
): Promise<Place[]> {
  const range = below('path', units)
  const those = oneOf('kind', kinds)
  return read<Place>(
    ctx,
    `select path, kind
    from unit
    where ended_at is null
      and ${those.sql}
      and ${range.sql}
    order by path`,
    [...those.values, ...range.values],
  )
}

/** A list for each of these units, with its items and counts. */
export async function giveLists(ctx: Ctx, template: Template, issue: Issue) {
  const dates = datesIn(ctx, template, issue)
  const listOf = await listMaker(ctx, template, issue, dates)
  const given = issue.units.map((unit) => {
    const list = listOf(unit)
    return { list, items: itemsOf(ctx, { list, unit, dates }, issue.questions) }
  })
  await insertAll(
    ctx,
    ChecklistEntity,
    given.map(({ list }) => list),
  )
  await insertAll(
    ctx,
    ItemEntity,
    given.flatMap(({ items }) => items),
  )
  await insertAll(
    ctx,
    TallyEntity,
    given.flatMap(({ list, items }) => tallyOf(list, items)),
  )
}

/** When each item is due, by its name. */
function datesIn(ctx: Ctx, { every }: Template, { questions, period, dueAt }: Issue): Dates {
  const { holidays } = ctx.policy
  const calendar = { every, period, ordered: ctx.now }
  return new Map(
    questions.map(({ item, body }) => [
      item,
      dueAt ? closing(dueAt, period) : datesOf(body, calendar, holidays),
    ]),
  )
}

/** Loads what is known of all these units at once, and makes the list of each. */
async function listMaker(
  ctx: Ctx,
  template: Template,
  { questions, period, units }: Issue,
  dates: Dates,
): Promise<(unit: Place) => StoredChecklist> {
  const paths = units.map((unit) => unit.path)
  const before = await listsBefore(ctx, template.name, period, paths)
  const known = await knownOf(ctx, paths)
  const names = await fullNames(ctx, paths)
  const dueTimes = [...dates.values()].map(({ dueAt }) => dueAt.getTime())
  const whole = {
    template: template.name,
    version: template.version,
    period,
    title: titleOf(template.title, period),
    issuedAt: ctx.now,
    dueAt: new Date(Math.max(...dueTimes)),
    withdrawnAt: null,
    items: questions.map((question) => question.item),
    reviewed: template.reviewed,
    toldAt: null,
  }
  return ({ path }) => ({
    ...whole,
    id: uuid(ctx.now.getTime()),
    unitPath: path,
    before: before.get(path) ?? null,
    known: { ...known.get(path), unitName: names.get(path)! },
  })
}
function itemsOf(
  ctx: Ctx,
  { list, unit, dates }: { list: StoredChecklist; unit: Place; dates: Dates },
  questions: readonly Question[],
): StoredItem[] {
  return questions.map(({ item, body }): StoredItem => ({
    checklistId: list.id,
    item,
    unitPath: unit.path,
    post: postAt(ctx.policy.posts.posts, body.post, unit.kind),
    ...dates.get(item)!,
    state: body.evidence === 'auto' ? 'auto' : 'open',
    revision: 0,
    answers: null,
    byId: null,
    at: null,
    late: false,
    reviewedBy: null,
    reviewedAt: null,
    reason: null,
  }))
}

/** The list of each unit that came before, whose answers are shown as those of last time. */
async function listsBefore(
  ctx: Ctx,
  template: string,
  period: string,
  paths: readonly string[],
): Promise<Map<string, string>> {
  const [newest] = await read<{ period: string | null }>(
    ctx,
    `select max(period) period
    from checklist
    where template = ? and period < ? and withdrawn_at is null`,
    [template, period],
  )
  if (!newest?.period) return new Map()
  const rows = await inParts(paths, (part) => {
    const these = oneOf('unit_path', part)
    return read<{ id: string; unitPath: string }>(
      ctx,
      `select id, unit_path unitPath
      from checklist
      where template = ? and period = ? and ${these.sql}`,
      [template, newest.period, ...these.values],
    )
  })
  return new Map(rows.map(({ id, unitPath }) => [unitPath, id]))
}
