import type { CardView } from '../../core/card'
import type { Silent } from './deputy'
import { boardLink, head, lifted, line, orders, settledTone, thousands, type Said } from './face'

/** `count` people are silent, of whom `silent` are named. */
export type SilentFace = Said & { count: number; silent: Silent[] }
export const namedOnCard = 3

/** The card of a superior: how many are silent, and three of them by name. */
export function silentCard(face: SilentFace): CardView {
  const { warning, count, silent } = face
  if (warning.state === 'lifted') return lifted(face)
  if (!count) {
    return {
      ...head(face),
      tone: settledTone(face, 'done'),
      lines: orders(warning),
      stamp: '都确认了',
    }
  }
  const unnamed = count - namedOnCard
  return {
    ...head(face),
    number: { before: '还差', n: count, after: '人未确认' },
    lines: silent.flatMap((person) => line('还差', wordsOf(person))),
    link: boardLink(face),
    ...(unnamed > 0 && { foot: `还有 ${thousands(unnamed)} 人` }),
  }
}
const wordsOf = ({ name, phone, place }: Silent) =>
  phone ? `${name} ${phone}，${place}` : `${name}，${place}`
