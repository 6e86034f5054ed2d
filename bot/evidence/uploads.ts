import { In, LessThan } from 'typeorm'
import { Problem } from '../../shared/problem'
import { dayOf, hoursAfter } from '../../shared/time'
import { insertIfMissing } from '../core/insert'
import type { Ctx, Io } from '../core/slice'
import { readAll } from '../core/statements'
import { factsWaiting } from '../journal/waiting'
import {
  FileEntity,
  LossEntity,
  PartEntity,
  UploadEntity,
  UseEntity,
  type StoredFile,
} from './entities'

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
 * Removes what no answer has used for so long, and what has not come to its end. Whoever uses a file
 * locks it, so what is still unused under its own lock stays so until it is gone. The file goes
 * first: a row without one is found again, a file without a row never.
 */
export async function removeUnused(io: Io): Promise<boolean> {
  const removed = await io.transact(async (ctx) => {
    const files = await unusedFiles(ctx)
    for (const { id } of files) await io.ports.files.drop(id)
    await forget(ctx, files)
    await purge(ctx)
    return files.length
  })
  return removed === mostAtOnce
}

const keptSince = (ctx: Ctx) => hoursAfter(ctx.now, -ctx.policy.guard.uploads.keepHours)

async function unusedFiles(ctx: Ctx): Promise<StoredFile[]> {
  const skipping = ctx.locks.skip.lock ? 'for update skip locked' : ''
  const old = await readAll(
    ctx.db,
    FileEntity,
    `where at < ? and (
      whole_at is null
      or not exists (select 1 from file_use u where u.file_id = file.id)
    )
    order by at
    limit ${mostAtOnce}
    ${skipping}`,
    [keptSince(ctx).getTime()],
  )
  if (!old.length) return []
  const used = new Set([...(await usedAmong(ctx, old)), ...(await aboutToBeUsed(ctx))])
  return old.filter(({ id, wholeAt }) => !wholeAt || !used.has(id))
}
/** Looked for again under the locks: one may have been used while its row was waited for. */
async function usedAmong(ctx: Ctx, files: readonly StoredFile[]): Promise<string[]> {
  const uses = await ctx.db.findBy(UseEntity, { fileId: In(files.map(({ id }) => id)) })
  return uses.map(({ fileId }) => fileId)
}
/** What has been handed in, and this slice has not heard of yet. */
async function aboutToBeUsed(ctx: Ctx): Promise<string[]> {
  const facts = await factsWaiting(ctx, 'evidence', 'evidence.used')
  return facts.flatMap(({ data }) => data.files)
}

/** A photo that was here and is used after all is lost, and whoever looks for it hears so. */
async function forget(ctx: Ctx, files: readonly StoredFile[]) {
  if (!files.length) return
  const ids = In(files.map(({ id }) => id))
  await ctx.db.delete(PartEntity, { fileId: ids })
  await ctx.db.delete(FileEntity, { id: ids })
  for (const { id, personId, wholeAt } of files) {
    if (!wholeAt) continue
    await insertIfMissing(ctx, LossEntity, { fileId: id, byId: personId, at: ctx.now })
  }
}
async function purge(ctx: Ctx) {
  await ctx.db.delete(UploadEntity, { day: LessThan(dayOf(ctx.now)) })
  await ctx.db.query(
    `delete from file_loss
    where at < ? and not exists (
      select 1 from file_use u where u.file_id = file_loss.file_id and u.by_id = file_loss.by_id
    )`,
    [keptSince(ctx).getTime()],
  )
}
