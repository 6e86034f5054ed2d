import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  type Document,
  LineCounter,
  isAlias,
  isMap,
  isNode,
  isPair,
  isScalar,
  isSeq,
  parseDocument,
  visit,
  type Alias,
  type Node,
} from 'yaml'
import type { z } from 'zod'
import {
  checkDelivery,
  checkHolidays,
  checkPosts,
  checkWarnings,
  type KnownChannels,
} from './check'
import { checkChecklists } from './checklists'
import { type Finding, findingsOf } from './finding'
import {
  ChecklistsPolicy,
  DeliveryPolicy,
  GuardPolicy,
  HolidaysPolicy,
  PostsPolicy,
  WarningsPolicy,
  type Policy,
} from './policy'
import { root } from './root'

/**
 * A policy file that cannot be used. The message is one line: file, line, column, what is wrong,
 * what is allowed.
 */
export class PolicyError extends Error {
  override name = 'PolicyError'
}

/**
 * All of the policy, checked as a whole and frozen: nobody changes what is in force while the
 * service runs. Whoever knows the channels that there are has their names checked too.
 */
export function loadPolicy(
  folder = join(root, 'config'),
  channels: KnownChannels | null = null,
): Policy {
  const posts = readPolicy(folder, 'posts.yaml', PostsPolicy)
  const warnings = readPolicy(folder, 'warnings.yaml', WarningsPolicy)
  const delivery = readPolicy(folder, 'delivery.yaml', DeliveryPolicy)
  const checklists = readPolicy(folder, 'checklists.yaml', ChecklistsPolicy)
  const holidays = readPolicy(folder, 'holidays.yaml', HolidaysPolicy)
  const guard = readPolicy(folder, 'guard.yaml', GuardPolicy)
  posts.refuse(checkPosts(posts.value))
  warnings.refuse(checkWarnings(warnings.value, posts.value))
  delivery.refuse(checkDelivery(delivery.value, channels))
  checklists.refuse(checkChecklists(checklists.value, posts.value, warnings.value))
  holidays.refuse(checkHolidays(holidays.value))
  return frozen({
    posts: posts.value,
    warnings: warnings.value,
    delivery: delivery.value,
    checklists: checklists.value,
    holidays: holidays.value,
    guard: guard.value,
  })
}

function readPolicy<T extends z.ZodType>(
  folder: string,
  file: string,
  schema: T,
): { value: z.output<T>; refuse: (findings: readonly Finding[]) => void } {
  const lines = new LineCounter()
  const document = parseDocument(textOf(folder, file), { lineCounter: lines, prettyErrors: false })
  const stop = (offset: number, what: string): never => {
    const { line, col } = lines.linePos(offset)
    throw new PolicyError(`${file}:${line || 1}:${col || 1}: ${what.replaceAll(/\s+/g, ' ')}`)
  }
  /**
   * The one nearest to the top is told; a key that nobody knows comes first, as it explains the one
   * that is missing.
   */
  const refuse = (findings: readonly Finding[]) => {
    const [first] = findings
      .map((finding) => ({ ...finding, offset: offsetOf(document, finding) }))
      .sort(
        (one, other) =>
          Number(other.key ?? false) - Number(one.key ?? false) || one.offset - other.offset,
      )
    if (first) stop(first.offset, first.what)
  }
  const [flaw] = [...document.errors, ...document.warnings]
  if (flaw) {
    stop(
      flaw.pos[0],
      flaw.code === 'DUPLICATE_KEY' ? 'this key stands twice' : `not YAML: ${flaw.message}`,
    )
  }
  const lost = lostAlias(document)
  if (lost) stop(lost.range![0], `*${lost.source} is not defined above as &${lost.source}`)
  const data: unknown = document.toJS()
  const parsed = schema.safeParse(data)
  if (!parsed.success) refuse(findingsOf(parsed.error.issues, schema, data))
  return { value: parsed.data as z.output<T>, refuse }
}

function textOf(folder: string, file: string) {
  try {
    return readFileSync(join(folder, file), 'utf8')
  } catch (error) {
    throw new PolicyError(
      `${file}:1:1: the file cannot be read in ${folder} (${(error as NodeJS.ErrnoException).code})`,
    )
  }
}

function lostAlias(document: Document): Alias | undefined {
  let lost: Alias | undefined
  visit(document, {
    Alias(_, alias) {
      if (alias.resolve(document)) return undefined
      lost = alias
      return visit.BREAK
    },
  })
  return lost
}

/** Where in the file a path leads. What is missing is shown at the start of what should hold it. */
function offsetOf(document: Document, { path, key = false }: Finding) {
  let at: unknown = document.contents
  let offset = startOf(at, 0)
  for (const [depth, step] of path.entries()) {
    const inside = isAlias(at) ? at.resolve(document) : at
    const pair = isMap(inside)
      ? inside.items.find(
          (item) => isPair(item) && isScalar(item.key) && String(item.key.value) === String(step),
        )
      : undefined
    at = isSeq(inside) ? inside.items[Number(step)] : pair?.value
    if (at === undefined) break
    offset = startOf(key && depth === path.length - 1 ? pair?.key : at, offset)
  }
  return offset
}

const startOf = (node: unknown, otherwise: number) =>
  isNode(node) ? ((node as Node).range?.[0] ?? otherwise) : otherwise

function frozen<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value)
    Object.values(value).forEach(frozen)
  }
  return value
}
