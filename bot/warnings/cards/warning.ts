import { momentWords } from '../../../shared/time'
import type { Color } from '../../../shared/vocabulary'
import type { Receipt } from '../../../shared/warning'
import { button, type CardView } from '../../core/card'
import { successionOf } from '../rules'
import { buttonWords, head, lifted, nextFoot, orders, type Said } from './face'

/**
 * `by`: who answered for the person; `successor`: the colour of the warning that took the place of
 * this one.
 */
export type WarningFace = Said & {
  receipt: Pick<Receipt, 'step' | 'acknowledgedAt'>
  by: string | null
  successor: Color | null
}

/** The card of somebody who was warned. */
export function warningCard(face: WarningFace): CardView {
  const { warning, receipt, successor } = face
  const stamp = stampOf(face)
  const stamped = stamp ? { stamp } : {}
  if (warning.state === 'lifted') return { ...lifted(face), ...stamped }

  const view = { ...head(face), lines: orders(warning) }
  if (successor) return { ...view, ...stamped, foot: successionOf(warning.color, successor) }
  if (stamp) return { ...view, ...stamped }

  return { ...view, button: confirmButton(face), ...footOf(face, receipt.step) }
}
function stampOf({ receipt, by, now }: WarningFace): string | null {
  if (!receipt.acknowledgedAt) return null
  const moment = momentWords(receipt.acknowledgedAt, now)
  return by ? `${by} ${moment} 代确认` : `已确认 ${moment}`
}

/**
 * The same again for who has not answered, the same words for everybody on the rung: one call says
 * it to all of them.
 */
export function reminderCard({ step, ...said }: Said & { step: number }): CardView {
  const view = head(said)
  return {
    ...view,
    kicker: `${view.kicker}，还没有收到您的确认`,
    lines: orders(said.warning),
    button: confirmButton(said),
    ...footOf(said, step + 1),
  }
}

const confirmButton = (said: Said) =>
  button('warnings', 'acknowledge', {
    label: buttonWords(said, '收到'),
    input: { warningId: said.warning.id },
    word: '1',
  })
function footOf(said: Said, step: number): Pick<CardView, 'foot'> {
  const foot = nextFoot(said, step)
  return foot ? { foot } : {}
}
