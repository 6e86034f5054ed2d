import { z } from 'zod'
import { Checklist, ChecklistItem, Item, Period, Template } from '../../shared/checklist'
import { PolicyName, UnitPath, instant } from '../../shared/vocabulary'
import { table } from '../core/table'

/** Checked by the form before they are stored: here they are just kept. */
const Answers = z.custom<Record<string, unknown>>()

/**
 * A version of a template; it never changes, so that what was issued by it stays what it was. The
 * newest of a name is in force. `source` says where it came from.
 */
export const StoredTemplate = Template.omit({ items: true, onWarning: true }).extend({
  reviewed: z.boolean(),
  version: z.int(),
  source: z.enum(['policy', 'excel', 'task']),
  unitPath: UnitPath,
  digest: z.string().max(64),
  takenBy: z.string().max(64),
  takenAt: instant,
  withdrawnAt: instant.nullable(),
})
export type StoredTemplate = z.output<typeof StoredTemplate>
export const TemplateEntity = table('checklist_template', StoredTemplate, {
  primary: ['name', 'version'],
  index: [['source', 'name']],
})

const Question = z.object({
  id: z.string().max(80),
  template: PolicyName,
  version: z.int(),
  item: PolicyName,
  place: z.int(),
  body: Item,
})
export type Question = z.output<typeof Question>
/** One item of a version, in a row of its own: a submission reads just the one it is about. */
export const QuestionEntity = table('checklist_question', Question, {
  primary: ['id'],
  index: [['template', 'version']],
  fixed: true,
})
export const questionId = (
  { template, version }: { template: string; version: number },
  item: string,
) => `${template} ${version} ${item}`

/**
 * That a template has been issued for a period, so that nobody looks for units without a list any
 * more; and that the round of a day has been made.
 */
export const IssueEntity = table(
  'checklist_issue',
  z.object({ template: PolicyName, period: Period, at: instant, units: z.int() }),
  { primary: ['template', 'period'] },
)

/**
 * A list with what only we need: its predecessor, its items, what the system knew of the unit that
 * day, whether it is reviewed, and when somebody was told of it.
 */
export const StoredChecklist = Checklist.extend({
  before: z.uuid().nullable(),
  items: z.array(PolicyName),
  known: Answers,
  reviewed: z.boolean(),
  toldAt: instant.nullable(),
})
export type StoredChecklist = z.output<typeof StoredChecklist>
export const ChecklistEntity = table('checklist', StoredChecklist, {
  primary: ['id'],
  unique: [['template', 'unitPath', 'period']],
  index: [['unitPath', 'issuedAt'], ['toldAt']],
})

/** `closesAt`: from then on it is missed, and asked of nobody any more. */
export const StoredItem = ChecklistItem.extend({ closesAt: instant, answers: Answers.nullable() })
export type StoredItem = z.output<typeof StoredItem>
export const ItemEntity = table('checklist_item', StoredItem, {
  primary: ['checklistId', 'item'],
  index: [['state', 'unitPath', 'dueAt'], ['dueAt']],
})

/**
 * Keys that differ only in their last part are read and counted in one statement: the same item of
 * many lists, the same day of many units.
 */
export const itemKey = (checklistId: string, item: string) => ({ item, checklistId })
export const tallyKey = (
  { template, period, unitPath }: Pick<StoredChecklist, 'template' | 'period' | 'unitPath'>,
  dueAt: Date,
) => ({ template, period, dueAt: dueAt.getTime(), unitPath })

/** What was given and what was said of it, one row for each: the trail. */
export const AnswerEntity = table(
  'checklist_answer',
  z.object({
    checklistId: z.uuid(),
    item: PolicyName,
    revision: z.int(),
    what: z.enum(['submitted', 'passed', 'returned']),
    at: instant,
    byId: z.string().max(64),
    answers: Answers.nullable(),
    reason: z.string().max(120).nullable(),
  }),
  { primary: ['checklistId', 'item', 'revision', 'what'], index: [['what', 'at']] },
)

/**
 * Counts kept at each unit by due day: a summary sums them by path, and what is due by now follows
 * from the day.
 */
export const Tally = z.object({
  template: PolicyName,
  period: Period,
  unitPath: UnitPath,
  dueAt: instant,
  total: z.int(),
  done: z.int(),
  late: z.int(),
  returned: z.int(),
})
export type Tally = z.output<typeof Tally>
export const TallyEntity = table('checklist_tally', Tally, {
  primary: ['template', 'period', 'unitPath', 'dueAt'],
  index: [['unitPath']],
})
