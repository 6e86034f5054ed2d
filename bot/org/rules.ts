import type { Policy, PostKind } from '../../config/policy'
import { parentPath, covers, type Role } from '../../shared/vocabulary'
import { mayReach } from '../core/scope'
import type { Actor } from '../core/slice'
import { tight } from '../core/text'

/** Somebody who answers for something somewhere. */
export type Member = { personId: string; unitPath: string; postId: string; postKind: string }
export const depth = (path: string) => path.split('/').length
const widths = [4, 11, 21, 34, 49]
/** How much of a path names the child of a unit; every level has a fixed width. */
export const childWidth = (path: string) =>
  widths.find((width) => width > path.length) ?? path.length
/** The unit itself and every unit above it, nearest first. */
export function upwards(path: string): string[] {
  const above = parentPath(path)
  return above ? [path, ...upwards(above)] : [path]
}

/** Whoever holds several posts is told once, at the deepest unit: there the person knows the doors. In path order. */
export function onceEach(members: readonly Member[]): Member[] {
  const chosen = new Map<string, Member>()
  for (const member of members) {
    const other = chosen.get(member.personId)
    if (!other || depth(member.unitPath) > depth(other.unitPath)) {
      chosen.set(member.personId, member)
    }
  }
  return [...chosen.values()].sort((one, other) =>
    one.unitPath < other.unitPath
      ? -1
      : one.unitPath > other.unitPath
        ? 1
        : one.postId < other.postId
          ? -1
          : 1,
  )
}

export const seatOf = (kind: string, unitPath: string) => `${kind} ${unitPath}`
/** Who is asked when a post is silent: at the unit itself, then at each unit above, the first of these kinds that somebody else than the silent one holds there. */
export function superiorsAt(
  kinds: readonly string[],
  unitPath: string,
  held: ReadonlyMap<string, readonly string[]>,
  silent?: string,
): readonly string[] {
  for (const path of upwards(unitPath)) {
    for (const kind of kinds) {
      const people = held.get(seatOf(kind, path))?.filter((id) => id !== silent)
      if (people?.length) return people
    }
  }
  return []
}

const endings = ['街道', '社区', '镇', '乡', '村', '市', '区', '县']
/** The ways a name may be short of its ending; one sign is no name. */
export function formsOf(name: string): string[] {
  const short = name.slice(0, -(endings.find((ending) => name.endsWith(ending)) ?? name).length)
  return short.length >= 2 ? [name, short] : [name]
}
/** Every name that a unit could have whose name, full or short, ends this text. */
export const possibleNames = (text: string): string[] =>
  Array.from({ length: Math.max(0, Math.min(text.length, 32) - 1) }, (_, n) =>
    text.slice(-2 - n),
  ).flatMap((tail) => [tail, ...endings.map((ending) => tail + ending)])
/** Does the text mean this unit? `names`: its own, then those above it. Units above may be left out, but may not be wrong. */
export function means(text: string, [name, ...above]: readonly string[], short: boolean): boolean {
  if (name === undefined) return false
  return (short ? formsOf(name) : [name]).some(
    (form) =>
      text === form ||
      (text.endsWith(form) &&
        above.some((_, level) => means(text.slice(0, -form.length), above.slice(level), true))),
  )
}
/** 「石塘镇里箬村」: a unit as it is spoken of inside its county. */
export function spokenName(path: string, names: ReadonlyMap<string, string>): string {
  return upwards(path)
    .filter((it) => it === path || depth(it) >= 3)
    .reverse()
    .map((it) => names.get(it) ?? '')
    .join('')
}

/** Only who keeps the system makes others its keepers; everybody else appoints within the unit. */
export const mayAppoint = (actor: Actor, kind: PostKind, unitPath: string) =>
  oversees(actor, kind.roles.includes('admin') ? ['admin'] : ['admin', 'office'], unitPath)
/** The holder, the deputy or the cover of the post itself, or the office above it. */
export const mayTend = (actor: Actor, post: { id: string; unitPath: string }) =>
  actor.posts.some((it) => it.postId === post.id) ||
  oversees(actor, ['admin', 'office'], post.unitPath)
/** The holder, the deputy, or an office by another post: whoever stands in cannot make that last. */
export const mayGiveAway = (
  actor: Actor,
  post: { id: string; unitPath: string; personId: string | null; deputyId: string | null },
) =>
  [post.personId, post.deputyId].includes(actor.personId) ||
  oversees(
    { ...actor, posts: actor.posts.filter((it) => it.postId !== post.id) },
    ['admin', 'office'],
    post.unitPath,
  )
/** Those at a desk reach everybody below them; who has no desk reaches the people of the own village or grid. */
export const mayCall = (actor: Actor, paths: readonly string[]) =>
  paths.some(
    (path) =>
      oversees(actor, ['admin', 'office', 'duty', 'approver', 'leader'], path) ||
      actor.posts.some((post) => depth(post.unitPath) >= 4 && covers(post.unitPath, path)),
  )
export const oversees = (actor: Actor, roles: readonly Role[], path: string) =>
  actor.personId === 'system' || mayReach(actor, roles, [path])

/** What people call a post; nothing where the policy of today does not know its kind any more. */
export const postTitle = ({ policy }: { policy: Policy }, kind: string) =>
  policy.posts.posts.find((post) => post.name === kind)?.title ?? ''

export const isStale = (verifiedAt: Date | null, everyDays: number, now: Date) =>
  !verifiedAt || now.getTime() - verifiedAt.getTime() > everyDays * 86_400_000

/** 138****1234 */
export const masked = (phone: string) =>
  phone.length >= 8 ? `${phone.slice(0, 3)}****${phone.slice(-4)}` : '****'
/** A mobile number as eleven digits, however it was typed; null when it is none. */
export function mobileOf(text: string): string | null {
  const digits = tight(text)
    .replace(/\.0+$/, '')
    .replace(/[-–—().']/g, '')
    .replace(/^(\+|00)?86(?=1\d{10}$)/, '')
  return /^1\d{10}$/.test(digits) ? digits : null
}
