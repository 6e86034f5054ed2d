import { IsNull, MoreThan } from 'typeorm'
import type { checklistOperations } from '../../shared/checklistOperations'
import type { Reply } from '../../shared/operation'
import { daysBefore } from '../../shared/time'
import { covers } from '../../shared/vocabulary'
import { groupBy } from '../core/groups'
import type { Ctx } from '../core/slice'
import { below, inParts, oneOf, read } from '../core/sql'
import { QuestionEntity, TemplateEntity, type StoredTemplate } from './entities'
import { inForce, isForActor } from './versions'

type Operations = typeof checklistOperations
type Known = Reply<Operations['templates']>[number]
/** So many are offered for a choice. */
const maxOffered = 24
const taskDays = 60

/** The lists in force for the caller's own area, and its tasks of the last two months. */
export async function templates(ctx: Ctx): Promise<Reply<Operations['templates']>> {
  const near = (await inForce(ctx)).filter(({ unitPath }) => isForActor(ctx.actor, unitPath))
  const all = [...near, ...(await tasksNear(ctx))]
  const ordered = all.filter(({ every }) => every === 'once' || every === 'response')
  const periods = await periodsOf(
    ctx,
    ordered.map(({ name }) => name),
  )
  const rows: Known[] = []
  for (const template of all) {
    const { name, version, title, every } = template
    const items = await ctx.db.countBy(QuestionEntity, { template: name, version })
    const row = { name, title, version, every, items }
    rows.push(ordered.includes(template) ? { ...row, periods: periods.get(name) ?? [] } : row)
  }
  return rows
}
/** What has been ordered of each in the caller's own area, newest first. */
async function periodsOf(ctx: Ctx, names: readonly string[]): Promise<Map<string, string[]>> {
  const here = below(
    'unit_path',
    ctx.actor.posts.map((post) => post.unitPath),
  )
  const rows = await inParts(names, (part) => {
    const these = oneOf('template', part)
    return read<{ template: string; period: string }>(
      ctx,
      `select distinct template, period
      from checklist_tally
      where ${these.sql} and ${here.sql}`,
      [...these.values, ...here.values],
    )
  })
  const periods = new Map<string, string[]>()
  for (const [template, own] of groupBy(rows, (row) => row.template)) {
    const newest = own
      .map((row) => row.period)
      .sort()
      .reverse()
    periods.set(template, newest.slice(0, maxOffered))
  }
  return periods
}
async function tasksNear(ctx: Ctx): Promise<StoredTemplate[]> {
  const rows = await ctx.db.find(TemplateEntity, {
    where: {
      source: 'task',
      withdrawnAt: IsNull(),
      takenAt: MoreThan(daysBefore(ctx.now, taskDays)),
    },
    order: { takenAt: 'DESC' },
  })
  const near = rows.filter(({ unitPath }) =>
    ctx.actor.posts.some((post) => covers(post.unitPath, unitPath)),
  )
  return near.slice(0, maxOffered)
}
