import { own } from '../own'
import { dayAfter, daysBetween } from '../time'
import { boundOf, compute, holds, inOrder, isAnswered } from './conditions'
import { AnswerOf, type Answer, type Answers, type Column, type Field, type Known } from './fields'

/**
 * One thing that is not right, in one sentence. `missing`: not answered though it must be; `wrong`:
 * answered so that it cannot be taken.
 */
export type Complaint = {
  field: string
  row?: number
  column?: string
  kind: 'missing' | 'wrong'
  message: string
}
/** The answers that count: only fields that are shown, tidied, with what is computed. */
export type Checked = { answers: Answers; shown: string[]; complaints: Complaint[] }

/**
 * One checker for both sides: the phone shows what it says, the service takes nothing that it
 * complains of.
 */
export function check(fields: readonly Field[], given: Answers, known: Known): Checked {
  const answers: Answers = {}
  const complaints: Complaint[] = []
  const shown = new Set<string>()
  for (const field of inOrder(fields) ?? []) {
    if (field.showIf && !holds(field.showIf, answers)) continue
    shown.add(field.id)
    const { value, wrong } =
      field.kind === 'computed'
        ? { value: compute(field.formula, answers, known), wrong: [] }
        : tidy(field, own(given, field.id), answers, known)
    if (isAnswered(value)) answers[field.id] = value
    complaints.push(...wrong.map((it) => ({ field: field.id, ...it })))
    if (!isAnswered(value) && !wrong.length && isRequired(field, answers)) {
      complaints.push({ field: field.id, kind: 'missing', message: `还没有填：${field.label}` })
    }
  }
  const places = new Map(fields.map((field, index) => [field.id, index]))
  const placeOf = (complaint: Complaint) => places.get(complaint.field)!
  return {
    answers,
    shown: fields.filter((field) => shown.has(field.id)).map((field) => field.id),
    complaints: complaints.sort((one, other) => placeOf(one) - placeOf(other)),
  }
}
function isRequired(field: Field, answers: Answers): boolean {
  if (!('required' in field)) return false
  return typeof field.required === 'object' ? holds(field.required, answers) : field.required
}

type Wrong = Omit<Complaint, 'field'>
type Tidied = { value: unknown; wrong: Wrong[] }
type Asked = Exclude<Field, { kind: 'computed' }>
type Of<K extends Field['kind']> = Extract<Field, { kind: K }>
const objection = (message: string): Wrong[] => [{ kind: 'wrong', message }]

/** An answer as it will be kept, and what is wrong with it; nothing given is nothing wrong. */
function tidy(field: Asked | Column, given: unknown, answers: Answers, known: Known): Tidied {
  const raw = field.kind === 'text' && typeof given === 'string' ? given.trim() : given
  if (!isAnswered(raw)) return { value: undefined, wrong: [] }
  const parsed = AnswerOf[field.kind].safeParse(raw)
  if (!parsed.success) {
    return { value: undefined, wrong: objection(`「${field.label}」填的不对，请重新填`) }
  }
  if (field.kind === 'table') {
    return tidyTable(field, parsed.data as Answer<'table'>, answers, known)
  }
  return { value: parsed.data, wrong: aboutAnswer(field, parsed.data, answers, known) }
}

function aboutAnswer(
  field: Exclude<Asked, { kind: 'table' }> | Column,
  value: unknown,
  answers: Answers,
  known: Known,
): Wrong[] {
  switch (field.kind) {
    case 'text':
      return aboutText(field, value as string)
    case 'number':
      return aboutNumber(field, value as number, answers, known)
    case 'choice':
      return aboutChoice(field, value as string)
    case 'several':
      return aboutSeveral(field, value as string[])
    case 'date':
      return aboutDate(field, value as string, known)
    case 'photo':
      return aboutPhoto(field, value as unknown[])
    case 'yesNo':
      return aboutRemark(field, value as Answer<'yesNo'>)
    case 'place':
    case 'person':
    case 'signature':
      return []
  }
}

function aboutText({ label, most }: Of<'text'>, value: string): Wrong[] {
  return value.length > most ? objection(`「${label}」最多 ${most} 个字，请写短些`) : []
}

