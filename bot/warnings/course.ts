import { MoreThan } from 'typeorm'
import { Problem } from '../../shared/problem'
import { daysBefore } from '../../shared/time'
import type { WarningDraft, WarningRef } from '../../shared/warning'
import { uuid } from '../core/ids'
import { record, type Ctx } from '../core/slice'
import { messagesOf, refreshAll, send, withdraw } from '../delivery/outbox'
import { fullName, namesOf, resolveAudience, unitsByPath } from '../org/store'
import { WarningEntity, type StoredWarning } from './entities'
import * as rules from './rules'
import * as store from './store'

type Origin = Pick<StoredWarning, 'source' | 'issuer' | 'draftedBy' | 'feedId' | 'feedRoot'>

/** Writes the draft and asks those who may approve it; the writer sees whom. */
export async function openDraft(
  ctx: Ctx,
  input: WarningDraft,
  origin: Origin,
): Promise<StoredWarning> {
  rules.checkText(ctx.policy, input, input.unitPath)
  if (input.validUntil && input.validUntil <= ctx.now) {
    throw new Problem('input.invalid', { what: '有效期已经过了' })
  }
  const paths = [input.unitPath, ...input.audience.units]
  const units = await unitsByPath(ctx, paths)
  const missing = paths.find((path) => !units.has(path))
  if (missing) throw new Problem('unit.notFound', { name: missing })
  const warning: StoredWarning = {
    ...input,
    ...origin,
    id: uuid(ctx.now.getTime()),
    state: 'draft',
    ladder: [],
    draftedAt: ctx.now,
    approvedBy: null,
    approvedAt: null,
    sentAt: null,
    endedBy: null,
    endedAt: null,
    reason: null,
    replacedBy: null,
    counted: null,
    countedAt: null,
  }
  await ctx.db.insert(WarningEntity, warning)
  record(ctx, {
    kind: 'warning.drafted',
    unitPath: warning.unitPath,
    data: { warningId: warning.id, source: warning.source },
  })
  const asked = [
    ...(await store.approversOf(ctx, warning)).map((member) => member.personId),
    ...people(warning.draftedBy),
  ]
  if (asked.length) {
    await send(
      ctx,
      {
        ...about(warning),
        card: 'warning.approval',
        params: { warningId: warning.id },
        priority: ctx.policy.delivery.priorities.approval,
      },
      asked,
    )
  }
  return warning
}

/** 「温岭市防指」 where there is such a body, else the unit itself. */
export async function issuerOf(ctx: Ctx, unitPath: string): Promise<string> {
  const unit = (await unitsByPath(ctx, [unitPath])).get(unitPath)
  if (!unit) throw new Problem('unit.notFound', { name: unitPath })
  return ['city', 'county', 'township'].includes(unit.kind)
    ? `${unit.name}防指`
    : fullName(ctx, unitPath)
}
/** The feed and the system are nobody who could be told. */
const people = (...ids: (string | null)[]) =>
  ids.filter((id): id is string => id !== null && id !== 'feed' && id !== 'system')
const about = ({ id, drill }: StoredWarning) => ({ subject: id, drill })
const title = (ctx: Ctx, warning: StoredWarning) =>
  `${warning.drill ? '【演练】' : ''}${rules.titleOf(ctx.policy.warnings, warning)}`

export async function approveWarning(ctx: Ctx, { warningId }: WarningRef): Promise<StoredWarning> {
  const before = await store.holdWarning(ctx, warningId)
  const { personId } = ctx.actor
  const ask = before.draftedBy === personId ? (await approversNamed(ctx, before)).join('、') : ''
  const warning = rules.approve(
    before,
    personId,
    rules.ladderFor(ctx.policy.warnings, before.kind, before.color),
    ctx.now,
    ask,
  )
  if (warning === before) return warning
  if (!(await store.reachesAnybody(ctx, warning.audience))) throw new Problem('warning.noAudience')
  await store.saveWarning(ctx, warning)
  await refreshAll(ctx, warningId, ['warning.approval'])
  record(ctx, { kind: 'warning.approved', unitPath: warning.unitPath, data: { warningId } })
  return warning
}
/** The one of this number that waits, else the newest that had it. */
async function numbered(ctx: Ctx, { number }: { number: string }): Promise<StoredWarning> {
  const recent = await ctx.db.find(WarningEntity, {
    where: { draftedAt: MoreThan(daysBefore(ctx.now, 3)) },
    order: { draftedAt: 'DESC' },
  })
  const having = recent.filter((it) => rules.numberOf(it.id) === number)
  const waiting = having.filter((it) => it.state === 'draft')
  const warning = waiting[0] ?? having[0]
  if (!warning || waiting.length > 1) throw new Problem('warning.noSuchNumber', { number })
  return warning
}
export const placeOfNumber = async (ctx: Ctx, input: { number: string }) => [
  (await numbered(ctx, input)).unitPath,
]
export async function approveByNumber(ctx: Ctx, input: { number: string }) {
  const warning = await approveWarning(ctx, { warningId: (await numbered(ctx, input)).id })
  return { ...warning, title: title(ctx, warning) }
}
/** Two of those who may be asked to approve it. */
export const approversNamed = async (
  ctx: Ctx,
  warning: Pick<StoredWarning, 'unitPath' | 'draftedBy'>,
) =>
  [
    ...(
      await namesOf(
        ctx,
        (await store.approversOf(ctx, warning)).map((member) => member.personId),
      )
    ).values(),
  ].slice(0, 2)

