import { z } from 'zod'
import { Answers, Field, Fields } from './form'
import { operation } from './operation'
import { Color, PolicyName, UnitKind, UnitPath, everyone, instant } from './vocabulary'
import { WarningKind } from './warning'

/**
 * When a list is issued: `2026`, `2026-Q3`, `2026-09`, `2026-W36`, or the id of what ordered it.
 */
export const Period = z
  .string()
  .regex(/^[0-9A-Za-z-]{4,40}$/)
  .max(40)
/**
 * What proves that an item was done: 记录, 名单, 勾选, 照片, 文件; `confirm` is 无变化 in one tap; `auto` is
 * counted by the system and never asked.
 */
export const Evidence = z.enum(['record', 'list', 'tick', 'photo', 'file', 'confirm', 'auto'])

/**
 * What the system counts by itself, so that nobody is asked:
 * 隐患超期、重大隐患、企业检查、培训人次、预警确认、责任人核对、本月清单、电话抽查.
 */
export const Counter = z.enum([
  'overdueHazards',
  'majorHazards',
  'enterpriseChecks',
  'trainedPeople',
  'confirmedWarnings',
  'verifiedPosts',
  'submittedItems',
  'phoneChecks',
])
export type Counter = z.output<typeof Counter>

/** One item of a list: who answers for it, until when, and what is asked. */
export const Item = z.strictObject({
  name: PolicyName,
  title: z.string().min(2).max(40),
  help: z.string().max(120).optional(),
  months: z.array(z.int().min(1).max(12)).min(1).optional(),
  post: PolicyName,
  evidence: Evidence,
  /**
   * Day of the month (of the quarter's last month; of the year's month in `months`, else December;
   * of the week; days after the order); a day off moves it to the next working day.
   */
  due: z.int().min(1).max(31),
  fields: Fields.default([]),
  /** What the system counts for an `auto` item, and what a person may read there. */
  counts: Counter.optional(),
})
export type Item = z.output<typeof Item>

/**
 * A list as policy: a change makes a new version, and answers keep the version they were given to.
 */
export const Template = z.strictObject({
  name: PolicyName,
  title: z.string().min(2).max(20),
  at: z.array(UnitKind).min(1),
  every: z.enum(['month', 'week', 'quarter', 'year', 'once', 'response']),
  /**
   * The warnings that order it as soon as they go out; a drill orders nothing. By hand it can be
   * ordered as well.
   */
  onWarning: z
    .strictObject({
      kinds: z.array(WarningKind).min(1),
      hazards: z.array(PolicyName).min(1),
      colors: z.array(Color).min(1),
    })
    .optional(),
  /** Who reviews it: a role held at the nearest unit above. */
  reviewed: z.boolean().default(true),
  items: z.array(Item).min(1).max(60),
})
export type Template = z.output<typeof Template>

/**
 * Where it stands: `open` nothing was given yet, `passed` reviewed or with nobody to review it,
 * `auto` filled by the system.
 */
export const ItemState = z.enum(['open', 'submitted', 'returned', 'passed', 'auto'])
export type ItemState = z.output<typeof ItemState>
export const Checklist = z.object({
  id: z.uuid(),
  template: PolicyName,
  version: z.int(),
  unitPath: UnitPath,
  period: Period,
  title: z.string().max(40),
  issuedAt: instant,
  dueAt: instant,
  withdrawnAt: instant.nullable(),
})
export type Checklist = z.output<typeof Checklist>
export const ChecklistItem = z.object({
  checklistId: z.uuid(),
  item: PolicyName,
  unitPath: UnitPath,
  post: PolicyName,
  dueAt: instant,
  state: ItemState,
  revision: z.int(),
  answers: Answers.nullable(),
  byId: z.string().max(64).nullable(),
  at: instant.nullable(),
  late: z.boolean(),
  reviewedBy: z.string().max(64).nullable(),
  reviewedAt: instant.nullable(),
  reason: z.string().max(120).nullable(),
})
export type ChecklistItem = z.output<typeof ChecklistItem>

