import { contract } from '../../shared/contract'
import { card } from '../core/card'
import { implement, type Slice } from '../core/slice'
import { today } from '../core/today'
import { refreshFor } from '../delivery/outbox'
import { acknowledge, acknowledgeFor, acknowledgeLatest } from './acknowledge'
import { approve, approveByNumber, placeOfNumber } from './approve'
import { board, undelivered } from './board'
import { approvalCard, countCard, deputyCard, reminderCard, silentCard, warningCard } from './cards'
import { commands } from './chat'
import { choices } from './choices'
import { recount, refreshCounts } from './counts'
import { draft } from './draft'
import { draftByWords, placeOfWords } from './draftByWords'
import { ReceiptEntity, TallyEntity, WarningEntity } from './entities'
import { escalateOverdue, oldestDue } from './ladder'
import { lift } from './lift'
import { list } from './list'
import {
  loadApproval,
  loadCount,
  loadDeputy,
  loadReminder,
  loadSilent,
  loadWarning,
} from './loaders'
import { placeForAnswer, placeForReader, placeOf, placeOfReceipt } from './locate'
import { missing } from './missing'
import { open } from './open'
import { preflight, reach } from './preflight'
import { refuse } from './refuse'
import { sendApproved } from './send'
import { countAhead, resume, setBack } from './setBack'
import { needs } from './store'
import { placeOfFeed, takeFeed } from './takeFeed'
import { timeline } from './timeline'
import { kinds, todayOf } from './today'

/** Every way into warnings: the contract, the buttons of cards, words in chat, the clock. */
export const warnings: Slice = {
  name: 'warnings',
  entities: [WarningEntity, ReceiptEntity, TallyEntity],
  routes: implement(
    'warnings',
    contract.warnings,
    {
      draft,
      draftByWords,
      takeFeed,
      preflight,
      reach,
      choices,
      approve,
      approveByNumber,
      refuse,
      lift,
      acknowledge,
      acknowledgeLatest,
      acknowledgeFor,
      open,
      list,
      board,
      undelivered,
      missing,
      timeline,
    },
    {
      places: {
        draftByWords: placeOfWords,
        preflight: placeOf,
        open: placeForReader,
        timeline: placeOfReceipt,
        approve: placeOf,
        approveByNumber: placeOfNumber,
        refuse: placeOf,
        lift: placeOf,
        acknowledgeFor: placeForAnswer,
        takeFeed: placeOfFeed,
      },
      needs: { acknowledge: needs },
    },
  ),
  cards: {
    warning: card(loadWarning, warningCard),
    'warning.reminder': card(loadReminder, reminderCard),
    'warning.deputy': card(loadDeputy, deputyCard),
    'warning.silent': card(loadSilent, silentCard),
    'warning.count': card(loadCount, countCard),
    'warning.approval': card(loadApproval, approvalCard),
  },
  presses: {
    'warnings.acknowledge': 'warning',
    'warnings.approve': 'warning.approval',
    'warnings.acknowledgeFor': 'warning.deputy',
  },
  commands,
  jobs: [
    { name: 'warnings.escalate', every: 1_000, run: escalateOverdue },
    { name: 'warnings.setBack', every: 1_000, run: setBack },
    { name: 'warnings.resume', every: 10_000, run: resume },
    { name: 'warnings.count', every: 10_000, run: refreshCounts },
    { name: 'warnings.recount', at: '40 3 * * *', run: async (ctx) => void (await recount(ctx)) },
  ],
  on: {
    'warning.approved': (ctx, { data }) => sendApproved(ctx, data),
    'warning.cardOutdated': (ctx, { data }) => refreshFor(ctx, data.warningId, data.personId),
  },
  today: today(kinds, todayOf),
  entries: [
    { page: 'issue', title: '发布预警', place: 20, roles: contract.warnings.draft.roles },
    { page: 'board', title: '回执', place: 30, roles: contract.warnings.board.roles },
  ],
  overdue: oldestDue,
  ahead: countAhead,
}
