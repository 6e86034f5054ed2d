import { createServer, request, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import Card, * as cards from '@alicloud/dingtalk/dist/card_1_0/client'
import Gateway, * as gateway from '@alicloud/dingtalk/dist/gateway_1_0/client'
import OAuth, * as oauth from '@alicloud/dingtalk/dist/oauth2_1_0/client'
import Robot, * as robots from '@alicloud/dingtalk/dist/robot_1_0/client'
import Todo, * as todos from '@alicloud/dingtalk/dist/todo_1_0/client'
import { Config } from '@alicloud/openapi-client'
import { RuntimeOptions } from '@alicloud/tea-util'
import { cardTo, openStandin, type World } from './standinWorld'

type Model = { names(): Record<string, string>; types(): Record<string, unknown> }
const isModel = (type: unknown): type is Model =>
  typeof type === 'function' && 'names' in type && 'types' in type

/** Every way in which an answer differs from the SDK's own model: unknown names, wrong primitive types. */
function strays(type: unknown, value: unknown, path = 'body'): string[] {
  if (type === 'any' || type === undefined) return []
  if (isModel(type)) {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      return [`${path} is no object`]
    }
    const byWire = new Map(Object.entries(type.names()).map(([name, wire]) => [wire, name]))
    return Object.entries(value).flatMap(([wire, inner]) =>
      byWire.has(wire)
        ? strays(type.types()[byWire.get(wire)!], inner, `${path}.${wire}`)
        : [`${path}.${wire} is unknown`],
    )
  }
  if (typeof type === 'string') {
    return typeof value === type ? [] : [`${path} is ${typeof value}, not ${type}`]
  }
  const {
    type: kind,
    itemType,
    valueType,
  } = type as { type: string; itemType?: unknown; valueType?: unknown }
  if (kind === 'array') {
    return Array.isArray(value)
      ? value.flatMap((item, index) => strays(itemType, item, `${path}[${index}]`))
      : [`${path} is no array`]
  }
  return typeof value === 'object' && value !== null
    ? Object.entries(value).flatMap(([key, item]) => strays(valueType, item, `${path}.${key}`))
    : [`${path} is no map`]
}

/** Passes everything on and keeps the last raw answer: the SDK's own has already been cast. */
function recorder(target: string) {
  const seen = { body: undefined as unknown, chunked: false }
  const server: Server = createServer((incoming, outgoing) => {
    seen.chunked = incoming.headers['transfer-encoding'] === 'chunked'
    const onward = request(
      target + incoming.url,
      { method: incoming.method!, headers: incoming.headers },
      (answer) => {
        const chunks: Buffer[] = []
        answer
          .on('data', (chunk: Buffer) => chunks.push(chunk))
          .on('end', () => {
            const raw = Buffer.concat(chunks)
            seen.body = JSON.parse(raw.toString())
            outgoing
              .writeHead(answer.statusCode!, { 'content-type': answer.headers['content-type']! })
              .end(raw)
          })
      },
    )
    incoming.pipe(onward)
  })
  return { seen, server }
}

let world: World
let between: ReturnType<typeof recorder>
let config: Config
const runtime = new RuntimeOptions({ readTimeout: 5_000, connectTimeout: 5_000 })

beforeAll(async () => {
  world = await openStandin({ faults: { noLimits: true } })
  await world.admin('groups', {
    conversationId: 'cidAAA==',
    title: '防汛网格一组',
    userIds: ['u1', 'u2'],
  })
  between = recorder(world.standin.url)
  await new Promise<void>((resolve) => between.server.listen(0, '127.0.0.1', resolve))
  config = new Config({
    protocol: 'http',
    endpoint: `127.0.0.1:${(between.server.address() as AddressInfo).port}`,
    regionId: 'central',
  })
})
afterAll(async () => {
  between.server.closeAllConnections()
  between.server.close()
  await world.standin.close()
})

