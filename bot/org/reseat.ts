import { In, IsNull, MoreThan } from 'typeorm'
import type { Post } from '../../shared/org'
import { uuid } from '../core/ids'
import { insertAll } from '../core/insert'
import { record, type Ctx } from '../core/slice'
import { finishCover } from './cover'
import { CoverEntity, PostEntity, UnitEntity } from './entities'
import { topUnit } from './units'

type Before = Pick<Post, 'id' | 'unitPath' | 'personId'>
type Seat = Pick<Post, 'unitPath' | 'kind' | 'object' | 'personId' | 'deputyId' | 'until'>
export type Change = { before: Before | null; seat: Seat }
type Replaced = { before: Before; after: Post }
const batch = 500

/** Appointments follow one another, or two at once would both find the seat empty. */
export async function lockPosts(ctx: Ctx): Promise<void> {
  const path = await topUnit(ctx)
  await ctx.db.findOne(UnitEntity, { where: { path }, ...ctx.locks.row })
}

/**
 * Ends the rows before and opens new ones, in the order of the changes; answers with the ids of the
 * new.
 */
export async function reseat(ctx: Ctx, changes: readonly Change[]): Promise<string[]> {
  const opened = changes.map(({ before, seat }) => ({ before, after: rowFor(ctx, seat) }))
  const replaced = opened.filter((one): one is Replaced => one.before !== null)
  for (let start = 0; start < replaced.length; start += batch) {
    await endBefore(ctx, replaced.slice(start, start + batch))
  }
  await insertAll(
    ctx,
    PostEntity,
    opened.map((one) => one.after),
  )
  for (const { before, after } of opened) {
    const { id: postId, kind, unitPath, personId } = after
    const data = { postId, kind, personId, before: before?.personId ?? null }
    record(ctx, { kind: 'org.assigned', unitPath, data })
  }
  return opened.map((one) => one.after.id)
}
function rowFor(ctx: Ctx, { unitPath, kind, object, personId, deputyId, until }: Seat): Post {
  return {
    id: uuid(),
    unitPath,
    kind,
    object,
    personId,
    deputyId,
    until,
    since: ctx.now,
    verifiedAt: ctx.now,
    endedAt: null,
  }
}
/** A cover goes on while the holder stays, and ends with the holder. */
async function endBefore(ctx: Ctx, replaced: readonly Replaced[]) {
  const byId = new Map(replaced.map((one) => [one.before.id, one]))
  const ids = [...byId.keys()]
  await ctx.db.update(PostEntity, { id: In(ids) }, { endedAt: ctx.now })
  const covers = await ctx.db.findBy(CoverEntity, {
    postId: In(ids),
    endedAt: IsNull(),
    until: MoreThan(ctx.now),
  })
  for (const cover of covers) {
    const { before, after } = byId.get(cover.postId)!
    if (before.personId === after.personId) {
      await ctx.db.update(CoverEntity, { id: cover.id }, { postId: after.id })
    } else {
      await finishCover(ctx, cover, before)
    }
  }
}
