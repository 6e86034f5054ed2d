import { openUnlimited } from './standin.limits.support'
import { people, type World } from './standinWorld'

const minute = 60_000
let world: World
beforeEach(async () => {
  world = await openUnlimited()
})
afterEach(() => world.standin.close())

describe('people and departments', () => {
  const post = (path: string, body: object) => world.old(`/topapi/${path}`, body)
  test.each<[string, object, object]>([
    [
      'v2/user/get',
      { userid: 'u1' },
      {
        result: {
          userid: 'u1',
          unionid: 'un/ion=1',
          name: '江敏',
          title: '网格员',
          mobile: '13800000001',
          dept_id_list: [3],
        },
      },
    ],
    [
      'v2/user/get',
      { userid: 'u2' },
      {
        result: {
          hide_mobile: false,
          real_authed: true,
          senior: false,
          exclusive_account: false,
          telephone: '',
          email: '',
          org_email: '',
          work_place: '',
          remark: '',
          dept_position_list: [{ dept_id: 2, title: '镇长', is_main: true }],
        },
      },
    ],
    ['v2/user/get', { userid: 'nobody' }, { errcode: 60121 }],
    ['v2/user/get', {}, { errcode: 40035 }],
    [
      'v2/user/list',
      { dept_id: 3, cursor: 0, size: 1 },
      { result: { has_more: true, next_cursor: 1, list: [{ userid: 'u1' }] } },
    ],
    [
      'v2/user/list',
      { dept_id: 3, cursor: 1, size: 1 },
      {
        result: {
          has_more: false,
          list: [{ userid: 'u3', hide_mobile: false, exclusive_account: false }],
        },
      },
    ],
    ['v2/user/list', { dept_id: 3, cursor: 0, size: 101 }, { errcode: 40035 }],
    ['v2/user/list', { dept_id: 99, cursor: 0, size: 1 }, { errcode: 60003 }],
    ['user/listid', { dept_id: 3 }, { result: { userid_list: ['u1', 'u3'] } }],
    [
      'v2/user/getbymobile',
      { mobile: '13800000002' },
      { result: { userid: 'u2', exclusive_account_userid_list: [] } },
    ],
    ['v2/user/getbymobile', { mobile: '1' }, { errcode: 60121 }],
    ['user/getbyunionid', { unionid: 'union3' }, { result: { contact_type: 0, userid: 'u3' } }],
    [
      'v2/department/listsub',
      {},
      { result: [{ dept_id: 2, name: '温岭市', parent_id: 1 }, { dept_id: 4 }] },
    ],
    [
      'v2/department/listsub',
      { dept_id: 2 },
      { result: [{ dept_id: 3, name: '石塘镇', parent_id: 2 }] },
    ],
    ['v2/department/listsubid', { dept_id: 2 }, { result: { dept_id_list: [3] } }],
    ['v2/department/get', { dept_id: 3 }, { result: { dept_id: 3, name: '石塘镇', parent_id: 2 } }],
    [
      'v2/department/get',
      { dept_id: 4 },
      {
        result: {
          hide_dept: false,
          outer_dept: false,
          group_contain_sub_dept: false,
          dept_permits: [],
          user_permits: [],
          outer_permit_depts: [],
          outer_permit_users: [],
          org_dept_owner: '',
          auto_approve_apply: false,
          from_union_org: false,
        },
      },
    ],
    [
      'v2/department/listparentbyuser',
      { userid: 'u1' },
      { result: { parent_list: [{ parent_dept_id_list: [3, 2, 1] }] } },
    ],
  ])('%s %j', async (path, body, expected) => {
    expect(await post(path, body)).toMatchObject({ status: 200, body: { errcode: 0, ...expected } })
  })
  test('what the app may not see', async () => {
    await world.admin('tenant', {
      departments: [
        { deptId: 2, name: '温岭市' },
        { deptId: 4, name: '玉环市' },
      ],
      users: people.map((user) => ({ ...user, deptIds: [user.userId === 'u1' ? 2 : 4] })),
      scope: [2],
    })
    expect((await post('v2/user/get', { userid: 'u1' })).body).toMatchObject({ errcode: 0 })
    expect((await post('v2/user/get', { userid: 'u2' })).body).toMatchObject({ errcode: 50004 })
    expect((await post('user/listid', { dept_id: 4 })).body).toMatchObject({ errcode: 50002 })
  })
  test('a login code names its person once, for 5 minutes', async () => {
    const code = async () =>
      (await world.admin('authCode', { userId: 'u1' })).body['code'] as string
    const [used, late] = [await code(), await code()]
    expect((await post('v2/user/getuserinfo', { code: used })).body).toMatchObject({
      result: { userid: 'u1', unionid: 'un/ion=1', name: '江敏' },
    })
    expect((await post('v2/user/getuserinfo', { code: used })).body).toMatchObject({
      errcode: 40078,
    })
    world.standin.clock.move({ addMs: 5 * minute })
    expect((await post('v2/user/getuserinfo', { code: late })).body).toMatchObject({
      errcode: 40078,
    })
  })
})
