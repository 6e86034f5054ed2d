import fc from 'fast-check'
import { z } from 'zod'
import { admin } from '../../bot/standin/admin'
import { endpoints } from '../../bot/standin/api'
import { openUnlimited } from './standin.limits.support'
import { cardTo, connect, deliver, type World } from './standinWorld'

/** Every call there is, with fields of the right names and whatever in them. */
let world: World
beforeAll(async () => {
  world = await openUnlimited()
  await world.api(deliver, cardTo('o1', 'IM_ROBOT.u1'))
})
afterAll(() => world.standin.close())

const runs = Number(process.env['FUZZ'] ?? 10)
const bugs = () => world.standin.world.journal.story.list().filter(({ kind }) => kind === 'bug')

/** Some that the stand-in knows, so that not everything ends at the first check. */
const known = fc.constantFrom('u1', 'dingstandin', 'o1', 'cidAAA==', '1001', 'standin-secret', '1')
const odd = fc.constantFrom<unknown>(
  ...['', ' ', '__proto__', 'constructor', '\ud800', '\0', '-1', '1e999', '0x10', '{"a":', 'null'],
  ...[0, -1, 1.5, 1e308, -1e308, 2 ** 53, true, false, null],
  ...[[], {}, [null], [[]], ['u1', 'u1'], 'x'.repeat(20_000)],
)
const json = fc.jsonValue({ maxDepth: 3 }).map((value) => JSON.stringify(value))
const anything = fc.oneof(known, odd, json, fc.jsonValue({ maxDepth: 3 }))

const Schema = z.looseObject({
  const: z.unknown().optional(),
  enum: z.array(z.unknown()).optional(),
  anyOf: z.array(z.unknown()).optional(),
  items: z.unknown().optional(),
  properties: z.record(z.string(), z.unknown()).optional(),
})

/** Something like what the schema asks for, or nothing like it. */
function near(schema: unknown): fc.Arbitrary<unknown> {
  return fc.oneof({ weight: 6, arbitrary: fitting(schema) }, { weight: 1, arbitrary: anything })
}

function fitting(schema: unknown): fc.Arbitrary<unknown> {
  const { enum: values, anyOf, items, properties, ...rest } = Schema.parse(schema)
  if (rest.const !== undefined) return fc.constant(rest.const)
  if (values) return fc.constantFrom(...values)
  if (anyOf) return fc.oneof(...anyOf.map(near))
  if (items !== undefined) return fc.array(near(items), { maxLength: 3 })
  if (!properties) return anything
  const fields = Object.entries(properties).map(([name, inner]) => [name, near(inner)] as const)
  const all = Object.fromEntries(fields)
  return fc.oneof(fc.record(all), fc.record(all, { requiredKeys: [] }))
}

const bodyFor = (input: z.ZodType) =>
  near(z.toJSONSchema(input, { io: 'input', unrepresentable: 'any' }))

/** The path with words for its parts, and the same words asked in the query. */
function addressOf(path: string, word: string, query: unknown) {
  const part = encodeURIComponent(word)
  const filled = path.replaceAll(/:\w+/g, part || 'x')
  const asked = Object.entries(Object(query) as object).map<[string, string]>(([name, value]) => [
    name,
    typeof value === 'string' ? value : JSON.stringify(value),
  ])
  return `${filled}?${new URLSearchParams(asked)}`.slice(0, 10_000)
}

async function send(route: string, address: string, body: unknown) {
  const [method = ''] = route.split(' ')
  const separator = address.includes('?') ? '&' : '?'
  const answer = await fetch(
    `${world.standin.url}${address}${separator}access_token=${world.token}`,
    {
      method,
      headers: {
        'content-type': 'application/json',
        accept: 'application/json',
        'x-acs-dingtalk-access-token': world.token,
      },
      ...(method !== 'GET' && method !== 'DELETE' && { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(20_000),
    },
  )
  return { status: answer.status, text: await answer.text() }
}

const pathOf = (route: string) => route.split(' ')[1] ?? ''
const words = fc.oneof(known, fc.string(), fc.constantFrom('%', '..', '__proto__', '名'))

test.each(endpoints.map((endpoint) => [endpoint.route, endpoint.input] as const))(
  '%s answers whatever comes',
  async (route, input) => {
    await fc.assert(
      fc.asyncProperty(bodyFor(input), words, async (body, word) => {
        const { status, text } = await send(route, addressOf(pathOf(route), word, body), body)
        if (pathOf(route) !== '/oss/:id') expect(JSON.parse(text)).toBeInstanceOf(Object)
        // what the real host says to an organisation that it does not know
        if (status >= 500) expect(JSON.parse(text)).toMatchObject({ code: 'unknownError' })
        expect(bugs()).toEqual([])
      }),
      { numRuns: runs },
    )
  },
)

/** These stay open until something happens. */
const apart = ['GET /_admin/events', 'GET /_admin/clock']
const others = admin.filter(({ route }) => !apart.includes(route))

describe('the admin plane', () => {
  let own: World
  beforeAll(async () => {
    own = world
    world = await openUnlimited()
    world.standin.world.settings.eventWaitMs = 5
    world.standin.world.settings.pressWaitMs = 5
    await connect(world.standin, () => ({ data: { response: {} } }))
  })
  afterAll(async () => {
    await world.standin.close()
    world = own
  })
  test.each(others.map((act) => [act.route, act.input] as const))(
    '%s answers whatever comes',
    async (route, input) => {
      await fc.assert(
        fc.asyncProperty(bodyFor(input), words, async (body, word) => {
          const { status, text } = await send(route, addressOf(pathOf(route), word, body), body)
          expect(status).toBeLessThan(500)
          expect(JSON.parse(text)).toBeInstanceOf(Object)
          expect((await send('GET /', '/_admin/state?users=u1', {})).status).toBe(200)
          expect(bugs()).toEqual([])
        }),
        { numRuns: runs },
      )
    },
  )
})
