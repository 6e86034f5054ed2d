import { colorWords } from '../../shared/vocabulary'
import type { Warning } from '../../shared/warning'
import { command, type Command } from '../core/command'

type Confirmed = { title: string; left: number }
type Missing = { title: string | null; missing: number; rows: string[] }
const confirmed = ({ title, left }: Confirmed) =>
  `已确认：${title}${left ? `\n还有 ${left} 条没有确认，再回复 1` : ''}`
const drafted = ({ drill, color }: Warning) =>
  `${drill ? '【演练】' : ''}${colorWords[color]}色预警已交上去，批准后发出`
const approved = ({ title }: { title: string }) => `已批准，正在发出：${title}`
const stillMissing = ({ title, missing, rows }: Missing) =>
  !title
    ? '没有等着确认的预警'
    : missing
      ? [`${title}，还差 ${missing} 人未确认`, ...rows].join('\n')
      : `${title}，都确认了`

/** What people say to the robot about warnings, and what it answers. */
export const commands: Command[] = [
  command({
    says: /^(?:(?:预警)?\s?(?:已|我)?(?:收到|知道|确认)了?|1|好的?|嗯|明白|ok)[。.!~]*$/i,
    operation: 'warnings.acknowledgeLatest',
    input: () => ({}),
    tell: confirmed,
    help: '1 或 收到：确认最新的预警',
  }),
  command({
    says: /^批准 ?(\d{6})[。.]?$/,
    operation: 'warnings.approveByNumber',
    input: ([, number]) => ({ number }),
    tell: approved,
    help: '批准 和编号：发布等您批准的预警',
  }),
  command({
    says: /^还差谁[?？]?$/,
    operation: 'warnings.missing',
    input: () => ({}),
    tell: stillMissing,
    help: '还差谁：看谁没有确认',
  }),
  command({
    says: /^(?:(?:\[?演练\]?|【演练】)\s?)?(?:历史|趋势|实时|事故|发布)?预警/,
    operation: 'warnings.draftByWords',
    input: (match) => ({ words: match.input }),
    tell: drafted,
    help: '预警 台风 橙 石塘镇 危房工棚人员转移 18:00前',
  }),
]
