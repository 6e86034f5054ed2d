import type { Unit } from '../../shared/org'
import { uuid } from '../core/ids'
import { insertAll } from '../core/insert'
import { record, type Ctx } from '../core/slice'
import { UnitEntity } from '../org/entities'
import { fullNames } from '../org/store'
import { isCounted, knownOf } from './counters'
import {
  ChecklistEntity,
  IssueEntity,
  ItemEntity,
  TallyEntity,
  TemplateEntity,
  type Question,
  type StoredChecklist,
  type StoredItem,
} from './entities'
import { periodOn, spanOf } from '../../shared/periods'
import { isAsked, titleOf } from './periods'
import { closing, datesOf, postAt, tallyOf } from './rules'
import { inForce, questionsOf, syncPolicy, type InForce } from './templates'
import { below, inParts, oneOf, read } from '../core/sql'
import { dayOf, momentOf } from '../../shared/time'

type Place = Pick<Unit, 'path' | 'kind'>
const part = 500

/**
 * Lists of the calendar whose moment has come, a part of the units at a time; says whether there is more. Whatever stood still meanwhile is made up for:
 * a period that has begun is issued once, by the row that says so and by the unique key of the list. A template that came after the moment waits for the next.
 */
export async function issueDue(ctx: Ctx): Promise<boolean> {
  if (!(await hasUnits(ctx))) return false
  await syncPolicy(ctx)
  const next = await nextIssue(ctx)
  return next ? issuePart(ctx, next.template, next.period) : false
}
/** Without any there is nobody to ask, and no row that keeps several instances apart. */
export const hasUnits = async (ctx: Ctx) => (await ctx.db.find(UnitEntity, { take: 1 })).length > 0
/** What has to be issued now. */
export async function nextIssue(ctx: Ctx): Promise<{ template: InForce; period: string } | null> {
  for (const template of await inForce(ctx)) {
    const period = periodOn(template.every, dayOf(ctx.now))
    if (!period) continue
    const moment = momentOf(spanOf(period)!.from, ctx.policy.checklists.issueAt)
    if (
      ctx.now < moment ||
      template.since > moment ||
      (await isIssued(ctx, template.name, period))
    ) {
      continue
    }
    return { template, period }
  }
  return null
}
const isIssued = async (ctx: Ctx, template: string, period: string) =>
  (await ctx.db.countBy(IssueEntity, { template, period })) > 0

/** Since when a list should have been there, for the health page. */
export async function oldestUnissued(ctx: Ctx): Promise<Date | null> {
  const next = await nextIssue(ctx)
  return next && momentOf(spanOf(next.period)!.from, ctx.policy.checklists.issueAt)
}

async function issuePart(ctx: Ctx, template: InForce, period: string): Promise<boolean> {
  const { name, version } = template
  await ctx.db.findOne(TemplateEntity, { where: { name, version }, ...ctx.locks.row })
  if (await isIssued(ctx, name, period)) return true
  const units = await unitsWithout(ctx, template, period)
  const questions = (await questionsOf(ctx, template)).filter(
    ({ body }) =>
      isAsked(body, template.every, period) && (!body.counts || isCounted(ctx, body.counts)),
  ) // what cannot be counted yet is not given: nobody has done it
  if (questions.length) await giveLists(ctx, template, questions, period, units)
  if (units.length < part || !questions.length) {
    const all = await ctx.db.countBy(ChecklistEntity, { template: name, period })
    await ctx.db.insert(IssueEntity, { template: name, period, at: ctx.now, units: all })
    record(ctx, {
      kind: 'checklist.issued',
      unitPath: template.unitPath,
      data: { template: name, period, units: all },
    })
  }
  return true
}

function unitsWithout(ctx: Ctx, { name, at, unitPath }: InForce, period: string): Promise<Place[]> {
  const range = below('u.path', [unitPath])
  const kinds = oneOf('u.kind', at)
  return read<Place>(
    ctx,
    `select u.path, u.kind from unit u where u.ended_at is null and ${kinds.sql} and ${range.sql}
    and not exists (select 1 from checklist c where c.template = ? and c.unit_path = u.path and c.period = ?) order by u.path limit ${part}`,
    [...kinds.values, ...range.values, name, period],
  )
}
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
    `select path, kind from unit where ended_at is null and ${those.sql} and ${range.sql} order by path`,
    [...those.values, ...range.values],
  )
}

export type Issued = Pick<InForce, 'name' | 'version' | 'title' | 'every' | 'reviewed'>
/** A list for each of these units, with its items and counts. `dueAt`: one day for all, where somebody set it. */
export async function giveLists(
  ctx: Ctx,
  template: Issued,
  questions: readonly Question[],
  period: string,
  units: readonly Place[],
  dueAt: Date | null = null,
) {
  const dates = new Map(
    questions.map(({ item, body }) => [
      item,
      dueAt
        ? closing(dueAt, period)
        : datesOf(body, template.every, period, ctx.now, ctx.policy.holidays),
    ]),
  )
  const lastDue = new Date(Math.max(...[...dates.values()].map((it) => it.dueAt.getTime())))
  const paths = units.map((unit) => unit.path)
  const before = await listsBefore(ctx, template.name, period, paths)
  const known = await knownOf(ctx, paths)
  const names = await fullNames(ctx, paths)
  const lists: StoredChecklist[] = []
  const items: StoredItem[] = []
  for (const { path, kind } of units) {
    const list: StoredChecklist = {
      id: uuid(ctx.now.getTime()),
      template: template.name,
      version: template.version,
      unitPath: path,
      period,
      title: titleOf(template.title, period),
      issuedAt: ctx.now,
      dueAt: lastDue,
      withdrawnAt: null,
      before: before.get(path) ?? null,
      items: questions.map((it) => it.item),
      known: { ...known.get(path), unitName: names.get(path)! },
      reviewed: template.reviewed,
      toldAt: null,
    }
    lists.push(list)
    items.push(
      ...questions.map(({ item, body }): StoredItem => ({
        checklistId: list.id,
        item,
        unitPath: path,
        post: postAt(ctx.policy.posts.posts, body.post, kind),
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
      })),
    )
  }
  await insertAll(ctx, ChecklistEntity, lists)
  await insertAll(ctx, ItemEntity, items)
  const perList = questions.length
  await insertAll(
    ctx,
    TallyEntity,
    lists.flatMap((list, index) =>
      tallyOf(list, items.slice(index * perList, (index + 1) * perList)),
    ),
  )
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
    'select max(period) period from checklist where template = ? and period < ? and withdrawn_at is null',
    [template, period],
  )
  if (!newest?.period) return new Map()
  const rows = await inParts(paths, (some) => {
    const these = oneOf('unit_path', some)
    return read<{ id: string; unitPath: string }>(
      ctx,
      `select id, unit_path unitPath from checklist where template = ? and period = ? and ${these.sql}`,
      [template, newest.period, ...these.values],
    )
  })
  return new Map(rows.map(({ id, unitPath }) => [unitPath, id]))
}
