import type { Seal } from '../core/ports'
import type { Ctx } from '../core/slice'

/** What personal data is sealed with, as the boundary gives it to every transaction. */
export const sealOf = (ctx: Ctx): Seal => (ctx as Ctx & { seal: Seal }).seal
