import { z } from 'zod'
import { Color, PolicyName, UnitKind, UnitPath, instant } from './vocabulary'

/** The four kinds of warning of the founding policy (预测预警): 历史、趋势、实时、事故. */
export const WarningKind = z.enum(['history', 'trend', 'live', 'accident'])
/**
 * What happens when nobody answers: minutes after sending, and what is done then. Stored with each
 * warning when it is approved. Where nobody is on a rung the next is climbed at once, unless it
 * `waits`.
 */
export const Rung = z.strictObject({
  afterMinutes: z.int().min(1).max(1440),
  act: z.enum(['remind', 'ding', 'deputy', 'superior']),
  waits: z.literal(true).optional(),
})
export type Rung = z.output<typeof Rung>
/**
 * Who may confirm for somebody who is silent: who sits at a desk over the person, the B角, whom the
 * ladder asks after that, or anybody with a post there.
 */
export const Confirmer = z.enum(['desk', 'deputy', 'superior', 'holder'])
export type Confirmer = z.output<typeof Confirmer>
export const Ladder = z.array(Rung).max(8)

/** How much fits: more units are said by the unit above them, longer orders go into the text. */
export const maxUnits = 200
export const maxTodo = 60
export const maxText = 1000
export const maxReason = 100

/** Whom it is for: any set of units with all below them, and which posts there. */
export const Audience = z.object({
  units: z.array(UnitPath).min(1).max(maxUnits),
  posts: z.array(PolicyName).min(1).max(64),
})
export type Audience = z.output<typeof Audience>

/** What a duty officer writes. `todo` and `deadline` are the card's two lines 要做 and 时限. */
export const WarningText = z.object({
  kind: WarningKind,
  hazard: PolicyName,
  color: Color,
  drill: z.boolean(),
  todo: z.string().trim().min(1).max(maxTodo),
  deadline: z.string().trim().max(30),
  text: z.string().trim().max(maxText),
  audience: Audience,
  validUntil: instant.nullable(),
})
export type WarningText = z.output<typeof WarningText>
/** … for a unit, where it may take the place of a warning that is out. */
export const WarningDraft = WarningText.extend({
  unitPath: UnitPath,
  replaces: z.uuid().nullable(),
})
export type WarningDraft = z.output<typeof WarningDraft>

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

/**
 * One person warned. `via` says how the confirmation came; `byId` who gave it (the person, or
 * somebody for the person).
 */
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

/**
 * One step of the way of a warning to one person, done or still `planned`; `who` else it went to,
 * or who answered for the person.
 * Of some steps the messenger tells no time.
 */
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

/**
 * Before the button is pressed: people, calls, seconds, quota left, who cannot be reached, who
 * approves.
 */
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

/**
 * What a writer may choose from, by the policy in force: hazards with the sentence of each colour,
 * whom each colour goes to, and every post there is.
 */
export const Choices = z.object({
  hazards: z.array(
    z.object({ name: PolicyName, title: z.string(), todo: z.partialRecord(Color, z.string()) }),
  ),
  audience: z.record(Color, z.array(PolicyName)),
  posts: z.array(z.object({ name: PolicyName, title: z.string(), at: z.array(UnitKind) })),
})
export type Choices = z.output<typeof Choices>

/** What the card says, as it stands in the chat. */
export const CardLines = z.array(
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
/**
 * A warning as whoever it concerns reads it: names instead of ids, the reader's own answer, and
 * whom to ring. `open`: it still wants answers.
 */
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

/** What warnings leave behind for other rooms. */
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
