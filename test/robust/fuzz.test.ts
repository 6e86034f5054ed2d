import fc from 'fast-check'
import { Frame, read } from '../../bot/io/dingtalk/frames'
import { readFeed } from '../../bot/warnings/feed'
import { contract } from '../../shared/contract'
import type { Operation } from '../../shared/operation'
import { Problem } from '../../shared/problem'
import { cardTopic, listeningLog, pressOf, push, robotTopic, write } from '../support/frames'
import { shitang, town, wenling, type Town } from '../support/town'

const runs = Number(process.env['FUZZ'] ?? 60)
const { lines, log } = listeningLog('error')
let it: Town
let warningId: string
beforeAll(async () => {
  it = await town('sqlite', { log })
  warningId = await it.issue()
})
afterEach(() => {
  expect(lines.splice(0)).toEqual([])
}) // an unknown error is a bug, and is logged as one
afterAll(() => it.close())

/** Words that mean something here, among words that mean nothing. */
const words = () =>
  fc.oneof(
    fc.string({ unit: 'binary', maxLength: 40 }),
    fc.constantFrom(
      '',
      '1',
      '收到',
      '预警',
      '预警 台风 橙 石塘镇 转移',
      '还差谁',
      '演练 预警 暴雨 红',
      warningId,
      wenling,
      shitang,
      'jiang',
      'typhoon',
      'gridMember',
      '__proto__',
      '2026-08-12T14:20:00+08:00',
      '１',
      "'; drop table warning",
      '\u0000',
      '💥',
      'a'.repeat(5_000),
    ),
  )
const json = () =>
  fc.oneof(
    { depthSize: 'small' },
    fc.jsonValue({ maxDepth: 3 }),
    words(),
    fc.constantFrom(null, true, 0, -1, 1e308, [], {}),
  )
/** Something like what the schema asks for, or nothing like it. */
function near({ def }: { def: Record<string, unknown> & { type: string } }): fc.Arbitrary<unknown> {
  const inner = (it: unknown) => near(it as Parameters<typeof near>[0])
  const fitting = (): fc.Arbitrary<unknown> => {
    switch (def.type) {
      case 'object':
        return fc.record(
          Object.fromEntries(
            Object.entries(def['shape'] as object).map(([key, value]) => [key, inner(value)]),
          ),
          { requiredKeys: [] },
        )
      case 'array':
        return fc.array(inner(def['element']), { maxLength: 3 })
      case 'nullable':
      case 'optional':
      case 'default':
        return fc.option(inner(def['innerType']))
      case 'enum':
        return fc.constantFrom(...Object.values(def['entries'] as object))
      case 'boolean':
        return fc.boolean()
      case 'number':
        return fc.oneof(fc.integer(), fc.double())
      case 'pipe':
        return fc.constantFrom(
          '2026-08-12T14:20:00+08:00',
          '2126-01-01T00:00:00Z',
          '0000-01-01T00:00:00Z',
          '9999-12-31T23:59:59.999Z',
        )
      case 'string':
        return fc.oneof(words(), fc.uuid(), fc.base64String())
      default:
        return json()
    }
  }
  return fc.oneof({ weight: 9, arbitrary: fitting() }, { weight: 1, arbitrary: json() })
}
const operations = Object.entries(contract).flatMap(([slice, all]) =>
  Object.entries(all as Record<string, Operation>).map(
    ([name, operation]) => [`${slice}.${name}`, operation] as const,
  ),
)

