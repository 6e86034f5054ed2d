import { openUnlimited } from './standin.limits.support'
import type { World } from './standinWorld'

let world: World
beforeEach(async () => {
  world = await openUnlimited()
})
afterEach(() => world.standin.close())

test('to-dos: a source once, links and known people wanted', async () => {
  const create = (more: object) =>
    world.api(`POST /v1.0/todo/users/union2/tasks?operatorId=union2`, {
      subject: '清单',
      sourceId: 's1',
      executorIds: ['union3'],
      detailUrl: { appUrl: 'https://example.com' },
      ...more,
    })
  const created = await create({ notifyConfigs: { dingNotify: '1' } })
  expect(created).toMatchObject({
    status: 200,
    body: { contentFieldList: [], notifyConfigs: { dingNotify: '1' } },
  })
  const task = created.body['id'] as string
  const owner = { tenantId: 'dingcorp', tenantType: 'ORG' }
  expect((await world.api(`GET /v1.0/todo/users/union2/tasks/${task}`)).body).toMatchObject({
    ...owner,
    cardTypeId: expect.any(String) as string,
  })
  expect((await world.api('GET /v1.0/todo/users/union2/tasks/sources/s1')).body).toMatchObject(
    owner,
  )
  for (const more of [
    {},
    { sourceId: 's2', detailUrl: undefined },
    { sourceId: 's3', executorIds: ['nobody'] },
    { sourceId: 's4', priority: 15 },
    { sourceId: 's5', subject: 'x'.repeat(1_025) },
  ]) {
    expect(await create(more)).toMatchObject({
      status: 400,
      body: { code: 'todo.taskCreate.paramError' },
    })
  }
})
