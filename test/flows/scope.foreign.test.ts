import { z } from 'zod'
import type { Operation } from '../../shared/operation'
import { Role } from '../../shared/vocabulary'
import { numberOf } from '../../bot/warnings/rules'
import { engines, type World } from '../support/world'
import { at, inputs, nobody, own, places, type Closed, type Things } from './scopeInputs'
import { things } from './scopeThings'
import { answerTo, closed, openScopeWorld } from './scopeWorld'

/** What each key of an input names. A new one does not pass until it stands here. */
const named: Record<string, (ids: Things) => string> = {
  warningId: ({ warningId }) => warningId,
  replaces: ({ warningId }) => warningId,
  number: ({ warningId }) => numberOf(warningId),
  postId: ({ postId }) => postId,
  personId: ({ personId }) => personId,
  deputyId: ({ personId }) => personId,
  coverId: ({ coverId }) => coverId,
  checklistId: ({ checklistId }) => checklistId,
  template: ({ template }) => template,
  id: ({ fileId }) => fileId,
  examinationId: ({ examinationId }) => examinationId,
}
/** Where a page begins; and the id of a new photo, which whoever sends it makes up. */
const namesNothing = new Set(['org.posts after', 'files.put id'])
const isId = (key: string, schema: z.ZodType) =>
  key in named || (schema instanceof z.ZodNullable ? schema.unwrap() : schema) instanceof z.ZodUUID

const keysOf = (name: Closed, { input }: Operation) =>
  Object.entries((input as z.ZodObject).shape)
    .filter(([key, schema]) => isId(key, schema as z.ZodType))
    .map(([key]) => key)
    .filter((key) => !namesNothing.has(`${name} ${key}`))
const cases = closed.flatMap(([name, operation]) =>
  keysOf(name, operation).map((key) => [name, key] as const),
)

/** Inputs that come as far as the id. */
const further: Partial<Record<Closed, object>> = {
  'org.assign': { kind: 'onlyholder' },
  'org.cover': { from: at.toISOString(), until: '2026-08-13T06:00:00Z' },
}

/** A list of a unit above is in force here, and so no secret. */
const isOpenSecret = (name: Closed, place: string) =>
  name === 'checklists.withdraw' && place === 'parent'

describe.each(engines)('an id of elsewhere is answered as one that nobody has, on %s', (engine) => {
  let world: World
  let holders: Map<Role, string>
  let ours: Things
  const foreign: { place: string; ids: Things }[] = []
  beforeAll(async () => {
    ;({ world, holders } = await openScopeWorld(engine))
    ours = await things(world, own, 'sent')
    for (const place of ['sibling', 'parent', 'lookalike'] as const) {
      for (const state of ['draft', 'sent'] as const) {
        foreign.push({ place, ids: await things(world, places[place], state) })
      }
    }
  })
  afterAll(() => world.close())

  test('every operation that takes an id is among these', () => {
    expect(cases.length).toBeGreaterThan(30)
    expect(cases.filter(([, key]) => !(key in named))).toEqual([])
  })

  test.each(cases)('%s by its %s', async (name, key) => {
    /** The answer to this id, which may itself stand in it. */
    async function said(role: Role, ids: Things) {
      const id = named[key]!(ids)
      const input = { ...(inputs[name](own, ours) as object), ...further[name], [key]: id }
      const answer = await answerTo(world, { name, personId: holders.get(role)!, input })
      if ('reply' in answer) return 'done'
      const { code, message, details } = answer.problem
      return JSON.stringify({ code, message, details }).replaceAll(id, 'ID')
    }
    for (const role of Role.options) {
      for (const { place, ids } of foreign.filter((one) => !isOpenSecret(name, one.place))) {
        const ofForeign = await said(role, ids)
        expect({ role, place, answer: ofForeign }).toEqual({
          role,
          place,
          answer: await said(role, nobody()),
        })
      }
    }
  })
})
