import { z } from 'zod'

/** Beyond these a moment could be taken in and never be said again: its year has not four digits. */
const firstMoment = new Date('0000-01-01T00:00:00Z')
export const lastMoment = new Date('9999-12-31T23:59:59.999Z')
/** A moment: ISO text with offset on the wire, a `Date` everywhere else. */
export const instant = z.codec(
  z.iso.datetime({ offset: true }),
  z.date().min(firstMoment).max(lastMoment),
  { decode: (text) => new Date(text), encode: (date) => date.toISOString() },
)

/**
 * A unit's place in the tree, root first: `3310/331082/331082100`. Every level has a fixed width,
 * so a subtree is one range of text.
 */
export const UnitPath = z
  .string()
  .regex(/^\d+(\/\d+)*$/)
  .max(64)

/**
 * What a unit is. 功能区 (`area`) stands where a township or a county stands: it has a body of its own
 * (founding policy, mechanism M06).
 */
export const UnitKind = z.enum(['city', 'county', 'township', 'area', 'village', 'grid'])
export type UnitKind = z.output<typeof UnitKind>

/**
 * What a post allows its holder to do. Which post has which roles is policy (`config/posts.yaml`).
 */
export const Role = z.enum(['admin', 'duty', 'approver', 'leader', 'office', 'holder'])
export type Role = z.output<typeof Role>
/** Sets of roles that the contract and the rules speak of. */
export const everyone = Role.options
/** Who keep the list of posts of a unit. */
export const keepers = ['admin', 'office'] as const satisfies readonly Role[]
/** Who sit at a desk, and so look at what lies below them. */
export const desks = [
  'admin',
  'office',
  'duty',
  'approver',
  'leader',
] as const satisfies readonly Role[]
/** Who write warnings and call them off. */
export const writers = ['duty', 'office', 'approver'] as const satisfies readonly Role[]
/** Who give lists out and review what comes back. */
export const reviewers = ['office', 'duty', 'approver', 'admin'] as const satisfies readonly Role[]

/** Warning colours, mildest first: the order is the severity. */
export const Color = z.enum(['blue', 'yellow', 'orange', 'red'])
export type Color = z.output<typeof Color>
export const colorWords: Record<Color, string> = {
  blue: '蓝',
  yellow: '黄',
  orange: '橙',
  red: '红',
}

/**
 * Names of things that a policy file defines (post kinds, hazards, ladders): lower-case English, as
 * in the glossary.
 */
export const PolicyName = z
  .string()
  .regex(/^[a-z][a-zA-Z0-9]*$/)
  .max(32)

/** Is `path` the unit itself or below it? */
export const covers = (unitPath: string, path: string) =>
  path === unitPath || path.startsWith(`${unitPath}/`)
/** Is one of them the other, or above it? */
export const areOnOneBranch = (one: string, other: string) =>
  covers(one, other) || covers(other, one)
/** The unit above, null at the root. */
export const parentPath = (path: string) =>
  path.includes('/') ? path.slice(0, path.lastIndexOf('/')) : null
/** The unit's own code: the last part of its path. */
export const codeOf = (path: string) => path.slice(path.lastIndexOf('/') + 1)
/** How many levels a path has: 1 at the root. */
export const depth = (path: string) => path.split('/').length
/** The unit itself and every unit above it, nearest first. */
export function upwards(path: string): string[] {
  const above = parentPath(path)
  return above ? [path, ...upwards(above)] : [path]
}
/** The lowest unit that covers all of these, of which there is at least one. */
export function commonPath([first, ...others]: readonly string[]): string {
  return upwards(first!).find((path) => others.every((other) => covers(path, other)))!
}
/** Without those that lie below another of them. */
export const topsOf = (paths: readonly string[]) =>
  [...new Set(paths)].filter(
    (path, _, all) => !all.some((other) => other !== path && covers(other, path)),
  )
const widths = [4, 11, 21, 34, 49]
/** How much of a path names the child of a unit; every level has a fixed width. */
export const childWidth = (path: string) =>
  widths.find((width) => width > path.length) ?? path.length
