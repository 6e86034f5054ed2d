import { timeOf } from '../../shared/time'
import type { CardView } from '../core/card'
import type { Answer, Inbound } from '../core/ports'

/** The buttons of the doctor's cards. They are no operations: the service knows none of them. */
export const buttons = {
  first: 'doctor.first',
  second: 'doctor.second',
  count: 'doctor.count',
} as const
export const pressesCounted = 5

const face = (title: string, words: string): CardView => ({
  tone: 'plain',
  kicker: '应急钉',
  title,
  lines: [{ label: '请做', text: words }],
})

/** The first card: a button whose parameters tell which value won, the shared or the own. */
export const firstFace = (): CardView => ({
  ...face('体检卡片', '按下面的「看到了」'),
  button: { operation: buttons.first, label: '看到了', input: { value: 'shared' } },
})
export const ownInput = { value: 'own' }

/** After the press the stamp stands where the button stood, and a second button asks about it. */
const stampedFace = (now: Date): CardView => ({
  ...firstFace(),
  ...face('体检卡片', '「看到了」变成「已确认」了就按「盖上了」，没有变就再按「看到了」'),
  stamp: `已确认 ${timeOf(now)}`,
  side: { operation: buttons.second, label: '盖上了', input: { value: 'answered' } },
})
const lastFace = (now: Date): CardView => ({
  ...face('体检卡片', '看完了，谢谢'),
  tone: 'done',
  stamp: `已确认 ${timeOf(now)}`,
})

export const countedFace = (): CardView => ({
  ...face('体检用量', `把下面的「数一下」按 ${pressesCounted} 次`),
  button: { operation: buttons.count, label: '数一下', input: { value: 'count' } },
})
export const linkFace = (): CardView => ({
  ...face('体检网页', '按下面的「打开」'),
  link: { label: '打开', page: 'home' },
})
/** What is sent to nobody, to see how many fit. */
export const crowdFace = (): CardView => face('体检卡片', '不用做什么')

/** What a press answers, as the service would: the card as it now stands. */
export function answerTo(inbound: Inbound, now: Date): Answer {
  if (inbound.kind !== 'press') return null
  if (inbound.operation === buttons.first) return { view: stampedFace(now) }
  return inbound.operation === buttons.second ? { view: lastFace(now) } : null
}
/** For what carries words alone. */
export const noFace: CardView = face('', '')
