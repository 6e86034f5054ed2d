import { timingSafeEqual } from 'node:crypto'
import type { Seal } from '../../core/ports'

/** Is this the sign that we gave to these words? Takes as long for a wrong one as for the right one. */
export function isSigned(seal: Pick<Seal, 'index'>, words: string, sign: string): boolean {
  const right = Buffer.from(seal.index(words))
  const given = Buffer.from(sign)
  return right.length === given.length && timingSafeEqual(right, given)
}
