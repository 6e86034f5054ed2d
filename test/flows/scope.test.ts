import { Role, covers } from '../../shared/vocabulary'
import { engines, type World } from '../support/world'
import { inputs, narrower, nobody, own, places, type Closed, type Things } from './scopeInputs'
import { things } from './scopeThings'
import { answerTo, closed, openScopeWorld } from './scopeWorld'

/**
 * Every operation × role × place: refused exactly where the contract says, by whatever way it is
 * asked.
 */
describe.each(engines)('scope on %s', (engine) => {
  let world: World
  let holders: Map<Role, string>
  beforeAll(async () => {
    ;({ world, holders } = await openScopeWorld(engine))
  })
  afterAll(() => world.close())

  /** The code of the problem that it came to; null: the reply. */
  async function codeFor(name: Closed, role: Role, unitPath: string, ids: Things) {
    const input = inputs[name](unitPath, ids)
    const answer = await answerTo(world, { name, personId: holders.get(role)!, input })
    return 'problem' in answer ? answer.problem.code : null
  }
  /** What is said of a thing that is not there: to whom it is foreign, it is not there. */
  async function codeOfUnknown(name: Closed, role: Role) {
    const [one, other] = [nobody(), nobody()].map((ids) => inputs[name](own, ids))
    const namesThings = JSON.stringify(one) !== JSON.stringify(other)
    return namesThings ? codeFor(name, role, own, nobody()) : null
  }

  test.each(closed)('%s', async (name, operation) => {
    const state = name.startsWith('warnings.acknowledge') ? 'sent' : 'draft'
    const isThing = operation.scope === 'thing'
    for (const role of Role.options) {
      const unknown = isThing ? await codeOfUnknown(name, role) : null
      for (const [place, unitPath] of Object.entries(places)) {
        const code = await codeFor(name, role, unitPath, await things(world, unitPath, state))
        const isRefused = code !== null && [unknown, 'access.forbidden'].includes(code)
        const reaches =
          operation.scope === 'self' || name === 'warnings.takeFeed' || covers(own, unitPath)
        const mayDo = (narrower[name] ?? operation.roles).includes(role) && reaches
        expect(`${role} ${place}: ${isRefused ? 'refused' : 'allowed'}`).toBe(
          `${role} ${place}: ${mayDo ? 'allowed' : 'refused'}`,
        )
      }
    }
  })
})
