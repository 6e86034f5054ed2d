import { z } from 'zod'

const Member = z.union([
  z.string().transform((userId) => ({ userId, deptIds: [] as number[] })),
  z.object({ userId: z.string(), deptIds: z.array(z.number()).default([]) }),
])
export const RoleInput = z.object({
  roleId: z.number(),
  name: z.string(),
  groupId: z.number().default(1),
  groupName: z.string().default('默认'),
  /** Who holds it; `deptIds` are the departments that he holds it for. */
  members: z.array(Member).default([]),
})
export const AdminInput = z.object({
  userId: z.string(),
  level: z.union([z.literal(1), z.literal(2)]),
})
export type Role = z.infer<typeof RoleInput>

/** The roles (labels) of the organisation in their groups, and its administrators. */
export class Roles {
  private roles: readonly Role[] = []
  private admins: readonly z.infer<typeof AdminInput>[] = []

  replace(roles: readonly Role[], admins: readonly z.infer<typeof AdminInput>[]) {
    this.roles = roles
    this.admins = admins
  }

  all() {
    return this.roles
  }

  get(roleId: number) {
    return this.roles.find((role) => role.roleId === roleId)
  }

  of(userId: string) {
    return this.roles.filter(({ members }) => members.some((member) => member.userId === userId))
  }

  allAdmins() {
    return this.admins
  }

  /** 1 the administrator, 2 one of his deputies, 0 nobody of the kind. */
  levelOf(userId: string) {
    return this.admins.find((admin) => admin.userId === userId)?.level ?? 0
  }
}
