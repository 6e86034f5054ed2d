import fc from 'fast-check'
import { listeningLog } from '../support/frames'
import { openTown, type Town } from '../support/town'
import { arbitraries, operations, runs } from './arbitraries'

const { lines, log } = listeningLog('error')
let town: Town
let warningId: string
beforeAll(async () => {
  town = await openTown('sqlite', { log })
  warningId = await town.issue()
})
afterEach(() => {
  expect(lines.splice(0)).toEqual([])
}) // an unknown error is a bug, and is logged as one
afterAll(() => town.close())
const { near } = arbitraries(() => warningId)

test.each(operations)(
  '%s over HTTP: any input is answered, by what it asks for or by a problem',
  async (name, operation) => {
    const codes = await Promise.all(
      ['lin', 'zhou', 'jiang'].map(async (user) => {
        const { code } = await town.admin<{ code: string }>('authCode', { userId: user })
        return ((await town.post('session.open', { authCode: code })) as { token: string }).token
      }),
    )
    await fc.assert(
      fc.asyncProperty(
        near(operation.input as never),
        fc.constantFrom(...codes),
        fc.option(fc.string({ unit: fc.constantFrom('a', 'b'), maxLength: 1 })),
        async (input, token, key) => {
          const answer = await fetch(`${town.address}/api/${name}`, {
            method: 'POST',
            body: JSON.stringify(input),
            headers: {
              'content-type': 'application/json',
              authorization: `Bearer ${token}`,
              ...(key && { 'idempotency-key': key }),
            },
          })
          const body = (await answer.json()) as { code?: string; message?: string }
          expect([200, 400, 401, 403, 404, 409, 413, 503]).toContain(answer.status)
          if (answer.status !== 200) {
            expect(body).toMatchObject({
              code: expect.stringMatching(/^\w+\.\w+$/) as string,
              message: expect.stringMatching(/\p{sc=Han}/u) as string,
            })
          }
        },
      ),
      { numRuns: runs },
    )
  },
)

test('any bytes as a body, with any type and any method, are answered without a 500', async () => {
  const types = fc.constantFrom(
    'application/json',
    'application/json; charset=utf-16',
    'application/json; charset=nonsense',
    'text/plain',
    'multipart/form-data',
    '',
  )
  const encodings = fc.constantFrom('', 'gzip', 'br', 'nonsense')
  const paths = fc.oneof(
    fc.constantFrom('warnings.draft', 'warnings.takeFeed', 'session.open', 'org.importPosts'),
    fc.webPath(),
    fc.constantFrom('%', '%00', '..%2f..', 'warnings.draft/', '__proto__'),
  )
  await fc.assert(
    fc.asyncProperty(
      fc.uint8Array({ maxLength: 2_000 }),
      types,
      encodings,
      paths,
      fc.constantFrom('POST', 'PUT', 'DELETE', 'OPTIONS'),
      async (...request) => {
        const [body, type, encoding, path, method] = request
        const headers = {
          ...(type && { 'content-type': type }),
          ...(encoding && { 'content-encoding': encoding }),
          authorization: 'Bearer nobody',
        }
        const { status } = await fetch(`${town.address}/api/${path}`, {
          method,
          headers,
          body: Buffer.from(body),
        })
        expect(status).toBeGreaterThanOrEqual(200)
        expect(status).toBeLessThan(500)
      },
    ),
    { numRuns: runs * 3 },
  )
})