/** Calls through the SDK and holds the raw answer against the model. */
async function checked<Answer extends { body?: object }>(
  model: Model,
  call: () => Promise<Answer>,
) {
  between.seen.body = undefined
  const answer = await call()
  expect(between.seen.body).toBeDefined()
  expect(strays(model, between.seen.body)).toEqual([])
  return answer.body as NonNullable<Answer['body']>
}
const key = {
  get xAcsDingtalkAccessToken() {
    return world.token
  },
}
const robotCode = 'dingstandin'

test('the walker itself finds strays', () => {
  expect(
    strays(oauth.GetAccessTokenResponseBody, { accessToken: 1, expireIn: 'x', more: true }),
  ).toEqual([
    'body.accessToken is number, not string',
    'body.expireIn is string, not number',
    'body.more is unknown',
  ])
  expect(strays(robots.BatchSendOTOResponseBody, { invalidStaffIdList: [1] })).toEqual([
    'body.invalidStaffIdList[0] is number, not string',
  ])
  expect(
    strays(cards.CreateAndDeliverResponseBody, {
      result: { deliverResults: [{ success: 'true' }] },
    }),
  ).toEqual(['body.result.deliverResults[0].success is string, not boolean'])
})

test('tokens and the gateway', async () => {
  const client = new OAuth(config)
  const { accessToken, expireIn } = await checked(oauth.GetAccessTokenResponseBody, () =>
    client.getAccessToken(
      new oauth.GetAccessTokenRequest({ appKey: 'dingstandin', appSecret: 'standin-secret' }),
    ),
  )
  expect({ accessToken, expireIn }).toEqual({ accessToken: world.token, expireIn: 7_200 })
  expect(between.seen.chunked).toBe(true)
  const other = await checked(oauth.GetTokenResponseBody, () =>
    client.getToken(
      'dingcorp',
      new oauth.GetTokenRequest({
        clientId: 'dingstandin',
        clientSecret: 'standin-secret',
        grantType: 'client_credentials',
      }),
    ),
  )
  expect(other.accessToken).toBe(world.token)
  const ticket = await checked(oauth.CreateJsapiTicketResponseBody, () =>
    client.createJsapiTicketWithOptions(new oauth.CreateJsapiTicketHeaders(key), runtime),
  )
  expect(ticket.jsapiTicket).toBeTruthy()
  const opened = await checked(gateway.OpenConnectionResponseBody, () =>
    new Gateway(config).openConnection(
      new gateway.OpenConnectionRequest({
        clientId: 'dingstandin',
        clientSecret: 'standin-secret',
        subscriptions: [
          new gateway.OpenConnectionRequestSubscriptions({ type: 'EVENT', topic: '*' }),
        ],
      }),
    ),
  )
  expect(opened.endpoint).toMatch(/^ws:/)
  await expect(
    client.getAccessToken(
      new oauth.GetAccessTokenRequest({ appKey: 'dingstandin', appSecret: 'wrong' }),
    ),
  ).rejects.toMatchObject({ code: 'invalidClientIdOrSecret', statusCode: 400 })
})

