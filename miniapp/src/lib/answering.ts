import type { ItemForm } from '../../../shared/checklist'
import {
  check,
  isAnswered,
  type Answers,
  type Column,
  type Complaint,
  type Field,
  type FieldKind,
} from '../../../shared/form'
import { own } from '../../../shared/own'
import type { Draft } from './drafts'

/**
 * A form under the pen: the answers, where last month's were looked at, and the revision that the
 * person saw when the first was given.
 */
export type Sheet = Draft
type Form = Pick<ItemForm, 'fields' | 'answers' | 'last' | 'known' | 'today'>

/** What was answered to this question: it may be called `constructor`, as everything seems to have one. */
export const answerOf = (answers: Answers | null | undefined, { id }: Pick<Field, 'id'>) =>
  own(answers ?? {}, id)

/** Is last month's answer shown first, to be confirmed? */
export const hasBefore = ({ last }: Pick<Form, 'last'>, field: Field) =>
  'prefill' in field && field.prefill === 'last' && isAnswered(answerOf(last, field))

/**
 * What a form opens with: the draft, else what was handed in, else what is known. Last month's
 * answers wait for a look.
 */
export function firstSheet(form: Form & Pick<ItemForm, 'revision'>, draft: Draft | null): Sheet {
  if (draft) return draft
  const answers: Answers = { ...form.answers }
  const decided: Sheet['decided'] = {}
  for (const field of form.fields) {
    if (isAnswered(answerOf(answers, field))) {
      if (hasBefore(form, field)) {
        decided[field.id] = same(answers[field.id], answerOf(form.last, field)) ? 'same' : 'changed'
      }
      continue
    }
    if (
      'prefill' in field &&
      typeof field.prefill === 'object' &&
      isAnswered(own(form.known, field.prefill.known))
    ) {
      answers[field.id] = form.known[field.prefill.known]
    }
  }
  return { answers, decided, revision: form.revision }
}
const same = (one: unknown, other: unknown) => JSON.stringify(one) === JSON.stringify(other)

/**
 * What of a form is shown, what is wrong with it, and which questions are still owed, in their
 * order.
 */
export function judge(form: Form, { answers, decided }: Pick<Sheet, 'answers' | 'decided'>) {
  const checked = check(form.fields, answers, { today: form.today, known: form.known })
  const complaints = new Map<string, Complaint[]>()
  for (const complaint of checked.complaints) {
    complaints.set(complaint.field, [...(complaints.get(complaint.field) ?? []), complaint])
  }
  const shown = form.fields.filter((field) => checked.shown.includes(field.id))
  const undecided = shown
    .filter((field) => hasBefore(form, field) && !own(decided, field.id))
    .map((field) => field.id)
  const owed = shown
    .filter((field) => complaints.has(field.id) || undecided.includes(field.id))
    .map((field) => field.id)
  const wrong = checked.complaints.filter((it) => it.kind === 'wrong')
  return {
    answers: checked.answers,
    shown,
    complaints,
    undecided,
    owed,
    wrong,
    asked: shown.filter((field) => field.kind !== 'computed').length,
  }
}

/** 没有变化: last month's answer holds. */
export const keepLast = (form: Form, sheet: Sheet, ids: readonly string[]): Sheet => ({
  ...sheet,
  answers: {
    ...sheet.answers,
    ...Object.fromEntries(ids.map((id) => [id, answerOf(form.last, { id })])),
  },
  decided: { ...sheet.decided, ...Object.fromEntries(ids.map((id) => [id, 'same' as const])) },
})

/** Digits of any width become a number; what is half typed stays as it is. */
export function numberOf(text: string): unknown {
  const plain = text.normalize('NFKC').trim()
  if (plain === '') return undefined
  return /^-?(0|[1-9]\d*)(\.\d*[1-9])?$/.test(plain) ? Number(plain) : plain
}

/** An answer as people read it. */
export function answerWords(field: Field, value: unknown): string {
  return isAnswered(value) ? wordingOf(field)(value, field) : '没有填'
}

type Option = { id: string; label: string }
type Values = {
  text: string
  date: string
  number: number
  computed: number | string
  choice: string
  several: string[]
  yesNo: { yes: boolean; remark?: string }
  photo: unknown[]
  signature: unknown
  person: { name: string }
  place: { longitude: number; latitude: number; words?: string }
  table: Answers[]
}
type Wording<K extends FieldKind> = (value: Values[K], field: Extract<Field, { kind: K }>) => string

const withUnit = (value: number | string, { unit }: { unit?: string | undefined }) =>
  `${value}${unit ? ` ${unit}` : ''}`
const labelOf = (id: string, options: readonly Option[]) =>
  options.find((option) => option.id === id)?.label ?? id
const cellWords = (row: Answers, column: Column) =>
  isAnswered(answerOf(row, column)) ? answerWords(column, answerOf(row, column)) : ''
const rowWords = (row: Answers, columns: readonly Column[]) =>
  columns
    .map((column) => cellWords(row, column))
    .filter(Boolean)
    .join(' ')

const wordings: { [K in FieldKind]: Wording<K> } = {
  text: (text) => String(text),
  date: (day) => String(day),
  number: withUnit,
  computed: withUnit,
  choice: (id, { options }) => labelOf(id, options),
  several: (ids, { options }) => ids.map((id) => labelOf(id, options)).join('，'),
  yesNo: ({ yes, remark }, field) => `${yes ? field.yes : field.no}${remark ? `：${remark}` : ''}`,
  photo: (photos) => `${photos.length} 张照片`,
  signature: () => '已签名',
  person: ({ name }) => name,
  place: ({ longitude, latitude, words }) =>
    words ?? `${longitude.toFixed(5)}，${latitude.toFixed(5)}`,
  table: (rows, { columns }) => rows.map((row) => rowWords(row, columns)).join('；'),
}
/** The wording of the field's own kind: an answer was checked against its field. */
const wordingOf = (field: Field) => wordings[field.kind] as Wording<FieldKind>
