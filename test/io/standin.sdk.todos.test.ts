import Todo, * as todos from '@alicloud/dingtalk/dist/todo_1_0/client'
import { openSdk, runtime, type Sdk } from './standin.sdk.support'

let sdk: Sdk
beforeAll(async () => {
  sdk = await openSdk()
})
afterAll(() => sdk.close())

test('to-dos', async () => {
  const client = new Todo(sdk.config)
  const owner = encodeURIComponent('un/ion=1')
  const draft = new todos.CreateTodoTaskRequest({
    operatorId: 'un/ion=1',
    sourceId: 'checklist-2026-09',
    subject: '9月隐患清单',
    dueTime: 1_759_660_800_000,
    executorIds: ['union2'],
    detailUrl: { appUrl: 'https://example.com', pcUrl: 'https://example.com' },
  })
  const task = await sdk.checked(todos.CreateTodoTaskResponseBody, () =>
    client.createTodoTaskWithOptions(
      owner,
      draft,
      new todos.CreateTodoTaskHeaders(sdk.key),
      runtime,
    ),
  )
  await expect(
    client.createTodoTaskWithOptions(
      owner,
      draft,
      new todos.CreateTodoTaskHeaders(sdk.key),
      runtime,
    ),
  ).rejects.toMatchObject({
    code: 'todo.taskCreate.paramError',
    statusCode: 400,
    message: expect.stringContaining('task exist'),
  })
  const found = await sdk.checked(todos.GetTodoTaskBySourceIdResponseBody, () =>
    client.getTodoTaskBySourceIdWithOptions(
      owner,
      'checklist-2026-09',
      new todos.GetTodoTaskBySourceIdHeaders(sdk.key),
      runtime,
    ),
  )
  expect(found.id).toBe(task.id)
  await sdk.checked(todos.UpdateTodoTaskExecutorStatusResponseBody, () =>
    client.updateTodoTaskExecutorStatusWithOptions(
      owner,
      task.id!,
      new todos.UpdateTodoTaskExecutorStatusRequest({
        operatorId: 'union2',
        executorStatusList: [{ id: 'union2', isDone: true }],
      }),
      new todos.UpdateTodoTaskExecutorStatusHeaders(sdk.key),
      runtime,
    ),
  )
  await sdk.checked(todos.UpdateTodoTaskResponseBody, () =>
    client.updateTodoTaskWithOptions(
      owner,
      task.id!,
      new todos.UpdateTodoTaskRequest({ operatorId: 'union2', subject: '改过' }),
      new todos.UpdateTodoTaskHeaders(sdk.key),
      runtime,
    ),
  )
  const got = await sdk.checked(todos.GetTodoTaskResponseBody, () =>
    client.getTodoTaskWithOptions(owner, task.id!, new todos.GetTodoTaskHeaders(sdk.key), runtime),
  )
  expect(got).toMatchObject({ subject: '改过', done: true })
  await sdk.checked(todos.DeleteTodoTaskResponseBody, () =>
    client.deleteTodoTaskWithOptions(
      owner,
      task.id!,
      new todos.DeleteTodoTaskRequest({ operatorId: 'union2' }),
      new todos.DeleteTodoTaskHeaders(sdk.key),
      runtime,
    ),
  )
  await expect(
    client.getTodoTaskWithOptions(owner, task.id!, new todos.GetTodoTaskHeaders(sdk.key), runtime),
  ).rejects.toMatchObject({ message: expect.stringContaining('task not belong to bizTag') })
})
