import type { PostKind } from '../../config/policy'
import type { Post } from '../../shared/org'
import { daysAfter } from '../../shared/time'
import { covers, depth, desks, keepers, upwards, type Role } from '../../shared/vocabulary'
import { mayReach } from '../core/scope'
import type { Actor } from '../core/slice'
import { tight } from '../core/text'

/** City, county, township, village. */
const townshipDepth = 3
const villageDepth = 4

/** Somebody who answers for something somewhere. */
export type Member = { personId: string; unitPath: string; postId: string; postKind: string }

/**
 * Whoever holds several posts is told once, at the deepest unit: there the person knows the doors.
 * In path order.
 */
export function onceEach(members: readonly Member[]): Member[] {
  const chosen = new Map<string, Member>()
  for (const member of members) {
    const other = chosen.get(member.personId)
    if (!other || depth(member.unitPath) > depth(other.unitPath)) {
      chosen.set(member.personId, member)
    }
  }
  return [...chosen.values()].sort(byPath)
}
function byPath(one: Member, other: Member): number {
  if (one.unitPath !== other.unitPath) return one.unitPath < other.unitPath ? -1 : 1
  return one.postId < other.postId ? -1 : 1
}

export const seatOf = (kind: string, unitPath: string) => `${kind} ${unitPath}`
/**
 * Who is asked when a post is silent: at the unit itself, then at each unit above, the first of
 * these kinds that somebody else than the silent one holds there.
 */
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
  const ending = endings.find((it) => name.endsWith(it))
  const short = ending ? name.slice(0, -ending.length) : ''
  return short.length >= 2 ? [name, short] : [name]
}
/** What the body is called that acts for a unit: 里箬村村民委员会, 海门街道办事处, 石塘镇人民政府. */
const office =
  /(?<=..)(村民委员会|居民委员会|村委会|居委会|村委|居委|村?两委|人民政府|政府|办事处|党工委|党委|党总支|党支部)$/
/** 「里箬村(行政村)」 */
const sort = /\((行政村|村改居|村|社区|居|街道|镇|乡)\)$/
/** The province is above the tree. */
const province = /^[^省]{2,3}省/
export const officeless = (name: string) =>
  name.replace(province, '').replace(sort, '').replace(office, '')
const longestName = 32
/** Every name that a unit could have whose name, full or short, ends this text. */
export function possibleNames(text: string): string[] {
  const names: string[] = []
  for (let length = 2; length <= Math.min(text.length, longestName); length++) {
    const tail = text.slice(-length)
    names.push(tail, ...endings.map((ending) => tail + ending))
  }
  return names
}
/**
 * Does the text mean this unit? `names`: its own, then those above it. Units above may be left out,
 * but may not be wrong.
 */
export function means(text: string, [name, ...above]: readonly string[], short: boolean): boolean {
  if (name === undefined) return false
  const forms = short ? formsOf(name) : [name]
  return forms.some((form) => {
    if (text === form) return true
    return text.endsWith(form) && meansOneOf(text.slice(0, -form.length), above)
  })
}
const meansOneOf = (text: string, above: readonly string[]): boolean =>
  above.some((_, level) => means(text, above.slice(level), true))
/** 「石塘镇里箬村」: a unit as it is spoken of inside its county. */
export function spokenName(path: string, names: ReadonlyMap<string, string>): string {
  return upwards(path)
    .filter((place) => place === path || depth(place) >= townshipDepth)
    .reverse()
    .map((place) => names.get(place) ?? '')
    .join('')
}

type Seated = Pick<Post, 'personId' | 'deputyId' | 'until'>
/** The same people for the same term: nothing changes. */
export const isSame = (one: Seated, other: Seated) =>
  one.personId === other.personId &&
  one.deputyId === other.deputyId &&
  one.until?.getTime() === other.until?.getTime()

/** Only who keeps the system makes others its keepers; everybody else appoints within the unit. */
export const mayAppoint = (actor: Actor, kind: PostKind, unitPath: string) =>
  oversees(actor, kind.roles.includes('admin') ? ['admin'] : keepers, unitPath)
/** The holder, the deputy or the cover of the post itself, or the office above it. */
export const mayTend = (actor: Actor, post: { id: string; unitPath: string }) =>
  actor.posts.some((own) => own.postId === post.id) || oversees(actor, keepers, post.unitPath)
/**
 * The holder, the deputy, or an office by another post: whoever stands in cannot make that last.
 */
export const mayGiveAway = (
  actor: Actor,
  post: { id: string; unitPath: string; personId: string | null; deputyId: string | null },
) =>
  [post.personId, post.deputyId].includes(actor.personId) ||
  oversees(
    { ...actor, posts: actor.posts.filter((it) => it.postId !== post.id) },
    keepers,
    post.unitPath,
  )
/**
 * Those at a desk reach everybody below them; who has no desk reaches the people of the own village
 * or grid.
 */
export const mayCall = (actor: Actor, paths: readonly string[]) =>
  paths.some((path) => oversees(actor, desks, path) || isAtHome(actor, path))
const isAtHome = (actor: Actor, path: string) =>
  actor.posts.some((post) => depth(post.unitPath) >= villageDepth && covers(post.unitPath, path))
export const oversees = (actor: Actor, roles: readonly Role[], path: string) =>
  actor.personId === 'system' || mayReach(actor, roles, [path])

export const isStale = (verifiedAt: Date | null, everyDays: number, now: Date) =>
  !verifiedAt || now > daysAfter(verifiedAt, everyDays)

/** The dots between the parts of names of other peoples are typed in many ways. */
const dots = /[·•・．.‧∙⋅･●▪ᐧ⸱ꞏ᛫]/g
export const sameDots = (name: string) => name.replace(dots, '·')
/** A name as it is compared: dots may be any, or left out. */
export const nameKey = (name: string) => tight(name).replace(dots, '')
/** How a name may stand in the directory. */
export const dotted = (name: string) => [
  ...new Set([name, ...['·', '•', '・', '.', '‧', ''].map((dot) => name.replace(dots, dot))]),
]
/** 138****1234 */
export const masked = (phone: string) =>
  phone.length >= 8 ? `${phone.slice(0, 3)}****${phone.slice(-4)}` : '****'
/** What the mobile networks of the country give to people; the others are of things or of nobody. */
const networks = /^1(3\d|4[5-9]|5[0-35-9]|6[2567]|7[0-8]|8\d|9[0-35-9])/
export const isOfNetwork = (mobile: string) => networks.test(mobile)
/** What people write around a number that is no other number. */
const around = /^(手机|电话)(号码?)?[:：]?|\(?(微信)?(同号|同微信|本人)\)?$/g
/** How Excel shows a number that is too wide; with fewer digits some of them are lost. */
const inPowers = /^1\.(\d{10})E\+?10$/i
/** A mobile number as eleven digits, however it was typed; null when it is none. */
export function mobileOf(text: string): string | null {
  const digits = tight(text)
    .replace(inPowers, '1$1')
    .replace(around, '')
    .replace(/\.0+$/, '')
    .replace(/[\p{Pd}−().'_]/gu, '')
    .replace(/^(\+|00)?86(?=1\d{10}$)/, '')
  return /^1\d{10}$/.test(digits) ? digits : null
}
/** 1.38E+10 */
export const isInPowers = (text: string) => /^1\.\d{0,9}E\+?1\d$/i.test(text)
