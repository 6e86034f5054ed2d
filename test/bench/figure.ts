import { writeFileSync } from 'node:fs'

export type Engine = 'sqlite' | 'mariadb'
/** What a line of the table is about. */
type Measured = { figure: string; database: Engine | '–'; unit: string }
/**
 * One line of the table. `floor` is what the bare thing did in the same run, `must` what `ratio`
 * (where there is one) or `value` must reach; null: for information.
 */
export type Figure = Measured & {
  value: number
  floor: number | null
  ratio: number | null
  must: string | null
  ok: boolean | null
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted.length >> 1
  return sorted.length % 2 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2
}
/** The value below which so much of all lies. */
export const percentile = (values: readonly number[], share: number) =>
  [...values].sort((a, b) => a - b)[
    Math.min(values.length - 1, Math.floor(values.length * share))
  ] ?? NaN

/**
 * Ours against the floor of the same rounds: medians of each, and of the ratios. Without `least` it
 * is for information.
 */
export function against(
  measured: Measured,
  rounds: readonly { ours: number; floor: number }[],
  least: number | null,
): Figure {
  const ratio = median(rounds.map(({ ours, floor }) => ours / floor))
  return {
    ...measured,
    value: median(rounds.map((it) => it.ours)),
    floor: median(rounds.map((it) => it.floor)),
    ratio,
    must: least === null ? null : `ratio ≥ ${least}`,
    ok: least === null ? null : ratio >= least,
  }
}
/** The median of what was measured, and what it may be at most. */
export function atMost(measured: Measured, values: readonly number[], most: number): Figure {
  const value = median(values)
  return {
    ...measured,
    value,
    floor: null,
    ratio: null,
    must: `≤ ${most}`,
    ok: value <= most,
  }
}
export const information = (measured: Measured, values: readonly number[]): Figure => ({
  ...measured,
  value: median(values),
  floor: null,
  ratio: null,
  must: null,
  ok: null,
})

function number(value: number | null): string {
  if (value === null) return ''
  return String(Math.abs(value) >= 100 ? Math.round(value) : Number(value.toFixed(2)))
}
function verdict(ok: boolean | null): string {
  if (ok === null) return ''
  return ok ? 'yes' : 'NO'
}
const columns: [name: string, text: (figure: Figure) => string][] = [
  ['figure', (it) => it.figure],
  ['database', (it) => it.database],
  ['value', (it) => number(it.value)],
  ['unit', (it) => it.unit],
  ['floor', (it) => number(it.floor)],
  ['ratio', (it) => number(it.ratio)],
  ['must reach', (it) => it.must ?? ''],
  ['ok', (it) => verdict(it.ok)],
]

export function print(figures: readonly Figure[]) {
  const cells = [
    columns.map(([name]) => name),
    ...figures.map((it) => columns.map(([, text]) => text(it))),
  ]
  const widths = columns.map((_, column) => Math.max(...cells.map((row) => row[column]!.length)))
  for (const row of cells) {
    process.stdout.write(
      `${row
        .map((text, column) => text.padEnd(widths[column]!))
        .join('  ')
        .trimEnd()}\n`,
    )
  }
}
export const write = (file: string, figures: readonly Figure[]) =>
  writeFileSync(file, `${JSON.stringify(figures, null, 2)}\n`)
