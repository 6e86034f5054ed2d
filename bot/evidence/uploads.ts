import { In, LessThan } from 'typeorm'
import { Problem } from '../../shared/problem'
import { dayOf, hoursAfter } from '../../shared/time'
import { insertIfMissing } from '../core/insert'
import type { Ctx, Io } from '../core/slice'
import { read } from '../core/sql'
import { FileEntity, PartEntity, UploadEntity } from './entities'

type Upload = { files: number; bytes: number }

/** Counts what somebody sends today, whatever becomes of it, and takes no more than a day allows. */
export async function countUpload(ctx: Ctx, personId: string, { files, bytes }: Upload) {
  const { filesPerDay, megabytesPerDay } = ctx.policy.guard.uploads
  const key = { personId, day: dayOf(ctx.now) }
  const before = await heldCount(ctx, key)
  const after = { files: before.files + files, bytes: before.bytes + bytes }
  if (after.files > filesPerDay || after.bytes > megabytesPerDay * 1_000_000) {
    throw new Problem('photo.tooMany')
  }
  await ctx.db.update(UploadEntity, key, after)
}

async function heldCount(ctx: Ctx, key: { personId: string; day: string }): Promise<Upload> {
  const find = () => ctx.db.findOne(UploadEntity, { where: key, ...ctx.locks.row })
  const found = await find()
  if (found) return found
  await insertIfMissing(ctx, UploadEntity, { ...key, files: 0, bytes: 0 })
  return (await find())!
}

const mostAtOnce = 200

/**
 * Removes what no answer has used for so long, finished or not. The file goes first: a row without
 * one is found again, a file without a row never.
 */
export async function removeUnused(io: Io): Promise<boolean> {
  const ids = await io.look(unusedFiles)
  for (const id of ids) await io.ports.files.drop(id)
  await io.transact(async (ctx) => {
    const today = dayOf(ctx.now)
    await ctx.db.delete(UploadEntity, { day: LessThan(today) })
    if (!ids.length) return
    await ctx.db.delete(PartEntity, { fileId: In(ids) })
    await ctx.db.delete(FileEntity, { id: In(ids) })
  })
  return ids.length === mostAtOnce
}

async function unusedFiles(ctx: Ctx): Promise<string[]> {
  const before = hoursAfter(ctx.now, -ctx.policy.guard.uploads.keepHours)
  const rows = await read<{ id: string }>(
    ctx,
    `select f.id
    from file f
    left join file_use u on u.file_id = f.id
    where f.at < ? and u.file_id is null
    order by f.at
    limit ${mostAtOnce}`,
    [before.getTime()],
  )
  return rows.map((row) => row.id)
}
