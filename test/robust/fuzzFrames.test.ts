import fc from 'fast-check'
import { Frame, read } from '../../bot/io/dingtalk/frames'
import { readFeed } from '../../bot/warnings/feed'
import { Problem } from '../../shared/problem'
import { cardTopic, listeningLog, pressOf, push, robotTopic, write } from '../support/frames'
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
const { words, json } = arbitraries(() => warningId)

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
          `${town.standin.url}/robot/sendBySession?session=x`,
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
        expect(await push(town.standin, type, { topic, ...more }, data)).not.toBeNull()
      },
    ),
    { numRuns: runs * 5 },
  )
  await town.settled()
})

test('any text on the line leaves the line as it was', async () => {
  const before = [...town.standin.world.stream.connections]
  await fc.assert(
    fc.asyncProperty(
      fc.oneof(
        fc.string({ unit: 'binary' }),
        json().map((it) => JSON.stringify(it)),
        fc.record({ type: json(), headers: json(), data: json() }).map((it) => JSON.stringify(it)),
      ),
      async (text) => {
        write(town.standin, text)
      },
    ),
    { numRuns: runs * 5 },
  )
  expect(
    await push(
      town.standin,
      'CALLBACK',
      { topic: cardTopic },
      pressOf('jiang', town.cardsOf('jiang')[0]!.id, {
        action: 'warnings.acknowledge',
        params: JSON.stringify({ warningId }),
      }),
    ),
  ).toMatchObject({ response: { userPrivateData: {} } })
  expect([...town.standin.world.stream.connections]).toEqual(before)
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
