import { contract } from '../../shared/contract'
import { card } from '../core/card'
import { implement, type Slice } from '../core/slice'
import { today } from '../core/today'
import { listCard } from './cards'
import {
  AnswerEntity,
  ChecklistEntity,
  IssueEntity,
  ItemEntity,
  QuestionEntity,
  TallyEntity,
  TemplateEntity,
} from './entities'
import { fillCounts } from './fillCounts'
import { issue, preview } from './issue'
import { issueDue, oldestUnissued } from './issueDue'
import { lists } from './lists'
import { loadList, refreshList } from './loaders'
import { open, trail } from './open'
import { endByWarning, order, orderByWarning } from './order'
import { recount } from './recount'
import { review, waiting } from './review'
import type { Lint } from './sheets/read'
import { sampleTemplate, takeTemplate } from './sheets/takeTemplate'
import { needs, placeOfItem } from './store'
import { submit, unchanged } from './submit'
import { exportSummary, reasons, summary } from './summary'
import { tellDaily } from './tell'
import { templates } from './templates'
import { kinds, todayOf } from './today'
import { placeOfTemplate, withdraw } from './withdraw'

const routesOf = (lint: Lint) =>
  implement(
    'checklists',
    contract.checklists,
    {
      lists,
      open,
      submit,
      unchanged,
      waiting,
      review,
      trail,
      preview,
      issue,
      order,
      withdraw,
      sampleTemplate,
      templates,
      summary,
      reasons,
      exportSummary,
    },
    {
      places: {
        open: placeOfItem,
        submit: placeOfItem,
        unchanged: placeOfItem,
        review: placeOfItem,
        trail: placeOfItem,
        withdraw: placeOfTemplate,
      },
      needs: { submit: needs, unchanged: needs },
      long: { takeTemplate: takeTemplate(lint) },
    },
  )

/**
 * Every way into lists: the contract, the button of a card, the clock. `lint` says what a list from
 * Excel asks too much.
 */
export const createChecklists = (lint: Lint): Slice => ({
  name: 'checklists',
  entities: [
    TemplateEntity,
    QuestionEntity,
    IssueEntity,
    ChecklistEntity,
    ItemEntity,
    AnswerEntity,
    TallyEntity,
  ],
  routes: routesOf(lint),
  cards: { checklist: card(loadList, listCard) },
  presses: { 'checklists.unchanged': 'checklist' },
  jobs: [
    { name: 'checklists.issue', every: 15_000, run: issueDue },
    { name: 'checklists.digest', every: 15_000, run: tellDaily },
    { name: 'checklists.fill', at: '30 3 * * *', run: fillCounts },
    { name: 'checklists.recount', at: '50 3 * * *', run: async (ctx) => void (await recount(ctx)) },
  ],
  on: {
    'checklist.cardOutdated': (ctx, { data }) => refreshList(ctx, data),
    'warning.sent': (ctx, { data }) => orderByWarning(ctx, data),
    'warning.lifted': (ctx, { data }) => endByWarning(ctx, data),
  },
  today: today(kinds, todayOf),
  entries: [
    { page: 'lists', title: '工作清单', place: 10 },
    { page: 'review', title: '审核', place: 40, roles: contract.checklists.waiting.roles },
    { page: 'summary', title: '汇总', place: 50, roles: contract.checklists.summary.roles },
    { page: 'task', title: '临时任务', place: 60, roles: contract.checklists.issue.roles },
  ],
  overdue: oldestUnissued,
})
