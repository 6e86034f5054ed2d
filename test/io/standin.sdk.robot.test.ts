import Robot, * as robots from '@alicloud/dingtalk/dist/robot_1_0/client'
import { openSdk, robotCode, runtime, type Sdk } from './standin.sdk.support'

let sdk: Sdk
beforeAll(async () => {
  sdk = await openSdk()
})
afterAll(() => sdk.close())

test('the robot, one to one', async () => {
  const client = new Robot(sdk.config)
  const sent = await sdk.checked(robots.BatchSendOTOResponseBody, () =>
    client.batchSendOTOWithOptions(
      new robots.BatchSendOTORequest({
        robotCode,
        userIds: ['u1', 'nobody'],
        msgKey: 'sampleMarkdown',
        msgParam: '{"title":"预警","text":"#### 台风"}',
      }),
      new robots.BatchSendOTOHeaders(sdk.key),
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
      await sdk.checked(robots.BatchOTOQueryResponseBody, () =>
        client.batchOTOQueryWithOptions(query, new robots.BatchOTOQueryHeaders(sdk.key), runtime),
      )
    ).messageReadInfoList,
  ).toEqual([{ name: '江敏', userId: 'u1', readStatus: 'UNREAD' }])
  sdk.world.standin.read('u1')
  expect(
    (
      await sdk.checked(robots.BatchOTOQueryResponseBody, () =>
        client.batchOTOQueryWithOptions(query, new robots.BatchOTOQueryHeaders(sdk.key), runtime),
      )
    ).messageReadInfoList?.[0]?.readStatus,
  ).toBe('READ')
  const recalled = await sdk.checked(robots.BatchRecallOTOResponseBody, () =>
    client.batchRecallOTOWithOptions(
      new robots.BatchRecallOTORequest({
        robotCode,
        processQueryKeys: [sent.processQueryKey!, 'made-up'],
      }),
      new robots.BatchRecallOTOHeaders(sdk.key),
      runtime,
    ),
  )
  expect(recalled).toMatchObject({
    successResult: [sent.processQueryKey],
    failedResult: { 'made-up': expect.any(String) },
  })
  const downloadCode = sdk.world.standin.world.files.picture()
  const { downloadUrl } = await sdk.checked(robots.RobotMessageFileDownloadResponseBody, () =>
    client.robotMessageFileDownloadWithOptions(
      new robots.RobotMessageFileDownloadRequest({ robotCode, downloadCode }),
      new robots.RobotMessageFileDownloadHeaders(sdk.key),
      runtime,
    ),
  )
  expect((await fetch(downloadUrl!)).headers.get('content-type')).toBe('image/png')
})

test('the robot in a group, and DING', async () => {
  const client = new Robot(sdk.config)
  const openConversationId = 'cidAAA=='
  const sent = await sdk.checked(robots.OrgGroupSendResponseBody, () =>
    client.orgGroupSendWithOptions(
      new robots.OrgGroupSendRequest({
        robotCode,
        openConversationId,
        msgKey: 'sampleText',
        msgParam: '{"content":"集合"}',
      }),
      new robots.OrgGroupSendHeaders(sdk.key),
      runtime,
    ),
  )
  sdk.world.standin.read('u2')
  const read = await sdk.checked(robots.OrgGroupQueryResponseBody, () =>
    client.orgGroupQueryWithOptions(
      new robots.OrgGroupQueryRequest({
        robotCode,
        openConversationId,
        processQueryKey: sent.processQueryKey!,
        maxResults: 200,
      }),
      new robots.OrgGroupQueryHeaders(sdk.key),
      runtime,
    ),
  )
  expect(read).toMatchObject({ readUserIds: ['u2'], hasMore: false })
  const recalled = await sdk.checked(robots.OrgGroupRecallResponseBody, () =>
    client.orgGroupRecallWithOptions(
      new robots.OrgGroupRecallRequest({
        robotCode,
        openConversationId,
        processQueryKeys: [sent.processQueryKey!],
      }),
      new robots.OrgGroupRecallHeaders(sdk.key),
      runtime,
    ),
  )
  expect(recalled.successResult).toEqual([sent.processQueryKey])
  await sdk.checked(robots.BatchRecallGroupResponseBody, () =>
    client.batchRecallGroupWithOptions(
      new robots.BatchRecallGroupRequest({
        chatbotId: robotCode,
        openConversationId,
        processQueryKeys: [sent.processQueryKey!],
      }),
      new robots.BatchRecallGroupHeaders(sdk.key),
      runtime,
    ),
  )
  const ding = await sdk.checked(robots.RobotSendDingResponseBody, () =>
    client.robotSendDingWithOptions(
      new robots.RobotSendDingRequest({
        robotCode,
        remindType: 1,
        receiverUserIdList: ['u1', 'nobody'],
        content: '请立即确认',
      }),
      new robots.RobotSendDingHeaders(sdk.key),
      runtime,
    ),
  )
  expect(ding.failedList).toEqual({ 用户不存在: ['nobody'] })
  const named = { robotCode, openDingId: ding.openDingId! }
  const status = await sdk.checked(robots.QueryRobotDingReadStatusResponseBody, () =>
    client.queryRobotDingReadStatusWithOptions(
      new robots.QueryRobotDingReadStatusRequest(named),
      new robots.QueryRobotDingReadStatusHeaders(sdk.key),
      runtime,
    ),
  )
  expect(status.result?.robotDingReadInfoList).toEqual([{ userId: 'u1', readStatus: 'UNREAD' }])
  expect(
    (
      await sdk.checked(robots.RobotRecallDingResponseBody, () =>
        client.robotRecallDingWithOptions(
          new robots.RobotRecallDingRequest(named),
          new robots.RobotRecallDingHeaders(sdk.key),
          runtime,
        ),
      )
    ).openDingId,
  ).toBe(ding.openDingId)
})
