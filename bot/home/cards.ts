import type { CardLine, CardView } from '../core/card'
import type { HomeLine } from './lines'

const shownLines = 3
const mostSigns = 30
const cut = (text: string) => (text.length > mostSigns ? `${text.slice(0, mostSigns - 1)}…` : text)

/**
 * How many there are, and the first three of them; where the first is only to be confirmed, it is
 * confirmed here.
 */
export function todayCard(lines: readonly HomeLine[]): CardView {
  const [first] = lines
  const button = first?.onCard ? first.button : null
  const shown = lines.slice(0, button ? 1 : shownLines)
  const left = lines.length - shown.length
  return {
    tone: 'plain',
    kicker: '平时一天最多一条',
    title: `今天要办 ${lines.length} 件`,
    lines: shown.map(({ label, title, words }): CardLine => ({
      label,
      text: cut(`${title}，${words}`),
    })),
    ...(button && { button }),
    link: { label: '去办', page: 'home' },
    ...(left > 0 && { foot: `还有 ${left} 件` }),
  }
}
