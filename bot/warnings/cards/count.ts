import type { CardLine, CardView } from '../../core/card'
import { boardLink, head, lifted, line, settledTone, thousands, type Said } from './face'

/** `most`: the units where most are missing. */
export type CountFace = Said & {
  total: number
  acknowledged: number
  delivered: number
  undelivered: number
  most: { name: string; missing: number }[]
}

/** The card of writer and approver: what is still owed. */
export function countCard(face: CountFace): CardView {
  const missing = face.total - face.acknowledged
  const lines = countLines(face)
  if (face.warning.state === 'lifted') return { ...lifted(face), lines }
  if (!missing) {
    return {
      ...head(face),
      tone: settledTone(face, 'done'),
      kicker: '回执',
      lines,
      stamp: '都确认了',
    }
  }
  return {
    ...head(face),
    kicker: '回执，每分钟更新',
    lines,
    number: { before: '还差', n: missing, after: '人未确认' },
    link: boardLink(face),
  }
}
function countLines({ acknowledged, delivered, undelivered, most }: CountFace): CardLine[] {
  const lost = undelivered ? `，${thousands(undelivered)} 人未达` : ''
  const where = most.map(({ name, missing }) => `${name} ${thousands(missing)} 人`)
  return [
    ...line('确认', `${thousands(acknowledged)} 人`),
    ...line('送达', `${thousands(delivered)} 人${lost}`),
    ...line('多在', where.join('，')),
  ]
}
