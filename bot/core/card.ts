import type { contract } from '../../shared/contract'
import type { Input } from '../../shared/operation'
import type { PageName } from '../../shared/pages'
import type { Ctx } from './slice'

/**
 * A button is an operation with its input: what a press does is what the same call over HTTP does,
 * with the same checks. `word`: what does the same when sent in chat.
 */
export type ButtonView = {
  operation: string
  label: string
  input: Record<string, unknown>
  word?: string
}
/**
 * What a card shows to one person; `ui.md` §3 says how it looks. At most three lines, one button
 * and one beside it.
 */
export type CardView = {
  tone: 'plain' | 'blue' | 'yellow' | 'orange' | 'red' | 'drill' | 'done'
  plate?: { top: string; word: string }
  kicker: string
  title: string
  lines: readonly CardLine[]
  number?: { before: string; n: number; after: string }
  button?: ButtonView
  side?: ButtonView
  /** What leads from the card into the app; in the place of a second button. */
  link?: { label: string; page: PageName; query?: Readonly<Record<string, string>> }
  /** What stands in the button's place once it has been pressed. */
  stamp?: string
  foot?: string
  drill?: true
}
export type CardLine = { label: string; text: string; strong?: true }

/**
 * A card kind: how to load what it shows to each of some people, and the pure view of it.
 * Somebody who is not in the answer is told nothing: there is nothing to say any more.
 */
export type CardKind = (
  ctx: Ctx,
  params: never,
  people: readonly string[],
) => Promise<Map<string, CardView>>
export const card =
  <P, V>(
    load: (ctx: Ctx, params: P, people: readonly string[]) => Promise<Map<string, V>>,
    view: (value: V) => CardView,
  ): CardKind =>
  async (ctx, params, people) => {
    const loaded = await load(ctx, params, people)
    const views = new Map([...new Set(loaded.values())].map((value) => [value, view(value)]))
    return new Map([...loaded].map(([personId, value]) => [personId, views.get(value)!]))
  }

type Contract = typeof contract
/** A button for an operation of the contract, its input checked by the compiler. */
export function button<S extends keyof Contract & string, K extends keyof Contract[S] & string>(
  slice: S,
  name: K,
  { input, ...face }: { label: string; input: Input<Contract[S][K]>; word?: string },
): ButtonView {
  return { operation: `${slice}.${name}`, input: input as Record<string, unknown>, ...face }
}

/** The same card as words: for a chat without cards, for SMS, for screen readers. */
export function plain({
  title,
  kicker,
  lines,
  number,
  stamp,
  button: press,
  link,
  foot,
}: CardView): string {
  const count = number ? `${number.before} ${number.n} ${number.after}` : ''
  const answer = stamp ?? (press?.word ? `回复 ${press.word} ＝ ${press.label}` : '')
  return [
    title,
    kicker,
    count,
    ...lines.map(({ label, text }) => `${label}：${text}`),
    answer,
    link ? `${link.label}：打开应急钉` : '',
    foot ?? '',
  ]
    .filter(Boolean)
    .join('\n')
}
