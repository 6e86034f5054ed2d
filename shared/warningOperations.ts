import { z } from 'zod'
import { here, operation } from './operation'
import { UnitPath, desks, everyone, writers } from './vocabulary'
import {
  Board,
  CardLines,
  Choices,
  Preflight,
  Receipt,
  Step,
  Warning,
  WarningDraft,
  WarningRef,
  WarningText,
  WarningView,
  maxReason,
  type Audience,
} from './warning'

const WordsInput = z.object({ words: z.string().trim().min(1).max(500) })

const ReachInput = WarningText.extend({ unitPath: UnitPath })
const ReachReply = Preflight.extend({ issuer: z.string(), lines: CardLines })

const Nothing = z.object({})
const TitledWarning = Warning.extend({ title: z.string() })
/** By which an approver names a warning in chat. */
const NumberInput = z.object({ number: z.string().regex(/^\d{6}$/) })
const EndInput = WarningRef.extend({ reason: z.string().trim().min(2).max(maxReason) })

const PersonInput = WarningRef.extend({ personId: z.uuid() })
const LatestReply = z.object({ receipt: Receipt, title: z.string(), left: z.int() })

const ListInput = z.object({ unitPath: UnitPath, drill: z.boolean() })
const BoardInput = WarningRef.extend({ unitPath: UnitPath, missing: z.boolean() })
const UndeliveredInput = WarningRef.extend({ unitPath: UnitPath })
const UndeliveredReply = Board.pick({ people: true, more: true })
const MissingReply = z.object({
  title: z.string().nullable(),
  missing: z.int(),
  rows: z.array(z.string()),
})

const FeedInput = z.object({ file: z.base64().max(2_000_000) })
const FeedReply = z.object({
  warningId: z.uuid(),
  /** `conflict`: another file had this number before, with other bytes; a person decides. */
  outcome: z.enum(['drafted', 'updated', 'lifted', 'known', 'conflict']),
})
export type FeedReply = z.output<typeof FeedReply>

const approvers = ['approver'] as const
const policyReaders = [...writers, 'admin'] as const
const feeders = ['duty', 'admin'] as const

type Place = { unitPath: string }
const allItReaches = ({ unitPath, audience }: Place & { audience: Audience }) => [
  unitPath,
  ...audience.units,
]

export const warningOperations = {
  /** 起草: goes to those who may approve at the unit, never to the writer. */
  draft: operation({
    roles: writers,
    scope: allItReaches,
    input: WarningDraft,
    reply: Warning,
  }),
  /** 起草 in one line of chat: 「预警 台风 橙 石塘镇 危房工棚人员转移 18:00前」. */
  draftByWords: operation({
    roles: writers,
    scope: 'thing',
    input: WordsInput,
    reply: Warning,
  }),
  /** What a draft would reach and cost. */
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
    scope: allItReaches,
    reads: true,
    input: ReachInput,
    reply: ReachReply,
  }),
  /** What the pages offer to whoever writes. */
  choices: operation({
    roles: policyReaders,
    scope: 'self',
    reads: true,
    input: Nothing,
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
  /** 批准: by somebody else than the writer. */
  approve: operation({
    roles: approvers,
    scope: 'thing',
    input: WarningRef,
    reply: Warning,
  }),
  /**
   * 批准 in chat: the number is told with the request, so that nobody approves what he has not read.
   */
  approveByNumber: operation({
    roles: approvers,
    scope: 'thing',
    input: NumberInput,
    reply: TitledWarning,
  }),
  /** 退回, with the reason for the writer. */
  refuse: operation({
    roles: approvers,
    scope: 'thing',
    input: EndInput,
    reply: Warning,
  }),
  /** 收到: one tap; a second tap says the same. */
  acknowledge: operation({
    roles: everyone,
    scope: 'self',
    input: WarningRef,
    reply: Receipt,
  }),
  /** 收到 in chat, by the word or by "1": confirms what is open, newest first. */
  acknowledgeLatest: operation({
    roles: everyone,
    scope: 'self',
    input: Nothing,
    reply: LatestReply,
  }),
  /** 代确认: somebody reached the person by voice or at the door. */
  acknowledgeFor: operation({
    roles: everyone,
    scope: 'thing',
    input: PersonInput,
    reply: Receipt,
  }),
  /** 解除, or 撤回 of what is not out yet. */
  lift: operation({
    roles: writers,
    scope: 'thing',
    input: EndInput,
    reply: Warning,
  }),
  /** The warnings of a unit, of those below it, and those from above that reach into it. */
  list: operation({
    roles: desks,
    scope: here,
    reads: true,
    input: ListInput,
    reply: z.array(TitledWarning),
  }),
  /** The board by tree, opening down to names; `missing` leaves out those who confirmed. */
  board: operation({
    roles: desks,
    scope: here,
    reads: true,
    input: BoardInput,
    reply: Board,
  }),
  /** Whom no message reached, by name, for those who ring: all below the unit. */
  undelivered: operation({
    roles: desks,
    scope: here,
    reads: true,
    input: UndeliveredInput,
    reply: UndeliveredReply,
  }),
  /** What was done to reach one person, and what comes next. */
  timeline: operation({
    roles: desks,
    scope: 'thing',
    reads: true,
    input: PersonInput,
    reply: z.array(Step),
  }),
  /** 还差谁: the newest open warning in the caller's own area, in words. */
  missing: operation({
    roles: desks,
    scope: 'self',
    reads: true,
    input: Nothing,
    reply: MissingReply,
  }),
  /** National warning XML (domain sheet C.2), as text in base64. */
  takeFeed: operation({
    roles: feeders,
    scope: 'thing',
    large: true,
    input: FeedInput,
    reply: FeedReply,
  }),
}
