import fc from 'fast-check'
import { Line } from '../../bot/io/dingtalk/line'
import { createMeter } from '../../bot/io/dingtalk/meter'
import { createReception } from '../../bot/io/dingtalk/reception'
import { settingsOf } from '../../bot/io/dingtalk/settings'
import { Frame, read } from '../../bot/io/dingtalk/frames'
import { appOf, createLog } from './dingtalk.support'

const robotTopic = '/v1.0/im/bot/messages/get'
const cardTopic = '/v1.0/card/instances/callback'
const frame = (type: string, headers: object, data: unknown) =>
  Frame.parse({
    specVersion: '1.0',
    type,
    headers: { messageId: 'm1', ...headers },
    data: typeof data === 'string' ? data : JSON.stringify(data),
  })
const message = (more: object) =>
  read(
    frame(
      'CALLBACK',
      { topic: robotTopic },
      {
        msgId: 'msg1',
        conversationType: '1',
        senderStaffId: 'u1',
        sessionWebhook: 'https://oapi.dingtalk.com/robot/sendBySession?session=s',
        sessionWebhookExpiredTime: 1760005400000,
        ...more,
      },
    ),
  )
const words = (more: object) =>
  (message(more) as unknown as { inbound: { text: string | null } }).inbound.text

describe('what a person says', () => {
  test.each<[string, object, string | null]>([
    [
      'text in a group has a blank before it',
      { msgtype: 'text', text: { content: ' 上报 3号桥水位 2.1' } },
      '上报 3号桥水位 2.1',
    ],
    ['text of blanks', { msgtype: 'text', text: { content: '  ' } }, null],
    [
      'rich text',
      {
        msgtype: 'richText',
        content: {
          richText: [{ text: '柳溪村' }, { type: 'picture', downloadCode: 'd' }, { text: '裂缝' }],
        },
      },
      '柳溪村裂缝',
    ],
    [
      'voice, as DingTalk heard it',
      {
        msgtype: 'audio',
        content: { duration: 4000, downloadCode: 'd', recognition: '水位两米一' },
      },
      '水位两米一',
    ],
    [
      'voice, not heard',
      { msgtype: 'audio', content: { duration: 4000, downloadCode: 'd' } },
      null,
    ],
    [
      'picture',
      { msgtype: 'picture', content: { downloadCode: 'd', pictureDownloadCode: 'p' } },
      null,
    ],
    [
      'video',
      { msgtype: 'video', content: { duration: 4, downloadCode: 'd', videoType: 'mp4' } },
      null,
    ],
    [
      'file',
      {
        msgtype: 'file',
        content: { downloadCode: 'd', fileName: 'a.xlsx', spaceId: 's', fileId: 'f' },
      },
      null,
    ],
    ['unknown', { msgtype: 'unknownMsgType' }, null],
    [
      'words kept back, the month is used up',
      { msgtype: 'text', errorCode: '20001', errorMessage: '次数已用完' },
      null,
    ],
    ['no type at all', {}, null],
  ])('%s', (_, more, text) => expect(words(more)).toBe(text))

  test('the rest of it', () => {
    expect(message({ msgtype: 'text', text: { content: '1' }, conversationType: '2' })).toEqual({
      inbound: {
        kind: 'said',
        id: 'msg1',
        from: 'u1',
        text: '1',
        group: true,
        replyTo: 'https://oapi.dingtalk.com/robot/sendBySession?session=s#1760005400000',
      },
      billed: true,
    })
    expect(message({ errorCode: 20001, errorMessage: '次数已用完' })).toMatchObject({
      note: '20001 次数已用完',
    })
    expect(message({ senderStaffId: '', sessionWebhook: undefined })).toMatchObject({
      inbound: { from: null, replyTo: '' },
    })
    expect(message({ msgId: undefined })).toEqual({
      ignored: 'robot message of an unknown shape',
      billed: true,
    })
  })
})

describe('a press', () => {
  const press = (content: unknown, more: object = {}) =>
    read(
      frame(
        'CALLBACK',
        { topic: cardTopic },
        {
          type: 'actionCallback',
          outTrackId: 'k1',
          corpId: 'c',
          userId: 'u1',
          userIdType: 1,
          content: typeof content === 'object' && content ? JSON.stringify(content) : content,
          ...more,
        },
      ),
    )
  const pressed = (operation: string, input: unknown) => ({
    inbound: { kind: 'press', id: 'm1', from: 'u1', operation, input },
    outTrackId: 'k1',
    billed: true,
  })
  const ours = {
    cardPrivateData: {
      actionIds: ['main'],
      params: { action: 'warnings.acknowledge', params: '{"warningId":"w1"}' },
    },
  }
  test.each<[string, unknown, object, unknown]>([
    ['as the template returns it', ours, {}, pressed('warnings.acknowledge', { warningId: 'w1' })],
    [
      'in the other field',
      '',
      { value: JSON.stringify(ours) },
      pressed('warnings.acknowledge', { warningId: 'w1' }),
    ],
    [
      'parameters outside',
      { params: ours.cardPrivateData.params },
      {},
      pressed('warnings.acknowledge', { warningId: 'w1' }),
    ],
    [
      'without parameters',
      { cardPrivateData: { params: { action: 'a.b', params: '' } } },
      {},
      pressed('a.b', {}),
    ],
    [
      'parameters as an object',
      { cardPrivateData: { params: { action: 'a.b', params: { x: 1 } } } },
      {},
      pressed('a.b', { x: 1 }),
    ],
    [
      'the operation as the id of the action',
      { cardPrivateData: { actionIds: ['a.b'], params: { x: 1 } } },
      {},
      pressed('a.b', { x: 1 }),
    ],
    [
      'a card that is not ours',
      { cardPrivateData: { actionIds: ['confirm'], params: {} } },
      {},
      { ignored: 'press on a card that is not ours: k1', billed: true },
    ],
    [
      'parameters that are not JSON',
      { cardPrivateData: { params: { action: 'a.b', params: '{' } } },
      {},
      { ignored: 'press on a card that is not ours: k1', billed: true },
    ],
    [
      'nobody pressed',
      ours,
      { userId: '' },
      { ignored: 'press of an unknown shape', billed: true },
    ],
  ])('%s', (_, content, more, expected) => expect(press(content, more)).toEqual(expected))
})

