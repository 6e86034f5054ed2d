import { In, IsNull } from 'typeorm'
import { record, type Ctx } from '../core/slice'
import { PersonEntity, PostEntity } from './entities'
import { endSessionsOf } from './endSessions'
import { topUnit } from './units'

/**
 * Whoever is gone from the directory keeps the row and the posts' history; the posts count as
 * vacant from now on.
 */
export async function saveLeaving(ctx: Ctx, directoryKeys: readonly string[]): Promise<void> {
  const people = await ctx.db.findBy(PersonEntity, {
    directoryKey: In([...directoryKeys]),
    leftAt: IsNull(),
  })
  const ids = people.map((person) => person.id)
  await ctx.db.update(PersonEntity, { id: In(ids) }, { leftAt: ctx.now })
  const posts = await ctx.db.findBy(PostEntity, { personId: In(ids), endedAt: IsNull() })
  const places = new Map(posts.map((post) => [post.personId, post.unitPath]))
  const top = await topUnit(ctx)
  for (const personId of ids) {
    await endSessionsOf(ctx, personId)
    record(ctx, { kind: 'org.left', unitPath: places.get(personId) ?? top, data: { personId } })
  }
}
