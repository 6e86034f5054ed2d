import { z } from 'zod'
import type { User } from '../directory'
import { endpoint } from '../endpoint'
import type { World } from '../world'

const rules = { family: 'old', metered: false } as const
const number = z.coerce.number()
const flag = z.union([z.boolean(), z.stringbool()])
const isActive = ({ active = true }: User) => active

function peopleIn({ directory }: World, deptIds: readonly number[]): User[] {
  const everybody = [...directory.users.values()].filter((user) => directory.seesUser(user))
  if (!deptIds.length) return everybody
  const wanted = new Set(deptIds.flatMap((deptId) => directory.everybodyIn(deptId)))
  return everybody.filter(({ userId }) => wanted.has(userId))
}

const Departments = z
  .union([z.array(number), z.string().transform((text) => text.split(',').map(Number))])
  .nullish()
  .transform((deptIds) => deptIds ?? [])

/** How many work here, and who has never logged in: nobody can warn them by DingTalk. */
export const headcount = [
  endpoint(
    'POST /topapi/user/count',
    { ...rules, scope: 'qyapi_get_member' },
    z.object({ only_active: flag }),
    (world, { only_active }) => {
      const people = peopleIn(world, [])
      return { result: { count: (only_active ? people.filter(isActive) : people).length } }
    },
  ),
  endpoint(
    'POST /topapi/inactive/user/v2/get',
    { ...rules, scope: 'qyapi_liveness_base' },
    z.object({
      is_active: flag,
      query_date: z.string().regex(/^\d{8}$/),
      offset: number.pipe(z.number().min(0)).default(0),
      size: number.pipe(z.number().min(1).max(100)).default(100),
      dept_ids: Departments,
    }),
    (world, { is_active, offset, size, dept_ids }) => {
      const found = peopleIn(world, dept_ids).filter((user) => isActive(user) === is_active)
      const more = offset + size < found.length
      return {
        result: {
          has_more: more,
          ...(more && { next_cursor: offset + size }),
          list: found.slice(offset, offset + size).map(({ userId }) => userId),
        },
      }
    },
  ),
]
