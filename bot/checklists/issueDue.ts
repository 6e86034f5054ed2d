import { periodOn, spanOf } from '../../shared/periods'
import { dayOf, momentOf } from '../../shared/time'
import { record, type Ctx } from '../core/slice'
import { below, oneOf, read } from '../core/sql'
import { UnitEntity } from '../org/entities'
import { isCounted } from './count'
import { ChecklistEntity, IssueEntity, TemplateEntity, type Question } from './entities'
import { giveLists, type Place } from './giveLists'
import { moveDueDays } from './moveDue'
import { isAsked } from './periods'
import { syncPolicy } from './syncPolicy'
import { inForce, questionsOf, type InForce } from './versions'

const partSize = 500
type Issue = { template: InForce; period: string }

/**
 * Lists of the calendar whose moment has come, a part of the units at a time; says whether there is
 * more. Whatever stood still meanwhile is made up for:
 * a period that has begun is issued once, by the row that says so and by the unique key of the
 * list. A template that came after the moment waits for the next.
 */
export async function issueDue(ctx: Ctx): Promise<boolean> {
  if (!(await hasUnits(ctx))) return false
  await syncPolicy(ctx)
  await moveDueDays(ctx)
  const next = await nextIssue(ctx)
  if (!next) return false
  await issuePart(ctx, next)
  return true
}
/** Without any there is nobody to ask, and no row that keeps several instances apart. */
export const hasUnits = async (ctx: Ctx) => (await ctx.db.find(UnitEntity, { take: 1 })).length > 0

/** What has to be issued now. */
export async function nextIssue(ctx: Ctx): Promise<Issue | null> {
  for (const template of await inForce(ctx)) {
    const period = periodOn(template.every, dayOf(ctx.now))
    if (!period) continue
    const moment = issueMoment(ctx, period)
    if (ctx.now < moment || template.since > moment) continue
    if (!(await isIssued(ctx, template.name, period))) return { template, period }
  }
  return null
}
const issueMoment = (ctx: Ctx, period: string) =>
  momentOf(spanOf(period)!.from, ctx.policy.checklists.issueAt)
const isIssued = async (ctx: Ctx, template: string, period: string) =>
  (await ctx.db.countBy(IssueEntity, { template, period })) > 0

/** Since when a list should have been there, for the health page. */
export async function oldestUnissued(ctx: Ctx): Promise<Date | null> {
  const next = await nextIssue(ctx)
  return next && issueMoment(ctx, next.period)
}

async function issuePart(ctx: Ctx, { template, period }: Issue) {
  const { name, version } = template
  await ctx.db.findOne(TemplateEntity, { where: { name, version }, ...ctx.locks.row })
  if (await isIssued(ctx, name, period)) return
  const units = await unitsWithout(ctx, template, period)
  const questions = await askedIn(ctx, template, period)
  if (questions.length) await giveLists(ctx, template, { questions, period, units })
  if (units.length < partSize || !questions.length) await markIssued(ctx, template, period)
}
/** What cannot be counted yet is not given: nobody has done it. */
async function askedIn(ctx: Ctx, template: InForce, period: string): Promise<Question[]> {
  const questions = await questionsOf(ctx, template)
  return questions.filter(({ body }) => {
    const isKnown = !body.counts || isCounted(ctx, body.counts)
    return isKnown && isAsked(body, template.every, period)
  })
}
async function markIssued(ctx: Ctx, { name, unitPath }: InForce, period: string) {
  const units = await ctx.db.countBy(ChecklistEntity, { template: name, period })
  await ctx.db.insert(IssueEntity, { template: name, period, at: ctx.now, units })
  record(ctx, { kind: 'checklist.issued', unitPath, data: { template: name, period, units } })
}

function unitsWithout(ctx: Ctx, { name, at, unitPath }: InForce, period: string): Promise<Place[]> {
  const range = below('u.path', [unitPath])
  const kinds = oneOf('u.kind', at)
  return read<Place>(
    ctx,
    `select u.path, u.kind
    from unit u
    where u.ended_at is null
      and ${kinds.sql}
      and ${range.sql}
      and not exists (
        select 1 from checklist c where c.template = ? and c.unit_path = u.path and c.period = ?
      )
    order by u.path
    limit ${partSize}`,
    [...kinds.values, ...range.values, name, period],
  )
}
