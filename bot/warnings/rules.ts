import type { Policy } from '../../config/policy'
import { Problem } from '../../shared/problem'
import { Color, colorWords, covers, type Color as ColorName } from '../../shared/vocabulary'
import type { Receipt, Rung, Tally, Warning, WarningText } from '../../shared/warning'
import type { StoredWarning } from './entities'

type WarningsPolicy = Policy['warnings']
type Answer = { at: Date; byId: string; via: NonNullable<Receipt['via']> }
export type Warned = { personId: string; unitPath: string; postId: string; postKind: string }

/** What silence brings for a warning of this kind and colour, by the policy in force. */
export const ladderFor = (
  { ladders }: WarningsPolicy,
  kind: Warning['kind'],
  color: ColorName,
): Rung[] => ladders.find((it) => it.kinds.includes(kind) && it.colors.includes(color))?.rungs ?? []

export function hazardOf({ hazards }: WarningsPolicy, name: string) {
  const hazard = hazards.find((it) => it.name === name)
  if (!hazard) throw new Problem('input.invalid', { what: `没有“${name}”这种灾害` })
  return hazard
}

/** A warning goes to known posts inside the unit that issues it, so whoever may approve for the unit may approve all of it. */
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

/** Does it still want answers? */
export const isOpen = ({ state, replacedBy, validUntil }: StoredWarning, now: Date) =>
  state === 'sent' && !replacedBy && !(validUntil && validUntil <= now)

/** Approved by a second person, once; the ladder of that moment stays with it. A second tap of the same approver says the same. */
/** Six digits by which an approver names it in chat. */
export const numberOf = (warningId: string) =>
  String(100_000 + (Number.parseInt(warningId.slice(-12), 16) % 900_000))

export function approve(
  warning: StoredWarning,
  personId: string,
  ladder: Rung[],
  now: Date,
  ask: string,
): StoredWarning {
  if (warning.draftedBy === personId) {
    throw new Problem('warning.selfApproval', ask ? { who: ask } : {})
  }
  if (warning.state === 'refused') throw new Problem('warning.refused')
  if (warning.state === 'lifted') throw new Problem('warning.lifted')
  if (warning.state === 'draft') {
    if (warning.validUntil && warning.validUntil <= now) {
      throw new Problem('input.invalid', { what: '有效期已经过了' })
    }
    return { ...warning, state: 'approved', ladder, approvedBy: personId, approvedAt: now }
  }
  if (warning.approvedBy !== personId) throw new Problem('warning.alreadySent')
  return warning
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

/** A second tap keeps the first time: people press twice. What is called off needs no answer any more. */
export function acknowledge(
  warning: Warning,
  receipt: Receipt,
  { at, byId, via }: Answer,
): Receipt {
  if (receipt.acknowledgedAt) return receipt
  if (warning.state === 'lifted') throw new Problem('warning.lifted')
  return { ...receipt, acknowledgedAt: at, dueAt: null, byId, via }
}

/** What is to be done about an overdue receipt, and the receipt as it stands after that. Null: nothing, and never again. */
export function escalate(
  warning: StoredWarning,
  receipt: Receipt,
  now: Date,
): { rung: Rung; receipt: Receipt } | null {
  const rung = warning.ladder[receipt.step]
  if (
    !rung ||
    !receipt.dueAt ||
    receipt.dueAt > now ||
    receipt.acknowledgedAt ||
    !isOpen(warning, now)
  ) {
    return null
  }
  return {
    rung,
    receipt: { ...receipt, step: receipt.step + 1, dueAt: dueAt(warning, receipt.step + 1) },
  }
}

/** When the rung falls: minutes after sending, however late the rungs before it were. */
export function dueAt({ ladder, sentAt }: Pick<Warning, 'ladder' | 'sentAt'>, step: number) {
  const rung = ladder[step]
  return rung && sentAt ? new Date(sentAt.getTime() + rung.afterMinutes * 60_000) : null
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
  const word = colorWords[color]
  return (
    [`${name}${word}色预警`, `${name}${word}色`, `${name}${word}`].find(
      (it) => it.length <= room,
    ) ?? `${name}${word}`.slice(0, room)
  )
}

/** What the old card says of the one that took its place. */
export function successionOf(before: ColorName, after: ColorName) {
  const rise = Color.options.indexOf(after) - Color.options.indexOf(before)
  return `${rise > 0 ? `已升级为${colorWords[after]}色` : rise < 0 ? `已降为${colorWords[after]}色` : '已更新'}，看新的`
}

export { childWidth } from '../../shared/vocabulary'
/** From the village down a board lists names, not units. */
export const listsNames = (path: string) => path.length >= 34
