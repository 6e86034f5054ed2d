import { createHash } from 'node:crypto'
import { In, IsNull } from 'typeorm'
import type { Template } from '../../shared/checklist'
import { Problem } from '../../shared/problem'
import { covers } from '../../shared/vocabulary'
import { insertAll } from '../core/insert'
import { record, type Ctx } from '../core/slice'
import { UnitEntity } from '../org/entities'
import { refreshAll } from '../delivery/outbox'
import { topUnit } from '../org/units'
import {
  ChecklistEntity,
  ItemEntity,
  QuestionEntity,
  TemplateEntity,
  questionId,
  type Question,
  type StoredTemplate,
} from './entities'
import { subjectOf } from './periods'
import { recount } from './tallies'

/** A template in force: the newest version of its name, and since when there has been one of that name. */
export type InForce = StoredTemplate & { since: Date }
const digestOf = (template: Template) =>
  createHash('sha256').update(JSON.stringify(template)).digest('hex')

/** What the policy says now becomes a new version where it says something else than before; what it says no longer is withdrawn. Of several instances that start together one writes it down. */
export async function syncPolicy(ctx: Ctx) {
  const top = await topUnit(ctx)
  const isNothing = ({ fresh, gone }: Awaited<ReturnType<typeof policyChanges>>) =>
    !fresh.length && !gone.length
  if (isNothing(await policyChanges(ctx))) return
  await ctx.db.findOne(UnitEntity, { where: { path: top }, ...ctx.locks.row })
  const { fresh, gone } = await policyChanges(ctx)
  for (const template of fresh) await addVersion(ctx, template, { source: 'policy', unitPath: top })
  for (const { name } of gone) await withdraw(ctx, name)
}
async function policyChanges(ctx: Ctx) {
  const { templates } = ctx.policy.checklists
  const stored = await ctx.db.find(TemplateEntity, {
    where: { source: 'policy' },
    order: { version: 'ASC' },
  })
  const newest = new Map(stored.map((row) => [row.name, row]))
  const names = new Set(templates.map((template) => template.name))
  const isNew = (template: Template) => {
    const row = newest.get(template.name)
    return !row || row.withdrawnAt !== null || row.digest !== digestOf(template)
  }
  return {
    fresh: templates.filter(isNew),
    gone: [...newest.values()].filter((row) => !row.withdrawnAt && !names.has(row.name)),
  }
}

/** Writes down a version that from now on is in force. */
export async function addVersion(
  ctx: Ctx,
  { onWarning, ...whole }: Template,
  { source, unitPath }: Pick<StoredTemplate, 'source' | 'unitPath'>,
): Promise<StoredTemplate> {
  const { items, ...template } = whole
  const before = await ctx.db.find(TemplateEntity, {
    where: { name: template.name },
    order: { version: 'DESC' },
    take: 1,
    ...ctx.locks.row,
  })
  if (before[0] && !covers(unitPath, before[0].unitPath)) {
    throw new Problem('checklist.nameTaken', { name: template.name })
  }
  const version = (before[0]?.version ?? 0) + 1
  const row: StoredTemplate = {
    ...template,
    version,
    source,
    unitPath,
    digest: digestOf({ ...whole, ...(onWarning && { onWarning }) }),
    takenBy: ctx.actor.personId,
    takenAt: ctx.now,
    withdrawnAt: null,
  }
  await ctx.db.insert(TemplateEntity, row)
  await insertAll(
    ctx,
    QuestionEntity,
    items.map((body, place): Question => ({
      id: questionId({ template: row.name, version }, body.name),
      template: row.name,
      version,
      item: body.name,
      place,
      body,
    })),
  )
  record(ctx, { kind: 'checklist.templateTaken', unitPath, data: { template: row.name, version } })
  return row
}

/** All that are in force, of policy and of Excel; single tasks are not asked for again. */
export async function inForce(ctx: Ctx): Promise<InForce[]> {
  const rows = await ctx.db.find(TemplateEntity, {
    where: { source: In(['policy', 'excel']) },
    order: { name: 'ASC', version: 'ASC' },
  })
  const found = new Map<string, InForce>()
  for (const row of rows) {
    found.set(row.name, { ...row, since: found.get(row.name)?.since ?? row.takenAt })
  }
  return [...found.values()].filter((row) => !row.withdrawnAt)
}
export const questionsOf = (
  ctx: Ctx,
  { name, version }: Pick<StoredTemplate, 'name' | 'version'>,
): Promise<Question[]> =>
  ctx.db.find(QuestionEntity, { where: { template: name, version }, order: { place: 'ASC' } })

/** The lists from Excel that are in force for a part of this area, whole as they were taken. */
export async function sheetsNear(ctx: Ctx, area: string): Promise<Template[]> {
  const rows = (await inForce(ctx)).filter(
    ({ source, unitPath }) =>
      source === 'excel' && (covers(unitPath, area) || covers(area, unitPath)),
  )
  const templates: Template[] = []
  for (const { name, title, at, every, reviewed, version } of rows) {
    templates.push({
      name,
      title,
      at,
      every,
      reviewed,
      items: (await questionsOf(ctx, { name, version })).map(({ body }) => body),
    })
  }
  return templates
}

export async function newestOf(ctx: Ctx, name: string): Promise<StoredTemplate> {
  const [row] = await ctx.db.find(TemplateEntity, {
    where: { name },
    order: { version: 'DESC' },
    take: 1,
  })
  if (!row) throw new Problem('checklist.noTemplate')
  return row
}
/** Asked of nobody any more: what nobody has answered goes, what was answered stays. Says how many lists that were. */
export async function withdraw(ctx: Ctx, name: string): Promise<number> {
  const { unitPath } = await newestOf(ctx, name)
  await ctx.db.update(TemplateEntity, { name, withdrawnAt: IsNull() }, { withdrawnAt: ctx.now })
  const lists = await withdrawLists(ctx, { template: name })
  record(ctx, { kind: 'checklist.templateWithdrawn', unitPath, data: { template: name, lists } })
  return lists
}
/** What nobody has answered of these lists goes, what was answered stays; their cards say so. */
export async function withdrawLists(
  ctx: Ctx,
  where: { template: string } | { period: string },
): Promise<number> {
  const lists = await ctx.db.find(ChecklistEntity, {
    where: { ...where, withdrawnAt: IsNull() },
    select: { id: true, template: true, period: true },
  })
  const ids = lists.map((list) => list.id)
  for (let start = 0; start < ids.length; start += 500) {
    const part = In(ids.slice(start, start + 500))
    await ctx.db.update(ChecklistEntity, { id: part }, { withdrawnAt: ctx.now })
    await ctx.db.update(ItemEntity, { checklistId: part, state: 'returned' }, { closesAt: ctx.now })
    await ctx.db.delete(ItemEntity, { checklistId: part, state: 'open' })
  }
  for (const name of new Set(lists.map((list) => list.template))) await recount(ctx, name)
  for (const subject of new Set(lists.map(subjectOf))) await refreshAll(ctx, subject, ['checklist'])
  return ids.length
}
