import { In, IsNull } from 'typeorm'
import type { checklistOperations } from '../../shared/checklistOperations'
import type { Input, Reply } from '../../shared/operation'
import { Problem } from '../../shared/problem'
import { record, type Ctx } from '../core/slice'
import { refreshAll } from '../delivery/outbox'
import { ChecklistEntity, ItemEntity, TemplateEntity } from './entities'
import { subjectOf } from './periods'
import { recount } from './recount'
import { isForActor, newestOf } from './versions'

type Operations = typeof checklistOperations

/** 撤回: a task, or a list from Excel; those of the policy are taken out of the file. */
export async function withdraw(
  ctx: Ctx,
  { template }: Input<Operations['withdraw']>,
): Promise<Reply<Operations['withdraw']>> {
  const { source } = await newestOf(ctx, template)
  if (source === 'policy') throw new Problem('checklist.ofPolicy')
  return { lists: await withdrawTemplate(ctx, template) }
}
/** Where a template lies, for the check of scope. One from above is known, and not theirs. */
export async function placeOfTemplate(ctx: Ctx, { template }: { template: string }) {
  const { unitPath } = await newestOf(ctx, template)
  if (!isForActor(ctx.actor, unitPath)) throw new Problem('checklist.noTemplate')
  return [unitPath]
}

/**
 * Asked of nobody any more: what nobody has answered goes, what was answered stays. Says how many
 * lists that were.
 */
export async function withdrawTemplate(ctx: Ctx, name: string): Promise<number> {
  const { unitPath } = await newestOf(ctx, name)
  await ctx.db.update(TemplateEntity, { name, withdrawnAt: IsNull() }, { withdrawnAt: ctx.now })
  const lists = await withdrawLists(ctx, { template: name })
  record(ctx, { kind: 'checklist.templateWithdrawn', unitPath, data: { template: name, lists } })
  return lists
}

const partSize = 500
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
  for (let start = 0; start < ids.length; start += partSize) {
    const part = In(ids.slice(start, start + partSize))
    await ctx.db.update(ChecklistEntity, { id: part }, { withdrawnAt: ctx.now })
    await ctx.db.update(ItemEntity, { checklistId: part, state: 'returned' }, { closesAt: ctx.now })
    await ctx.db.delete(ItemEntity, { checklistId: part, state: 'open' })
  }
  for (const name of new Set(lists.map((list) => list.template))) await recount(ctx, name)
  for (const subject of new Set(lists.map(subjectOf))) await refreshAll(ctx, subject, ['checklist'])
  return ids.length
}