function aboutNumber(
  { label, min, max, decimals, unit = '' }: Of<'number'>,
  value: number,
  answers: Answers,
  known: Known,
): Wrong[] {
  if (!hasDecimals(value, decimals)) {
    return objection(decimals ? `「${label}」最多 ${decimals} 位小数` : `「${label}」请填整数`)
  }
  const least = boundOf(min, answers, known)
  const most = boundOf(max, answers, known)
  const isTooLittle = least !== null && value < least
  const isTooMuch = most !== null && value > most
  if (!isTooLittle && !isTooMuch) return []
  return objection(`「${label}」${boundWords(least, most)}${unit && ` ${unit}`}`)
}
/** Has it no more decimals than these? What reckoning in binary leaves over is none. */
function hasDecimals(value: number, decimals: number): boolean {
  const scaled = value * 10 ** decimals
  return Math.abs(scaled - Math.round(scaled)) <= 1e-6
}
function boundWords(least: number | null, most: number | null): string {
  if (least === null) return `不能多于 ${most}`
  if (most === null) return `不能少于 ${least}`
  return `请填 ${least} 到 ${most}`
}

function aboutChoice({ label, options }: Of<'choice'>, value: string): Wrong[] {
  const isOffered = options.some((option) => option.id === value)
  return isOffered ? [] : objection(`「${label}」请从给出的里面选`)
}

function aboutSeveral({ label, options, least = 0 }: Of<'several'>, value: string[]): Wrong[] {
  const offered = new Map(options.map((option) => [option.id, option]))
  if (value.some((id) => !offered.has(id)) || new Set(value).size < value.length) {
    return objection(`「${label}」请从给出的里面选`)
  }
  const alone = value.map((id) => offered.get(id)!).find((option) => option.alone)
  if (alone && value.length > 1) return objection(`选了「${alone.label}」，别的就不能选`)
  return value.length < least && !alone ? objection(`「${label}」至少选 ${least} 项`) : []
}

function aboutDate({ label, from, to }: Of<'date'>, value: string, { today }: Known): Wrong[] {
  const days = daysBetween(today, value)
  if (from !== undefined && days < from) {
    return objection(`「${label}」太早了，请填 ${dayAfter(today, from)} 以后`)
  }
  if (to !== undefined && days > to) {
    return objection(`「${label}」太晚了，请填 ${dayAfter(today, to)} 以前`)
  }
  return []
}

function aboutPhoto({ label, most }: Of<'photo'>, value: unknown[]): Wrong[] {
  return value.length > most ? objection(`「${label}」最多 ${most} 张，请去掉几张`) : []
}

function aboutRemark({ label, remarkIf, yes, no }: Of<'yesNo'>, value: Answer<'yesNo'>): Wrong[] {
  const isAsked = remarkIf === (value.yes ? 'yes' : 'no')
  if (!isAsked || value.remark) return []
  return [{ kind: 'missing', message: `「${label}」选了「${value.yes ? yes : no}」，请说明情况` }]
}

function tidyTable(
  field: Of<'table'>,
  given: Answer<'table'>,
  answers: Answers,
  known: Known,
): Tidied {
  if (given.length > field.rows) {
    return { value: undefined, wrong: objection(`「${field.label}」最多 ${field.rows} 行`) }
  }
  const rows = given.map((row) => tidyRow(field.columns, row, answers, known))
  return {
    value: rows.map((row) => row.value),
    wrong: rows.flatMap(({ wrong }, index) => wrong.map((it) => inRow(it, index))),
  }
}
function tidyRow(
  columns: readonly Column[],
  given: Answers,
  answers: Answers,
  known: Known,
): { value: Answers; wrong: Wrong[] } {
  const row: Answers = {}
  const complaints: Wrong[] = []
  for (const column of columns) {
    const { value, wrong } = tidy(column, own(given, column.id), answers, known)
    if (isAnswered(value)) row[column.id] = value
    complaints.push(...wrong.map((it) => ({ ...it, column: column.id })))
    if (column.required === true && !isAnswered(value) && !wrong.length) {
      complaints.push({ column: column.id, kind: 'missing', message: `还没有填：${column.label}` })
    }
  }
  return { value: row, wrong: complaints }
}
/** 「第 3 行还没有填：户名」, 「第 3 行：「户数」请填整数」 */
function inRow(complaint: Wrong, row: number): Wrong {
  const between = complaint.kind === 'missing' ? '' : '：'
  return { ...complaint, row, message: `第 ${row + 1} 行${between}${complaint.message}` }
}
