import type { fileOperations } from '../../shared/checklist'
import type { Fact } from '../../shared/facts'
import type { Input, Reply } from '../../shared/operation'
import { Problem } from '../../shared/problem'
import { photoHead, photoType } from '../core/photo'
import { mayKnow } from '../core/scope'
import type { Ctx, Io } from '../core/slice'
import { actorOf } from '../org/actors'
import { FileEntity, LossEntity, PartEntity, UseEntity, type Part } from './entities'
import { whyMissing } from './losses'
import { coverage, mostParts } from './rules'
import { countUpload } from './uploads'

type Files = typeof fileOperations
const mostBytes = 10_000_000
const linkMinutes = 30

/**
 * A part of a photo. Parts may come again and in any order; what turns out to be no photo is
 * forgotten.
 */
export async function putPart(
  io: Io,
  { id, from, size, bytes }: Input<Files['put']>,
  personId: string,
): Promise<Reply<Files['put']>> {
  const data = Buffer.from(bytes, 'base64')
  if (size > mostBytes) throw new Problem('photo.tooLarge')
  if (from + data.length > size) {
    throw new Problem('input.invalid', { what: '照片的分段和大小对不上' })
  }
  if (await io.transact((ctx) => isWhole(ctx, { id, personId, size, bytes: data.length }))) {
    return { have: size, whole: true }
  }
  if (from === 0 && data.length >= photoHead && !photoType(data)) return refuse(io, id)
  await io.ports.files.write(id, from, data)
  const have = await io.transact((ctx) => addPart(ctx, { id, size }, from, data.length))
  if (have < size) return { have, whole: false }
  if (!photoType(await io.ports.files.head(id, photoHead))) return refuse(io, id)
  const isThere = await io.transact((ctx) => finish(ctx, id, personId))
  return isThere ? { have, whole: true } : { have: 0, whole: false }
}
async function finish(ctx: Ctx, id: string, byId: string): Promise<boolean> {
  const { affected } = await ctx.db.update(FileEntity, { id }, { wholeAt: ctx.now })
  await ctx.db.delete(LossEntity, { fileId: id, byId })
  return Boolean(affected)
}

type Arrival = { id: string; personId: string; size: number; bytes: number }
/** Is it all there already? The first part opens the file for its owner. */
async function isWhole(ctx: Ctx, { id, personId, size, bytes }: Arrival): Promise<boolean> {
  if (!(await actorOf(ctx, personId))) throw new Problem('access.notListed')
  const file = await ctx.db.findOne(FileEntity, { where: { id }, ...ctx.locks.row })
  if (file && (file.personId !== personId || file.size !== size)) {
    throw new Problem('access.foreign')
  }
  await countUpload(ctx, personId, { files: file ? 0 : 1, bytes })
  if (!file) await ctx.db.insert(FileEntity, { id, personId, size, at: ctx.now, wholeAt: null })
  return Boolean(file?.wholeAt)
}
/** How much is there now; nothing, where the file was removed while this part was written. */
async function addPart(
  ctx: Ctx,
  { id: fileId, size }: Pick<Arrival, 'id' | 'size'>,
  from: number,
  length: number,
): Promise<number> {
  const file = await ctx.db.findOne(FileEntity, { where: { id: fileId }, ...ctx.locks.row })
  if (!file) return 0
  const before = await ctx.db.findOneBy(PartEntity, { fileId, from })
  if (!before) await openPart(ctx, { fileId, from, length }, size)
  else if (before.length < length) await ctx.db.update(PartEntity, { fileId, from }, { length })
  return coverage(await ctx.db.findBy(PartEntity, { fileId }))
}
/** What comes in crumbs would be more rows than bytes. */
async function openPart(ctx: Ctx, part: Part, size: number) {
  const parts = await ctx.db.countBy(PartEntity, { fileId: part.fileId })
  if (parts >= mostParts(size, ctx.policy.guard.uploads.partKilobytes)) {
    throw new Problem('input.invalid', { what: '照片的分段太碎' })
  }
  await ctx.db.insert(PartEntity, part)
}
async function refuse(io: Io, id: string): Promise<never> {
  await io.transact(async (ctx) => {
    await ctx.db.delete(PartEntity, { fileId: id })
    await ctx.db.delete(FileEntity, { id })
  })
  await io.ports.files.drop(id)
  throw new Problem('photo.notOne')
}

/**
 * An address that is good for some minutes and for one person, signed with the same key as the
 * indexes of phone numbers.
 */
export async function linkTo(
  ctx: Ctx,
  { id }: Input<Files['link']>,
): Promise<Reply<Files['link']>> {
  const { personId: who } = ctx.actor
  const until = ctx.now.getTime() + linkMinutes * 60_000
  const sign = encodeURIComponent(ctx.seal.index(`file ${id} ${who} ${until}`))
  return { url: `/files/${id}?who=${who}&until=${until}&sign=${sign}` }
}
/** For the check of scope: the owner's own unit, else the unit that the owner gave it for. */
export async function placeOfFile(ctx: Ctx, { id }: Input<Files['link']>): Promise<string[]> {
  const file = await ctx.db.findOneBy(FileEntity, { id })
  const uses = await ctx.db.findBy(UseEntity, { fileId: id })
  const shown = uses.filter(({ unitPath }) => mayKnow(ctx.actor, [unitPath]))
  if (!file?.wholeAt) throw await whyMissing(ctx, file, id, shown)

  const own = ctx.actor.posts.map((post) => post.unitPath)
  if (file.personId === ctx.actor.personId) return own.slice(0, 1)
  const use = shown.find(({ byId }) => byId === file.personId)
  if (!use) throw new Problem('photo.notFound')
  return [use.unitPath]
}

/** Reactions are done once each, but a file may be removed at this very moment. */
export async function useFiles(
  ctx: Ctx,
  { unitPath, data: { files, byId } }: Fact<'evidence.used'>,
) {
  for (const fileId of new Set(files)) {
    await ctx.db.findOne(FileEntity, { where: { id: fileId }, ...ctx.locks.row })
    if (!(await ctx.db.countBy(UseEntity, { fileId, unitPath }))) {
      await ctx.db.insert(UseEntity, { fileId, unitPath, byId })
    }
  }
}
