import { createHash } from 'node:crypto'
import { z } from 'zod'

export const Department = z.object({
  deptId: z.number(),
  name: z.string(),
  parentId: z.number().nullish(),
})
export const UserInput = z.object({
  userId: z.string(),
  unionId: z.string().optional(),
  name: z.string(),
  mobile: z.string().optional(),
  title: z.string().optional(),
  deptIds: z.array(z.number()).default([1]),
  avatarText: z.string().optional(),
  jobNumber: z.string().optional(),
  email: z.string().optional(),
  workPlace: z.string().optional(),
  /** Has logged in to DingTalk; everybody has unless said. */
  active: z.boolean().optional(),
})
export type Department = z.infer<typeof Department>
export type User = Omit<z.infer<typeof UserInput>, 'unionId'> & { unionId: string }

/** Departments and people of the one organisation, indexed the ways the contact API asks. */
export class Directory {
  readonly departments = new Map<number, Department>()
  readonly users = new Map<string, User>()
  /** Departments this app may see with all below them; null means all. */
  scope: number[] | null = null
  private readonly unions = new Map<string, string>()
  private readonly mobiles = new Map<string, string>()
  private readonly members = new Map<number, Set<string>>()
  private readonly children = new Map<number, Set<number>>()

  constructor() {
    this.replace([], [])
  }

  replace(departments: readonly Department[], users: readonly z.infer<typeof UserInput>[]) {
    for (const index of [
      this.departments,
      this.users,
      this.unions,
      this.mobiles,
      this.members,
      this.children,
    ]) {
      index.clear()
    }
    this.putDepartment({ deptId: 1, name: '根部门', parentId: null })
    for (const department of departments) this.putDepartment(department)
    for (const user of users) this.putUser(user)
  }

  putDepartment(department: Department) {
    const parentId = department.deptId === 1 ? null : (department.parentId ?? 1)
    const before = this.departments.get(department.deptId)
    if (before?.parentId) this.children.get(before.parentId)?.delete(department.deptId)
    this.departments.set(department.deptId, { ...department, parentId })
    if (parentId !== null) put(this.children, parentId, department.deptId)
    return before ? 'changed' : 'added'
  }

  putUser(input: z.infer<typeof UserInput>) {
    const before = this.removeUser(input.userId)
    const unionId =
      input.unionId ??
      before?.unionId ??
      createHash('sha1').update(input.userId).digest('base64url').slice(0, 22) + 'iE'
    const user = { ...input, unionId }
    this.users.set(user.userId, user)
    this.unions.set(unionId, user.userId)
    if (user.mobile) this.mobiles.set(user.mobile, user.userId)
    for (const deptId of user.deptIds) put(this.members, deptId, user.userId)
    return before ? 'changed' : 'added'
  }

  removeUser(userId: string) {
    const user = this.users.get(userId)
    if (!user) return undefined
    this.users.delete(userId)
    this.unions.delete(user.unionId)
    if (user.mobile) this.mobiles.delete(user.mobile)
    for (const deptId of user.deptIds) this.members.get(deptId)?.delete(userId)
    return user
  }

  removeDepartment(deptId: number) {
    const department = this.departments.get(deptId)
    if (department?.parentId) this.children.get(department.parentId)?.delete(deptId)
    return this.departments.delete(deptId)
  }

  byUnion(unionId: string) {
    return this.users.get(this.unions.get(unionId) ?? '')
  }

  byMobile(mobile: string) {
    return this.users.get(this.mobiles.get(mobile) ?? '')
  }

  /** A person as named by an API with `userIdType`: 1 userId, 2 unionId. */
  named(id: string, userIdType: number) {
    return userIdType === 2 ? this.byUnion(id) : this.users.get(id)
  }

  childrenOf(deptId: number) {
    return [...(this.children.get(deptId) ?? [])]
  }

  membersOf(deptId: number) {
    return [...(this.members.get(deptId) ?? [])]
  }

  /** Everybody in the department and below it. */
  everybodyIn(deptId: number): string[] {
    const found: string[] = []
    for (let waiting = [deptId]; waiting.length;) {
      for (const department of waiting) {
        for (const userId of this.membersOf(department)) found.push(userId)
      }
      waiting = waiting.flatMap((department) => this.childrenOf(department))
    }
    return found
  }

  /** The departments above this one, itself first, the root last. */
  pathOf(deptId: number) {
    const path: number[] = []
    for (
      let at: number | null | undefined = deptId;
      at && !path.includes(at);
      at = this.departments.get(at)?.parentId
    ) {
      path.push(at)
    }
    return path
  }

  sees(deptId: number) {
    return !this.scope || this.pathOf(deptId).some((above) => this.scope!.includes(above))
  }

  seesUser(user: User) {
    return !this.scope || user.deptIds.some((deptId) => this.sees(deptId))
  }

  search(text: string, limit = 50) {
    const found: User[] = []
    for (const user of this.users.values()) {
      if (found.length === limit) break
      const words = [user.name, user.title ?? '', user.userId]
      if (words.some((word) => word.includes(text))) found.push(user)
    }
    return found
  }

  nameOf(userId: string) {
    return this.users.get(userId)?.name ?? userId
  }
}

/** A department that would lie below itself; of a number given twice the later holds. */
export function circleIn(departments: Iterable<Department>): number | undefined {
  const parents = new Map([...departments].map(({ deptId, parentId }) => [deptId, parentId ?? 1]))
  parents.delete(1)
  const sound = new Set<number>()
  for (const start of parents.keys()) {
    const path = new Set<number>()
    for (let at: number | undefined = start; at !== undefined; at = parents.get(at)) {
      if (path.has(at)) return at
      if (sound.has(at)) break
      path.add(at)
    }
    for (const deptId of path) sound.add(deptId)
  }
  return undefined
}

function put<K, V>(index: Map<K, Set<V>>, key: K, value: V) {
  const set = index.get(key)
  if (set) set.add(value)
  else index.set(key, new Set([value]))
}
