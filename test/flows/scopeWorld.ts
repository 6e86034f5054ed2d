import { UnitEntity } from '../../bot/org/entities'
import { contract } from '../../shared/contract'
import type { Operation } from '../../shared/operation'
import { Problem } from '../../shared/problem'
import { Role } from '../../shared/vocabulary'
import { openWorld, type Engine, type World } from '../support/world'
import { county, own, places, type Closed } from './scopeInputs'
import { people } from './scopeThings'

/** Every operation that needs a session, by its name. */
export const closed = Object.entries(contract).flatMap(([slice, all]) =>
  Object.entries(all as Record<string, Operation>).flatMap(([name, operation]) =>
    operation.scope === 'open' ? [] : [[`${slice}.${name}` as Closed, operation] as const],
  ),
)

/** A corner of the tree, with one person for each role at one unit of it. */
export async function openScopeWorld(engine: Engine) {
  const world = await openWorld(engine, {
    listen: false,
    policy: (policy) => ({
      ...policy,
      posts: { ...policy.posts, posts: [...policy.posts.posts, ...Role.options.map(postOfOnly)] },
    }),
  })
  await world.app.io.transact(async (ctx) => {
    const named = {
      '3310': '台州市',
      [county]: '温岭市',
      [own]: '甲镇',
      [places.child]: '甲村',
      [places.sibling]: '乙镇',
      [places.lookalike]: '丙镇',
    }
    for (const [path, name] of Object.entries(named)) {
      await ctx.db.insert(UnitEntity, { path, kind: 'township', name, endedAt: null })
    }
  })
  const holders = new Map<Role, string>()
  for (const role of Role.options) holders.set(role, await people(world, role))
  return { world, holders }
}
const postOfOnly = (role: Role) => ({
  name: `only${role}`,
  title: `仅${role}`,
  at: ['township' as const],
  roles: [role],
  mandatory: false,
  superiors: [],
  aliases: [],
})

type Asked = { name: Closed; personId: string; input: unknown }
/** What was answered: the reply, or the problem. */
export async function answerTo(
  { app }: World,
  asked: Asked,
): Promise<{ reply: unknown } | { problem: Problem }> {
  try {
    return { reply: await app.calls.call({ ...asked, way: 'app', id: null }) }
  } catch (error) {
    if (error instanceof Problem) return { problem: error }
    throw error
  }
}
