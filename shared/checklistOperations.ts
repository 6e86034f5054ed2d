import { z } from 'zod'
import {
  Checklist,
  ItemForm,
  ItemLine,
  ItemRef,
  ItemState,
  Period,
  SummaryRow,
  Template,
} from './checklist'
import { Answers, Fields } from './form'
import { here, operation } from './operation'
import { FileText } from './org'
import {
  PolicyName,
  UnitKind,
  UnitPath,
  desks,
  everyone,
  instant,
  reviewers,
  type Role,
} from './vocabulary'

const UnitInput = z.object({ unitPath: UnitPath })
const TemplateRef = z.object({ template: PolicyName })

const ListsInput = z.object({ unitPath: UnitPath, period: Period.nullable() })
const ListsReply = z.array(
  Checklist.extend({ unitName: z.string(), owed: z.int(), items: z.array(ItemLine) }),
)

/** `revision` is the one that was seen: another's answer in between is shown, never overwritten. */
const UnchangedInput = ItemRef.extend({ revision: z.int() })
const SubmitInput = UnchangedInput.extend({ answers: Answers })
const GivenReply = ItemRef.extend({
  state: ItemState,
  revision: z.int(),
  at: instant,
  late: z.boolean(),
})

const WaitingInput = z.object({ unitPath: UnitPath, after: z.string().max(80).nullable() })
const WaitingReply = z.object({
  items: z.array(ItemLine.extend({ unitName: z.string(), by: z.string(), at: instant })),
  next: z.string().nullable(),
})
const ReviewInput = ItemRef.extend({
  revision: z.int(),
  passed: z.boolean(),
  reason: z.string().trim().max(120),
})
const ReviewReply = ItemRef.extend({ state: ItemState, revision: z.int() })
const TrailReply = z.array(
  z.object({
    revision: z.int(),
    at: instant,
    by: z.string(),
    what: z.enum(['submitted', 'passed', 'returned']),
    answers: Answers.nullable(),
    reason: z.string().nullable(),
  }),
)

const Units = z.array(UnitPath).min(1).max(200)
/** The units of these kinds among these and below them, and who there is asked. */
const Target = z.object({ units: Units, kinds: z.array(UnitKind).min(1), post: PolicyName })
const PreviewReply = z.object({ units: z.int(), people: z.int(), vacant: z.int() })
const IssueInput = Target.extend({
  title: z.string().trim().min(2).max(20),
  dueAt: instant,
  fields: Fields,
})
const IssueReply = z.object({ units: z.int(), template: PolicyName })
const OrderInput = z.object({ units: Units, template: PolicyName })
const OrderReply = z.object({ units: z.int(), period: Period })
const WithdrawReply = z.object({ lists: z.int() })

const SheetInput = z.object({ unitPath: UnitPath, file: FileText })
const SheetFault = z.object({
  sheet: z.string(),
  row: z.int(),
  column: z.string(),
  message: z.string(),
})
const SheetReply = z.object({
  template: Template.nullable(),
  version: z.int().nullable(),
  faults: z.array(SheetFault),
})
const FileReply = z.object({ file: FileText })
/** `periods`: what has been ordered of a list that is not of the calendar, newest first. */
const TemplatesReply = z.array(
  z.object({
    name: PolicyName,
    title: z.string(),
    version: z.int(),
    every: Template.shape.every,
    items: z.int(),
    periods: z.array(Period).optional(),
  }),
)

const SummaryFilter = z.object({
  unitPath: UnitPath,
  template: PolicyName,
  period: Period,
  until: Period.nullable(),
})
const ReasonsReply = z.array(z.object({ reason: z.string(), count: z.int() }))

const templateKeepers = ['admin'] as const satisfies readonly Role[]

const allUnits = ({ units }: { units: readonly string[] }) => units

export const checklistOperations = {
  /** The lists of a unit, newest first, with what is still owed. */
  lists: operation({
    roles: everyone,
    scope: here,
    reads: true,
    input: ListsInput,
    reply: ListsReply,
  }),

  open: operation({
    roles: everyone,
    scope: 'thing',
    reads: true,
    input: ItemRef,
    reply: ItemForm,
  }),

  /** 交上去. The client's own id makes a repetition harmless. */
  submit: operation({
    roles: everyone,
    scope: 'thing',
    input: SubmitInput,
    reply: GivenReply,
  }),

  /** 没有变化: the answers of the last period hold. */
  unchanged: operation({
    roles: everyone,
    scope: 'thing',
    input: UnchangedInput,
    reply: GivenReply,
  }),

  /** What waits for a review below a unit. */
  waiting: operation({
    roles: reviewers,
    scope: here,
    reads: true,
    input: WaitingInput,
    reply: WaitingReply,
  }),

  review: operation({
    roles: reviewers,
    scope: 'thing',
    input: ReviewInput,
    reply: ReviewReply,
  }),

  /** Who answered what when, what was returned and why. */
  trail: operation({
    roles: everyone,
    scope: 'thing',
    reads: true,
    input: ItemRef,
    reply: TrailReply,
  }),

  /** 临时任务 to any part of the tree: how many it would reach, then the issue itself. */
  preview: operation({
    roles: reviewers,
    scope: allUnits,
    reads: true,
    input: Target,
    reply: PreviewReply,
  }),

  issue: operation({
    roles: reviewers,
    scope: allUnits,
    input: IssueInput,
    reply: IssueReply,
  }),

  /**
   * A template that is not issued by the calendar (`once`, `response`), given to these units and
   * all below that it is made for.
   */
  order: operation({
    roles: reviewers,
    scope: allUnits,
    input: OrderInput,
    reply: OrderReply,
  }),

  /** No longer wanted: what is open of it is asked of nobody any more; what was answered stays. */
  withdraw: operation({
    roles: reviewers,
    scope: 'thing',
    input: TemplateRef,
    reply: WithdrawReply,
  }),

  /** Template by Excel: Chinese heads, every mistake with sheet, row and column. */
  takeTemplate: operation({
    roles: templateKeepers,
    scope: here,
    large: true,
    input: SheetInput,
    reply: SheetReply,
  }),

  sampleTemplate: operation({
    roles: templateKeepers,
    scope: here,
    reads: true,
    input: UnitInput,
    reply: FileReply,
  }),

  /** The lists in force, and the tasks of the last two months in the caller's own area. */
  templates: operation({
    roles: everyone,
    scope: 'self',
    reads: true,
    input: z.object({}),
    reply: TemplatesReply,
  }),

  /** Done, due, late, missed, and what could be expected by now, by child unit. */
  summary: operation({
    roles: desks,
    scope: here,
    reads: true,
    input: SummaryFilter,
    reply: z.array(SummaryRow),
  }),

  /** Why lists were returned, the most frequent reason first, for the 通报. */
  reasons: operation({
    roles: desks,
    scope: here,
    reads: true,
    input: SummaryFilter,
    reply: ReasonsReply,
  }),

  exportSummary: operation({
    roles: desks,
    scope: here,
    reads: true,
    input: SummaryFilter,
    reply: FileReply,
  }),
}
