import { openUnlimited } from './standin.limits.support'
import type { World } from './standinWorld'

const posts = { groupId: 10, groupName: '职务' }
const roles = [
  {
    roleId: 1,
    name: '网格员',
    ...posts,
    members: ['u1', { userId: 'u3', deptIds: [3, 4] }, 'gone'],
  },
  { roleId: 2, name: '镇长', ...posts, members: ['u2'] },
  { roleId: 3, name: '报灾员', groupId: 20, groupName: '防汛', members: ['u1'] },
]
let world: World
beforeEach(async () => {
  world = await openUnlimited()
  const admins = [
    { userId: 'u2', level: 1 },
    { userId: 'u3', level: 2 },
    { userId: 'gone', level: 2 },
  ]
  await world.admin('roles', { roles, admins })
})
afterEach(() => world.standin.close())

const ask = async (path: string, body: object) => (await world.old(`/topapi/${path}`, body)).body

describe('who holds which post', () => {
  test('roles in their groups', async () => {
    expect(await ask('role/list', {})).toMatchObject({
      errcode: 0,
      result: {
        hasMore: false,
        list: [
          {
            name: '职务',
            groupId: 10,
            roles: [
              { id: 1, name: '网格员' },
              { id: 2, name: '镇长' },
            ],
          },
          { name: '防汛', groupId: 20, roles: [{ id: 3, name: '报灾员' }] },
        ],
      },
    })
  })
  test.each([
    [{ size: 2, offset: 0 }, true, [1, 2]],
    [{ size: 2, offset: 2 }, false, [3]],
    [{ size: 3, offset: 0 }, false, [1, 2, 3]],
    [{ size: 200, offset: 3 }, false, []],
  ])('page %j', async (page, hasMore, ids) => {
    const { result } = (await ask('role/list', page)) as {
      result: { hasMore: boolean; list: { roles: { id: number }[] }[] }
    }
    expect([
      result.hasMore,
      result.list.flatMap((group) => group.roles.map(({ id }) => id)),
    ]).toEqual([hasMore, ids])
  })
  test.each([
    ['role/list', { size: 201 }],
    ['role/simplelist', { role_id: 1, size: 101 }],
    ['role/simplelist', { role_id: 99 }],
    ['role/simplelist', {}],
  ])('%s %j is refused', async (path, body) => {
    expect(await ask(path, body)).toMatchObject({ errcode: 40035 })
  })
  test('its holders with the departments they hold it for, leavers not', async () => {
    expect(await ask('role/simplelist', { role_id: 1 })).toMatchObject({
      result: {
        hasMore: false,
        list: [
          { userid: 'u1', name: '江敏', manageScopes: [] },
          {
            userid: 'u3',
            name: '林海燕',
            manageScopes: [
              { dept_id: 3, name: '石塘镇' },
              { dept_id: 4, name: '玉环市' },
            ],
          },
        ],
      },
    })
    expect(await ask('role/simplelist', { role_id: 1, size: 1, offset: 0 })).toMatchObject({
      result: { hasMore: true, list: [{ userid: 'u1' }] },
    })
    expect(await ask('role/getrole', { roleId: 3 })).toMatchObject({
      role: { name: '报灾员', groupId: 20 },
    })
  })
  test('a person has them all, and knows whether he administers', async () => {
    expect(await ask('v2/user/get', { userid: 'u1' })).toMatchObject({
      result: {
        admin: false,
        role_list: [
          { id: 1, name: '网格员', group_name: '职务' },
          { id: 3, name: '报灾员', group_name: '防汛' },
        ],
      },
    })
    expect(await ask('v2/user/get', { userid: 'u2' })).toMatchObject({ result: { admin: true } })
    expect(await ask('user/listadmin', {})).toMatchObject({
      result: [
        { userid: 'u2', sys_level: 1 },
        { userid: 'u3', sys_level: 2 },
      ],
    })
    const { code } = (await world.admin('authCode', { userId: 'u2' })).body
    expect(await ask('v2/user/getuserinfo', { code })).toMatchObject({
      result: { sys: true, sys_level: 1 },
    })
  })
  test('a new directory brings its own, a reset takes them', async () => {
    await world.admin('tenant', { users: [], roles: [roles[1]] })
    expect(await ask('role/list', {})).toMatchObject({ result: { list: [{ groupId: 10 }] } })
    await world.admin('reset', {})
    expect(await ask('role/list', {})).toMatchObject({ result: { list: [] } })
  })
})

describe('how many work here', () => {
  const inactive = { userId: 'u9', name: '新人', deptIds: [3], active: false }
  beforeEach(() => world.admin('users', { users: [inactive] }))
  const logins = (more: object) =>
    ask('inactive/user/v2/get', {
      is_active: false,
      query_date: '20260812',
      offset: 0,
      size: 100,
      ...more,
    })

  test.each([
    [false, 4],
    [true, 3],
  ])('only those who have logged in: %s', async (only_active, count) => {
    expect(await ask('user/count', { only_active })).toMatchObject({ result: { count } })
  })
  test('who has never logged in, and who has', async () => {
    expect(await logins({})).toMatchObject({ result: { has_more: false, list: ['u9'] } })
    expect(await logins({ is_active: true, dept_ids: [3] })).toMatchObject({
      result: { list: ['u1', 'u3'] },
    })
    expect(await logins({ is_active: true, dept_ids: '3,4', size: 1 })).toMatchObject({
      result: { has_more: true, next_cursor: 1, list: ['u1'] },
    })
    expect(await logins({ is_active: true, size: 1, offset: 2 })).toMatchObject({
      result: { has_more: false, list: ['u3'] },
    })
    expect(await ask('v2/user/get', { userid: 'u9' })).toMatchObject({ result: { active: false } })
  })
  test.each([[{ query_date: '2026-08-12' }], [{ size: 101 }], [{ is_active: undefined }]])(
    '%j is refused',
    async (more) => {
      expect(await logins(more)).toMatchObject({ errcode: 40035 })
    },
  )
})
