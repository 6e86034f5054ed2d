import type { Template } from '../../shared/checklist'
import type { Ctx } from '../core/slice'
import { UnitEntity } from '../org/entities'
import { topUnit } from '../org/units'
import { TemplateEntity } from './entities'
import { addVersion, digestOf } from './versions'
import { withdrawTemplate } from './withdraw'

/**
 * What the policy says now becomes a new version where it says something else than before; what it
 * says no longer is withdrawn. Of several instances that start together one writes it down.
 */
export async function syncPolicy(ctx: Ctx) {
  const top = await topUnit(ctx)
  const isNothing = ({ fresh, gone }: Awaited<ReturnType<typeof policyChanges>>) =>
    !fresh.length && !gone.length
  if (isNothing(await policyChanges(ctx))) return
  await ctx.db.findOne(UnitEntity, { where: { path: top }, ...ctx.locks.row })
  const { fresh, gone } = await policyChanges(ctx)
  for (const template of fresh) await addVersion(ctx, template, { source: 'policy', unitPath: top })
  for (const { name } of gone) await withdrawTemplate(ctx, name)
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
