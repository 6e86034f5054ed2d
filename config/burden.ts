import type { Item, Template } from '../shared/checklist'
import type { Answers, Bound, Column, Field } from '../shared/form'
import { check } from '../shared/form'
import type { UnitKind } from '../shared/vocabulary'

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
  known: Readonly<Record<string, { title: string; labels: readonly string[] }>>
}
/** What a form asks too much, in one sentence, and where. */
export type Excess = { path: PropertyKey[]; what: string }

/**
 * What one month asks of one unit. `taps` in an ordinary year, `firstTaps` when there is no last period to copy; `texts` and `numbers` are typed.
 * The rule of counting, on the safe side:
 * - whoever is asked opens the list once; an item is opened (1) and handed in (1); a confirmation is 1 tap, on the card or the list itself;
 *   what the system counts is 0; a weekly list comes five times.
 * - yes/no, a choice, a number, a text, a place: 1; a date, a person, a signature: 2; several: 2, or 1 where 「都没有」 may be chosen; a photo: 3; a table: one row and 1 to add it.
 * - asked is what a form shows when nothing is wrong (the answer without remark, the first choice), whether it must be filled or not.
 * - a value that the system knows stands; one of the last period stands if the item was asked in the month before, and in what is only confirmed.
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

/** How often an item is due in a month. What is ordered (`once`, `response`) belongs to no month. */
function timesIn(month: number, every: Every, { months }: Item): number {
  switch (every) {
    case 'month':
      return !months || months.includes(month) ? 1 : 0
    case 'week':
      return !months || months.includes(month) ? weeks : 0
    case 'quarter':
      return month % 3 === 0 &&
        (!months || [month - 2, month - 1, month].some((it) => months.includes(it)))
        ? 1
        : 0
    case 'year':
      return (months?.[0] ?? 12) === month ? 1 : 0
    default:
      return 0
  }
}
const wasAsked = (month: number, every: Every, { months, evidence }: Item) =>
  !months ||
  every === 'year' ||
  evidence === 'confirm' ||
  months.includes(month === 1 ? 12 : month - 1)

/** The twelve months of a unit of this kind, over all lists that come by the calendar. */
export function burdenOf(templates: readonly Template[], kind: UnitKind): Load[] {
  const here = templates.filter(({ at }) => at.includes(kind))
  return Array.from({ length: 12 }, (_, index) => {
    const month = index + 1
    const due = here.map(({ every, items }) =>
      items
        .map((item) => ({ item, every, times: timesIn(month, every, item) }))
        .filter(({ times }) => times),
    )
    const openings = due.reduce(
      (sum, list) =>
        sum + new Set(list.filter(({ item }) => isOpened(item)).map(({ item }) => item.post)).size,
      0,
    )
    const all = due.flat()
    const cost = (first: boolean) =>
      added(
        all.flatMap(({ item, every, times }) =>
          Array<Cost>(times).fill(costOf(item, !first && wasAsked(month, every, item))),
        ),
      )
    const { taps, texts, numbers } = cost(false)
    const many = (list: typeof all) => list.reduce((sum, { times }) => sum + times, 0)
    return {
      month,
      items: many(all),
      auto: many(all.filter(({ item }) => item.evidence === 'auto')),
      taps: taps + openings,
      firstTaps: cost(true).taps + openings,
      texts,
      numbers,
    }
  })
}
const isOpened = ({ evidence }: Item) => evidence !== 'auto' && evidence !== 'confirm'

function costOf(item: Item, lastStands: boolean): Cost {
  if (item.evidence === 'auto') return nothing
  const shown = new Set(
    check(item.fields, usual(item.fields), { today: '2026-01-01', known: {} }).shown,
  )
  const fields = added(
    item.fields
      .filter((field) => shown.has(field.id) && !stands(field, lastStands))
      .map(costOfField),
  )
  return item.evidence === 'confirm' && !fields.taps
    ? { ...nothing, taps: 1 }
    : plus(fields, { ...nothing, taps: 2 })
}
const stands = (field: Field, lastStands: boolean) =>
  'prefill' in field && field.prefill !== undefined && (field.prefill !== 'last' || lastStands)

function costOfField(field: Field | Column): Cost {
  switch (field.kind) {
    case 'computed':
      return nothing
    case 'text':
      return { taps: 1, texts: 1, numbers: 0 }
    case 'number':
      return { taps: 1, texts: 0, numbers: 1 }
    case 'date':
    case 'person':
    case 'signature':
      return { ...nothing, taps: 2 }
    case 'photo':
      return { ...nothing, taps: 3 }
    case 'several':
      return { ...nothing, taps: usualOf(field).length }
    case 'table':
      return plus({ ...nothing, taps: 1 }, added(field.columns.map(costOfField)))
    default:
      return { ...nothing, taps: 1 }
  }
}

