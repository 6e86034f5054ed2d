import { own } from '../own'
import type { Answers, Field } from './fields'

/** The photos and signatures among answers: they follow the words. */
export const filesIn = (fields: readonly Field[], answers: Answers): string[] =>
  fields.flatMap((field) => filesOf(field, own(answers, field.id)))

function filesOf(field: Field, value: unknown): string[] {
  if (field.kind === 'photo' && Array.isArray(value)) {
    return (value as { id: string }[]).map((photo) => photo.id)
  }
  return field.kind === 'signature' && value ? [(value as { id: string }).id] : []
}
