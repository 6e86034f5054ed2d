import { z } from 'zod'
import type { Directory, DirectoryDepartment, DirectoryPerson } from '../../core/ports'
import type { OldApi } from './oldapi'
import type { Mishap } from './trouble'

const root = '1'
const pageSize = 100
/** Departments asked for at the same time; the pace of calls is kept elsewhere. */
const abreast = 8

const Key = z.coerce.string()
const Department = z.object({ dept_id: Key, name: z.string(), parent_id: Key.nullish() })
const Person = z.object({
  userid: z.string().min(1),
  name: z.string(),
  mobile: z.string().nullish(),
  title: z.string().nullish(),
  dept_id_list: z.array(Key).nullish(),
  active: z.boolean().nullish(),
})
const departmentOf = ({
  dept_id,
  name,
  parent_id,
}: z.output<typeof Department>): DirectoryDepartment => ({
  key: dept_id,
  name,
  parent: dept_id === root ? null : (parent_id ?? root),
})
/** Without the permission for mobile numbers the field is not there. */
const personOf = ({
  userid,
  name,
  mobile,
  title,
  dept_id_list,
  active,
}: z.output<typeof Person>): DirectoryPerson => ({
  key: userid,
  name,
  mobile: mobile || null,
  title: title ?? '',
  departments: dept_id_list ?? [],
  active: active ?? true,
})

const Departments = z.object({
  result: z
    .array(Department)
    .nullish()
    .transform((list) => list ?? []),
})
const OneDepartment = z.object({ result: Department })
const Page = z.object({
  result: z.object({
    has_more: z.boolean(),
    next_cursor: z.coerce.number().nullish(),
    list: z
      .array(Person)
      .nullish()
      .transform((list) => list ?? []),
  }),
})
const OnePerson = z.object({ result: Person.nullable() })
const Login = z.object({ result: z.object({ userid: z.string().min(1) }).nullable() })

/** These codes say that there is nobody, which is an answer. */
const nobody =
  (...codes: number[]) =>
  (mishap: Mishap) =>
    mishap.from === 'old' &&
    [mishap.errcode, Number(mishap.subcode)].some((code) => codes.includes(code))
      ? { result: null }
      : undefined

/** The contacts of DingTalk. None of these calls is on the bill. */
export function createDirectory({ post }: OldApi): Directory {
  const children = (key: string) =>
    post('/topapi/v2/department/listsub', { dept_id: Number(key) }, Departments, { free: true })

  async function* departments() {
    const { result } = await post(
      '/topapi/v2/department/get',
      { dept_id: Number(root) },
      OneDepartment,
      { free: true },
    )
    yield departmentOf(result)
    for (let waiting = [root]; waiting.length;) {
      const found = (await Promise.all(waiting.splice(0, abreast).map(children))).flatMap(
        (answer) => answer.result.map(departmentOf),
      )
      yield* found
      waiting.push(...found.map(({ key }) => key))
    }
  }

  async function* people(department: string) {
    for (let cursor: number | null | undefined = 0; cursor !== null && cursor !== undefined;) {
      const { result }: z.output<typeof Page> = await post(
        '/topapi/v2/user/list',
        { dept_id: Number(department), cursor, size: pageSize, contain_access_limit: false },
        Page,
        { free: true },
      )
      yield* result.list.map(personOf)
      cursor = result.has_more ? result.next_cursor : null
    }
  }

  return {
    departments,
    people,
    async person(key) {
      const { result } = await post('/topapi/v2/user/get', { userid: key }, OnePerson, {
        free: true,
        forgive: nobody(60121, 33012),
      })
      return result && personOf(result)
    },
    async identify(authCode) {
      const { result } = await post('/topapi/v2/user/getuserinfo', { code: authCode }, Login, {
        free: true,
        forgive: nobody(40078),
      })
      return result && result.userid
    },
  }
}
