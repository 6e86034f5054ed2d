import { z } from 'zod'
import { operation } from './operation'
import { Color, PolicyName, Role, UnitKind, UnitPath, instant } from './vocabulary'

/** The four kinds of warning of the founding policy (预测预警): 历史、趋势、实时、事故. */
export const WarningKind = z.enum(['history', 'trend', 'live', 'accident'])
/** What happens when nobody answers: minutes after sending, and what is done then. Stored with each warning when it is approved. */
export const Rung = z.strictObject({
  afterMinutes: z.int().min(1).max(1440),
  act: z.enum(['remind', 'ding', 'deputy', 'superior']),
})
export type Rung = z.output<typeof Rung>
export const Ladder = z.array(Rung).max(8)

/** Whom it is for: any set of units with all below them, and which posts there. */
export const Audience = z.object({
  units: z.array(UnitPath).min(1).max(200),
  posts: z.array(PolicyName).min(1).max(64),
})
export type Audience = z.output<typeof Audience>

/** What a duty officer writes. `todo` and `deadline` are the card's two lines 要做 and 时限. */
export const WarningText = z.object({
  kind: WarningKind,
  hazard: PolicyName,
  color: Color,
  drill: z.boolean(),
  todo: z.string().trim().min(1).max(60),
  deadline: z.string().trim().max(30),
  text: z.string().trim().max(1000),
  audience: Audience,
  validUntil: instant.nullable(),
})
export type WarningText = z.output<typeof WarningText>

export const WarningState = z.enum(['draft', 'approved', 'sent', 'refused', 'lifted'])
export const Warning = WarningText.extend({
  id: z.uuid(),
  unitPath: UnitPath,
  issuer: z.string().max(64),
  state: WarningState,
  ladder: Ladder,
  source: z.enum(['app', 'chat', 'feed']),
  feedId: z.string().max(64).nullable(),
  replaces: z.uuid().nullable(),
  draftedBy: z.string().max(64),
  draftedAt: instant,
  approvedBy: z.string().max(64).nullable(),
  approvedAt: instant.nullable(),
  sentAt: instant.nullable(),
  endedBy: z.string().max(64).nullable(),
  endedAt: instant.nullable(),
})
export type Warning = z.output<typeof Warning>

/** One person warned. `via` says how the confirmation came; `byId` who gave it (the person, or somebody for the person). */
export const Receipt = z.object({
  warningId: z.uuid(),
  personId: z.uuid(),
  unitPath: UnitPath,
  postKind: PolicyName,
  postId: z.uuid(),
  step: z.int(),
  dueAt: instant.nullable(),
  acknowledgedAt: instant.nullable(),
  byId: z.string().max(64).nullable(),
  via: z.enum(['card', 'chat', 'app', 'other']).nullable(),
})
export type Receipt = z.output<typeof Receipt>

export const WarningRef = z.object({ warningId: z.uuid() })
export type WarningRef = z.output<typeof WarningRef>
export const Tally = z.object({ unitPath: UnitPath, total: z.int(), acknowledged: z.int() })
export type Tally = z.output<typeof Tally>

/** One row of the board: a child unit with its counts. */
export const BoardRow = Tally.extend({ name: z.string() })
/** One person of the board: post, how long silent, whether the message arrived. */
export const BoardPerson = z.object({
  personId: z.uuid(),
  name: z.string(),
  post: z.string(),
  unitPath: UnitPath,
  unitName: z.string(),
  acknowledgedAt: instant.nullable(),
  by: z.string().nullable(),
  delivery: z.enum(['waiting', 'sent', 'delivered', 'read', 'failed', 'unknown']),
  step: z.int(),
})
export const Board = z.object({
  warning: z.object({
    id: z.uuid(),
    title: z.string(),
    color: Color,
    drill: z.boolean(),
    state: WarningState,
    sentAt: instant.nullable(),
    endedAt: instant.nullable(),
  }),
  unitPath: UnitPath,
  name: z.string(),
  total: z.int(),
  acknowledged: z.int(),
  undelivered: z.int(),
  children: z.array(BoardRow),
  people: z.array(BoardPerson),
  more: z.boolean(),
  at: instant,
})
export type Board = z.output<typeof Board>

