import type { checklistOperations } from '../../shared/checklist'
import type { Fact } from '../../shared/facts'
import type { Input, Reply } from '../../shared/operation'
import { faultsOf } from '../../shared/form'
import { Problem } from '../../shared/problem'
import { covers, parentPath } from '../../shared/vocabulary'
import { uuid } from '../core/ids'
import { record, type Ctx } from '../core/slice'
import { seatOf } from '../org/rules'
import { TemplateEntity } from './entities'
import { giveLists, unitsAmong } from './issue'
import { postAt } from './rules'
import { answerersOf } from './store'
import {
  addVersion,
  inForce,
  newestOf,
  questionsOf,
  withdraw,
  withdrawLists,
  type InForce,
} from './templates'
import { tellNew, tellNow } from './digest'
import { read } from '../core/sql'
import { dayOf } from '../../shared/time'

type Operations = typeof checklistOperations

/** Before it is sent: how many units and people it would reach, and at how many units nobody would be asked. */
export async function previewTask(
  ctx: Ctx,
  { units, kinds, post }: Input<Operations['preview']>,
): Promise<Reply<Operations['preview']>> {
  const seats = (await unitsAmong(ctx, units, kinds)).map(({ path, kind }) => ({
    unitPath: path,
    post: postAt(ctx.policy.posts.posts, post, kind),
  }))
  const people = await answerersOf(ctx, seats)
  const asked = seats.map((seat) => people.get(seatOf(seat.post, seat.unitPath)) ?? [])
  return {
    units: seats.length,
    people: new Set(asked.flat()).size,
    vacant: asked.filter((list) => !list.length).length,
  }
}

/** 临时任务: one question set to any part of the tree, with a day of its own. */
export async function issueTask(
  ctx: Ctx,
  { units, kinds, post, title, dueAt, fields }: Input<Operations['issue']>,
): Promise<Reply<Operations['issue']>> {
  const [fault] = faultsOf(fields)
  const places = await unitsAmong(ctx, units, kinds)
  if (fault) throw new Problem('input.invalid', { what: fault })
  if (!ctx.policy.posts.posts.some((kind) => kind.name === post)) {
    throw new Problem('post.unknownKind', { name: post })
  }
  if (dueAt <= ctx.now) throw new Problem('checklist.dueTooSoon')
  if (!places.length) throw new Problem('checklist.noUnits')
  const template = await addVersion(
    ctx,
    {
      name: `task${uuid(ctx.now.getTime()).replaceAll('-', '').slice(4)}`,
      title,
      at: kinds,
      every: 'once',
      reviewed: true,
      items: [
        {
          name: 'task',
          title,
          post,
          evidence: 'record',
          due: Number(dayOf(dueAt).slice(8)),
          fields,
        },
      ],
    },
    { source: 'task', unitPath: commonOf(units) },
  )
  await giveLists(ctx, template, await questionsOf(ctx, template), 'once', places, dueAt)
  record(ctx, {
    kind: 'checklist.issued',
    unitPath: template.unitPath,
    data: { template: template.name, period: 'once', units: places.length },
  })
  await tellNew(ctx)
  return { units: places.length, template: template.name }
}
function commonOf([first, ...others]: readonly string[]): string {
  let common = first!
  while (!others.every((path) => covers(common, path))) common = parentPath(common)!
  return common
}

/** A list that waits to be ordered, such as one of a response level, given to the units it is made for. */
export async function orderTemplate(
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
  const period = uuid(ctx.now.getTime())
  if (!places.length) throw new Problem('checklist.noUnits')
  await giveOrdered(ctx, template, period, places)
  return { units: places.length, period }
}
async function giveOrdered(
  ctx: Ctx,
  template: InForce,
  period: string,
  places: Awaited<ReturnType<typeof unitsAmong>>,
) {
  const { name, every } = template
  await giveLists(ctx, template, await questionsOf(ctx, template), period, places)
  record(ctx, {
    kind: 'checklist.issued',
    unitPath: commonOf(places.map(({ path }) => path)),
    data: { template: name, period, units: places.length },
  })
  await (every === 'response' ? tellNow(ctx, { template: name, period }) : tellNew(ctx))
}

/** A response begins: the lists that its warning orders are given to the units it is for, but not where the one before is still to be done. */
export async function orderByWarning(
  ctx: Ctx,
  { warningId, kind, hazard, color, drill, units }: Fact<'warning.sent'>['data'],
) {
  const ordered = drill
    ? []
    : ctx.policy.checklists.templates
        .filter(
          ({ onWarning: it }) =>
            it?.kinds.includes(kind) && it.hazards.includes(hazard) && it.colors.includes(color),
        )
        .map(({ name }) => name)
  for (const template of (await inForce(ctx)).filter(({ name }) => ordered.includes(name))) {
    await ctx.db.findOne(TemplateEntity, {
      where: { name: template.name, version: template.version },
      ...ctx.locks.row,
    }) // of two warnings at once the second sees what the first has ordered
    const busy = new Set(
      (
        await read<{ path: string }>(
          ctx,
          `select distinct c.unit_path path from checklist c join checklist_item i on i.checklist_id = c.id
      where c.template = ? and c.withdrawn_at is null and i.state in ('open', 'returned') and i.closes_at > ?`,
          [template.name, ctx.now.getTime()],
        )
      ).map((row) => row.path),
    )
    const places = (await unitsAmong(ctx, units, template.at)).filter(({ path }) => !busy.has(path))
    if (places.length) await giveOrdered(ctx, template, warningId, places)
  }
}
/** The response is over: what is still open of its lists is asked of nobody any more. */
export async function endByWarning(
  ctx: Ctx,
  { warningId, replaced }: Fact<'warning.lifted'>['data'],
) {
  for (const period of [warningId, ...replaced]) await withdrawLists(ctx, { period })
}

export async function withdrawTask(
  ctx: Ctx,
  { template }: Input<Operations['withdraw']>,
): Promise<Reply<Operations['withdraw']>> {
  const { source } = await newestOf(ctx, template)
  if (source === 'policy') throw new Problem('checklist.ofPolicy')
  return { lists: await withdraw(ctx, template) }
}
export const placeOfTemplate = async (ctx: Ctx, { template }: { template: string }) => [
  (await newestOf(ctx, template)).unitPath,
]
