import type { HomeEntry } from '../../shared/home'
import type { Entry } from '../core/entry'
import { mayAct } from '../core/scope'
import type { Actor } from '../core/slice'

/** The pages that the person's posts open, in their order. */
export const entriesFor = (actor: Actor, entries: readonly Entry[]): HomeEntry[] =>
  entries
    .filter(({ roles }) => !roles || mayAct(actor, roles))
    .toSorted((one, other) => one.place - other.place)
    .map(({ title, page }) => ({ title, page }))