/** One step of the way of a warning to one person, done or still `planned`; `who` else it went to, or who answered for the person. Of some steps the messenger tells no time. */
export const Step = z.object({
  what: z.enum([
    'sent',
    'delivered',
    'read',
    'failed',
    'remind',
    'ding',
    'deputy',
    'superior',
    'confirmed',
  ]),
  at: instant.nullable(),
  who: z.array(z.string()),
  planned: z.boolean(),
})
export type Step = z.output<typeof Step>

/** Before the button is pressed: people, calls, seconds, quota left, who cannot be reached, who approves. */
export const Preflight = z.object({
  people: z.int(),
  calls: z.int(),
  seconds: z.int(),
  quotaLeft: z.int(),
  byPost: z.array(z.object({ post: z.string(), people: z.int() })),
  unreachable: z.array(z.object({ name: z.string(), unitName: z.string(), why: z.string() })),
  unreachableCount: z.int(),
  vacant: z.int(),
  /** Who is asked to approve it, and what silence would bring. */
  approvers: z.array(z.string()),
  ladder: Ladder,
})
export type Preflight = z.output<typeof Preflight>

/** What a writer may choose from, by the policy in force: hazards with the sentence of each colour, whom each colour goes to, and every post there is. */
export const Choices = z.object({
  hazards: z.array(
    z.object({ name: PolicyName, title: z.string(), todo: z.partialRecord(Color, z.string()) }),
  ),
  audience: z.record(Color, z.array(PolicyName)),
  posts: z.array(z.object({ name: PolicyName, title: z.string(), at: z.array(UnitKind) })),
})
export type Choices = z.output<typeof Choices>

/** What the card says, as it stands in the chat. */
const CardLines = z.array(
  z.object({ label: z.string(), text: z.string(), strong: z.boolean().optional() }),
)
/** Somebody who may be asked by voice; the phone is masked. */
const Ringable = z.object({
  personId: z.uuid(),
  name: z.string(),
  post: z.string(),
  unitName: z.string(),
  phone: z.string().nullable(),
})
/** A warning as whoever it concerns reads it: names instead of ids, the reader's own answer, and whom to ring. `open`: it still wants answers. */
export const WarningView = Warning.extend({
  title: z.string(),
  open: z.boolean(),
  writer: z.string(),
  approver: z.string().nullable(),
  area: z.string(),
  posts: z.array(z.string()),
  reason: z.string().nullable(),
  lines: CardLines,
  mine: Receipt.pick({ acknowledgedAt: true }).extend({ by: z.string().nullable() }).nullable(),
  ring: z.array(Ringable),
})
export type WarningView = z.output<typeof WarningView>

const DraftInput = WarningText.extend({ unitPath: UnitPath, replaces: z.uuid().nullable() })
export type WarningDraft = z.output<typeof DraftInput>

const writers = ['duty', 'office', 'approver'] as const
const watchers = ['duty', 'office', 'approver', 'leader', 'admin'] as const
const everyone = Role.options
const Reason = z.string().trim().min(2).max(100)

