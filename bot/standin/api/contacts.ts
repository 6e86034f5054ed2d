import { z } from 'zod'
import type { Department, User } from '../directory'
import { endpoint } from '../endpoint'
import { refuseOld } from '../refusal'
import type { World } from '../world'

const rules = { family: 'old', metered: false, scope: 'qyapi_get_member' } as const
const number = z.coerce.number()
const Dept = z.object({ dept_id: number.default(1) })

function userOf(world: World, userId: string) {
  const user = world.directory.users.get(userId)
  if (!user) throw refuseOld(60121, '找不到该用户')
  if (!world.directory.seesUser(user)) throw refuseOld(50004, '请求的员工userid不在授权范围内')
  return user
}

function departmentOf(world: World, deptId: number) {
  const department = world.directory.departments.get(deptId)
  // the list of children names departments of DingTalk's own, of which nothing is told (-7)
  if (!department || deptId < 0) throw refuseOld(60003, '部门不存在')
  if (!world.directory.sees(deptId)) throw refuseOld(50002, '请求的部门id不在授权范围内')
  return department
}

/** What everybody is told of a person, in lists and alone; the examples of the documents show it all. */
const userDetail = ({ roles }: World, user: User) => ({
  userid: user.userId,
  unionid: user.unionId,
  name: user.name,
  title: user.title ?? '',
  job_number: user.jobNumber ?? '',
  avatar: '',
  ...(user.mobile && { mobile: user.mobile, state_code: '86' }),
  hide_mobile: false,
  telephone: '',
  email: user.email ?? '',
  org_email: '',
  work_place: user.workPlace ?? '',
  remark: '',
  extension: '{}',
  dept_id_list: user.deptIds,
  active: user.active ?? true,
  admin: roles.levelOf(user.userId) > 0,
  boss: false,
  exclusive_account: false,
})
const userAlone = (world: World, user: User) => ({
  ...userDetail(world, user),
  dept_order_list: user.deptIds.map((dept_id) => ({ dept_id, order: 1 })),
  dept_position_list: user.deptIds.map((dept_id, index) => ({
    dept_id,
    title: user.title ?? '',
    work_place: user.workPlace ?? '',
    is_main: index === 0,
  })),
  leader_in_dept: user.deptIds.map((dept_id) => ({ dept_id, leader: false })),
  role_list: world.roles
    .of(user.userId)
    .map(({ roleId, name, groupName }) => ({ id: roleId, name, group_name: groupName })),
  manager_userid: '',
  real_authed: true,
  senior: false,
})
const departmentLine = (department: Department) => ({
  dept_id: department.deptId,
  name: department.name,
  ...(department.parentId && { parent_id: department.parentId }),
  create_dept_group: false,
  auto_add_user: false,
})
const departmentAlone = (world: World, department: Department) => ({
  ...departmentLine(department),
  order: 1,
  member_count: world.directory.membersOf(department.deptId).length,
  dept_manager_userid_list: [],
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
})

/** People and departments (old API); none of it costs monthly quota. */
export const contacts = [
  endpoint(
    'POST /topapi/v2/user/getuserinfo',
    rules,
    z.object({ code: z.string() }),
    (world, { code }) => {
      const user = world.directory.users.get(world.tokens.codes.redeem(code) ?? '')
      if (!user) throw refuseOld(40078, '不存在的临时授权码')
      return {
        result: {
          userid: user.userId,
          unionid: user.unionId,
          associated_unionid: user.unionId,
          name: user.name,
          device_id: 'standin',
          sys: world.roles.levelOf(user.userId) > 0,
          sys_level: world.roles.levelOf(user.userId),
        },
      }
    },
  ),
  endpoint(
    'POST /topapi/v2/user/get',
    rules,
    z.object({ userid: z.string(), language: z.string().optional() }),
    (world, { userid }) => ({ result: userAlone(world, userOf(world, userid)) }),
  ),
  endpoint(
    'POST /topapi/v2/user/list',
    rules,
    z.object({
      dept_id: number,
      cursor: number.pipe(z.number().min(0)).default(0),
      size: number.pipe(z.number().min(1).max(100)),
    }),
    (world, { dept_id, cursor, size }) => {
      departmentOf(world, dept_id)
      const members = world.directory.membersOf(dept_id)
      const more = cursor + size < members.length
      const list = members.slice(cursor, cursor + size).map((userId) => ({
        ...userDetail(world, world.directory.users.get(userId)!),
        dept_order: 1,
        leader: false,
      }))
      return { result: { has_more: more, ...(more && { next_cursor: cursor + size }), list } }
    },
  ),
  endpoint(
    'POST /topapi/user/listid',
    rules,
    z.object({ dept_id: number }),
    (world, { dept_id }) => {
      departmentOf(world, dept_id)
      return { result: { userid_list: world.directory.membersOf(dept_id) } }
    },
  ),
  endpoint(
    'POST /topapi/v2/user/getbymobile',
    rules,
    z.object({ mobile: z.string() }),
    (world, { mobile }) => {
      const user = world.directory.byMobile(mobile)
      if (!user) throw refuseOld(60121, '找不到该用户')
      return { result: { userid: user.userId, exclusive_account_userid_list: [] } }
    },
  ),
  endpoint(
    'POST /topapi/user/getbyunionid',
    rules,
    z.object({ unionid: z.string() }),
    (world, { unionid }) => {
      const user = world.directory.byUnion(unionid)
      if (!user) throw refuseOld(60121, '找不到该用户')
      return { result: { contact_type: 0, userid: user.userId } }
    },
  ),
  endpoint('POST /topapi/v2/department/listsub', rules, Dept, (world, { dept_id }) => {
    departmentOf(world, dept_id)
    return {
      result: world.directory
        .childrenOf(dept_id)
        .map((child) => departmentLine(world.directory.departments.get(child)!)),
    }
  }),
  endpoint('POST /topapi/v2/department/listsubid', rules, Dept, (world, { dept_id }) => {
    departmentOf(world, dept_id)
    return { result: { dept_id_list: world.directory.childrenOf(dept_id) } }
  }),
  endpoint('POST /topapi/v2/department/get', rules, Dept, (world, { dept_id }) => ({
    result: departmentAlone(world, departmentOf(world, dept_id)),
  })),
  endpoint(
    'POST /topapi/v2/department/listparentbyuser',
    rules,
    z.object({ userid: z.string() }),
    (world, { userid }) => ({
      result: {
        parent_list: userOf(world, userid).deptIds.map((deptId) => ({
          parent_dept_id_list: world.directory.pathOf(deptId),
        })),
      },
    }),
  ),
]
