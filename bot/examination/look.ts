import type { examinationOperations } from '../../shared/examination'
import type { Input, Reply } from '../../shared/operation'
import type { Ctx } from '../core/slice'
import { ExaminationEntity } from './entities'
import { viewOf } from './rules'
import { saveExamination } from './store'

type Operations = typeof examinationOperations

export async function look(ctx: Ctx): Promise<Reply<Operations['look']>> {
  const last = await ctx.db.findOneBy(ExaminationEntity, { personId: ctx.actor.personId })
  return { last: last && viewOf(last, ctx.now) }
}

/** A press of an older card says nothing of the last one. */
export async function seen(
  ctx: Ctx,
  { examinationId: id }: Input<Operations['seen']>,
): Promise<Reply<Operations['seen']>> {
  await saveExamination(ctx, { personId: ctx.actor.personId, id }, { pressedAt: ctx.now })
  return {}
}
