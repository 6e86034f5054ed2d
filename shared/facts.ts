import type { z } from 'zod'
import { checklistFacts, evidenceFacts } from './checklist'
import { deliveryFacts } from './delivery'
import { orgFacts } from './org'
import { warningFacts } from './warning'

/** Everything slices tell each other: kind → what is known. */
export const facts = {
  ...orgFacts,
  ...deliveryFacts,
  ...warningFacts,
  ...checklistFacts,
  ...evidenceFacts,
}
export type FactKind = keyof typeof facts
export type Fact<K extends FactKind = FactKind> = {
  [P in K]: { kind: P; unitPath: string; data: z.output<(typeof facts)[P]> }
}[K]
