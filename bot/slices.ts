import { checkBurden } from '../config/burden'
import { createChecklists } from './checklists'
import type { Slice } from './core/slice'
import { delivery } from './delivery'
import { createHome } from './home'
import { evidence } from './evidence'
import { journal } from './journal'
import { org } from './org'
import { warnings } from './warnings'

const rooms: readonly Slice[] = [
  journal,
  delivery,
  org,
  warnings,
  createChecklists(checkBurden),
  evidence,
]
/** Every room of the house, the ground first; the home list is made of all the others. */
export const slices: readonly Slice[] = [...rooms, createHome(rooms)]
