import type { ItemForm } from '../../../shared/checklist'
import { check, isAnswered, type Answers, type Complaint, type Field } from '../../../shared/form'
import type { Draft } from './drafts'

/** A form under the pen: the answers, where last month's were looked at, and the revision that the person saw when the first was given. */
export type Sheet = Draft
type Form = Pick<ItemForm, 'fields' | 'answers' | 'last' | 'known' | 'today'>

/** Is last month's answer shown first, to be confirmed? */
export const hasBefore = ({ last }: Pick<Form, 'last'>, field: Field) =>
  'prefill' in field && field.prefill === 'last' && isAnswered(last?.[field.id])

/** What a form opens with: the draft, else what was handed in, else what is known. Last month's answers wait for a look. */
export function firstSheet(form: Form & Pick<ItemForm, 'revision'>, draft: Draft | null): Sheet {
  if (draft) return draft
  const answers: Answers = { ...form.answers }
  const decided: Sheet['decided'] = {}
  for (const field of form.fields) {
    if (isAnswered(answers[field.id])) {
      if (hasBefore(form, field)) {
        decided[field.id] = same(answers[field.id], form.last![field.id]) ? 'same' : 'changed'
      }
      continue
    }
    if (
      'prefill' in field &&
      typeof field.prefill === 'object' &&
      isAnswered(form.known[field.prefill.known])
    ) {
      answers[field.id] = form.known[field.prefill.known]
    }
  }
  return { answers, decided, revision: form.revision }
}
const same = (one: unknown, other: unknown) => JSON.stringify(one) === JSON.stringify(other)

/** What of a form is shown, what is wrong with it, and which questions are still owed, in their order. */
export function judge(form: Form, { answers, decided }: Pick<Sheet, 'answers' | 'decided'>) {
  const checked = check(form.fields, answers, { today: form.today, known: form.known })
  const complaints = new Map<string, Complaint[]>()
  for (const it of checked.complaints) {
    complaints.set(it.field, [...(complaints.get(it.field) ?? []), it])
  }
  const shown = form.fields.filter((field) => checked.shown.includes(field.id))
  const undecided = shown
    .filter((field) => hasBefore(form, field) && !decided[field.id])
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
  answers: { ...sheet.answers, ...Object.fromEntries(ids.map((id) => [id, form.last?.[id]])) },
  decided: { ...sheet.decided, ...Object.fromEntries(ids.map((id) => [id, 'same' as const])) },
})

/** Digits of any width become a number; what is half typed stays as it is. */
export function numberOf(text: string): unknown {
  const plain = text.normalize('NFKC').trim()
  return plain === ''
    ? undefined
    : /^-?(0|[1-9]\d*)(\.\d*[1-9])?$/.test(plain)
      ? Number(plain)
      : plain
}

/** The photos and signatures of an answer: they follow the words. */
export const filesOf = (fields: readonly Field[], answers: Answers): string[] =>
  fields.flatMap((field) => {
    const value = answers[field.id]
    if (field.kind === 'photo') return ((value ?? []) as { id: string }[]).map((it) => it.id)
    return field.kind === 'signature' && value ? [(value as { id: string }).id] : []
  })

/** An answer as people read it. */
export function answerWords(field: Field, value: unknown): string {
  if (!isAnswered(value)) return '没有填'
  switch (field.kind) {
    case 'number':
    case 'computed':
      return `${String(value)}${field.unit ? ` ${field.unit}` : ''}`
    case 'choice':
      return field.options.find((it) => it.id === value)?.label ?? String(value)
    case 'several':
      return (value as string[])
        .map((id) => field.options.find((it) => it.id === id)?.label ?? id)
        .join('，')
    case 'yesNo': {
      const { yes, remark } = value as { yes: boolean; remark?: string }
      return `${yes ? field.yes : field.no}${remark ? `：${remark}` : ''}`
    }
    case 'photo':
      return `${(value as unknown[]).length} 张照片`
    case 'signature':
      return '已签名'
    case 'person':
      return (value as { name: string }).name
    case 'place': {
      const { longitude, latitude, words } = value as {
        longitude: number
        latitude: number
        words?: string
      }
      return words ?? `${longitude.toFixed(5)}，${latitude.toFixed(5)}`
    }
    case 'table':
      return (value as Answers[])
        .map((row) =>
          field.columns
            .map((column) =>
              isAnswered(row[column.id]) ? answerWords(column, row[column.id]) : '',
            )
            .filter(Boolean)
            .join(' '),
        )
        .join('；')
    default:
      return String(value)
  }
}
