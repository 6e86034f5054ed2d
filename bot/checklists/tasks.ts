import type { checklistOperations } from '../../shared/checklist'
import type { Input, Reply } from '../../shared/operation'
import { faultsOf } from '../../shared/form'
import { Problem } from '../../shared/problem'
import { covers, parentPath } from '../../shared/vocabulary'
import { uuid } from '../core/ids'
import { record, type Ctx } from '../core/slice'
import { seatOf } from '../org/rules'
import { dayOf } from './calendar'
import { giveLists, unitsAmong } from './issue'
import { postAt } from './rules'
import { answerersOf } from './store'
import { addVersion, inForce, newestOf, questionsOf, withdraw } from './templates'
import { tellNew } from './digest'

type Operations = typeof checklistOperations

/** Before it is sent: how many units and people it would reach, and at how many units nobody would be asked. */
export async function previewTask(ctx: Ctx, { units, kinds, post }: Input<Operations['preview']>): Promise<Reply<Operations['preview']>> {
  const seats = (await unitsAmong(ctx, units, kinds)).map(({ path, kind }) => ({ unitPath: path, post: postAt(ctx.policy.posts.posts, post, kind) }))
  const people = await answerersOf(ctx, seats), asked = seats.map((seat) => people.get(seatOf(seat.post, seat.unitPath)) ?? [])
  return { units: seats.length, people: new Set(asked.flat()).size, vacant: asked.filter((list) => !list.length).length }
}

/** 临时任务: one question set to any part of the tree, with a day of its own. */
export async function issueTask(ctx: Ctx, { units, kinds, post, title, dueAt, fields }: Input<Operations['issue']>): Promise<Reply<Operations['issue']>> {
  const [fault] = faultsOf(fields), places = await unitsAmong(ctx, units, kinds)
  if (fault) throw new Problem('input.invalid', { what: fault })
  if (!ctx.policy.posts.posts.some((kind) => kind.name === post)) throw new Problem('post.unknownKind', { name: post })
  if (dueAt <= ctx.now) throw new Problem('checklist.dueTooSoon')
  if (!places.length) throw new Problem('checklist.noUnits')
  const template = await addVersion(ctx, {
    name: `task${uuid(ctx.now.getTime()).replaceAll('-', '').slice(4)}`, title, at: kinds, every: 'once', reviewed: true,
    items: [{ name: 'task', title, post, evidence: 'record', due: Number(dayOf(dueAt).slice(8)), fields }],
  }, { source: 'task', unitPath: commonOf(units) })
  await giveLists(ctx, template, await questionsOf(ctx, template), 'once', places, dueAt)
  record(ctx, { kind: 'checklist.issued', unitPath: template.unitPath, data: { template: template.name, period: 'once', units: places.length } })
  await tellNew(ctx)
  return { units: places.length, template: template.name }
}
function commonOf([first, ...others]: readonly string[]): string {
  let common = first!
  while (!others.every((path) => covers(common, path))) common = parentPath(common)!
  return common
}

/** A list that waits to be ordered, such as one of a response level, given to the units it is made for. */
export async function orderTemplate(ctx: Ctx, { units, template: name }: Input<Operations['order']>): Promise<Reply<Operations['order']>> {
  const template = (await inForce(ctx)).find((it) => it.name === name)
  if (!template || !units.every((path) => covers(template.unitPath, path))) throw new Problem('checklist.noTemplate')
  if (template.every !== 'once' && template.every !== 'response') throw new Problem('checklist.byCalendar')
  const places = await unitsAmong(ctx, units, template.at), period = uuid(ctx.now.getTime())
  if (!places.length) throw new Problem('checklist.noUnits')
  await giveLists(ctx, template, await questionsOf(ctx, template), period, places)
  record(ctx, { kind: 'checklist.issued', unitPath: commonOf(units), data: { template: name, period, units: places.length } })
  await tellNew(ctx)
  return { units: places.length, period }
}

export async function withdrawTask(ctx: Ctx, { template }: Input<Operations['withdraw']>): Promise<Reply<Operations['withdraw']>> {
  const { source } = await newestOf(ctx, template)
  if (source === 'policy') throw new Problem('checklist.ofPolicy')
  return { lists: await withdraw(ctx, template) }
}
export const placeOfTemplate = async (ctx: Ctx, { template }: { template: string }) => [(await newestOf(ctx, template)).unitPath]
