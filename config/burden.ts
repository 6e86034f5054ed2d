import type { Item, Template } from '../shared/checklist'
import { check, type Answers, type Column, type Field } from '../shared/form'
import type { UnitKind } from '../shared/vocabulary'
import { excessIn, type Excess, type KnownFacts } from './asking'

/** What the limits and the table of known facts say (`checklists.yaml`). */
export type BurdenPolicy = {
  templates: readonly Template[]
  limits: {
    officeItems: number
    villageItems: number
    officeTexts: number
    officeTaps: number
    villageTaps: number
  }
  known: KnownFacts
}

/**
 * What one month asks of one unit. `taps` in an ordinary year, `firstTaps` when there is no last
 * period to copy; `texts` and `numbers` are typed.
 * The rule of counting, on the safe side:
 * - whoever is asked opens the list once; an item is opened (1) and handed in (1); a confirmation
 * is 1 tap, on the card or the list itself;
 *   what the system counts is 0; a weekly list comes five times.
 * - yes/no, a choice, a number, a text, a place: 1; a date, a person, a signature: 2; several: 2,
 * or 1 where 「都没有」 may be chosen; a photo: 3; a table: one row and 1 to add it.
 * - asked is what a form shows when nothing is wrong (the answer without remark, the first choice),
 * whether it must be filled or not.
 * - a value that the system knows stands; one of the last period stands if the item was asked in
 * the month before, and in what is only confirmed.
 */
export type Load = {
  month: number
  items: number
  auto: number
  taps: number
  firstTaps: number
  texts: number
  numbers: number
}
type Cost = Pick<Load, 'taps' | 'texts' | 'numbers'>
type Every = Template['every']

const weeks = 5
const nothing: Cost = { taps: 0, texts: 0, numbers: 0 }
const plus = (one: Cost, other: Cost): Cost => ({
  taps: one.taps + other.taps,
  texts: one.texts + other.texts,
  numbers: one.numbers + other.numbers,
})
const added = (costs: readonly Cost[]) => costs.reduce(plus, nothing)

/**
 * How often an item is due in a month. What is ordered (`once`, `response`) belongs to no month.
 */
function timesIn(month: number, every: Every, { months }: Item): number {
  const isAskedIn = (some: readonly number[]) => !months || some.some((it) => months.includes(it))
  switch (every) {
    case 'week':
      return isAskedIn([month]) ? weeks : 0
    case 'month':
      return Number(isAskedIn([month]))
    case 'quarter':
      return Number(month % 3 === 0 && isAskedIn([month - 2, month - 1, month]))
    case 'year':
      return Number((months?.[0] ?? 12) === month)
    case 'once':
    case 'response':
      return 0
  }
}
/** Was it asked in the month before as well, so that there is something to bring over? */
function wasAsked(month: number, every: Every, { months, evidence }: Item): boolean {
  if (!months || every === 'year' || evidence === 'confirm') return true
  return months.includes(month === 1 ? 12 : month - 1)
}

/** The twelve months of a unit of this kind, over all lists that come by the calendar. */
export function burdenOf(templates: readonly Template[], kind: UnitKind): Load[] {
  const here = templates.filter(({ at }) => at.includes(kind))
  return Array.from({ length: 12 }, (_, index) => loadIn(index + 1, here))
}
type Due = { item: Item; every: Every; times: number }
function loadIn(month: number, templates: readonly Template[]): Load {
  const lists = templates.map(({ every, items }) =>
    items
      .map((item): Due => ({ item, every, times: timesIn(month, every, item) }))
      .filter(({ times }) => times > 0),
  )
  const all = lists.flat()
  const opened = lists.reduce((sum, list) => sum + openings(list), 0)
  const usually = costIn(all, ({ item, every }) => wasAsked(month, every, item))
  const firstTime = costIn(all, () => false)
  return {
    month,
    items: timesOf(all),
    auto: timesOf(all.filter(({ item }) => item.evidence === 'auto')),
    taps: usually.taps + opened,
    firstTaps: firstTime.taps + opened,
    texts: usually.texts,
    numbers: usually.numbers,
  }
}
/** Whoever is asked opens the list once. */
const openings = (list: readonly Due[]) =>
  new Set(list.filter(({ item }) => isOpened(item)).map(({ item }) => item.post)).size
const isOpened = ({ evidence }: Item) => evidence !== 'auto' && evidence !== 'confirm'
const timesOf = (list: readonly Due[]) => list.reduce((sum, { times }) => sum + times, 0)
const costIn = (list: readonly Due[], lastStands: (due: Due) => boolean) =>
  added(list.flatMap((due) => Array<Cost>(due.times).fill(costOf(due.item, lastStands(due)))))

