import type { Policy } from '../../config/policy'
import { Problem } from '../../shared/problem'
import { minutesAfter } from '../../shared/time'
import { Color, colorWords, covers, type Role } from '../../shared/vocabulary'
import type { Receipt, Rung, Tally, Warning, WarningText } from '../../shared/warning'
import type { Actor } from '../core/slice'
import type { StoredWarning } from './entities'

type WarningsPolicy = Policy['warnings']
type Approval = { personId: string; ladder: Rung[]; ask: readonly string[]; now: Date }
type Answer = { at: Date; byId: string; via: NonNullable<Receipt['via']> }
export type Warned = { personId: string; unitPath: string; postId: string; postKind: string }

/** What silence brings for a warning of this kind and colour, by the policy in force. */
export const ladderFor = (
  { ladders }: WarningsPolicy,
  kind: Warning['kind'],
  color: Color,
): Rung[] => ladders.find((it) => it.kinds.includes(kind) && it.colors.includes(color))?.rungs ?? []

export function hazardOf({ hazards }: WarningsPolicy, name: string) {
  const hazard = hazards.find((it) => it.name === name)
  if (!hazard) throw new Problem('input.invalid', { what: `没有“${name}”这种灾害` })
  return hazard
}

/** Where somebody holds a post with one of these roles. */
export const pathsHeld = ({ posts }: Pick<Actor, 'posts'>, roles: readonly Role[]) =>
  posts
    .filter((post) => post.roles.some((role) => roles.includes(role)))
    .map((post) => post.unitPath)

/**
 * A warning goes to known posts inside the unit that issues it, so whoever may approve for the unit
 * may approve all of it.
 */
export function checkText(policy: Policy, { hazard, audience }: WarningText, unitPath: string) {
  hazardOf(policy.warnings, hazard)
  const unknown = audience.posts.find(
    (name) => !policy.posts.posts.some((post) => post.name === name),
  )
  if (unknown) throw new Problem('post.unknownKind', { name: unknown })
  if (!audience.units.every((path) => covers(unitPath, path))) {
    throw new Problem('input.invalid', { what: '范围要在发布单位以内' })
  }
}

/** Over by its own date: at that moment itself it holds no more. */
export const hasExpired = ({ validUntil }: Pick<Warning, 'validUntil'>, now: Date) =>
  validUntil !== null && validUntil <= now

/** What is over by its own date is neither drafted nor approved. */
export function checkExpiry(warning: Pick<Warning, 'validUntil'>, now: Date) {
  if (hasExpired(warning, now)) throw new Problem('input.invalid', { what: '有效期已经过了' })
}

/** Does it still want answers? */
export const isOpen = (warning: StoredWarning, now: Date) =>
  warning.state === 'sent' && !warning.replacedBy && !hasExpired(warning, now)

/** Six digits by which an approver names it in chat. */
export const numberOf = (warningId: string) =>
  String(100_000 + (Number.parseInt(warningId.slice(-12), 16) % 900_000))

/**
 * Approved by a second person, once; the ladder of that moment stays with it. A second tap of the
 * same approver says the same.
 * A writer who tries hears whom to `ask`.
 */
export function approve(
  warning: StoredWarning,
  { personId, ladder, ask, now }: Approval,
): StoredWarning {
  if (warning.draftedBy === personId) {
    throw new Problem('warning.selfApproval', ask.length ? { who: ask.join('、') } : {})
  }
  if (warning.state === 'refused') throw new Problem('warning.refused')
  if (warning.state === 'lifted') throw new Problem('warning.lifted')
  if (warning.state !== 'draft') {
    if (warning.approvedBy !== personId) throw new Problem('warning.alreadySent')
    return warning
  }
  checkExpiry(warning, now)
  return { ...warning, state: 'approved', ladder, approvedBy: personId, approvedAt: now }
}

/** Only what nobody has approved can be refused. */
export function refuse(
  warning: StoredWarning,
  personId: string,
  reason: string,
  now: Date,
): StoredWarning {
  if (warning.state === 'refused') return warning
  if (warning.state === 'lifted') throw new Problem('warning.lifted')
  if (warning.state !== 'draft') throw new Problem('warning.alreadySent')
  return { ...warning, state: 'refused', reason, endedBy: personId, endedAt: now }
}

/** Ended: a draft is withdrawn by it, a warning that went out is called off. */
export function lift(
  warning: StoredWarning,
  personId: string,
  reason: string,
  now: Date,
): StoredWarning {
  if (warning.state === 'lifted') return warning
  if (warning.state === 'refused') throw new Problem('warning.refused')
  return { ...warning, state: 'lifted', reason, endedBy: personId, endedAt: now }
}

/** Out, with nothing counted yet. */
export const sent = (warning: StoredWarning, now: Date): StoredWarning => ({
  ...warning,
  state: 'sent',
  sentAt: now,
  counted: 0,
  countedAt: now,
})

/** One receipt for each person warned, due when the first rung of the ladder falls. */
export const receiptsFor = (warning: Warning, people: readonly Warned[]): Receipt[] =>
  people.map(({ personId, unitPath, postId, postKind }) => ({
    warningId: warning.id,
    personId,
    unitPath,
    postKind,
    postId,
    step: 0,
    dueAt: dueAt(warning, 0),
    acknowledgedAt: null,
    byId: null,
    via: null,
  }))

