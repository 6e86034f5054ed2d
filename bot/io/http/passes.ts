import { randomBytes } from 'node:crypto'
import { secondsAfter, daysAfter } from '../../../shared/time'
import type { Caller } from '../../core/fairQueue'
import type { Seal } from '../../core/ports'
import { isSigned } from './signed'

/** A phone that has logged in once; somebody who was turned away and comes again. */
type Kind = 'phone' | 'again'
type Pass = { kind: Kind; id: string; from: number; until: number }
const phoneDays = 90
const againSeconds = { from: 2, until: 120 }
const shape = /^(phone|again)\.([0-9a-f]{24})\.(\d{1,15})\.(\d{1,15})\.([A-Za-z0-9+/=]{1,64})$/

/**
 * Passes tell a phone from all others behind its address: a whole town hall has one. They let in
 * nobody; whoever has one only waits in a line of its own.
 */
export function createPasses(seal: Pick<Seal, 'index'>, now: () => Date) {
  function issue(kind: Kind, from: Date, until: Date): string {
    const id = randomBytes(12).toString('hex')
    const words = `${kind}.${id}.${from.getTime()}.${until.getTime()}`
    return `${words}.${seal.index(`pass ${words}`)}`
  }
  /** Null: not ours, or over. What is not good yet is read, too. */
  function read(text: string): Pass | null {
    const [, kind, id, from, until, sign] = shape.exec(text) ?? []
    if (!sign || !isSigned(seal, `pass ${kind}.${id}.${from}.${until}`, sign)) return null
    const pass = { kind: kind as Kind, id: id!, from: Number(from), until: Number(until) }
    return pass.until > now().getTime() ? pass : null
  }

  /** In which line somebody at this place waits. */
  function callerAt(place: string, text: string): Caller {
    const pass = read(text)
    if (!pass || pass.from > now().getTime()) return { line: place, isKnown: false }
    return pass.kind === 'phone'
      ? { line: `phone ${pass.id}`, isKnown: true }
      : { line: `again ${place}`, isKnown: false }
  }
  /** A new one for who has logged in; null where the old one is good. */
  function afterLogIn(text: string): string | null {
    const isGood = read(text)?.kind === 'phone'
    return isGood ? null : issue('phone', now(), daysAfter(now(), phoneDays))
  }
  /** The same for who was turned away. */
  function afterRefusal(text: string): string | null {
    if (read(text)) return null
    const { from, until } = againSeconds
    return issue('again', secondsAfter(now(), from), secondsAfter(now(), until))
  }
  return { callerAt, afterLogIn, afterRefusal }
}
export type Passes = ReturnType<typeof createPasses>
