import type { Slice } from './core/slice'
import { delivery } from './delivery'
import { journal } from './journal'
import { org } from './org'
import { warnings } from './warnings'

/** Every room of the house, the ground first. */
export const slices: readonly Slice[] = [journal, delivery, org, warnings]
