import { In } from 'typeorm'
import type { fileOperations } from '../../shared/checklist'
import type { Input, Reply } from '../../shared/operation'
import { Problem } from '../../shared/problem'
import { insertIfMissing } from '../core/insert'
import type { Ctx } from '../core/slice'
import { FileEntity, LossEntity, type StoredFile, type Use } from './entities'
import { countUpload } from './uploads'

type Files = typeof fileOperations

/**
 * 照片丢了: the phone has it no more, and it is not here. It counts as much as one that is sent, for
 * it leaves as much behind.
 */
export async function lose(ctx: Ctx, { id }: Input<Files['lost']>): Promise<Reply<Files['lost']>> {
  const { personId } = ctx.actor
  const file = await ctx.db.findOne(FileEntity, { where: { id }, ...ctx.locks.row })
  const isHere = file?.personId === personId && file.wholeAt !== null
  if (isHere || (await isLost(ctx, id, [personId]))) return {}
  await countUpload(ctx, personId, { files: 1, bytes: 0 })
  await insertIfMissing(ctx, LossEntity, { fileId: id, byId: personId, at: ctx.now })
  return {}
}

const isLost = async (ctx: Ctx, fileId: string, byIds: readonly string[]) =>
  (await ctx.db.countBy(LossEntity, { fileId, byId: In([...byIds]) })) > 0

/** Why a photo is not to be seen: who may not know of it hears no more than that it is not there. */
export async function whyMissing(
  ctx: Ctx,
  file: StoredFile | null,
  id: string,
  shown: readonly Use[],
): Promise<Problem> {
  const { personId } = ctx.actor
  if (await isLost(ctx, id, [personId, ...shown.map(({ byId }) => byId)])) {
    return new Problem('photo.lost')
  }
  const isExpected = shown.length > 0 || file?.personId === personId
  return new Problem(isExpected ? 'photo.underWay' : 'photo.notFound')
}