export const ItemRef = z.object({ checklistId: z.uuid(), item: PolicyName })

/** One line of a list as the phone shows it. */
export const ItemLine = ItemRef.extend({
  title: z.string(),
  evidence: Evidence,
  dueAt: instant,
  state: ItemState,
  revision: z.int(),
  late: z.boolean(),
  mine: z.boolean(),
  words: z.string(),
})
/** Everything a phone needs to fill an item without asking again. */
export const ItemForm = ItemRef.extend({
  title: z.string(),
  help: z.string(),
  unitName: z.string(),
  period: Period,
  dueAt: instant,
  state: ItemState,
  revision: z.int(),
  evidence: Evidence,
  fields: z.array(Field),
  answers: Answers,
  last: Answers.nullable(),
  count: z.number().nullable(),
  known: z.record(z.string(), z.json()),
  today: z.string(),
  reason: z.string().nullable(),
  mayAnswer: z.boolean(),
  mayReview: z.boolean(),
})
export type ItemForm = z.output<typeof ItemForm>
/**
 * `total = done + due + overdue + missed`: handed in (of them `late` after the day), owed in time,
 * owed and past the day, never given though the period is over. `expected` were due by now.
 */
export const SummaryRow = z.object({
  unitPath: UnitPath,
  name: z.string(),
  total: z.int(),
  done: z.int(),
  late: z.int(),
  due: z.int(),
  overdue: z.int(),
  missed: z.int(),
  expected: z.int(),
  returned: z.int(),
})
export type SummaryRow = z.output<typeof SummaryRow>
export const checklistFacts = {
  'checklist.issued': z.object({ template: PolicyName, period: Period, units: z.int() }),
  'checklist.submitted': ItemRef.extend({
    revision: z.int(),
    late: z.boolean(),
    unchanged: z.boolean(),
  }),
  'checklist.reviewed': ItemRef.extend({ passed: z.boolean(), reason: z.string() }),
  /** Answered, but not on the card: it has to be shown as it now stands. */
  'checklist.cardOutdated': ItemRef,
  'checklist.templateWithdrawn': z.object({ template: PolicyName, lists: z.int() }),
  /** The calendar in force from then on: days of the week that are off, weekends that are worked. */
  'checklist.calendar': z.object({ off: z.array(z.string()), worked: z.array(z.string()) }),
  /** Its day became a day off after it had gone out. */
  'checklist.dueMoved': z.object({
    template: PolicyName,
    period: Period,
    item: PolicyName,
    from: z.string(),
    to: z.string(),
  }),
  'checklist.templateTaken': z.object({ template: PolicyName, version: z.int() }),
}

/**
 * Evidence belongs to whoever uploaded it, and may be seen by those above the unit for which it was
 * given.
 */
export const evidenceFacts = {
  'evidence.used': z.object({ files: z.array(z.uuid()), byId: z.string() }),
}
export const fileOperations = {
  /** An address for one photo, good for some minutes: pictures are shown without a session. */
  link: operation({
    roles: everyone,
    scope: 'thing',
    reads: true,
    input: z.object({ id: z.uuid() }),
    reply: z.object({ url: z.string() }),
  }),
  /**
   * A part of a photo or a file; parts may come again, in any order, and the last one says whether
   * it is whole.
   */
  put: operation({
    roles: everyone,
    scope: 'self',
    large: true,
    input: z.object({
      id: z.uuid(),
      from: z.int().min(0).max(20_000_000),
      size: z.int().min(1).max(20_000_000),
      bytes: z.base64().max(800_000),
    }),
    reply: z.object({ have: z.int(), whole: z.boolean() }),
  }),
  /** The caller's own photo will not come any more: whoever looks for it is to know. */
  lost: operation({
    roles: everyone,
    scope: 'self',
    input: z.object({ id: z.uuid() }),
    reply: z.object({}),
  }),
}
