import { momentWords } from '../../../shared/time'
import { button, type CardView } from '../../core/card'
import { buttonWords, head, lifted, line, orders, type Said } from './face'

/** Somebody who has not answered. */
export type Silent = { personId: string; name: string; place: string; post: string; phone?: string }
/** `done`: what the press that this answers came to; `mine`: by this deputy. */
export type DeputyFace = Said & {
  waiting: Silent[]
  done: { name: string; at: Date; mine: boolean } | null
}

/** The card of a B角: whom it is for, one after another, each with one tap. */
export function deputyCard(face: DeputyFace): CardView {
  const { warning, waiting, done } = face
  const [first, ...others] = waiting
  if (warning.state === 'lifted') return lifted(face)
  if (!first) {
    return {
      ...head(face),
      lines: orders(warning),
      ...(done && { stamp: stampOf(done, face.now) }),
    }
  }
  const about = line('代谁', `${first.place}${first.post} ${first.name}，没有确认`)
  return {
    ...head(face),
    lines: [...about, ...orders(warning)].slice(0, 3),
    button: button('warnings', 'acknowledgeFor', {
      label: buttonWords(face, '收到'),
      input: { warningId: warning.id, personId: first.personId },
    }),
    foot: others.length ? `还有 ${others.length} 人要您代确认` : `您是${first.name}的 AB 角`,
  }
}
function stampOf({ name, at, mine }: NonNullable<DeputyFace['done']>, now: Date): string {
  const moment = momentWords(at, now)
  return mine ? `已代${name}确认 ${moment}` : `${name} 已确认 ${moment}`
}
