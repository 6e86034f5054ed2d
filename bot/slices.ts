import { checkBurden } from '../config/burden'
import { createChecklists } from './checklists'
import type { Slice } from './core/slice'
import { delivery } from './delivery'
import { evidence } from './evidence'
import { examination } from './examination'
import { createHome } from './home'
import { journal } from './journal'
import { org } from './org'
import { warnings } from './warnings'

/** Every room of the house, the ground first. */
export const rooms: readonly Slice[] = [
  journal,
  delivery,
  org,
  warnings,
  createChecklists(checkBurden),
  evidence,
  examination,
]

/** These rooms, and the home list that is made of all of them. */
export const houseOf = (all: readonly Slice[]): readonly Slice[] => [...all, createHome(all)]
export const slices = houseOf(rooms)