export const warningOperations = {
  /** 起草: goes to those who may approve at the unit, never to the writer. */
  draft: operation({
    roles: writers,
    scope: ({ unitPath, audience }) => [unitPath, ...audience.units],
    input: DraftInput,
    reply: Warning,
  }),
  /** 起草 in one line of chat: 「预警 台风 橙 石塘镇 危房工棚人员转移 18:00前」. */
  draftByWords: operation({
    roles: writers,
    scope: 'thing',
    input: z.object({ words: z.string().trim().min(1).max(500) }),
    reply: Warning,
  }),
  preflight: operation({
    roles: writers,
    scope: 'thing',
    reads: true,
    input: WarningRef,
    reply: Preflight,
  }),
  /** The preflight of what is not written yet, and its card as it would be seen. */
  reach: operation({
    roles: writers,
    scope: ({ unitPath, audience }) => [unitPath, ...audience.units],
    reads: true,
    input: WarningText.extend({ unitPath: UnitPath }),
    reply: Preflight.extend({ issuer: z.string(), lines: CardLines }),
  }),
  choices: operation({
    roles: ['duty', 'office', 'approver', 'admin'],
    scope: 'self',
    reads: true,
    input: z.object({}),
    reply: Choices,
  }),
  /** For those whom it names or reaches, and for whoever has a post over its unit. */
  open: operation({
    roles: everyone,
    scope: 'thing',
    reads: true,
    input: WarningRef,
    reply: WarningView,
  }),
  approve: operation({ roles: ['approver'], scope: 'thing', input: WarningRef, reply: Warning }),
  /** 批准 in chat: the number is told with the request, so that nobody approves what he has not read. */
  approveByNumber: operation({
    roles: ['approver'],
    scope: 'thing',
    input: z.object({ number: z.string().regex(/^\d{6}$/) }),
    reply: Warning.extend({ title: z.string() }),
  }),
  refuse: operation({
    roles: ['approver'],
    scope: 'thing',
    input: WarningRef.extend({ reason: Reason }),
    reply: Warning,
  }),
  /** 收到: one tap; a second tap says the same. */
  acknowledge: operation({ roles: everyone, scope: 'self', input: WarningRef, reply: Receipt }),
  /** 收到 in chat, by the word or by "1": confirms what is open, newest first. */
  acknowledgeLatest: operation({
    roles: everyone,
    scope: 'self',
    input: z.object({}),
    reply: z.object({ receipt: Receipt, title: z.string(), left: z.int() }),
  }),
  /** 代确认: somebody reached the person by voice or at the door. */
  acknowledgeFor: operation({
    roles: everyone,
    scope: 'thing',
    input: WarningRef.extend({ personId: z.uuid() }),
    reply: Receipt,
  }),
  lift: operation({
    roles: ['duty', 'approver', 'office'],
    scope: 'thing',
    input: WarningRef.extend({ reason: Reason }),
    reply: Warning,
  }),
  list: operation({
    roles: watchers,
    scope: (input: { unitPath: string }) => [input.unitPath],
    reads: true,
    input: z.object({ unitPath: UnitPath, drill: z.boolean() }),
    reply: z.array(Warning.extend({ title: z.string() })),
  }),
  /** The board by tree, opening down to names; `missing` leaves out those who confirmed. */
  board: operation({
    roles: watchers,
    scope: (input: { unitPath: string }) => [input.unitPath],
    reads: true,
    input: WarningRef.extend({ unitPath: UnitPath, missing: z.boolean() }),
    reply: Board,
  }),
  /** Whom no message reached, by name, for those who ring: all below the unit. */
  undelivered: operation({
    roles: watchers,
    scope: (input: { unitPath: string }) => [input.unitPath],
    reads: true,
    input: WarningRef.extend({ unitPath: UnitPath }),
    reply: Board.pick({ people: true, more: true }),
  }),
  /** What was done to reach one person, and what comes next. */
  timeline: operation({
    roles: watchers,
    scope: 'thing',
    reads: true,
    input: WarningRef.extend({ personId: z.uuid() }),
    reply: z.array(Step),
  }),
  /** 还差谁: the newest open warning in the caller's own area, in words. */
  missing: operation({
    roles: watchers,
    scope: 'self',
    reads: true,
    input: z.object({}),
    reply: z.object({ title: z.string().nullable(), missing: z.int(), rows: z.array(z.string()) }),
  }),
  /** National warning XML (domain sheet C.2), as text in base64. */
  takeFeed: operation({
    roles: ['duty', 'admin'],
    scope: 'thing',
    large: true,
    input: z.object({ file: z.base64().max(2_000_000) }),
    reply: z.object({
      warningId: z.uuid(),
      outcome: z.enum(['drafted', 'updated', 'lifted', 'known']),
    }),
  }),
}

export const warningFacts = {
  'warning.drafted': WarningRef.extend({ source: z.string() }),
  'warning.approved': WarningRef,
  'warning.refused': WarningRef.extend({ reason: z.string() }),
  /** `units`: those that it was for. */
  'warning.sent': WarningText.pick({ kind: true, hazard: true, color: true, drill: true }).extend({
    ...WarningRef.shape,
    people: z.int(),
    units: z.array(UnitPath),
  }),
  'warning.acknowledged': WarningRef.extend({
    personId: z.uuid(),
    seconds: z.int(),
    via: z.string(),
  }),
  /** Confirmed, but not on the card: it has to be shown as it now stands. */
  'warning.cardOutdated': WarningRef.extend({ personId: z.uuid() }),
  'warning.escalated': WarningRef.extend({ act: z.string(), people: z.int() }),
  /** `replaced`: the warnings that it had taken the place of, one after the other. */
  'warning.lifted': WarningRef.extend({ reason: z.string(), replaced: z.array(z.uuid()) }),
}