test('cards', async () => {
  const client = new Card(config)
  const answer = await checked(cards.CreateAndDeliverResponseBody, () =>
    client.createAndDeliverWithOptions(
      new cards.CreateAndDeliverRequest(
        cardTo('s1', 'IM_ROBOT.u1;im_group.cidAAA==;IM_ROBOT.nobody', {
          privateData: { u1: { cardParamMap: { mine: '待确认' } } },
        }),
      ),
      new cards.CreateAndDeliverHeaders(key),
      runtime,
    ),
  )
  expect(
    answer.result?.deliverResults?.map(({ spaceType, spaceId, success }) => [
      spaceType,
      spaceId,
      success,
    ]),
  ).toEqual([
    ['IM_ROBOT', 'u1', true],
    ['IM_GROUP', 'cidAAA==', true],
    ['IM_ROBOT', 'nobody', false],
  ])
  const change = new cards.UpdateCardRequest({
    outTrackId: 's1',
    userIdType: 1,
    cardData: { cardParamMap: { n: '2' } },
    cardUpdateOptions: { updateCardDataByKey: true, updatePrivateDataByKey: true },
  })
  expect(
    (
      await checked(cards.UpdateCardResponseBody, () =>
        client.updateCardWithOptions(change, new cards.UpdateCardHeaders(key), runtime),
      )
    ).result,
  ).toBe(true)
  const created = await checked(cards.CreateCardResponseBody, () =>
    client.createCardWithOptions(
      new cards.CreateCardRequest({
        cardTemplateId: 'card.schema',
        outTrackId: 's2',
        callbackType: 'STREAM',
        cardData: { cardParamMap: { title: '演练' } },
      }),
      new cards.CreateCardHeaders(key),
      runtime,
    ),
  )
  expect(created.result).toBe('s2')
  const delivered = await checked(cards.DeliverCardResponseBody, () =>
    client.deliverCardWithOptions(
      new cards.DeliverCardRequest({
        outTrackId: 's2',
        openSpaceId: 'dtv1.card//IM_ROBOT.u2',
        userIdType: 1,
        imRobotOpenDeliverModel: { spaceType: 'IM_ROBOT', robotCode },
      }),
      new cards.DeliverCardHeaders(key),
      runtime,
    ),
  )
  expect(delivered.result).toEqual([expect.objectContaining({ spaceId: 'u2', success: true })])
  await checked(cards.AppendSpaceResponseBody, () =>
    client.appendSpaceWithOptions(
      new cards.AppendSpaceRequest({
        outTrackId: 's2',
        imGroupOpenSpaceModel: { supportForward: true },
      }),
      new cards.AppendSpaceHeaders(key),
      runtime,
    ),
  )
  await checked(cards.StreamingUpdateResponseBody, () =>
    client.streamingUpdateWithOptions(
      new cards.StreamingUpdateRequest({
        outTrackId: 's2',
        key: 'title',
        content: '演练结束',
        guid: 'g',
        isFull: true,
      }),
      new cards.StreamingUpdateHeaders(key),
      runtime,
    ),
  )
  expect((await world.admin('cards/s2')).body).toMatchObject({ public: { title: '演练结束' } })
  await checked(cards.CloseTopCardResponseBody, () =>
    client.closeTopCardWithOptions(
      new cards.CloseTopCardRequest({ outTrackId: 's2', openConversationId: 'cidAAA==' }),
      new cards.CloseTopCardHeaders(key),
      runtime,
    ),
  )
  await checked(cards.RegisterCallbackResponseBody, () =>
    client.registerCallbackWithOptions(
      new cards.RegisterCallbackRequest({
        callbackRouteKey: 'k',
        callbackUrl: 'https://example.com',
      }),
      new cards.RegisterCallbackHeaders(key),
      runtime,
    ),
  )
  await expect(
    client.updateCardWithOptions(
      new cards.UpdateCardRequest({ outTrackId: 'nowhere' }),
      new cards.UpdateCardHeaders(key),
      runtime,
    ),
  ).rejects.toMatchObject({ code: 'param.cardNotExist', statusCode: 400 })
})

