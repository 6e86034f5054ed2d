import type { Answers } from '../../../shared/form'
import type { Storage } from './store'

/** What was typed and not yet handed in, with the revision of the item that it was typed on. */
export type Draft = {
  answers: Answers
  decided: Record<string, 'same' | 'changed'>
  revision: number
}
export type ItemRef = { checklistId: string; item: string }

/** Written at every field: whoever kills the app loses at most the field under the finger. */
export function createDrafts(storage: Storage) {
  const keyOf = ({ checklistId, item }: ItemRef) => `draft.${checklistId}.${item}`
  return {
    read: (ref: ItemRef) => {
      const text = storage.read(keyOf(ref))
      return text === null ? null : (JSON.parse(text) as Draft)
    },
    write: (ref: ItemRef, draft: Draft) => storage.write(keyOf(ref), JSON.stringify(draft)),
    drop: (ref: ItemRef) => storage.remove(keyOf(ref)),
  }
}
export type Drafts = ReturnType<typeof createDrafts>
