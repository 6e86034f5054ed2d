import type { Item, Template } from '../shared/checklist'
import type { Bound, Column, Field } from '../shared/form'

/** What a register or the system holds, by name, and the labels of questions that ask for it. */
export type KnownFacts = Readonly<Record<string, { title: string; labels: readonly string[] }>>
/** What a form asks too much, in one sentence, and where. */
export type Excess = { path: PropertyKey[]; what: string }

/** What a list asks though it is known, and what it has typed though a tap would do. */
export const excessIn = ({ items }: Template, path: readonly PropertyKey[], known: KnownFacts) =>
  items.flatMap((item, place) =>
    excessOf(item, known).map((excess) => ({
      path: [...path, 'items', place, ...excess.path],
      what: excess.what,
    })),
  )
const excessOf = (item: Item, known: KnownFacts): Excess[] => [
  ...asksAgain(item),
  ...item.fields.flatMap((field, index) =>
    [...unknownIn(field, known), ...excessOfField(field, known)].map((what) => ({
      path: ['fields', index],
      what,
    })),
  ),
]

/** One tap is enough only when everything is there from last time. */
function asksAgain({ title, evidence, fields }: Item): Excess[] {
  if (evidence !== 'confirm') return []
  const index = fields.findIndex(
    (field) => field.kind !== 'computed' && !('prefill' in field && field.prefill),
  )
  if (index < 0) return []
  const { label } = fields[index]!
  const what = `「${title}」只要一键确认，「${label}」却每次要重填：请带入上期，或改证明方式`
  return [{ path: ['fields', index], what }]
}

const unknownIn = (field: Field, known: KnownFacts) =>
  factsIn(field)
    .filter((name) => !Object.hasOwn(known, name))
    .map((name) => `「${field.label}」要用的「${name}」，系统里没有这一项`)
/** The facts that a question speaks of. */
function factsIn(field: Field): string[] {
  if (field.kind === 'computed') return factsOf(numbersIn(field.formula))
  const prefill = typeof field.prefill === 'object' ? [field.prefill.known] : []
  if (field.kind !== 'number') return prefill
  return [...prefill, ...factsOf([field.min, field.max])]
}
function numbersIn(formula: Extract<Field, { kind: 'computed' }>['formula']): readonly Bound[] {
  if ('sum' in formula) return formula.sum
  return 'difference' in formula ? formula.difference : []
}
const factsOf = (bounds: readonly (Bound | undefined)[]) =>
  bounds.flatMap((bound) => (typeof bound === 'object' && 'known' in bound ? [bound.known] : []))

function excessOfField(field: Field, known: KnownFacts): string[] {
  const columns = field.kind === 'table' ? field.columns : []
  return [field, ...columns].flatMap((it) => [...asksKnown(it, known), ...asksTyping(it)])
}
/** 一张表: known is not asked, or shown as known for a look. */
function asksKnown(field: Field | Column, known: KnownFacts): string[] {
  if (field.kind === 'computed') return []
  const asked = Object.entries(known).find(([, { labels }]) =>
    labels.some((label) => field.label.includes(label)),
  )
  if (!asked) return []
  const [name, fact] = asked
  const isShown = typeof field.prefill === 'object' && field.prefill.known === name
  if (isShown) return []
  return [`「${field.label}」不用问：系统已有「${fact.title}」，请去掉这题，或带入 ${name}`]
}
const betterKinds: readonly (readonly [about: RegExp, kind: string])[] = [
  [/是否|有没有|有无|吗$/, '是否'],
  [/几|多少|人数|户数|数量|次数|台数/, '数字'],
  [/日期|哪天|时间$/, '日期'],
]
function asksTyping(field: Field | Column): string[] {
  if (field.kind !== 'text') return []
  const better = betterKinds.find(([about]) => about.test(field.label))
  return better ? [`「${field.label}」不用打字：题型改成「${better[1]}」`] : []
}