test('the robot, one to one', async () => {
  const client = new Robot(config)
  const sent = await checked(robots.BatchSendOTOResponseBody, () =>
    client.batchSendOTOWithOptions(
      new robots.BatchSendOTORequest({
        robotCode,
        userIds: ['u1', 'nobody'],
        msgKey: 'sampleMarkdown',
        msgParam: '{"title":"预警","text":"#### 台风"}',
      }),
      new robots.BatchSendOTOHeaders(key),
      runtime,
    ),
  )
  expect(sent.invalidStaffIdList).toEqual(['nobody'])
  const query = new robots.BatchOTOQueryRequest({
    robotCode,
    processQueryKey: sent.processQueryKey!,
  })
  expect(
    (
      await checked(robots.BatchOTOQueryResponseBody, () =>
        client.batchOTOQueryWithOptions(query, new robots.BatchOTOQueryHeaders(key), runtime),
      )
    ).messageReadInfoList,
  ).toEqual([{ name: '江敏', userId: 'u1', readStatus: 'UNREAD' }])
  world.standin.read('u1')
  expect(
    (
      await checked(robots.BatchOTOQueryResponseBody, () =>
        client.batchOTOQueryWithOptions(query, new robots.BatchOTOQueryHeaders(key), runtime),
      )
    ).messageReadInfoList?.[0]?.readStatus,
  ).toBe('READ')
  const recalled = await checked(robots.BatchRecallOTOResponseBody, () =>
    client.batchRecallOTOWithOptions(
      new robots.BatchRecallOTORequest({
        robotCode,
        processQueryKeys: [sent.processQueryKey!, 'made-up'],
      }),
      new robots.BatchRecallOTOHeaders(key),
      runtime,
    ),
  )
  expect(recalled).toMatchObject({
    successResult: [sent.processQueryKey],
    failedResult: { 'made-up': expect.any(String) },
  })
  const downloadCode = world.standin.world.files.picture()
  const { downloadUrl } = await checked(robots.RobotMessageFileDownloadResponseBody, () =>
    client.robotMessageFileDownloadWithOptions(
      new robots.RobotMessageFileDownloadRequest({ robotCode, downloadCode }),
      new robots.RobotMessageFileDownloadHeaders(key),
      runtime,
    ),
  )
  expect((await fetch(downloadUrl!)).headers.get('content-type')).toBe('image/png')
})

test('the robot in a group, and DING', async () => {
  const client = new Robot(config)
  const openConversationId = 'cidAAA=='
  const sent = await checked(robots.OrgGroupSendResponseBody, () =>
    client.orgGroupSendWithOptions(
      new robots.OrgGroupSendRequest({
        robotCode,
        openConversationId,
        msgKey: 'sampleText',
        msgParam: '{"content":"集合"}',
      }),
      new robots.OrgGroupSendHeaders(key),
      runtime,
    ),
  )
  world.standin.read('u2')
  const read = await checked(robots.OrgGroupQueryResponseBody, () =>
    client.orgGroupQueryWithOptions(
      new robots.OrgGroupQueryRequest({
        robotCode,
        openConversationId,
        processQueryKey: sent.processQueryKey!,
        maxResults: 200,
      }),
      new robots.OrgGroupQueryHeaders(key),
      runtime,
    ),
  )
  expect(read).toMatchObject({ readUserIds: ['u2'], hasMore: false })
  const recalled = await checked(robots.OrgGroupRecallResponseBody, () =>
    client.orgGroupRecallWithOptions(
      new robots.OrgGroupRecallRequest({
        robotCode,
        openConversationId,
        processQueryKeys: [sent.processQueryKey!],
      }),
      new robots.OrgGroupRecallHeaders(key),
      runtime,
    ),
  )
  expect(recalled.successResult).toEqual([sent.processQueryKey])
  await checked(robots.BatchRecallGroupResponseBody, () =>
    client.batchRecallGroupWithOptions(
      new robots.BatchRecallGroupRequest({
        chatbotId: robotCode,
        openConversationId,
        processQueryKeys: [sent.processQueryKey!],
      }),
      new robots.BatchRecallGroupHeaders(key),
      runtime,
    ),
  )
  const ding = await checked(robots.RobotSendDingResponseBody, () =>
    client.robotSendDingWithOptions(
      new robots.RobotSendDingRequest({
        robotCode,
        remindType: 1,
        receiverUserIdList: ['u1', 'nobody'],
        content: '请立即确认',
      }),
      new robots.RobotSendDingHeaders(key),
      runtime,
    ),
  )
  expect(ding.failedList).toEqual({ 用户不存在: ['nobody'] })
  const named = { robotCode, openDingId: ding.openDingId! }
  const status = await checked(robots.QueryRobotDingReadStatusResponseBody, () =>
    client.queryRobotDingReadStatusWithOptions(
      new robots.QueryRobotDingReadStatusRequest(named),
      new robots.QueryRobotDingReadStatusHeaders(key),
      runtime,
    ),
  )
  expect(status.result?.robotDingReadInfoList).toEqual([{ userId: 'u1', readStatus: 'UNREAD' }])
  expect(
    (
      await checked(robots.RobotRecallDingResponseBody, () =>
        client.robotRecallDingWithOptions(
          new robots.RobotRecallDingRequest(named),
          new robots.RobotRecallDingHeaders(key),
          runtime,
        ),
      )
    ).openDingId,
  ).toBe(ding.openDingId)
})

