import type { Operation } from '../../shared/operation'
import { Problem } from '../../shared/problem'
import { shortened } from '../core/text'

/** Is it nested deeper than so many levels? Looks no further than that. */
export function isDeeper(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false
  if (levels === 0) return true
  return Object.values(value).some((inner) => isDeeper(inner, levels - 1))
}

type Issue = { path: PropertyKey[]; message: string }
const mostIssues = 3
const mostKeys = 8

/**
 * What was asked, against the contract. What does not fit is told in few words, however much of it
 * there is.
 */
export function parseInput({ input }: Operation, raw: unknown, levels: number): never {
  if (isDeeper(raw, levels)) throw new Problem('input.invalid', { what: '内容套得太深' })
  const parsed = input.safeDecode(raw)
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