describe('a change in the contacts', () => {
  const event = (eventType: string, data: unknown) =>
    read(frame('EVENT', { topic: '*', eventType, eventId: 'e1' }, data))
  const hint = (...people: string[]) => ({
    inbound: { kind: 'hint', id: 'e1', people },
    billed: false,
  })
  test.each<[string, string, unknown, unknown]>([
    ['people join', 'user_add_org', { timeStamp: '1', userId: ['u1', 'u2'] }, hint('u1', 'u2')],
    [
      'other spellings',
      'user_modify_org',
      { timestamp: '1', UserId: ['u1', 'u1'], diffInfo: [{ userid: 'u1' }] },
      hint('u1'),
    ],
    ['one instead of many', 'user_leave_org', { user_ids: 'u1' }, hint('u1')],
    ['nobody named', 'user_active_org', { timeStamp: '1' }, hint()],
    ['departments', 'org_dept_create', { timeStamp: '1', deptId: [7] }, hint()],
    ['data that is not JSON', 'user_add_org', 'nonsense', hint()],
    [
      'another event',
      'robot_msg_read',
      { userId: 'u1' },
      { ignored: 'event robot_msg_read', billed: true },
    ],
  ])('%s', (_, type, data, expected) => expect(event(type, data)).toEqual(expected))
  test('without an id of its own, the frame has one', () =>
    expect(read(frame('EVENT', { eventType: 'user_add_org' }, { userId: ['u1'] }))).toMatchObject({
      inbound: { id: 'm1' },
    }))
})

describe('whatever comes in', () => {
  const Anything = fc.oneof(
    fc.json(),
    fc.string(),
    fc.jsonValue().map((value) => JSON.stringify(value)),
  )
  const Nested = fc
    .record(
      {
        userId: fc.jsonValue(),
        outTrackId: fc.jsonValue(),
        content: fc.jsonValue(),
        value: fc.jsonValue(),
        msgId: fc.jsonValue(),
        msgtype: fc.constantFrom('text', 'richText', 'audio', 5),
        text: fc.jsonValue(),
        sessionWebhook: fc.jsonValue(),
        sessionWebhookExpiredTime: fc.jsonValue(),
        conversationType: fc.jsonValue(),
        senderStaffId: fc.jsonValue(),
        errorCode: fc.jsonValue(),
      },
      { requiredKeys: [] },
    )
    .map((data) => JSON.stringify(data))
  const Shaped = fc
    .record({
      type: fc.constantFrom('EVENT', 'CALLBACK', 'SYSTEM', 'OTHER'),
      headers: fc.record(
        {
          messageId: fc.oneof(fc.string(), fc.jsonValue()),
          topic: fc.constantFrom('*', robotTopic, cardTopic, 'ping', 'disconnect', 7),
          eventType: fc.oneof(fc.constantFrom('user_add_org', 'org_dept_create'), fc.jsonValue()),
          eventId: fc.jsonValue(),
        },
        { requiredKeys: [] },
      ),
      data: fc.oneof(Anything, Nested, fc.jsonValue()),
    })
    .map((it) => JSON.stringify(it))

  test('nothing is thrown, and what is taken has an id', async () => {
    const { log, said } = createLog()
    const taken: unknown[] = []
    const settings = settingsOf({
      ...appOf({ url: 'http://127.0.0.1:1' }),
      log,
      now: () => new Date(),
    })
    const reception = createReception({
      settings,
      meter: createMeter(),
      newApi: { updateCard: async () => ({ success: true }) },
      receive: async (inbound) => {
        taken.push(inbound)
        return null
      },
    })
    const line = new Line(settings, reception)
    await fc.assert(
      fc.asyncProperty(fc.oneof(Anything, Shaped), async (data) => line.onDownStream(data)),
      { numRuns: 2_000 },
    )
    await line.leave()
    for (const inbound of taken) {
      expect(inbound).toMatchObject({
        kind: expect.stringMatching(/^(press|said|hint)$/),
        id: expect.stringMatching(/[^]/),
      })
    }
    expect(taken.length).toBeGreaterThan(20)
    expect(said('a push failed')).toEqual([])
  })
})
