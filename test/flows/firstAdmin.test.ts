import { syncDirectory } from '../../bot/org/sync'
import { seedAdmin } from '../../bot/seed'
import { engines, openWorld, type World } from '../support/world'

describe.each(engines)('a new organisation on %s', (engine) => {
  let world: World
  beforeAll(async () => {
    world = await openWorld(engine)
    await world.admin('tenant', {
      departments: [],
      users: [
        { userId: 'boss', name: '章管理', deptIds: [1] },
        { userId: 'other', name: '别人', deptIds: [1] },
      ],
    })
  })
  afterAll(() => world.close())

  test('starts with one administrator, who is called as the directory says and may fetch the list of posts to fill; asked twice, nothing is doubled', async () => {
    expect(await seedAdmin(world.app.io, 'boss')).toMatchObject({ people: 1, posts: 1 })
    expect(await seedAdmin(world.app.io, 'boss')).toEqual({ units: 0, people: 0, posts: 0 })
    await syncDirectory(world.app.io)
    expect(await world.as('boss').session.me({})).toMatchObject({
      name: '章管理',
      posts: [{ unitPath: '3310', roles: ['admin'] }],
    })
    expect(
      (await world.as('boss').org.postsTemplate({ unitPath: '3310/331081/331081105' })).file.length,
    ).toBeGreaterThan(1000)
    await expect(world.as('other').session.me({})).rejects.toMatchObject({
      code: 'access.notListed',
    })
  })
})