test('to-dos', async () => {
  const client = new Todo(config)
  const owner = encodeURIComponent('un/ion=1')
  const draft = new todos.CreateTodoTaskRequest({
    operatorId: 'un/ion=1',
    sourceId: 'checklist-2026-09',
    subject: '9月隐患清单',
    dueTime: 1_759_660_800_000,
    executorIds: ['union2'],
    detailUrl: { appUrl: 'https://example.com', pcUrl: 'https://example.com' },
  })
  const task = await checked(todos.CreateTodoTaskResponseBody, () =>
    client.createTodoTaskWithOptions(owner, draft, new todos.CreateTodoTaskHeaders(key), runtime),
  )
  await expect(
    client.createTodoTaskWithOptions(owner, draft, new todos.CreateTodoTaskHeaders(key), runtime),
  ).rejects.toMatchObject({
    code: 'todo.taskCreate.paramError',
    statusCode: 400,
    message: expect.stringContaining('task exist'),
  })
  const found = await checked(todos.GetTodoTaskBySourceIdResponseBody, () =>
    client.getTodoTaskBySourceIdWithOptions(
      owner,
      'checklist-2026-09',
      new todos.GetTodoTaskBySourceIdHeaders(key),
      runtime,
    ),
  )
  expect(found.id).toBe(task.id)
  await checked(todos.UpdateTodoTaskExecutorStatusResponseBody, () =>
    client.updateTodoTaskExecutorStatusWithOptions(
      owner,
      task.id!,
      new todos.UpdateTodoTaskExecutorStatusRequest({
        operatorId: 'union2',
        executorStatusList: [{ id: 'union2', isDone: true }],
      }),
      new todos.UpdateTodoTaskExecutorStatusHeaders(key),
      runtime,
    ),
  )
  await checked(todos.UpdateTodoTaskResponseBody, () =>
    client.updateTodoTaskWithOptions(
      owner,
      task.id!,
      new todos.UpdateTodoTaskRequest({ operatorId: 'union2', subject: '改过' }),
      new todos.UpdateTodoTaskHeaders(key),
      runtime,
    ),
  )
  const got = await checked(todos.GetTodoTaskResponseBody, () =>
    client.getTodoTaskWithOptions(owner, task.id!, new todos.GetTodoTaskHeaders(key), runtime),
  )
  expect(got).toMatchObject({ subject: '改过', done: true })
  await checked(todos.DeleteTodoTaskResponseBody, () =>
    client.deleteTodoTaskWithOptions(
      owner,
      task.id!,
      new todos.DeleteTodoTaskRequest({ operatorId: 'union2' }),
      new todos.DeleteTodoTaskHeaders(key),
      runtime,
    ),
  )
  await expect(
    client.getTodoTaskWithOptions(owner, task.id!, new todos.GetTodoTaskHeaders(key), runtime),
  ).rejects.toMatchObject({ message: expect.stringContaining('task not belong to bizTag') })
})
