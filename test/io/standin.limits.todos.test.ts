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
  expect((await create({})).status).toBe(200)
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
