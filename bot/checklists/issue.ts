import type { Template } from '../../shared/checklist'
import type { checklistOperations } from '../../shared/checklistOperations'
import { faultsOf } from '../../shared/form'
import type { Input, Reply } from '../../shared/operation'
import { Problem } from '../../shared/problem'
import { dayOf, daysAfter } from '../../shared/time'
import { commonPath } from '../../shared/vocabulary'
import { uuid } from '../core/ids'
import { record, type Ctx } from '../core/slice'
import { seatOf } from '../org/rules'
import { giveLists, unitsAmong } from './giveLists'
import { postAt } from './rules'
import { answerersOf } from './store'
import { tellNew } from './tell'
import { addVersion, questionsOf } from './versions'

type Operations = typeof checklistOperations
type Task = Input<Operations['issue']>

/**
 * Before it is sent: how many units and people it would reach, and at how many units nobody would
 * be asked.
 */
export async function preview(
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
    vacant: asked.filter((answerers) => !answerers.length).length,
  }
}

/** 临时任务: one question set to any part of the tree, with a day of its own. */
export async function issue(ctx: Ctx, task: Task): Promise<Reply<Operations['issue']>> {
  const places = await unitsAmong(ctx, task.units, task.kinds)
  refuseTask(ctx, task)
  if (!places.length) throw new Problem('checklist.noUnits')
  const template = await addVersion(ctx, templateOf(ctx, task), {
    source: 'task',
    unitPath: commonPath(task.units),
  })
  const questions = await questionsOf(ctx, template)
  await giveLists(ctx, template, { questions, period: 'once', units: places, dueAt: task.dueAt })
  record(ctx, {
    kind: 'checklist.issued',
    unitPath: template.unitPath,
    data: { template: template.name, period: 'once', units: places.length },
  })
  await tellNew(ctx)
  return { units: places.length, template: template.name }
}
const mostDays = 731
function refuseTask(ctx: Ctx, { fields, post, dueAt }: Task) {
  const [fault] = faultsOf(fields)
  if (fault) throw new Problem('input.invalid', { what: fault })
  if (!ctx.policy.posts.posts.some((kind) => kind.name === post)) {
    throw new Problem('post.unknownKind', { name: post })
  }
  if (dueAt <= ctx.now) throw new Problem('checklist.dueTooSoon')
  if (dueAt > daysAfter(ctx.now, mostDays)) throw new Problem('checklist.dueTooFar')
}
/** A task is a list of one item, under a name of its own. */
function templateOf(ctx: Ctx, { title, kinds, post, dueAt, fields }: Task): Template {
  const due = Number(dayOf(dueAt).slice(8))
  return {
    name: `task${uuid(ctx.now.getTime()).replaceAll('-', '').slice(4)}`,
    title,
    at: kinds,
    every: 'once',
    reviewed: true,
    items: [{ name: 'task', title, post, evidence: 'record', due, fields }],
  }
}
