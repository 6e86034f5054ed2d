import { z } from 'zod'
import { operation } from './operation'
import { Color, PolicyName, Role, UnitPath, instant } from './vocabulary'

/** The four kinds of warning of the founding policy (预测预警): 历史、趋势、实时、事故. */
export const WarningKind = z.enum(['history', 'trend', 'live', 'accident'])
/** What happens when nobody answers: minutes after sending, and what is done then. Stored with each warning when it is approved. */
export const Rung = z.strictObject({ afterMinutes: z.int().min(1).max(1440), act: z.enum(['remind', 'ding', 'deputy', 'superior']) })
export type Rung = z.output<typeof Rung>
export const Ladder = z.array(Rung).max(8)

/** Whom it is for: any set of units with all below them, and which posts there. */
export const Audience = z.object({ units: z.array(UnitPath).min(1).max(200), posts: z.array(PolicyName).min(1).max(64) })
export type Audience = z.output<typeof Audience>

/** What a duty officer writes. `todo` and `deadline` are the card's two lines 要做 and 时限. */
export const WarningText = z.object({
  kind: WarningKind, hazard: PolicyName, color: Color, drill: z.boolean(),
  todo: z.string().trim().min(1).max(60), deadline: z.string().trim().max(30), text: z.string().trim().max(1000),
  audience: Audience, validUntil: instant.nullable(),
})
export type WarningText = z.output<typeof WarningText>

export const WarningState = z.enum(['draft', 'approved', 'sent', 'refused', 'lifted'])
export const Warning = WarningText.extend({
  id: z.uuid(), unitPath: UnitPath, issuer: z.string().max(64), state: WarningState, ladder: Ladder,
  source: z.enum(['app', 'chat', 'feed']), feedId: z.string().max(64).nullable(), replaces: z.uuid().nullable(),
  draftedBy: z.string().max(64), draftedAt: instant, approvedBy: z.string().max(64).nullable(), approvedAt: instant.nullable(),
  sentAt: instant.nullable(), liftedBy: z.string().max(64).nullable(), liftedAt: instant.nullable(),
})
export type Warning = z.output<typeof Warning>

/** One person warned. `via` says how the confirmation came; `byId` who gave it (the person, or somebody for the person). */
export const Receipt = z.object({
  warningId: z.uuid(), personId: z.uuid(), unitPath: UnitPath, postKind: PolicyName, postId: z.uuid(),
  step: z.int(), dueAt: instant.nullable(), acknowledgedAt: instant.nullable(), byId: z.string().max(64).nullable(), via: z.enum(['card', 'chat', 'app', 'other']).nullable(),
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
  personId: z.uuid(), name: z.string(), post: z.string(), unitPath: UnitPath, unitName: z.string(), acknowledgedAt: instant.nullable(), by: z.string().nullable(),
  delivery: z.enum(['waiting', 'sent', 'delivered', 'read', 'failed', 'unknown']), step: z.int(),
})
export const Board = z.object({
  warning: z.object({ id: z.uuid(), title: z.string(), color: Color, drill: z.boolean(), state: WarningState, sentAt: instant.nullable(), liftedAt: instant.nullable() }),
  unitPath: UnitPath, name: z.string(), total: z.int(), acknowledged: z.int(), undelivered: z.int(),
  children: z.array(BoardRow), people: z.array(BoardPerson), more: z.boolean(), at: instant,
})
export type Board = z.output<typeof Board>

/** Before the button is pressed: people, calls, seconds, quota left, and who cannot be reached. */
export const Preflight = z.object({
  people: z.int(), calls: z.int(), seconds: z.int(), quotaLeft: z.int(),
  byPost: z.array(z.object({ post: z.string(), people: z.int() })),
  unreachable: z.array(z.object({ name: z.string(), unitName: z.string(), why: z.string() })), unreachableCount: z.int(), vacant: z.int(),
})
export type Preflight = z.output<typeof Preflight>

