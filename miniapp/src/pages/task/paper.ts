import { momentOf } from '../../../../shared/time'
import type { UnitKind } from '../../../../shared/vocabulary'
import { fieldsOf, firstQuestion, isWhole, type Asked } from './questions'

/**
 * What is being written: `kind` is the number of one of the `levels`, `day` the last day for it.
 */
export type Paper = {
  title: string
  questions: Asked[]
  units: string[]
  kind: number
  post: string | null
  day: string
}
export type Change = (part: Partial<Paper>) => void

/** 哪一级: who may be given a task, and which post is asked unless another is chosen. */
export const levels: { kinds: UnitKind[]; title: string; post: string }[] = [
  { kinds: ['township', 'area'], title: '乡镇街道和功能区', post: 'emergencyOfficeHead' },
  { kinds: ['village'], title: '村', post: 'villageHead' },
]
export const blank: Paper = {
  title: '',
  questions: [firstQuestion],
  units: [],
  kind: 0,
  post: levels[0]!.post,
  day: '',
}
/** A day ends with the working day. */
const closing = '18:00'

export const kindsOf = ({ kind }: Paper) => levels[kind]!.kinds
/** Whom it goes to; null while that is not chosen. */
export function targetOf(paper: Paper) {
  const { units, post } = paper
  return units.length && post ? { units, kinds: kindsOf(paper), post } : null
}
/** The task as it goes out; null while something is missing. */
export function taskOf(paper: Paper) {
  const title = paper.title.trim()
  const target = targetOf(paper)
  const isWritten = title.length > 1 && paper.questions.every(isWhole) && paper.day !== ''
  if (!target || !isWritten) return null
  return {
    ...target,
    title,
    dueAt: momentOf(paper.day, closing),
    fields: fieldsOf(paper.questions),
  }
}
