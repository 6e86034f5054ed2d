import { z } from 'zod'
import { endpoint } from '../endpoint'
import { refuseOld } from '../refusal'
import type { Role } from '../roles'
import type { World } from '../world'

const rules = { family: 'old', metered: false, scope: 'qyapi_get_department_list' } as const
const number = z.coerce.number()
const offset = number.pipe(z.number().min(0)).default(0)
const pageUpTo = (largest: number) => number.pipe(z.number().min(1).max(largest)).default(20)

function roleOf(world: World, roleId: number): Role {
  const role = world.roles.get(roleId)
  if (!role) throw refuseOld(40035, '不合法的参数：role_id')
  return role
}

/** The page is one of roles; what is shown of it are their groups. */
function groupsOf(roles: readonly Role[]) {
  const groups = new Map<number, { name: string; groupId: number; roles: object[] }>()
  for (const { groupId, groupName, roleId, name } of roles) {
    const group = groups.get(groupId) ?? { name: groupName, groupId, roles: [] }
    group.roles.push({ id: roleId, name })
    groups.set(groupId, group)
  }
  return [...groups.values()]
}

/** Those who hold the role and still work here. */
function holdersOf({ directory }: World, { members }: Role) {
  return members
    .filter(({ userId }) => directory.users.has(userId))
    .map(({ userId, deptIds }) => ({
      userid: userId,
      name: directory.nameOf(userId),
      manageScopes: deptIds.map((dept_id) => ({
        dept_id,
        name: directory.departments.get(dept_id)?.name ?? '',
      })),
    }))
}

/** Who holds which post, in organisations that keep it as roles; and who administers DingTalk. */
export const roles = [
  endpoint(
    'POST /topapi/role/list',
    { ...rules, bodyless: true },
    z.object({ size: pageUpTo(200), offset }),
    (world, { size, offset: from }) => {
      const all = world.roles.all()
      return {
        result: {
          hasMore: from + size < all.length,
          list: groupsOf(all.slice(from, from + size)),
        },
      }
    },
  ),
  endpoint(
    'POST /topapi/role/simplelist',
    { ...rules, scope: 'qyapi_get_department_member' },
    z.object({ role_id: number, size: pageUpTo(100), offset }),
    (world, { role_id, size, offset: from }) => {
      const holders = holdersOf(world, roleOf(world, role_id))
      const hasMore = from + size < holders.length
      return { result: { hasMore, list: holders.slice(from, from + size) } }
    },
  ),
  endpoint(
    'POST /topapi/role/getrole',
    { ...rules, scope: 'qyapi_get_department_member' },
    z.object({ roleId: number }),
    (world, { roleId }) => {
      const { name, groupId } = roleOf(world, roleId)
      return { role: { name, groupId } }
    },
  ),
  endpoint(
    'POST /topapi/user/listadmin',
    { ...rules, scope: 'qyapi_get_member' },
    z.looseObject({}),
    (world) => ({
      result: world.roles
        .allAdmins()
        .filter(({ userId }) => world.directory.users.has(userId))
        .map(({ userId, level }) => ({ userid: userId, sys_level: level })),
    }),
  ),
]
