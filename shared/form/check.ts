import { boundOf, compute, holds, inOrder, isAnswered } from './conditions'
import { AnswerOf, type Answer, type Answers, type Column, type Field, type Known } from './fields'

/** One thing that is not right, in one sentence. `missing`: not answered though it must be; `wrong`: answered so that it cannot be taken. */
export type Complaint = {
  field: string
  row?: number
  column?: string
  kind: 'missing' | 'wrong'
  message: string
}
/** The answers that count: only fields that are shown, tidied, with what is computed. */
export type Checked = { answers: Answers; shown: string[]; complaints: Complaint[] }

/** One checker for both sides: the phone shows what it says, the service takes nothing that it complains of. */
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
        : tidy(field, given[field.id], answers, known)
    if (isAnswered(value)) answers[field.id] = value
    complaints.push(...wrong.map((it) => ({ field: field.id, ...it })))
    const needed =
      'required' in field &&
      (typeof field.required === 'object' ? holds(field.required, answers) : field.required)
    if (needed && !isAnswered(value) && !wrong.length) {
      complaints.push({ field: field.id, kind: 'missing', message: `还没有填：${field.label}` })
    }
  }
  const inPlace = (id: string) => fields.findIndex((field) => field.id === id)
  return {
    answers,
    shown: fields.filter((field) => shown.has(field.id)).map((field) => field.id),
    complaints: complaints.sort((a, b) => inPlace(a.field) - inPlace(b.field)),
  }
}

type Wrong = Omit<Complaint, 'field'>
type Tidied = { value: unknown; wrong: Wrong[] }
type Asked = Exclude<Field, { kind: 'computed' }>
const wrong = (message: string): Wrong[] => [{ kind: 'wrong', message }]

/** An answer as it will be kept, and what is wrong with it; nothing given is nothing wrong. */
function tidy(field: Asked | Column, given: unknown, answers: Answers, known: Known): Tidied {
  const raw = field.kind === 'text' && typeof given === 'string' ? given.trim() : given
  if (!isAnswered(raw)) return { value: undefined, wrong: [] }
  const parsed = AnswerOf[field.kind].safeParse(raw)
  if (!parsed.success) {
    return { value: undefined, wrong: wrong(`「${field.label}」填的不对，请重新填`) }
  }
  if (field.kind === 'table') {
    return tidyTable(field, parsed.data as Answer<'table'>, answers, known)
  }
  return { value: parsed.data, wrong: objection(field, parsed.data, answers, known) }
}

function objection(
  field: Exclude<Asked, { kind: 'table' }> | Column,
  value: unknown,
  answers: Answers,
  known: Known,
): Wrong[] {
  switch (field.kind) {
    case 'text':
      return (value as string).length > field.most
        ? wrong(`「${field.label}」最多 ${field.most} 个字，请写短些`)
        : []
    case 'number':
      return aboutNumber(field, value as number, answers, known)
    case 'choice':
      return field.options.some((it) => it.id === value)
        ? []
        : wrong(`「${field.label}」请从给出的里面选`)
    case 'several':
      return aboutSeveral(field, value as string[])
    case 'date':
      return aboutDate(field, value as string, known)
    case 'photo':
      return (value as unknown[]).length > field.most
        ? wrong(`「${field.label}」最多 ${field.most} 张，请去掉几张`)
        : []
    case 'yesNo':
      return aboutRemark(field, value as Answer<'yesNo'>)
    default:
      return []
  }
}

function aboutNumber(
  { label, min, max, decimals, unit = '' }: Extract<Field, { kind: 'number' }>,
  value: number,
  answers: Answers,
  known: Known,
): Wrong[] {
  const least = boundOf(min, answers, known)
  const most = boundOf(max, answers, known)
  if (Math.abs(value * 10 ** decimals - Math.round(value * 10 ** decimals)) > 1e-6) {
    return wrong(decimals ? `「${label}」最多 ${decimals} 位小数` : `「${label}」请填整数`)
  }
  if ((least !== null && value < least) || (most !== null && value > most)) {
    return wrong(
      least !== null && most !== null
        ? `「${label}」请填 ${least} 到 ${most}${unit && ` ${unit}`}`
        : least !== null
          ? `「${label}」不能少于 ${least}${unit && ` ${unit}`}`
          : `「${label}」不能多于 ${most}${unit && ` ${unit}`}`,
    )
  }
  return []
}

function aboutSeveral(
  { label, options, least = 0 }: Extract<Field, { kind: 'several' }>,
  value: string[],
): Wrong[] {
  const known = new Map(options.map((it) => [it.id, it]))
  if (value.some((id) => !known.has(id)) || new Set(value).size < value.length) {
    return wrong(`「${label}」请从给出的里面选`)
  }
  const alone = value.map((id) => known.get(id)!).find((it) => it.alone)
  if (alone && value.length > 1) return wrong(`选了「${alone.label}」，别的就不能选`)
  return value.length < least && !alone ? wrong(`「${label}」至少选 ${least} 项`) : []
}

function aboutDate(
  { label, from, to }: Extract<Field, { kind: 'date' }>,
  value: string,
  { today }: Known,
): Wrong[] {
  const days = Math.round((Date.parse(value) - Date.parse(today)) / 86_400_000)
  if (from !== undefined && days < from) {
    return wrong(`「${label}」太早了，请填 ${dayAfter(today, from)} 以后`)
  }
  return to !== undefined && days > to
    ? wrong(`「${label}」太晚了，请填 ${dayAfter(today, to)} 以前`)
    : []
}
const dayAfter = (today: string, days: number) =>
  new Date(Date.parse(today) + days * 86_400_000).toISOString().slice(0, 10)

function aboutRemark(
  { label, remarkIf, yes, no }: Extract<Field, { kind: 'yesNo' }>,
  value: Answer<'yesNo'>,
): Wrong[] {
  const asks = remarkIf === (value.yes ? 'yes' : 'no')
  return asks && !value.remark
    ? [{ kind: 'missing', message: `「${label}」选了「${value.yes ? yes : no}」，请说明情况` }]
    : []
}

function tidyTable(
  field: Extract<Field, { kind: 'table' }>,
  given: Answer<'table'>,
  answers: Answers,
  known: Known,
): Tidied {
  if (given.length > field.rows) {
    return { value: undefined, wrong: wrong(`「${field.label}」最多 ${field.rows} 行`) }
  }
  const complaints: Wrong[] = []
  const rows = given.map((row, index) => {
    const kept: Answers = {}
    for (const column of field.columns) {
      const { value, wrong } = tidy(column, row[column.id], answers, known)
      const place = { row: index, column: column.id }
      if (isAnswered(value)) kept[column.id] = value
      complaints.push(
        ...wrong.map((it) => ({ ...it, ...place, message: `第 ${index + 1} 行：${it.message}` })),
      )
      if (column.required === true && !isAnswered(value) && !wrong.length) {
        complaints.push({
          kind: 'missing',
          ...place,
          message: `第 ${index + 1} 行还没有填：${column.label}`,
        })
      }
    }
    return kept
  })
  return { value: rows, wrong: complaints }
}
