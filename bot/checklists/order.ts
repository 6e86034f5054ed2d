import type { checklistOperations } from '../../shared/checklistOperations'
import type { Fact } from '../../shared/facts'
import type { Input, Reply } from '../../shared/operation'
import { Problem } from '../../shared/problem'
import { commonPath, covers } from '../../shared/vocabulary'
import { uuid } from '../core/ids'
import { record, type Ctx } from '../core/slice'
import { read } from '../core/sql'
import { TemplateEntity } from './entities'
import { giveLists, unitsAmong, type Place } from './giveLists'
import { tellNew, tellNow } from './tell'
import { inForce, questionsOf, type InForce } from './versions'
import { withdrawLists } from './withdraw'

type Operations = typeof checklistOperations

/**
 * A list that waits to be ordered, such as one of a response level, given to the units it is made
 * for.
 */
export async function order(
  ctx: Ctx,
  { units, template: name }: Input<Operations['order']>,
): Promise<Reply<Operations['order']>> {
  const template = (await inForce(ctx)).find((it) => it.name === name)
  if (!template || !units.every((path) => covers(template.unitPath, path))) {
    throw new Problem('checklist.noTemplate')
  }
  if (template.every !== 'once' && template.every !== 'response') {
    throw new Problem('checklist.byCalendar')
  }
  const places = await unitsAmong(ctx, units, template.at)
  if (!places.length) throw new Problem('checklist.noUnits')
  const period = uuid(ctx.now.getTime())
  await giveOrdered(ctx, template, period, places)
  return { units: places.length, period }
}
async function giveOrdered(ctx: Ctx, template: InForce, period: string, units: readonly Place[]) {
  const { name, every } = template
  const questions = await questionsOf(ctx, template)
  await giveLists(ctx, template, { questions, period, units })
  record(ctx, {
    kind: 'checklist.issued',
    unitPath: commonPath(units.map(({ path }) => path)),
    data: { template: name, period, units: units.length },
  })
  await (every === 'response' ? tellNow(ctx, { template: name, period }) : tellNew(ctx))
}

type Sent = Fact<'warning.sent'>['data']
/**
 * A response begins: the lists that its warning orders are given to the units it is for, but not
 * where the one before is still to be done.
 */
export async function orderByWarning(ctx: Ctx, warning: Sent) {
  if (warning.drill) return
  const ordered = namesOrderedBy(ctx, warning)
  for (const template of await inForce(ctx)) {
    if (!ordered.has(template.name)) continue
    const { name, version, at } = template
    // Of two warnings at once the second sees what the first has ordered.
    await ctx.db.findOne(TemplateEntity, { where: { name, version }, ...ctx.locks.row })
    const busy = await unitsBusyWith(ctx, name)
    const places = await unitsAmong(ctx, warning.units, at)
    const free = places.filter(({ path }) => !busy.has(path))
    if (free.length) await giveOrdered(ctx, template, warning.warningId, free)
  }
}
function namesOrderedBy(ctx: Ctx, { kind, hazard, color }: Sent): Set<string> {
  const ordered = ctx.policy.checklists.templates.filter(
    ({ onWarning }) =>
      onWarning?.kinds.includes(kind) &&
      onWarning.hazards.includes(hazard) &&
      onWarning.colors.includes(color),
  )
  return new Set(ordered.map(({ name }) => name))
}
async function unitsBusyWith(ctx: Ctx, template: string): Promise<Set<string>> {
  const rows = await read<{ path: string }>(
    ctx,
    `select distinct c.unit_path path
    from checklist c
    join checklist_item i on i.checklist_id = c.id
    where c.template = ?
      and c.withdrawn_at is null
      and i.state in ('open', 'returned')
      and i.closes_at > ?`,
    [template, ctx.now.getTime()],
  )
  return new Set(rows.map((row) => row.path))
}

/** The response is over: what is still open of its lists is asked of nobody any more. */
export async function endByWarning(
  ctx: Ctx,
  { warningId, replaced }: Fact<'warning.lifted'>['data'],
) {
  for (const period of [warningId, ...replaced]) await withdrawLists(ctx, { period })
}
