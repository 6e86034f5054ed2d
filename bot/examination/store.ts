import type { Ctx } from '../core/slice'
import { ExaminationEntity, type ExaminationRow } from './entities'

/** The person's last one, for whoever decides by it and saves. */
export const holdExamination = (ctx: Ctx, personId: string): Promise<ExaminationRow | null> =>
  ctx.db.findOne(ExaminationEntity, { where: { personId }, ...ctx.locks.row })

/** Changes it, unless another one has begun meanwhile. */
export const saveExamination = (
  ctx: Ctx,
  { personId, id }: Pick<ExaminationRow, 'personId' | 'id'>,
  change: Partial<ExaminationRow>,
) => ctx.db.update(ExaminationEntity, { personId, id }, change)