function costOf(item: Item, lastStands: boolean): Cost {
  if (item.evidence === 'auto') return nothing
  const answers = usualAnswers(item.fields)
  const shown = new Set(check(item.fields, answers, { today: usualDay, known: {} }).shown)
  const asked = item.fields.filter((field) => shown.has(field.id) && !stands(field, lastStands))
  const cost = added(asked.map(costOfField))
  if (item.evidence === 'confirm' && !cost.taps) return { ...nothing, taps: 1 }
  return plus(cost, { ...nothing, taps: 2 })
}
const stands = (field: Field, lastStands: boolean) =>
  'prefill' in field && field.prefill !== undefined && (field.prefill !== 'last' || lastStands)

const tapsOf = {
  text: 1,
  number: 1,
  choice: 1,
  yesNo: 1,
  place: 1,
  date: 2,
  person: 2,
  signature: 2,
  photo: 3,
}
function costOfField(field: Field | Column): Cost {
  if (field.kind === 'computed') return nothing
  if (field.kind === 'several') return { ...nothing, taps: usualOf(field).length }
  if (field.kind === 'table') {
    return plus({ ...nothing, taps: 1 }, added(field.columns.map(costOfField)))
  }
  return {
    taps: tapsOf[field.kind],
    texts: Number(field.kind === 'text'),
    numbers: Number(field.kind === 'number'),
  }
}

const usualDay = '2026-01-01'
/** The answers of a month in which nothing is wrong: they decide which questions are shown. */
function usualAnswers(fields: readonly Field[]): Answers {
  const answers = fields.map((field): [string, unknown] => [field.id, usualAnswer(field)])
  return Object.fromEntries(answers.filter(([, answer]) => answer !== undefined))
}
/** Undefined: no question depends on it. */
function usualAnswer(field: Field): unknown {
  if (field.kind === 'yesNo') return { yes: field.remarkIf !== 'yes' }
  if (field.kind === 'choice') return field.options[0]!.id
  if (field.kind === 'several') return usualOf(field)
  if (field.kind === 'number') return typeof field.min === 'number' ? field.min : 0
  if (field.kind === 'text') return '无'
  return field.kind === 'date' ? usualDay : undefined
}
function usualOf({ options, least = 0 }: Extract<Field, { kind: 'several' }>): string[] {
  const alone = options.find((it) => it.alone)
  return alone ? [alone.id] : options.slice(0, Math.max(2, least)).map(({ id }) => id)
}

/**
 * Refuses what is asked though it is known, what is typed though a tap would do, and more than a
 * month may ask. Of several lists the last one is blamed.
 */
export function checkBurden({ templates, limits, known }: BurdenPolicy): Excess[] {
  const { officeItems: items, officeTaps: taps, officeTexts: texts } = limits
  const office = { words: '乡镇', items, taps, texts }
  const village = { words: '村', items: limits.villageItems, taps: limits.villageTaps }
  return [
    ...templates.flatMap((template, index) => excessIn(template, ['templates', index], known)),
    ...overloads(templates, 'township', office),
    ...overloads(templates, 'area', office),
    ...overloads(templates, 'village', village),
  ]
}

type Limit = { words: string; items: number; taps: number; texts?: number }
/** The months that ask more of a unit of this kind than they may. */
function overloads(templates: readonly Template[], kind: UnitKind, limit: Limit): Excess[] {
  return burdenOf(templates, kind).flatMap(({ month, items, taps, texts }) => {
    const last = templates.findLastIndex(
      ({ at, every, items: asked }) =>
        at.includes(kind) && asked.some((item) => timesIn(month, every, item)),
    )
    const over = (what: string, unit: string, count: number, most = Infinity) => {
      if (count <= most) return []
      const words = `${month} 月要一个${limit.words}${what} ${count} ${unit}，最多 ${most} ${unit}`
      return [{ path: ['templates', last], what: words }]
    }
    return [
      ...over('办', '项', items, limit.items),
      ...over('点', '下', taps, limit.taps),
      ...over('打字', '处', texts, limit.texts),
    ]
  })
}
/**
 * The table of burden, a line for each month of an office and of a village, for `npm run bench`.
 */
export function burdenLines({
  templates,
  limits,
}: Pick<BurdenPolicy, 'templates' | 'limits'>): string[] {
  const head = 'unit      month  items  by the system  taps  first time  typed texts  typed numbers'
  const widths = head.match(/\S+( \S+)*\s*/g)!.map((it) => it.length)
  const line = (cells: readonly (string | number)[]) =>
    cells
      .map((cell, index) => String(cell).padEnd(widths[index]!))
      .join('')
      .trimEnd()
  const rows = (['township', 'village'] as const).flatMap((kind) =>
    burdenOf(templates, kind).map(({ month, items, auto, taps, firstTaps, texts, numbers }) =>
      line([kind, month, items, auto, taps, firstTaps, texts, numbers]),
    ),
  )
  return [
    head,
    ...rows,
    line([
      'limit',
      '',
      `${limits.officeItems}/${limits.villageItems}`,
      '',
      `${limits.officeTaps}/${limits.villageTaps}`,
      '',
      `${limits.officeTexts}/–`,
      '',
    ]),
  ]
}
