import { addCrowd, ids, openUnlimited } from './standin.limits.support'
import type { World } from './standinWorld'

const minute = 60_000
const hour = 60 * minute
let world: World
beforeEach(async () => {
  world = await openUnlimited()
})
afterEach(() => world.standin.close())

describe('robot messages', () => {
  const send = (more: object = {}) =>
    world.api('POST /v1.0/robot/oToMessages/batchSend', {
      robotCode: 'dingstandin',
      userIds: ['u1'],
      msgKey: 'sampleText',
      msgParam: '{"content":"集合"}',
      ...more,
    })
  const bad: [string, object, string][] = [
    ['21 people', { userIds: ids(21) }, 'invalidParameter.userIds.overMax'],
    ['nobody', { userIds: [] }, 'invalidParameter.userIds.empty'],
    ['no robot', { robotCode: undefined }, 'invalidParameter.robotCode.empty'],
    ['a stranger robot', { robotCode: 'other' }, 'invalidParameter.robotCode.notExsit'],
    ['no key', { msgKey: '' }, 'invalidParameter.msgKey.empty'],
    ['an unknown key', { msgKey: 'sampleSong' }, 'invalidParameter.msgKey.invalid'],
    [
      'parameters of another key',
      { msgKey: 'sampleMarkdown' },
      'invalidParameter.msgParam.invalid',
    ],
    ['parameters that are no JSON', { msgParam: '集合' }, 'invalidParameter.msgParam.invalid'],
    [
      '15,001 bytes',
      { msgParam: JSON.stringify({ content: 'x'.repeat(14_987) }) },
      'invalidParameter.msgParam.tooLong',
    ],
  ]
  test.each(bad)('%s: refused', async (_name, more, code) => {
    expect(await send(more)).toMatchObject({ status: 400, body: { code } })
  })
  test('20 people are taken, the unknown are listed', async () => {
    await addCrowd(world, 18)
    expect((await send({ userIds: [...ids(18), 'u1', 'nobody'] })).body).toEqual({
      processQueryKey: expect.stringMatching(/./),
      invalidStaffIdList: ['nobody'],
      flowControlledStaffIdList: [],
    })
  })
  const keys: [string, object, object][] = [
    [
      'sampleMarkdown',
      { title: '预警', text: '**快走**' },
      { kind: 'markdown', title: '预警', text: '**快走**' },
    ],
    ['sampleImageMsg', { photoURL: '@lADP1' }, { kind: 'image', url: '@lADP1' }],
    [
      'sampleLink',
      { title: 't', text: 'x', picUrl: '', messageUrl: 'https://example.com' },
      { kind: 'link', url: 'https://example.com' },
    ],
    [
      'sampleActionCard',
      { title: 't', text: 'x', singleTitle: '去看', singleURL: 'https://example.com' },
      { kind: 'actionCard', buttons: [{ title: '去看', url: 'https://example.com' }] },
    ],
    [
      'sampleActionCard2',
      {
        title: 't',
        text: 'x',
        actionTitle1: '是',
        actionURL1: 'a',
        actionTitle2: '否',
        actionURL2: 'b',
      },
      {
        kind: 'actionCard',
        buttons: [
          { title: '是', url: 'a' },
          { title: '否', url: 'b' },
        ],
      },
    ],
    [
      'sampleActionCard6',
      {
        title: 't',
        text: 'x',
        buttonTitle1: '是',
        buttonUrl1: 'a',
        buttonTitle2: '否',
        buttonUrl2: 'b',
      },
      {
        kind: 'actionCard',
        buttons: [
          { title: '是', url: 'a' },
          { title: '否', url: 'b' },
        ],
      },
    ],
    [
      'sampleFile',
      { mediaId: '@lADP1', fileName: '表.xlsx', fileType: 'xlsx' },
      { kind: 'file', text: '表.xlsx' },
    ],
  ]
  test.each(keys)('%s is shown', async (msgKey, param, entry) => {
    expect(await send({ msgKey, msgParam: JSON.stringify(param) })).toMatchObject({ status: 200 })
    expect(world.chat('u1')).toEqual([expect.objectContaining(entry)])
  })
  test('read status and recall end after 24 hours', async () => {
    const key = (await send()).body['processQueryKey'] as string
    const status = () =>
      world.api(
        `GET /v1.0/robot/oToMessages/readStatus?robotCode=dingstandin&processQueryKey=${key}`,
      )
    const recall = () =>
      world.api('POST /v1.0/robot/otoMessages/batchRecall', {
        robotCode: 'dingstandin',
        processQueryKeys: [key],
      })
    expect((await status()).body).toMatchObject({ sendStatus: 'SUCCESS' })
    world.standin.clock.move({ addMs: 24 * hour + 1_000 })
    const token = world.standin.world.tokens.issue()
    const fresh = { 'x-acs-dingtalk-access-token': token }
    expect(
      await world.api(
        `GET /v1.0/robot/oToMessages/readStatus?robotCode=dingstandin&processQueryKey=${key}`,
        undefined,
        fresh,
      ),
    ).toMatchObject({ status: 400, body: { code: 'processQueryKey.expireTime' } })
    expect(
      (
        await world.api(
          'POST /v1.0/robot/otoMessages/batchRecall',
          { robotCode: 'dingstandin', processQueryKeys: [key] },
          fresh,
        )
      ).body,
    ).toEqual({ successResult: [], failedResult: { [key]: expect.any(String) } })
    world.standin.clock.move({ reset: true })
    expect(
      (
        await world.api(
          'POST /v1.0/robot/otoMessages/batchRecall',
          { robotCode: 'dingstandin', processQueryKeys: [key] },
          fresh,
        )
      ).body,
    ).toEqual({ successResult: [key], failedResult: {} })
    expect(world.chat('u1')[0]).toMatchObject({ recalled: true })
    expect(
      (
        await world.api(
          `GET /v1.0/robot/oToMessages/readStatus?robotCode=dingstandin&processQueryKey=${key}`,
          undefined,
          fresh,
        )
      ).body,
    ).toMatchObject({ sendStatus: 'RECALLED' })
    expect((await recall()).status).toBe(400)
  })
  test('at most 20 keys are recalled at once', async () => {
    expect(
      await world.api('POST /v1.0/robot/otoMessages/batchRecall', {
        robotCode: 'dingstandin',
        processQueryKeys: ids(21),
      }),
    ).toMatchObject({ status: 400 })
  })
  test('a group must exist; its readers are paged', async () => {
    const group = (openConversationId: string) =>
      world.api('POST /v1.0/robot/groupMessages/send', {
        robotCode: 'dingstandin',
        openConversationId,
        msgKey: 'sampleText',
        msgParam: '{"content":"集合"}',
      })
    expect((await group('gone')).body).toMatchObject({ code: 'invalid.openConversationId' })
    const { processQueryKey } = (await group('cidAAA==')).body
    for (const userId of ['u1', 'u2']) world.standin.read(userId)
    const page = (more: object) =>
      world.api('POST /v1.0/robot/groupMessages/query', {
        robotCode: 'dingstandin',
        openConversationId: 'cidAAA==',
        processQueryKey,
        maxResults: 1,
        ...more,
      })
    expect((await page({})).body).toMatchObject({
      readUserIds: ['u1'],
      hasMore: true,
      nextToken: '1',
    })
    expect((await page({ nextToken: '1' })).body).toMatchObject({
      readUserIds: ['u2'],
      hasMore: false,
    })
    expect(await page({ maxResults: 201 })).toMatchObject({ status: 400 })
  })
  test('a reply link works for 90 minutes', async () => {
    const session = world.standin.world.tokens.session('u1', 'cid')
    const reply = (body: object, key = session.key) =>
      world.bare('POST', `/robot/sendBySession?session=${key}`, body, {})
    const text = { msgtype: 'text', text: { content: '已登记' } }
    expect((await reply(text)).body).toMatchObject({ errcode: 0, errmsg: 'ok' })
    expect(world.chat('u1')).toEqual([expect.objectContaining({ kind: 'text', text: '已登记' })])
    expect((await reply({ msgtype: 'text' })).body).toMatchObject({ errcode: 40035 })
    expect((await reply(text, 'made-up')).body).toMatchObject({ errcode: 300001 })
    world.standin.clock.move({ addMs: 90 * minute })
    expect((await reply(text)).body).toMatchObject({ errcode: 300001 })
    expect(world.chat('u1')).toHaveLength(1)
  })
})
