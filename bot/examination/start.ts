import type { examinationOperations } from '../../shared/examination'
import type { Input, Reply } from '../../shared/operation'
import { uuid } from '../core/ids'
import { insertIfMissing } from '../core/insert'
import type { Ctx } from '../core/slice'
import { ExaminationEntity } from './entities'
import { begun, stateOf, viewOf } from './rules'
import { holdExamination } from './store'

type Start = (typeof examinationOperations)['start']
/** The name of the worker that makes it. */
export const examining = 'examination.examine'

/** A second tap is the same examination. */
export async function start(ctx: Ctx, { isSending }: Input<Start>): Promise<Reply<Start>> {
  const { personId } = ctx.actor
  const next = begun({ personId, id: uuid(), isSending }, ctx.now)
  ctx.wakes.add(examining)
  const before = await holdExamination(ctx, personId)
  if (!before) await insertIfMissing(ctx, ExaminationEntity, next)
  const now = before ?? (await holdExamination(ctx, personId))!
  if (stateOf(now, ctx.now) === 'running') return viewOf(now, ctx.now)

  await ctx.db.update(ExaminationEntity, { personId }, next)
  return viewOf(next, ctx.now)
}
