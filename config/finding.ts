import type { z } from 'zod'

/**
 * Something wrong in a policy file: where, as a path of keys and indices, and in words. `key`
 * points at the key itself, not at its value.
 */
export type Finding = { path: readonly PropertyKey[]; what: string; key?: boolean }

type Schema = {
  def: {
    type: string
    innerType?: Schema
    element?: Schema
    valueType?: Schema
    keyType?: { options?: readonly string[] }
    shape?: Record<string, Schema>
  }
}

/**
 * What zod found, in words for whoever edits the file: what stands there, what is allowed, and what
 * was probably meant.
 */
export function findingsOf(
  issues: readonly z.core.$ZodIssue[],
  schema: z.ZodType,
  data: unknown,
): Finding[] {
  return issues.flatMap((issue): Finding[] => {
    if (issue.code !== 'unrecognized_keys') {
      return [{ path: issue.path, what: wordsFor(issue, valueAt(data, issue.path)) }]
    }
    const allowed = keysAt(schema, issue.path)
    return issue.keys.map((key) => ({
      path: [...issue.path, key],
      what: `unknown key ${notOneOf(key, allowed)}`,
      key: true,
    }))
  })
}

/** `"offfice", did you mean "office"? (allowed: admin, duty, office)` */
export function notOneOf(word: unknown, allowed: readonly string[]) {
  const near = typeof word === 'string' && nearest(word, allowed)
  return `${show(word)}${near ? `, did you mean "${near}"?` : ''} (allowed: ${allowed.join(', ')})`
}

function wordsFor(issue: z.core.$ZodIssue, value: unknown): string {
  const name = issue.path.findLast((key) => typeof key === 'string') ?? 'the file'
  if (issue.code === 'invalid_type') {
    const expected = kindWords.get(issue.expected) ?? issue.expected
    return value === undefined
      ? `"${name}" is missing: expected ${expected}`
      : `${name}: expected ${expected}, found ${show(value)}`
  }
  if (issue.code === 'invalid_value') {
    return value === undefined
      ? `"${name}" is missing: one of ${issue.values.join(', ')}`
      : `unknown value ${notOneOf(value, issue.values.map(String))}`
  }
  if (issue.code === 'invalid_format') {
    const form = 'pattern' in issue ? issue.pattern : issue.format
    return `${name}: ${show(value)} has the wrong form, it must fit ${form}`
  }
  if (issue.code === 'too_small') {
    const least = `${issue.minimum}${unitOf(issue.origin)}`
    return `${name}: ${amount(value)} is too little, at least ${least}`
  }
  if (issue.code === 'too_big') {
    const most = `${issue.maximum}${unitOf(issue.origin)}`
    return `${name}: ${amount(value)} is too much, at most ${most}`
  }
  return `${name}: ${issue.message}`
}

const kindWords: ReadonlyMap<string, string> = new Map([
  ['object', 'keys with values'],
  ['record', 'keys with values'],
  ['array', 'a list [a, b]'],
  ['string', 'a text'],
  ['int', 'a whole number'],
  ['number', 'a number'],
  ['boolean', 'true or false'],
])
function unitOf(origin: string): string {
  if (origin === 'string') return ' characters'
  return origin === 'array' ? ' in the list' : ''
}
function amount(value: unknown): string {
  if (Array.isArray(value)) return `a list of ${value.length}`
  return typeof value === 'string' ? `"${value}" (${value.length})` : show(value)
}
function show(value: unknown): string {
  if (value === null) return 'nothing'
  if (Array.isArray(value)) return 'a list'
  if (typeof value === 'object') return 'keys with values'
  return typeof value === 'string' ? `"${value}"` : String(value)
}

export const valueAt = (data: unknown, path: readonly PropertyKey[]) =>
  path.reduce<unknown>(
    (at, key) =>
      typeof at === 'object' && at !== null ? (at as Record<PropertyKey, unknown>)[key] : undefined,
    data,
  )

/** The keys that the schema knows at a path. */
function keysAt(schema: Schema, path: readonly PropertyKey[]): readonly string[] {
  const { type, innerType, element, valueType, keyType, shape } = schema.def
  if (innerType) return keysAt(innerType, path)
  const [first, ...rest] = path
  if (first === undefined) return type === 'object' ? Object.keys(shape!) : (keyType?.options ?? [])
  const below = element ?? valueType ?? shape?.[String(first)]
  return below ? keysAt(below, rest) : []
}

/** The allowed word that somebody probably meant: few letters apart. */
function nearest(word: string, allowed: readonly string[]) {
  const [best] = allowed
    .map((other) => ({ other, apart: distance(word.toLowerCase(), other.toLowerCase()) }))
    .sort((one, other) => one.apart - other.apart)
  return best && best.apart <= Math.max(2, word.length / 3) ? best.other : null
}

function distance(one: string, other: string) {
  let row = Array.from({ length: other.length + 1 }, (_, index) => index)
  for (let i = 1; i <= one.length; i++) {
    const next = [i]
    for (let j = 1; j <= other.length; j++) {
      next[j] = Math.min(
        row[j]! + 1,
        next[j - 1]! + 1,
        row[j - 1]! + (one[i - 1] === other[j - 1] ? 0 : 1),
      )
    }
    row = next
  }
  return row[other.length]!
}
