import { UnitEntity } from '../../bot/org/entities'
import { contract } from '../../shared/contract'
import type { Operation } from '../../shared/operation'
import { Problem } from '../../shared/problem'
import { Role, covers } from '../../shared/vocabulary'
import { engines, openWorld, type World } from '../support/world'

import { county, inputs, narrower, own, places, type Closed } from './scopeInputs'
import { people, things } from './scopeThings'

/**
 * Every operation × role × place: refused exactly where the contract says, by whatever way it is
 * asked.
 */
describe.each(engines)('scope on %s', (engine) => {
  let world: World
  const holders = new Map<Role, string>()
  beforeAll(async () => {
    world = await openWorld(engine, {
      listen: false,
      policy: (policy) => ({
        ...policy,
        posts: {
          ...policy.posts,
          posts: [
            ...policy.posts.posts,
            ...Role.options.map((role) => ({
              name: `only${role}`,
              title: `仅${role}`,
              at: ['township' as const],
              roles: [role],
              mandatory: false,
              superiors: [],
              aliases: [],
            })),
          ],
        },
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
    for (const role of Role.options) holders.set(role, await people(world, role))
  })
  afterAll(() => world.close())

  const operations = Object.entries(contract).flatMap(([slice, all]) =>
    Object.entries(all as Record<string, Operation>).map(
      ([name, operation]) => [`${slice}.${name}`, operation] as const,
    ),
  )
  test.each(operations.filter(([, { scope }]) => scope !== 'open'))(
    '%s',
    async (name, operation) => {
      for (const role of Role.options) {
        for (const [place, unitPath] of Object.entries(places)) {
          const ids = await things(
            world,
            unitPath,
            name.startsWith('warnings.acknowledge') ? 'sent' : 'draft',
          )
          const outcome = await world.app.calls
            .call({
              name,
              personId: holders.get(role)!,
              way: 'app',
              input: inputs[name as Closed](unitPath, ids),
              id: null,
            })
            .then(
              () => 'allowed',
              (error: unknown) => {
                if (error instanceof Problem) {
                  return error.code === 'access.forbidden' ? 'refused' : 'allowed'
                }
                throw error
              },
            )
          const reaches =
            operation.scope === 'self' || name === 'warnings.takeFeed' || covers(own, unitPath)
          expect(`${role} ${place}: ${outcome}`).toBe(
            `${role} ${place}: ${(narrower[name as Closed] ?? operation.roles).includes(role) && reaches ? 'allowed' : 'refused'}`,
          )
        }
      }
    },
  )
})
