import { contract } from '../../shared/contract'
import { card } from '../core/card'
import { implement, type Slice } from '../core/slice'
import { today } from '../core/today'
import { refreshFor } from '../delivery/outbox'
import { draftByWords, draftWarning, placeOfFeed, placeOfWords, takeFeed } from './actions'
import { acknowledge, acknowledgeFor, acknowledgeLatest } from './answers'
import { boardOf, listWarnings, missingWords, undeliveredAt } from './board'
import { approvalCard, countCard, deputyCard, reminderCard, silentCard, warningCard } from './cards'
import { commands } from './chat'
import {
  approveByNumber,
  approveWarning,
  liftWarning,
  placeOfNumber,
  refuseWarning,
  sendApproved,
} from './course'
import { ReceiptEntity, TallyEntity, WarningEntity } from './entities'
import { escalateOverdue, oldestDue, recount, refreshCounts } from './ladder'
import {
  loadApproval,
  loadCount,
  loadDeputy,
  loadReminder,
  loadSilent,
  loadWarning,
} from './loaders'
import { choicesOf, openWarning, placeForReader, preflight, reachOf } from './reading'
import { needs, placeOf, placeOfReceipt } from './store'
import { timelineOf } from './timeline'
import { kinds, todayOf } from './today'

/** Every way into warnings: the contract, the buttons of cards, words in chat, the clock. */
export const warnings: Slice = {
  name: 'warnings',
  entities: [WarningEntity, ReceiptEntity, TallyEntity],
  routes: implement(
    'warnings',
    contract.warnings,
    {
      draft: draftWarning,
      draftByWords,
      preflight,
      approve: approveWarning,
      approveByNumber,
      refuse: refuseWarning,
      lift: liftWarning,
      takeFeed,
      acknowledge,
      acknowledgeLatest,
      acknowledgeFor,
      list: listWarnings,
      board: boardOf,
      undelivered: undeliveredAt,
      missing: missingWords,
      open: openWarning,
      choices: choicesOf,
      reach: reachOf,
      timeline: timelineOf,
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
        acknowledgeFor: placeOfReceipt,
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
}