/**
 * A second tap keeps the first time: people press twice. What is called off needs no answer any
 * more.
 */
export function acknowledge(
  warning: Warning,
  receipt: Receipt,
  { at, byId, via }: Answer,
): Receipt {
  if (receipt.acknowledgedAt) return receipt
  if (warning.state === 'lifted') throw new Problem('warning.lifted')
  return { ...receipt, acknowledgedAt: at, dueAt: null, byId, via }
}

/** 代确认: not by the person who was warned. */
export const answeredByAnother = ({ byId, personId }: Receipt) => byId !== null && byId !== personId

/**
 * The rungs that may be climbed for an overdue receipt, the best first, as somebody must be on one:
 * the last that has fallen, for a standstill must not bring them all at once; those ahead of an
 * empty one; those passed over. Null: nothing is to be done, and never again.
 */
export function escalate(warning: StoredWarning, receipt: Receipt, now: Date): number[] | null {
  const { ladder } = warning
  if (!ladder[receipt.step] || !isOverdue(receipt, now) || !isOpen(warning, now)) return null
  const fallen = lastFallen(warning, receipt.step, now)
  const passedOver = ladder.slice(receipt.step, fallen).map((_, back) => fallen - 1 - back)
  const steps = [fallen, ...stepsAhead(ladder, fallen), ...passedOver]
  const manned = steps.findIndex((step) => asksOneself(ladder[step]!))
  return manned < 0 ? steps : steps.slice(0, manned + 1)
}
const isOverdue = ({ acknowledgedAt, dueAt: due }: Receipt, now: Date) =>
  !acknowledgedAt && due !== null && due <= now
/** The person who was warned is always there to be asked. */
const asksOneself = ({ act }: Rung) => act === 'remind' || act === 'ding'

function lastFallen(warning: StoredWarning, step: number, now: Date): number {
  const next = dueAt(warning, step + 1)
  return next && next <= now ? lastFallen(warning, step + 1, now) : step
}
/** The rungs behind one with nobody on it, up to one that waits. */
function stepsAhead(ladder: readonly Rung[], step: number): number[] {
  const hasNext = step + 1 < ladder.length
  return hasNext && !ladder[step]!.waits ? [step + 1, ...stepsAhead(ladder, step + 1)] : []
}

/** Where a receipt stands that has come past this rung. */
export const past = (warning: Pick<Warning, 'ladder' | 'sentAt'>, step: number) => ({
  step: step + 1,
  dueAt: dueAt(warning, step + 1),
})

/** When the rung falls: minutes after sending, however late the rungs before it were. */
export function dueAt({ ladder, sentAt }: Pick<Warning, 'ladder' | 'sentAt'>, step: number) {
  const rung = ladder[step]
  return rung && sentAt ? minutesAfter(sentAt, rung.afterMinutes) : null
}

/** The same for somebody of whom is known on which rungs somebody is to be asked. */
export function climbedAt(
  warning: Pick<Warning, 'ladder' | 'sentAt'>,
  step: number,
  isManned: (rung: Rung) => boolean,
): Date | null {
  const before = warning.ladder[step - 1]
  const isAhead = before && !before.waits && !isManned(before)
  return isAhead ? climbedAt(warning, step - 1, isManned) : dueAt(warning, step)
}

/** How many were warned and how many have answered, by unit. */
export function tally(receipts: readonly Pick<Receipt, 'unitPath' | 'acknowledgedAt'>[]): Tally[] {
  const counts = new Map<string, Tally>()
  for (const { unitPath, acknowledgedAt } of receipts) {
    const count = counts.get(unitPath) ?? { unitPath, total: 0, acknowledged: 0 }
    counts.set(unitPath, {
      unitPath,
      total: count.total + 1,
      acknowledged: count.acknowledged + (acknowledgedAt ? 1 : 0),
    })
  }
  return [...counts.values()]
}

/** 「台风橙色预警」, shortened where little room is left. */
export function titleOf(
  policy: WarningsPolicy,
  { hazard, color }: Pick<Warning, 'hazard' | 'color'>,
  room = 12,
) {
  const name = policy.hazards.find((it) => it.name === hazard)?.title ?? ''
  const short = `${name}${colorWords[color]}`
  return [`${short}色预警`, `${short}色`].find((title) => title.length <= room) ?? short
}

/** What a drill begins with, wherever it is named. */
export const drillMark = ({ drill }: Pick<Warning, 'drill'>) => (drill ? '【演练】' : '')
/** 「【演练】台风橙色预警」 */
export const fullTitle = (
  policy: WarningsPolicy,
  warning: Pick<Warning, 'hazard' | 'color' | 'drill'>,
) => `${drillMark(warning)}${titleOf(policy, warning)}`

/** What the old card says of the one that took its place. */
export function successionOf(before: Color, after: Color) {
  const rise = Color.options.indexOf(after) - Color.options.indexOf(before)
  if (rise > 0) return `已升级为${colorWords[after]}色，看新的`
  if (rise < 0) return `已降为${colorWords[after]}色，看新的`
  return '已更新，看新的'
}

/** From the village down a board lists names, not units. */
export const listsNames = (path: string) => path.length >= villageWidth
const villageWidth = 34