const DraftInput = WarningText.extend({ unitPath: UnitPath, replaces: z.uuid().nullable() })
export type WarningDraft = z.output<typeof DraftInput>

const writers = ['duty', 'office', 'approver'] as const
const watchers = ['duty', 'office', 'approver', 'leader', 'admin'] as const
const everyone = Role.options
const Reason = z.string().trim().min(2).max(100)

export const warningOperations = {
  /** 起草: goes to those who may approve at the unit, never to the writer. */
  draft: operation({ roles: writers, scope: ({ unitPath, audience }) => [unitPath, ...audience.units], input: DraftInput, reply: Warning }),
  /** 起草 in one line of chat: 「预警 台风 橙 石塘镇 危房工棚人员转移 18:00前」. */
  draftByWords: operation({ roles: writers, scope: 'thing', input: z.object({ words: z.string().trim().min(1).max(500) }), reply: Warning }),
  preflight: operation({ roles: writers, scope: 'thing', reads: true, input: WarningRef, reply: Preflight }),
  approve: operation({ roles: ['approver'], scope: 'thing', input: WarningRef, reply: Warning }),
  refuse: operation({ roles: ['approver'], scope: 'thing', input: WarningRef.extend({ reason: Reason }), reply: Warning }),
  /** 收到: one tap; a second tap says the same. */
  acknowledge: operation({ roles: everyone, scope: 'self', input: WarningRef, reply: Receipt }),
  /** 收到 in chat, by the word or by "1": confirms what is open, newest first. */
  acknowledgeLatest: operation({ roles: everyone, scope: 'self', input: z.object({}), reply: z.object({ receipt: Receipt, title: z.string(), left: z.int() }) }),
  /** 代确认: somebody reached the person by voice or at the door. */
  acknowledgeFor: operation({ roles: everyone, scope: 'thing', input: WarningRef.extend({ personId: z.uuid() }), reply: Receipt }),
  lift: operation({ roles: ['duty', 'approver', 'office'], scope: 'thing', input: WarningRef.extend({ reason: Reason }), reply: Warning }),
  list: operation({ roles: watchers, scope: (input: { unitPath: string }) => [input.unitPath], reads: true, input: z.object({ unitPath: UnitPath, drill: z.boolean() }), reply: z.array(Warning) }),
  /** The board by tree, opening down to names; `missing` leaves out those who confirmed. */
  board: operation({ roles: watchers, scope: (input: { unitPath: string }) => [input.unitPath], reads: true, input: WarningRef.extend({ unitPath: UnitPath, missing: z.boolean() }), reply: Board }),
  /** 还差谁: the newest open warning in the caller's own area, in words. */
  missing: operation({ roles: watchers, scope: 'self', reads: true, input: z.object({}), reply: z.object({ title: z.string().nullable(), missing: z.int(), rows: z.array(z.string()) }) }),
  /** National warning XML (domain sheet C.2), as text in base64. */
  takeFeed: operation({ roles: ['duty', 'admin'], scope: 'thing', large: true, input: z.object({ file: z.base64().max(2_000_000) }), reply: z.object({ warningId: z.uuid(), outcome: z.enum(['drafted', 'updated', 'lifted', 'known']) }) }),
}

export const warningFacts = {
  'warning.drafted': WarningRef.extend({ source: z.string() }),
  'warning.approved': WarningRef,
  'warning.refused': WarningRef.extend({ reason: z.string() }),
  'warning.sent': WarningRef.extend({ people: z.int(), drill: z.boolean() }),
  'warning.acknowledged': WarningRef.extend({ personId: z.uuid(), seconds: z.int(), via: z.string() }),
  /** Confirmed, but not on the card: it has to be shown as it now stands. */
  'warning.cardOutdated': WarningRef.extend({ personId: z.uuid() }),
  'warning.escalated': WarningRef.extend({ act: z.string(), people: z.int() }),
  'warning.lifted': WarningRef.extend({ reason: z.string() }),
}
