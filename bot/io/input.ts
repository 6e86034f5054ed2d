import type { Operation } from '../../shared/operation'
import { Problem } from '../../shared/problem'
import { shortened } from '../core/text'

/** How deep an input may be nested, and of how many lists and objects it may be made. */
export type Bounds = { depth: number; parts: number }

/** Is it more than that? Looks no further than it must. */
export function exceeds(input: unknown, { depth, parts }: Bounds): boolean {
  let left = parts
  function isTooMuch(value: unknown, levels: number): boolean {
    if (typeof value !== 'object' || value === null) return false
    if (levels === 0 || left === 0) return true
    left--
    return Object.values(value).some((inner) => isTooMuch(inner, levels - 1))
  }
  return isTooMuch(input, depth)
}

/**
 * Half of a sign, as where a phone cuts an emoji, is no text: each database would keep something else
 * for it. Nothing is copied where there is none.
 */
export function wellFormed(value: unknown): unknown {
  if (typeof value === 'string') return value.toWellFormed()
  if (typeof value !== 'object' || value === null) return value
  if (!hasHalf(value)) return value
  if (Array.isArray(value)) return value.map(wellFormed)
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, wellFormed(inner)]))
}
function hasHalf(value: unknown): boolean {
  if (typeof value === 'string') return !value.isWellFormed()
  return typeof value === 'object' && value !== null && Object.values(value).some(hasHalf)
}

type Issue = { path: PropertyKey[]; message: string }
const mostIssues = 3
const mostKeys = 8

/**
 * What was asked, against the contract. What does not fit is told in few words, however much of it
 * there is.
 */
export function parseInput({ input }: Operation, raw: unknown, bounds: Bounds): never {
  if (exceeds(raw, bounds)) throw new Problem('input.invalid', { what: '内容套得太深或太多' })
  const parsed = input.safeDecode(wellFormed(raw))
  if (parsed.success) return parsed.data as never
  const issues = parsed.error.issues.slice(0, mostIssues).map(inShort)
  throw new Problem('input.invalid', { what: issues.map(said).join('；'), issues })
}
const inShort = ({ path, message }: Issue) => ({
  path: path.slice(0, mostKeys).map((key) => shortened(String(key), 24)),
  message: shortened(message, 60),
})
const said = ({ path, message }: Issue) =>
  path.length ? `${shortened(path.map(String).join('.'), 60)} ${message}` : message
