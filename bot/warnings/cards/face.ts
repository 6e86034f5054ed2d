import type { Policy } from '../../../config/policy'
import { momentWords } from '../../../shared/time'
import { colorWords } from '../../../shared/vocabulary'
import type { Rung } from '../../../shared/warning'
import type { CardLine, CardView } from '../../core/card'
import { shortened } from '../../core/text'
import type { StoredWarning } from '../entities'
import { drillMark, dueAt, fullTitle, titleOf } from '../rules'

/** A warning at a moment: what every card about it starts from. */
export type Said = { warning: StoredWarning; policy: Policy; now: Date }

const lineWidth = 30
export const line = (label: string, text: string): CardLine[] =>
  text ? [{ label, text: shortened(text, lineWidth) }] : []
export const strongLine = (label: string, text: string): CardLine[] =>
  line(label, text).map((said) => ({ ...said, strong: true }))

/** 12,345 */
export const thousands = (count: number) => count.toLocaleString('en-US')
/** What stands on a button: in a drill it says so. */
export const buttonWords = ({ warning }: Said, label: string) =>
  warning.drill ? `演练：${label}` : label
/** The tone of what needs no answer any more; a drill stays violet. */
export const settledTone = ({ warning }: Said, tone: 'plain' | 'done') =>
  warning.drill ? 'drill' : tone
export const boardLink = ({ warning }: Said) => ({
  label: '看名单',
  page: 'board' as const,
  query: { warningId: warning.id },
})

type Head = Pick<CardView, 'tone' | 'kicker' | 'title' | 'drill'> & {
  plate: NonNullable<CardView['plate']>
}
/**
 * The four signs of a drill: the word in the title, on the plate and on the button, the rim, and
 * the violet.
 */
export function head(said: Said): Head {
  const { warning, policy, now } = said
  return {
    tone: warning.drill ? 'drill' : warning.color,
    plate: { top: warning.drill ? '演练' : plateWord(said), word: colorWords[warning.color] },
    kicker: `${warning.issuer} ${momentWords(warning.sentAt ?? warning.draftedAt, now)}`,
    title: fullTitle(policy.warnings, warning),
    ...(warning.drill && { drill: true }),
  }
}

const plateWidth = 4
/** The hazard's title, else the first of its other names that is short enough. */
function plateWord({ policy, warning }: Said): string {
  const hazard = policy.warnings.hazards.find((it) => it.name === warning.hazard)
  if (!hazard) return ''
  const names = [hazard.title, ...hazard.aliases]
  return names.find((name) => name.length <= plateWidth) ?? hazard.title.slice(0, plateWidth)
}

const roomBehindEnd = 8
/** What is called off looks like nothing to do, on whatever card it stood. */
export function lifted(said: Said): CardView {
  const { warning, policy, now } = said
  const end = warning.sentAt ? '已解除' : '已撤回'
  const title = titleOf(policy.warnings, warning, roomBehindEnd)
  return {
    tone: settledTone(said, 'plain'),
    ...(warning.drill && { plate: head(said).plate, drill: true }),
    kicker: `${warning.issuer} ${momentWords(warning.endedAt ?? now, now)}`,
    title: `${drillMark(warning)}${end}：${title}`,
    lines: line('原因', warning.reason ?? ''),
  }
}

/** 要做 over two lines where one is not enough, and 时限. */
export function orders({
  todo,
  deadline,
  text,
}: Pick<StoredWarning, 'todo' | 'deadline' | 'text'>): CardLine[] {
  if (todo.length <= lineWidth) {
    return [...line('要做', todo), ...strongLine('时限', deadline), ...line('情况', text)]
  }
  const end = endOfFirstLine(todo)
  return [
    ...line('要做', todo.slice(0, end).replace(/[，。；、]$/, '')),
    ...line('还有', todo.slice(end)),
    ...strongLine('时限', deadline),
  ]
}
/** Behind the last stop that the line has room for, else where the line is full. */
function endOfFirstLine(todo: string): number {
  const stops = ['，', '。', '；', '、'].map((sign) => todo.lastIndexOf(sign, lineWidth - 1))
  const last = Math.max(...stops)
  return last < 0 ? lineWidth : last + 1
}

/** What comes next if nobody answers: the foot of an open card, empty where nothing comes. */
export function nextFoot({ warning, policy, now }: Said, step: number): string {
  const rung = warning.ladder[step]
  const at = dueAt(warning, step)
  return rung && at ? `收不到确认，${momentWords(at, now)} 起会${consequenceOf(rung, policy)}` : ''
}
const consequences = {
  remind: '再提醒您',
  deputy: '找您的 AB 角',
  superior: '告诉您的上级',
}
function consequenceOf({ act }: Rung, { delivery }: Policy): string {
  if (act !== 'ding') return consequences[act]
  return delivery.ding === 'phone' ? '打电话给您' : '发 DING 给您'
}