export async function refuseWarning(
  ctx: Ctx,
  { warningId, reason }: WarningRef & { reason: string },
): Promise<StoredWarning> {
  const before = await store.holdWarning(ctx, warningId)
  const warning = rules.refuse(before, ctx.actor.personId, reason, ctx.now)
  if (warning === before) return warning
  await store.saveWarning(ctx, warning)
  await refreshAll(ctx, warningId, ['warning.approval'])
  const writer = people(warning.draftedBy)
  const words = `${title(ctx, warning)}被退回：${reason}。请改好重发`
  if (writer.length) {
    await send(
      ctx,
      {
        ...about(warning),
        words,
        channel: 'text',
        priority: ctx.policy.delivery.priorities.approval,
      },
      writer,
    )
  }
  record(ctx, { kind: 'warning.refused', unitPath: warning.unitPath, data: { warningId, reason } })
  return warning
}

/** Earlier there is nothing to count yet, and to count would hold up what is on its way. */
const firstCountAfter = 5_000

/** An approved warning goes out: a receipt and a card for each person who answers now on the posts it is for. */
export async function sendApproved(ctx: Ctx, { warningId }: WarningRef) {
  const approved = await store.holdWarning(ctx, warningId)
  if (approved.state !== 'approved') return
  const warning: StoredWarning = {
    ...approved,
    state: 'sent',
    sentAt: ctx.now,
    counted: 0,
    countedAt: ctx.now,
  }
  const members = await resolveAudience(ctx, warning.audience)
  if (!members.length) throw new Problem('warning.noAudience')
  const { priorities } = ctx.policy.delivery
  const params = { warningId }
  await store.saveWarning(ctx, warning)
  await store.insertReceipts(ctx, warningId, rules.receiptsFor(warning, members))
  await send(
    ctx,
    { ...about(warning), id: warningId, card: 'warning', params, priority: priorities.warning },
    members.map((member) => member.personId),
  )
  await send(
    ctx,
    {
      ...about(warning),
      card: 'warning.count',
      params,
      priority: priorities.count,
      dueAt: new Date(ctx.now.getTime() + firstCountAfter),
    },
    people(warning.draftedBy, warning.approvedBy),
  )
  if (warning.replaces) await overtake(ctx, warning.replaces, warningId)
  const {
    kind,
    hazard,
    color,
    drill,
    audience: { units },
  } = warning
  record(ctx, {
    kind: 'warning.sent',
    unitPath: warning.unitPath,
    data: { warningId, kind, hazard, color, drill, people: members.length, units },
  })
}

/** The warning before this one asks nobody any more, and its cards point to the new one. */
async function overtake(ctx: Ctx, id: string, replacedBy: string) {
  const before = await store.holdWarning(ctx, id)
  if (before.state !== 'sent' || before.replacedBy) return
  await store.saveWarning(ctx, { ...before, replacedBy })
  await silence(ctx, before)
}

/** Called off, or a draft withdrawn: nobody is pressed, what has not left stays, cards say so, and exactly those reached are told. */
export async function liftWarning(
  ctx: Ctx,
  { warningId, reason }: WarningRef & { reason: string },
): Promise<StoredWarning> {
  const before = await store.holdWarning(ctx, warningId)
  const warning = rules.lift(before, ctx.actor.personId, reason, ctx.now)
  if (warning === before) return warning
  await store.saveWarning(ctx, warning)
  const messages = await silence(ctx, warning)
  const told = await store.reachedBy(
    ctx,
    messages.filter(({ card }) => store.toldCards.includes(card!)).map(({ id }) => id),
  )
  const words = `${title(ctx, warning)}已解除：${reason}。不用再办`
  if (told.length) {
    await send(
      ctx,
      {
        ...about(warning),
        words,
        channel: 'text',
        priority: ctx.policy.delivery.priorities.warning,
      },
      told,
    )
  }
  record(ctx, {
    kind: 'warning.lifted',
    unitPath: warning.unitPath,
    data: { warningId, reason, replaced: await store.replacedBy(ctx, warningId) },
  })
  return warning
}

/** Its ladder stops, what has not left stays here, and what was sent is shown as it now stands. */
async function silence(ctx: Ctx, { id }: StoredWarning) {
  const messages = await messagesOf(ctx, id, [
    ...store.toldCards,
    'warning.count',
    'warning.approval',
  ])
  await store.stopLadder(ctx, id)
  await withdraw(
    ctx,
    messages.map((message) => message.id),
  )
  await refreshAll(ctx, id, [
    'warning',
    'warning.deputy',
    'warning.silent',
    'warning.count',
    'warning.approval',
  ])
  return messages
}
