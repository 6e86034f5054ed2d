import type { Field } from '../../../shared/form'
import { tight } from '../../core/text'
import { Unclear } from './cells'

type Named = { id: string; label: string }
/** What a condition, a bound or a formula can speak of: the questions of the same item. */
export type Question = Named & {
  kind: Field['kind']
  yes: string
  no: string
  options: readonly Named[]
  columns: readonly Named[]
}

/** By its number, else by its words. */
export const namedIn = <T extends Named>(name: string, things: readonly T[]): T | undefined =>
  things.find((it) => it.id === name) ?? things.find((it) => tight(it.label) === tight(name))

export function questionNamed(name: string, questions: readonly Question[]): Question {
  const found = namedIn(name, questions)
  if (!found) throw new Unclear(`「${name}」不在这一项的题目里`)
  return found
}
/** A label is its own reference unless it stands twice or would end the quotes. */
export function referenceTo(id: string, things: readonly Named[]): string {
  const label = things.find((it) => it.id === id)?.label ?? id
  const namesakes = things.filter((it) => tight(it.label) === tight(label))
  return quotable(label) && namesakes.length <= 1 ? `「${label}」` : `「${id}」`
}
export const quotable = (label: string) => !/[「」]/.test(label)
