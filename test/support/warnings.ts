import type { StoredWarning } from '../../bot/warnings/entities'
import { Problem } from '../../shared/problem'
import type { Receipt } from '../../shared/warning'

export const sentAt = new Date('2026-08-12T06:30:00Z')
/** So many minutes after the warning was sent, and milliseconds where an edge is meant. */
export const at = (minutes: number, ms = 0) => new Date(sentAt.getTime() + minutes * 60_000 + ms)

/** A ladder of the tests' own: what a bureau writes into its policy breaks none of them. */
export const ladder = [
  { afterMinutes: 5, act: 'remind' as const },
  { afterMinutes: 10, act: 'ding' as const },
  { afterMinutes: 20, act: 'deputy' as const },
  { afterMinutes: 30, act: 'superior' as const },
]

/** A warning that is out. */
export const sampleWarning = (more: Partial<StoredWarning> = {}): StoredWarning => ({
  id: 'w',
  unitPath: '3310',
  issuer: '台州市防指',
  state: 'sent',
  ladder,
  source: 'app',
  feedId: null,
  replaces: null,
  draftedBy: 'writer',
  draftedAt: at(-2),
  approvedBy: 'approver',
  approvedAt: at(-1),
  sentAt,
  endedBy: null,
  endedAt: null,
  reason: null,
  replacedBy: null,
  feedRoot: null,
  feedDigest: null,
  counted: 0,
  countedAt: null,
  kind: 'live',
  hazard: 'typhoon',
  color: 'orange',
  drill: false,
  todo: '转移',
  deadline: '',
  text: '',
  audience: { units: ['3310'], posts: ['villageHead'] },
  validUntil: null,
  ...more,
})

/** The receipt of somebody who has not answered yet. */
export const sampleReceipt = (more: Partial<Receipt> = {}): Receipt => ({
  warningId: 'w',
  personId: 'p',
  unitPath: '3310/331081',
  postKind: 'villageHead',
  postId: 'post',
  step: 0,
  dueAt: at(5),
  acknowledgedAt: null,
  byId: null,
  via: null,
  ...more,
})

/** What came out, or the code of what went wrong. */
export function outcomeOf<R>(work: () => R): R | Problem['code'] {
  try {
    return work()
  } catch (error) {
    if (error instanceof Problem) return error.code
    throw error
  }
}
/**
 * The state that a decision about a warning led to, `same` where it changed nothing, or the code of
 * what went wrong.
 */
export function verdictOf(before: StoredWarning, decide: () => StoredWarning): string {
  const after = outcomeOf(decide)
  if (typeof after === 'string') return after
  return after === before ? 'same' : after.state
}
