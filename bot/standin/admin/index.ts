import type { Act } from './act'
import { acts } from './acts'
import { callbacks } from './callbacks'
import { directory } from './directory'
import { faults } from './faults'
import { watch } from './watch'

/** The admin plane: everything a test or the page may do to this DingTalk and its people. */
export const admin: readonly Act[] = [...acts, ...callbacks, ...directory, ...faults, ...watch]