/** The answers of a month in which nothing is wrong: they decide which questions are shown. */
function usual(fields: readonly Field[]): Answers {
  return Object.fromEntries(
    fields.flatMap((field): [string, unknown][] => {
      switch (field.kind) {
        case 'yesNo':
          return [[field.id, { yes: field.remarkIf !== 'yes' }]]
        case 'choice':
          return [[field.id, field.options[0]!.id]]
        case 'several':
          return [[field.id, usualOf(field)]]
        case 'number':
          return [[field.id, typeof field.min === 'number' ? field.min : 0]]
        case 'text':
          return [[field.id, '无']]
        case 'date':
          return [[field.id, '2026-01-01']]
        default:
          return []
      }
    }),
  )
}
function usualOf({ options, least = 0 }: Extract<Field, { kind: 'several' }>): string[] {
  const alone = options.find((it) => it.alone)
  return alone ? [alone.id] : options.slice(0, Math.max(2, least)).map(({ id }) => id)
}

/** Refuses what is asked though it is known, what is typed though a tap would do, and more than a month may ask. Of several lists the last one is blamed. */
export function checkBurden({ templates, limits, known }: BurdenPolicy): Excess[] {
  const kinds: [
    kind: UnitKind,
    words: string,
    most: { items: number; taps: number; texts?: number },
  ][] = [
    ...(['township', 'area'] as const).map((kind): (typeof kinds)[number] => [
      kind,
      '乡镇',
      { items: limits.officeItems, taps: limits.officeTaps, texts: limits.officeTexts },
    ]),
    ['village', '村', { items: limits.villageItems, taps: limits.villageTaps }],
  ]
  return [
    ...templates.flatMap(({ items }, index) =>
      items.flatMap((item, place) =>
        excessOf(item, known).map(({ path, what }) => ({
          path: ['templates', index, 'items', place, ...path],
          what,
        })),
      ),
    ),
    ...kinds.flatMap(([kind, words, most]) =>
      burdenOf(templates, kind).flatMap(({ month, items, taps, texts }) => {
        const path = [
          'templates',
          templates.findLastIndex(
            ({ at, every, items }) =>
              at.includes(kind) && items.some((item) => timesIn(month, every, item)),
          ),
        ]
        const over = (what: string, count: number, limit: number | undefined, unit: string) =>
          limit !== undefined && count > limit
            ? [
                {
                  path,
                  what: `${month} 月要一个${words}${what} ${count} ${unit}，最多 ${limit} ${unit}`,
                },
              ]
            : []
        return [
          ...over('办', items, most.items, '项'),
          ...over('点', taps, most.taps, '下'),
          ...over('打字', texts, most.texts, '处'),
        ]
      }),
    ),
  ]
}

function excessOf({ title, evidence, fields }: Item, known: BurdenPolicy['known']): Excess[] {
  const changeable =
    evidence === 'confirm'
      ? fields.findIndex(
          (field) => field.kind !== 'computed' && !('prefill' in field && field.prefill),
        )
      : -1
  return [
    ...(changeable < 0
      ? []
      : [
          {
            path: ['fields', changeable],
            what: `「${title}」只要一键确认，「${fields[changeable]!.label}」却每次要重填：请带入上期，或改证明方式`,
          },
        ]),
    ...fields.flatMap((field, index) => [
      ...namesIn(field)
        .filter((name) => !(name in known))
        .map((name) => ({
          path: ['fields', index],
          what: `「${field.label}」要用的「${name}」，系统里没有这一项`,
        })),
      ...[field, ...(field.kind === 'table' ? field.columns : [])]
        .flatMap((it) => [...asksKnown(it, known), ...asksTyping(it)])
        .map((what) => ({ path: ['fields', index], what })),
    ]),
  ]
}
const namesIn = (field: Field): string[] => [
  ...('prefill' in field && typeof field.prefill === 'object' ? [field.prefill.known] : []),
  ...(field.kind === 'number' ? [field.min, field.max].flatMap(nameOf) : []),
  ...(field.kind === 'computed'
    ? ('sum' in field.formula
        ? field.formula.sum
        : 'difference' in field.formula
          ? field.formula.difference
          : []
      ).flatMap(nameOf)
    : []),
]
const nameOf = (bound: Bound | undefined) =>
  typeof bound === 'object' && 'known' in bound ? [bound.known] : []

/** 一张表: known is not asked, or shown as known for a look. */
function asksKnown(field: Field | Column, known: BurdenPolicy['known']): string[] {
  if (field.kind === 'computed') return []
  const [name, fact] =
    Object.entries(known).find(([, { labels }]) =>
      labels.some((label) => field.label.includes(label)),
    ) ?? []
  const shows =
    name !== undefined && typeof field.prefill === 'object' && field.prefill.known === name
  return fact && !shows
    ? [`「${field.label}」不用问：系统已有「${fact.title}」，请去掉这题，或带入 ${name}`]
    : []
}
const betterKinds: [about: RegExp, kind: string][] = [
  [/是否|有没有|有无|吗$/, '是否'],
  [/几|多少|人数|户数|数量|次数|台数/, '数字'],
  [/日期|哪天|时间$/, '日期'],
]
function asksTyping(field: Field | Column): string[] {
  const better =
    field.kind === 'text' ? betterKinds.find(([about]) => about.test(field.label)) : undefined
  return better ? [`「${field.label}」不用打字：题型改成「${better[1]}」`] : []
}

/** The table of burden, a line for each month of an office and of a village, for `npm run bench`. */
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
