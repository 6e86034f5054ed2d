import { z } from 'zod'
import type { Directory, DirectoryDepartment, DirectoryPerson } from '../../core/ports'
import type { OldApi } from './oldapi'
import type { Log, Settings } from './settings'
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

/** A line that is no department to us is null, and costs the others nothing. */
const Departments = z.object({
  result: z
    .array(Department.nullable().catch(null))
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

const saysOneOf = (mishap: Mishap, codes: readonly number[]) =>
  mishap.from === 'old' &&
  [mishap.errcode, Number(mishap.subcode)].some((code) => codes.includes(code))

/** These codes say that there is nobody, or nobody for us, which is an answer. */
const nobody =
  (...codes: number[]) =>
  (mishap: Mishap) =>
    saysOneOf(mishap, codes) ? { result: null } : undefined
/** One department is gone, or outside of what we may see; the others can be read. */
const unreadable = [60003, 50002]
/** 家校通讯录 and its like: listed with the departments, but nobody of ours works there. */
const isForeign = ({ key }: DirectoryDepartment) => Number(key) < 0

/** What cannot be read of one department is left out with a warning. */
function leaving(log: Log) {
  const leaveOut = (department: string | null) =>
    log.warn({ department }, 'a department of the directory cannot be read, it is left out')
  const instead =
    <T>(department: string, nothing: T) =>
    (mishap: Mishap) => {
      if (!saysOneOf(mishap, unreadable)) return undefined
      leaveOut(department)
      return nothing
    }
  return { leaveOut, instead }
}

type Around = { oldApi: OldApi; log: Log }
/** The departments from the root down, each once. */
function departmentsOf({ oldApi: { post }, log }: Around) {
  const { leaveOut, instead } = leaving(log)

  async function children(of: string): Promise<DirectoryDepartment[]> {
    const { result } = await post(
      '/topapi/v2/department/listsub',
      { dept_id: Number(of) },
      Departments,
      { free: true, forgive: instead(of, { result: [] }) },
    )
    return result.flatMap((line) => {
      const department = line && departmentOf(line)
      if (department && !isForeign(department)) return department
      leaveOut(department && department.key)
      return []
    })
  }
  return async function* departments() {
    const { result } = await post(
      '/topapi/v2/department/get',
      { dept_id: Number(root) },
      OneDepartment,
      { free: true },
    )
    yield departmentOf(result)
    const met = new Set([root])
    for (let waiting = [root]; waiting.length;) {
      const found = (await Promise.all(waiting.splice(0, abreast).map(children))).flat()
      for (const department of found) {
        if (met.has(department.key)) continue
        met.add(department.key)
        waiting.push(department.key)
        yield department
      }
    }
  }
}

/** Everybody in a department, page by page. */
function peopleOf({ oldApi: { post }, log }: Around) {
  const { instead } = leaving(log)
  return async function* people(department: string) {
    const forgive = instead(department, { result: { has_more: false, list: [] } })
    for (let cursor: number | null | undefined = 0; cursor !== null && cursor !== undefined;) {
      const { result }: z.output<typeof Page> = await post(
        '/topapi/v2/user/list',
        { dept_id: Number(department), cursor, size: pageSize, contain_access_limit: false },
        Page,
        { free: true, forgive },
      )
      yield* result.list.map(personOf)
      cursor = result.has_more ? result.next_cursor : null
    }
  }
}

/** The contacts of DingTalk. None of these calls is on the bill. */
export function createDirectory(oldApi: OldApi, { log }: Pick<Settings, 'log'>): Directory {
  const { post } = oldApi
  return {
    departments: departmentsOf({ oldApi, log }),
    people: peopleOf({ oldApi, log }),
    async person(key) {
      const { result } = await post('/topapi/v2/user/get', { userid: key }, OnePerson, {
        free: true,
        forgive: nobody(60121, 33012, 50004),
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
