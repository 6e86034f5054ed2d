import { contract } from '../../shared/contract'
import { colorWords } from '../../shared/vocabulary'
import type { Warning } from '../../shared/warning'
import { card } from '../core/card'
import { command } from '../core/command'
import { implement, type Slice } from '../core/slice'
import { refreshFor } from '../delivery/outbox'
import { draftByWords, draftWarning, placeOfFeed, placeOfWords, takeFeed } from './actions'
import { acknowledge, acknowledgeFor, acknowledgeLatest } from './answers'
import { boardOf, listWarnings, missingWords, preflight } from './board'
import { approvalCard, countCard, deputyCard, reminderCard, silentCard, warningCard } from './cards'
import { approveWarning, liftWarning, refuseWarning, sendApproved } from './course'
import { ReceiptEntity, TallyEntity, WarningEntity } from './entities'
import { escalateOverdue, oldestDue, recount, refreshCounts } from './ladder'
import { loadApproval, loadCount, loadDeputy, loadReminder, loadSilent, loadWarning } from './loaders'
import { needs, placeOf, placeOfReceipt } from './store'
import { todayOf } from './today'

type Confirmed = { title: string; left: number }
type Missing = { title: string | null; missing: number; rows: string[] }
const confirmed = ({ title, left }: Confirmed) => `已确认：${title}${left ? `\n还有 ${left} 条没有确认，再回复 1` : ''}`
const drafted = ({ drill, color }: Warning) => `${drill ? '【演练】' : ''}${colorWords[color]}色预警已交上去，批准后发出`
const stillMissing = ({ title, missing, rows }: Missing) => (!title ? '没有等着确认的预警' : missing ? [`${title}，还差 ${missing} 人未确认`, ...rows].join('\n') : `${title}，都确认了`)

/** Every way into warnings: the contract, the buttons of cards, words in chat, the clock. */
export const warnings: Slice = {
  name: 'warnings',
  entities: [WarningEntity, ReceiptEntity, TallyEntity],
  routes: implement('warnings', contract.warnings, {
    draft: draftWarning, draftByWords, preflight, approve: approveWarning, refuse: refuseWarning, lift: liftWarning, takeFeed,
    acknowledge, acknowledgeLatest, acknowledgeFor, list: listWarnings, board: boardOf, missing: missingWords,
  }, { draftByWords: placeOfWords, preflight: placeOf, approve: placeOf, refuse: placeOf, lift: placeOf, acknowledgeFor: placeOfReceipt, takeFeed: placeOfFeed }, { acknowledge: needs }),
  cards: {
    warning: card(loadWarning, warningCard), 'warning.reminder': card(loadReminder, reminderCard), 'warning.deputy': card(loadDeputy, deputyCard),
    'warning.silent': card(loadSilent, silentCard), 'warning.count': card(loadCount, countCard), 'warning.approval': card(loadApproval, approvalCard),
  },
  presses: { 'warnings.acknowledge': 'warning', 'warnings.approve': 'warning.approval', 'warnings.acknowledgeFor': 'warning.deputy' },
  commands: [
    command(/^(?:(?:预警)?\s?(?:已|我)?(?:收到|知道|确认)了?|1|好的?|嗯|明白|ok)[。.!~]*$/i, 'warnings.acknowledgeLatest', () => ({}), confirmed, '1 或 收到：确认最新的预警'),
    command(/^还差谁[?？]?$/, 'warnings.missing', () => ({}), stillMissing, '还差谁：看谁没有确认'),
    command(/^(?:(?:\[?演练\]?|【演练】)\s?)?(?:历史|趋势|实时|事故|发布)?预警/, 'warnings.draftByWords', (match) => ({ words: match.input }), drafted, '预警 台风 橙 石塘镇 危房工棚人员转移 18:00前'),
  ],
  jobs: [
    { name: 'warnings.escalate', every: 1_000, run: escalateOverdue },
    { name: 'warnings.count', every: 10_000, run: refreshCounts },
    { name: 'warnings.recount', at: '40 3 * * *', run: async (ctx) => void await recount(ctx) },
  ],
  on: { 'warning.approved': (ctx, { data }) => sendApproved(ctx, data), 'warning.cardOutdated': (ctx, { data }) => refreshFor(ctx, data.warningId, data.personId) },
  today: todayOf,
  overdue: oldestDue,
}
