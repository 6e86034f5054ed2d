import { createHash } from 'node:crypto'
import { In } from 'typeorm'
import type { Template } from '../../shared/checklist'
import { Problem } from '../../shared/problem'
import { areOnOneBranch, covers } from '../../shared/vocabulary'
import { insertAll } from '../core/insert'
import { record, type Actor, type Ctx } from '../core/slice'
import {
  QuestionEntity,
  TemplateEntity,
  questionId,
  type Question,
  type StoredTemplate,
} from './entities'

/**
 * A template in force: the newest version of its name, and since when there has been one of that
 * name.
 */
export type InForce = StoredTemplate & { since: Date }
/**
 * By it a template of the policy is known again: taken of the whole, in the order in which the
 * schema has it.
 */
export const digestOf = (template: Template) =>
  createHash('sha256').update(JSON.stringify(template)).digest('hex')

/** Writes down a version that from now on is in force; the same again is no other version. */
export async function addVersion(
  ctx: Ctx,
  whole: Template,
  { source, unitPath }: Pick<StoredTemplate, 'source' | 'unitPath'>,
): Promise<StoredTemplate> {
  const { onWarning: _, items, ...template } = whole
  const [before] = await ctx.db.find(TemplateEntity, {
    where: { name: template.name },
    order: { version: 'DESC' },
    take: 1,
    ...ctx.locks.row,
  })
  if (before && !covers(unitPath, before.unitPath)) {
    throw new Problem('checklist.nameTaken', { name: template.name })
  }
  const digest = digestOf(whole)
  const isSame = before?.digest === digest && before.source === source && !before.withdrawnAt
  if (isSame && before.unitPath === unitPath) return before
  const row: StoredTemplate = {
    ...template,
    version: (before?.version ?? 0) + 1,
    source,
    unitPath,
    digest,
    takenBy: ctx.actor.personId,
    takenAt: ctx.now,
    withdrawnAt: null,
  }
  await ctx.db.insert(TemplateEntity, row)
  const { name, version } = row
  const questions = items.map((body, place): Question => ({
    id: questionId({ template: name, version }, body.name),
    template: name,
    version,
    item: body.name,
    place,
    body,
  }))
  await insertAll(ctx, QuestionEntity, questions)
  record(ctx, { kind: 'checklist.templateTaken', unitPath, data: { template: name, version } })
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

/** Is a template of this unit one for the actor: from the own area, or from above? */
export const isForActor = ({ posts }: Actor, unitPath: string) =>
  posts.some((post) => areOnOneBranch(post.unitPath, unitPath))

/** The lists from Excel that are in force for a part of this area, whole as they were taken. */
export async function sheetsNear(ctx: Ctx, area: string): Promise<Template[]> {
  const rows = (await inForce(ctx)).filter(
    ({ source, unitPath }) => source === 'excel' && areOnOneBranch(unitPath, area),
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