test.each(operations)(
  '%s over HTTP: any input is answered, by what it asks for or by a problem',
  async (name, operation) => {
    const codes = await Promise.all(
      ['lin', 'zhou', 'jiang'].map(async (user) => {
        const { code } = await it.admin<{ code: string }>('authCode', { userId: user })
        return ((await it.post('session.open', { authCode: code })) as { token: string }).token
      }),
    )
    await fc.assert(
      fc.asyncProperty(
        near(operation.input as never),
        fc.constantFrom(...codes),
        fc.option(fc.string({ unit: fc.constantFrom('a', 'b'), maxLength: 1 })),
        async (input, token, key) => {
          const answer = await fetch(`${it.address}/api/${name}`, {
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
      async (body, type, encoding, path, method) => {
        const headers = {
          ...(type && { 'content-type': type }),
          ...(encoding && { 'content-encoding': encoding }),
          authorization: 'Bearer nobody',
        }
        const { status } = await fetch(`${it.address}/api/${path}`, {
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

test('a frame that carries an id is always acknowledged, whatever else is in it', async () => {
  const topics = fc.oneof(fc.constantFrom(cardTopic, robotTopic, '*'), words())
  const types = fc.constantFrom('CALLBACK', 'EVENT')
  const people = fc.oneof(fc.constantFrom('jiang', 'lin', 'ye'), words())
  const press = fc
    .tuple(
      people,
      words(),
      fc.record(
        {
          action: fc.oneof(fc.constantFrom(...operations.map(([name]) => name)), json()),
          params: fc.oneof(
            json(),
            json().map((it) => JSON.stringify(it)),
            fc.constant(`{"warningId":"${'x'.repeat(36)}"}`),
          ),
        },
        { requiredKeys: [] },
      ),
    )
    .map(([userId, outTrackId, params]) => pressOf(userId, outTrackId, params))
  const said = fc.record(
    {
      msgId: words(),
      msgtype: fc.constantFrom('text', 'richText', 'audio', 'picture', ''),
      conversationType: fc.constantFrom('1', '2'),
      senderStaffId: people,
      text: fc.record({ content: words() }),
      content: json(),
      sessionWebhook: fc.oneof(
        fc.constantFrom(
          `${it.standin.url}/robot/sendBySession?session=x`,
          'https://evil.example/x',
        ),
        words(),
      ),
      sessionWebhookExpiredTime: json(),
    },
    { requiredKeys: [] },
  )
  const event = fc.record(
    { userId: fc.oneof(fc.array(people, { maxLength: 3 }), json()), user_ids: json() },
    { requiredKeys: [] },
  )
  const headers = fc.record(
    {
      eventType: fc.oneof(
        fc.constantFrom('user_add_org', 'user_leave_org', 'user_modify_org', 'bpms_task_change'),
        json(),
      ),
      eventId: json(),
    },
    { requiredKeys: [] },
  )
  await fc.assert(
    fc.asyncProperty(
      types,
      topics,
      headers,
      fc.oneof(press, said, event, json()),
      async (type, topic, more, data) => {
        expect(await push(it.standin, type, { topic, ...more }, data)).not.toBeNull()
      },
    ),
    { numRuns: runs * 5 },
  )
  await it.tick()
})

test('any text on the line leaves the line as it was', async () => {
  const before = [...it.standin.world.stream.connections]
  await fc.assert(
    fc.asyncProperty(
      fc.oneof(
        fc.string({ unit: 'binary' }),
        json().map((it) => JSON.stringify(it)),
        fc.record({ type: json(), headers: json(), data: json() }).map((it) => JSON.stringify(it)),
      ),
      async (text) => {
        write(it.standin, text)
      },
    ),
    { numRuns: runs * 5 },
  )
  expect(
    await push(
      it.standin,
      'CALLBACK',
      { topic: cardTopic },
      pressOf('jiang', it.cardsOf('jiang')[0]!.id, {
        action: 'warnings.acknowledge',
        params: JSON.stringify({ warningId }),
      }),
    ),
  ).toMatchObject({ response: { userPrivateData: {} } })
  expect([...it.standin.world.stream.connections]).toEqual(before)
})

test('the readers of frames and files never throw anything but a problem', () => {
  fc.assert(
    fc.property(
      json(),
      json(),
      fc.oneof(
        fc.string(),
        json().map((it) => JSON.stringify(it)),
      ),
      (topic, eventType, data) => {
        for (const type of ['EVENT', 'CALLBACK', 'SYSTEM']) {
          read(Frame.parse({ type, headers: { topic, eventType, messageId: 'm' }, data }))
        }
      },
    ),
    { numRuns: runs * 20 },
  )
  const pieces = fc.constantFrom(
    '<alert>',
    '</alert>',
    '<info>',
    '</info>',
    '<severity>Red</severity>',
    '<identifier>1</identifier>',
    '<?xml version="1.0" encoding="GBK"?>',
    '<!DOCTYPE x>',
    '&#x110000;',
    '&amp;',
    '<![CDATA[',
    ']]>',
    '<!--',
    '<a ',
    '>',
    '\u0000',
    '<sendTime>2026-08-12T14:20:00+08:00</sendTime>',
    '<status>Actual</status>',
    '<msgType>Alert</msgType>',
    '<__proto__>',
    '</__proto__>',
  )
  const bytes = fc.oneof(
    fc.uint8Array({ maxLength: 400 }),
    fc
      .array(fc.oneof(pieces, fc.string()), { maxLength: 30 })
      .map((all) => Buffer.from(all.join(''))),
  )
  fc.assert(
    fc.property(bytes, (file) => {
      try {
        readFeed(file)
      } catch (error) {
        expect(error).toBeInstanceOf(Problem)
      }
    }),
    { numRuns: runs * 20 },
  )
})
