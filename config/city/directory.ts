import type { Post, Unit } from '../../shared/org'
import { codeOf, parentPath } from '../../shared/vocabulary'
import { loadPolicy } from '../load'
import type { CityPeople } from './people'
import { cityPath, cityUnits } from './units'

export type CityDirectory = {
  departments: { deptId: number; name: string; parentId: number }[]
  users: {
    userId: string
    unionId: string
    name: string
    mobile: string
    title: string
    deptIds: number[]
    avatarText: string
  }[]
}

/**
 * The same city as DingTalk knows it: a department for the city, each county and each township;
 * whoever works below belongs to the township.
 */
export function cityDirectory(
  { people, posts }: CityPeople,
  { posts: { posts: kinds } } = loadPolicy(),
): CityDirectory {
  const titles = new Map(kinds.map(({ name, title }) => [name, title]))
  const firstPosts = new Map<string | null, Post>()
  for (const post of posts) {
    if (!firstPosts.has(post.personId)) firstPosts.set(post.personId, post)
  }
  return {
    departments: cityUnits()
      .filter(isDepartment)
      .map(({ path, name }) => ({
        deptId: deptOf(path),
        name,
        parentId: path === cityPath ? 1 : deptOf(parentPath(path)!),
      })),
    users: people.map(({ id, name, phone, directoryKey }) => {
      const post = firstPosts.get(id)
      return {
        userId: directoryKey,
        unionId: `${directoryKey}-union`,
        name,
        mobile: phone,
        title: titles.get(post?.kind ?? '') ?? '',
        deptIds: [deptOf(departmentOf(post?.unitPath ?? cityPath))],
        avatarText: name.slice(-2),
      }
    }),
  }
}

const isDepartment = ({ kind }: Unit) => kind !== 'village' && kind !== 'grid'
const townshipDepth = 3
const departmentOf = (path: string) => path.split('/').slice(0, townshipDepth).join('/')
const deptOf = (path: string) => Number(codeOf(path))
