import { z } from 'zod'
import { circleIn, Department, UserInput } from '../directory'
import { pushEvent } from '../pushes'
import { AdminInput, RoleInput } from '../roles'
import { inBackground, type World } from '../world'
import { act, refusal } from './act'

const belowItself = (deptId: number) => `department ${deptId} would lie below itself`
const event = z.boolean().optional()
const hint = (world: World, eventType: string, ids: object) =>
  inBackground(
    world,
    pushEvent(world, { eventType, data: { timeStamp: String(world.clock.now()), ...ids } }),
  )

/**
 * Who works here: replaced as a whole at the start, changed one by one with the events DingTalk
 * would send.
 */
export const directory = [
  act(
    'POST /_admin/tenant',
    z.object({
      corpId: z.string().optional(),
      departments: z.array(Department).default([]),
      users: z.array(UserInput).default([]),
      scope: z.array(z.number()).nullish(),
      roles: z.array(RoleInput).default([]),
      admins: z.array(AdminInput).default([]),
    }),
    (world, input) => {
      const circle = circleIn(input.departments)
      if (circle !== undefined) return refusal(belowItself(circle))
      if (input.corpId) world.settings.corpId = input.corpId
      world.directory.replace(input.departments, input.users)
      world.directory.scope = input.scope ?? null
      world.roles.replace(input.roles, input.admins)
      return { departments: world.directory.departments.size, users: world.directory.users.size }
    },
  ),
  act('POST /_admin/users', z.object({ users: z.array(UserInput), event }), (world, input) => {
    const done = input.users.map((user) => [user.userId, world.directory.putUser(user)] as const)
    const of = (what: string) =>
      done.filter(([, outcome]) => outcome === what).map(([userId]) => userId)
    const [added, changed] = [of('added'), of('changed')]
    if (input.event && added.length) hint(world, 'user_add_org', { userId: added })
    if (input.event && changed.length) hint(world, 'user_modify_org', { userId: changed })
    return { added, changed }
  }),
  act('POST /_admin/users/leave', z.object({ userId: z.string(), event }), (world, input) => {
    const left = world.directory.removeUser(input.userId)
    if (left && input.event) hint(world, 'user_leave_org', { userId: [input.userId] })
    return { left: Boolean(left) }
  }),
  act(
    'POST /_admin/departments',
    z.object({ departments: z.array(Department), event }),
    (world, input) => {
      const all = [...world.directory.departments.values(), ...input.departments]
      const circle = circleIn(all)
      if (circle !== undefined) return refusal(belowItself(circle))
      for (const department of input.departments) {
        const outcome = world.directory.putDepartment(department)
        if (input.event) {
          hint(world, outcome === 'added' ? 'org_dept_create' : 'org_dept_modify', {
            deptId: [department.deptId],
          })
        }
      }
      return { departments: world.directory.departments.size }
    },
  ),
  act(
    'POST /_admin/departments/remove',
    z.object({ deptId: z.number(), event }),
    (world, input) => {
      const removed = world.directory.removeDepartment(input.deptId)
      if (removed && input.event) hint(world, 'org_dept_remove', { deptId: [input.deptId] })
      return { removed }
    },
  ),
  act(
    'POST /_admin/roles',
    z.object({
      roles: z.array(RoleInput).default([]),
      admins: z.array(AdminInput).default([]),
    }),
    (world, { roles, admins }) => {
      world.roles.replace(roles, admins)
      return { roles: roles.length, admins: admins.length }
    },
  ),
  act('GET /_admin/users', z.object({ q: z.string().default('') }), (world, { q }) =>
    world.directory.search(q.trim()).map(({ userId, unionId, name, title, mobile, deptIds }) => ({
      userId,
      unionId,
      name,
      title,
      mobile,
      deptIds,
    })),
  ),
  act(
    'POST /_admin/groups',
    z.object({ conversationId: z.string(), title: z.string(), userIds: z.array(z.string()) }),
    (world, { conversationId, title, userIds }) => {
      world.messages.groups.set(conversationId, { title, userIds })
      return { conversationId }
    },
  ),
  act('GET /_admin/seats', z.looseObject({}), (world) => world.seats),
  act(
    'POST /_admin/seats',
    z.array(
      z.object({
        userId: z.string(),
        post: z.string(),
        name: z.string(),
        words: z.array(z.string()).default([]),
        big: z.boolean().optional(),
      }),
    ),
    (world, seats) => {
      world.seats = seats
      return seats
    },
  ),
  act('GET /_admin/app', z.looseObject({}), (world) => ({ url: world.app })),
  act('POST /_admin/app', z.object({ url: z.url() }), (world, { url }) => {
    world.app = url
    return { url }
  }),
]
