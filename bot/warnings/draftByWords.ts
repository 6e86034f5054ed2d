import { Problem } from '../../shared/problem'
import { covers, topsOf, writers } from '../../shared/vocabulary'
import { maxText, maxTodo, type WarningDraft } from '../../shared/warning'
import type { Ctx } from '../core/slice'
import { cut } from '../core/text'
import { findUnitByName, topUnit } from '../org/units'
import { originHere, writeDraft } from './draft'
import type { StoredWarning } from './entities'
import { hazardOf, pathsHeld } from './rules'
import { mayNamePlace, meansOwnUnit, namesPlace, readWords } from './words'

type Words = { words: string }

/** A draft from one line of chat: it is issued by the writer's own unit. */
export async function draftByWords(ctx: Ctx, { words }: Words): Promise<StoredWarning> {
  const input = await inputOf(ctx, words)
  return writeDraft(ctx, input, await originHere(ctx, 'chat', input.unitPath))
}
/** For the check of scope: the unit that issues it, and those that it is for. */
export async function placeOfWords(ctx: Ctx, { words }: Words): Promise<string[]> {
  const { unitPath, audience } = await inputOf(ctx, words)
  return [unitPath, ...audience.units]
}

async function inputOf(ctx: Ctx, chatLine: string): Promise<WarningDraft> {
  const policy = ctx.policy.warnings
  const { drill, kind, hazard, color, words, deadline } = readWords(chatLine, policy)
  const { units, unitPath, rest } = await areaOf(ctx, words)
  const order = rest.join('，') || hazardOf(policy, hazard).todo[color]
  if (!order) throw new Problem('warning.unclear')
  return {
    kind,
    hazard,
    color,
    drill,
    todo: cut(order, maxTodo),
    deadline,
    text: order.length > maxTodo ? cut(order, maxText) : '',
    audience: { units, posts: policy.audience[color] },
    validUntil: null,
    unitPath,
    replaces: null,
  }
}

/**
 * The first words are units as long as they name some; without any it is the writer's own.
 * A unit that must be one and is not known stops it.
 */
async function areaOf(ctx: Ctx, words: readonly string[]) {
  const own = pathsHeld(ctx.actor, writers)
  const named: string[] = []
  for (const word of words) {
    const path = meansOwnUnit(word) ? onlyPath(own) : await pathNamed(ctx, word, own)
    if (!path) break
    named.push(path)
  }
  const units = named.length ? named : [onlyPath(own)]
  const unitPath = lowestThatCovers(units, own)
  if (!unitPath) throw new Problem('access.forbidden')
  return { units: topsOf(units), unitPath, rest: words.slice(named.length) }
}
const lowestThatCovers = (units: readonly string[], own: readonly string[]) =>
  own
    .filter((path) => units.every((unit) => covers(path, unit)))
    .sort((one, other) => other.length - one.length)[0]

function onlyPath(own: readonly string[]): string {
  const [path, ...others] = [...new Set(own)]
  if (!path || others.length) throw new Problem('warning.unclear')
  return path
}

async function pathNamed(ctx: Ctx, word: string, within: readonly string[]) {
  if (!mayNamePlace(word)) return null
  const path = await findPath(ctx, word, within)
  if (path || !namesPlace(word)) return path
  // A unit of others is not unknown: it is refused.
  return (await findUnitByName(ctx, word, [await topUnit(ctx)])).path
}
async function findPath(ctx: Ctx, word: string, within: readonly string[]) {
  try {
    return (await findUnitByName(ctx, word, within)).path
  } catch (error) {
    if (error instanceof Problem && error.code === 'unit.notFound') return null
    throw error
  }
}
