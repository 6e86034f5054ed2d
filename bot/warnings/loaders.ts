import { In, IsNull, MoreThan } from 'typeorm'
import type { Receipt, WarningRef } from '../../shared/warning'
import type { Ctx, HotCtx } from '../core/slice'
import { standInsOf, superiorsOf } from '../org/audience'
import { PersonEntity, PostEntity } from '../org/entities'
import { namesOf } from '../org/people'
import { maskedPhonesOf } from '../org/phone'
import { postTitle } from '../org/postKinds'
import { fullNames, unitsByPath } from '../org/units'
import {
  namedOnCard,
  type ApprovalFace,
  type CountFace,
  type DeputyFace,
  type Said,
  type Silent,
  type SilentFace,
  type WarningFace,
} from './cards'
import { arrivals, byMissing, countsAt, missingOf, sumsOf } from './counts'
import { ReceiptEntity, type StoredWarning } from './entities'
import { reachOf } from './preflight'
import { answeredByAnother, isOpen } from './rules'
import * as store from './store'

type People = readonly string[]
type RungRef = WarningRef & { step: number }
const said = ({ policy, now }: HotCtx, warning: StoredWarning): Said => ({ warning, policy, now })

/** The warning, the colour of the one that took its place, and the receipt of each person. */
export async function loadWarning(
  ctx: Ctx,
  { warningId }: WarningRef,
  people: People,
): Promise<Map<string, WarningFace>> {
  const common = await commonFace(ctx, warningId)
  return people.length > 1 ? facesOfMany(ctx, common, people) : facesByKey(ctx, common, people)
}
type CommonFace = Omit<WarningFace, 'receipt' | 'by'>
async function commonFace(ctx: HotCtx, warningId: string): Promise<CommonFace> {
  const warning = await store.warningByKey(ctx, warningId)
  const { replacedBy } = warning
  const successor = replacedBy ? await store.warningByKey(ctx, replacedBy) : null
  return { ...said(ctx, warning), successor: successor?.color ?? null }
}

/** Rows by key only: a press is answered through this on the hot way. */
async function facesByKey(
  ctx: HotCtx,
  common: CommonFace,
  people: People,
): Promise<Map<string, WarningFace>> {
  const receipts = await receiptsByKey(ctx, common.warning.id, people)
  const names = await namesOfStandIns(ctx, receipts)
  return new Map(
    receipts.map((receipt) => {
      const by = answeredByAnother(receipt) ? (names.get(receipt.byId!) ?? '') : null
      return [receipt.personId, { ...common, receipt, by }]
    }),
  )
}
async function receiptsByKey(ctx: HotCtx, warningId: string, people: People): Promise<Receipt[]> {
  const keys = people.map((personId) => ({ warningId, personId }))
  await ctx.rows.load(keys.map((key) => [ReceiptEntity, key] as const))
  const receipts = await Promise.all(keys.map((key) => ctx.rows.get(ReceiptEntity, key)))
  return receipts.filter((receipt) => receipt !== null)
}
/** The names of those who answered for somebody else. */
async function namesOfStandIns(ctx: HotCtx, receipts: readonly Receipt[]) {
  const ids = new Set(receipts.filter(answeredByAnother).map((receipt) => receipt.byId!))
  await ctx.rows.load([...ids].map((id) => [PersonEntity, { id }] as const))
  const names = new Map<string, string>()
  for (const id of ids) {
    const person = await ctx.rows.get(PersonEntity, { id })
    names.set(id, person?.name ?? '')
  }
  return names
}

/**
 * Of many, whoever has not answered sees the same as all on the same rung: one face for all of
 * them.
 */
async function facesOfMany(
  ctx: Ctx,
  common: CommonFace,
  people: People,
): Promise<Map<string, WarningFace>> {
  const stepOfSilent = await store.silentAmong(ctx, common.warning.id, people)
  const answered = people.filter((id) => !stepOfSilent.has(id))
  const faces = await facesByKey(ctx, common, answered)
  const faceOfStep = new Map(
    [...new Set(stepOfSilent.values())].map((step) => [
      step,
      { ...common, receipt: { step, acknowledgedAt: null }, by: null },
    ]),
  )
  for (const [personId, step] of stepOfSilent) faces.set(personId, faceOfStep.get(step)!)
  return faces
}

/**
 * The warning once more, for those who have not answered by the time it leaves; the others hear
 * nothing.
 */
export async function loadReminder(ctx: Ctx, { warningId, step }: RungRef, people: People) {
  const warning = await store.findWarning(ctx, warningId)
  if (!isOpen(warning, ctx.now)) return new Map<string, never>()
  const silent = await ctx.db.findBy(ReceiptEntity, {
    warningId,
    personId: In([...people]),
    acknowledgedAt: IsNull(),
  })
  return new Map(silent.map(({ personId }) => [personId, { ...said(ctx, warning), step }]))
}

/**
 * The silent for whom each B角 still stands in.
 * After a press (`personId`) the card is shown in any case, with what came of it.
 */
export async function loadDeputy(
  ctx: Ctx,
  { warningId, personId }: WarningRef & { personId?: string },
  deputies: People,
): Promise<Map<string, DeputyFace>> {
  const warning = await store.findWarning(ctx, warningId)
  const receipts = await silentUnder(ctx, warningId, deputies)
  const standIns = await standInsOf(ctx, receipts)
  const silent = isOpen(warning, ctx.now) ? await described(ctx, receipts) : []
  const answer = personId ? await answerOf(ctx, { warningId, personId }) : null
  const faces = new Map<string, DeputyFace>()
  for (const deputy of deputies) {
    const waiting = silent.filter((person) => standIns.get(person.personId)?.includes(deputy))
    if (!waiting.length && !personId && warning.state !== 'lifted') continue
    const done = answer && { name: answer.name, at: answer.at, mine: answer.byId === deputy }
    faces.set(deputy, { ...said(ctx, warning), waiting, done })
  }
  return faces
}
/**
 * Who has not answered on the posts of these deputies, or holds one of those and was warned on
 * another.
 */
async function silentUnder(ctx: Ctx, warningId: string, deputies: People): Promise<Receipt[]> {
  const posts = await ctx.db.findBy(PostEntity, {
    deputyId: In([...deputies]),
    endedAt: IsNull(),
  })
  if (!posts.length) return []
  const silent = { warningId, acknowledgedAt: IsNull() }
  return ctx.db.find(ReceiptEntity, {
    where: [
      { ...silent, postId: In(posts.map((post) => post.id)) },
      { ...silent, personId: In(posts.flatMap((post) => post.personId ?? [])) },
    ],
    order: { unitPath: 'ASC', personId: 'ASC' },
  })
}
async function answerOf(ctx: Ctx, key: WarningRef & { personId: string }) {
  const receipt = await ctx.db.findOneBy(ReceiptEntity, key)
  if (!receipt?.acknowledgedAt) return null
  const names = await namesOf(ctx, [key.personId])
  return {
    name: names.get(key.personId) ?? '',
    at: receipt.acknowledgedAt,
    byId: receipt.byId,
  }
}

/**
 * The silent people under each superior, who have come past the rung.
 * A card that hangs there already (`shown`) says it too when there is nobody left.
 */
export async function loadSilent(
  ctx: Ctx,
  { warningId, step, shown }: RungRef & { shown?: boolean },
  superiors: People,
): Promise<Map<string, SilentFace>> {
  const warning = await store.findWarning(ctx, warningId)
  const nobody: SilentFace = { ...said(ctx, warning), count: 0, silent: [] }
  if (warning.state === 'lifted') return new Map(superiors.map((id) => [id, nobody]))

  const receipts = isOpen(warning, ctx.now) ? await silentPast(ctx, warningId, step) : []
  const under = await bySuperior(ctx, superiors, receipts)
  const named = await namedOf(ctx, [...under.values()].flatMap(firstOnCard))
  const faces = new Map<string, SilentFace>()
  for (const [superior, theirs] of under) {
    if (!theirs.length && !shown) continue
    const silent = firstOnCard(theirs).map((receipt) => named.get(receipt.personId)!)
    faces.set(superior, { ...nobody, count: theirs.length, silent })
  }
  return faces
}
const firstOnCard = (receipts: readonly Receipt[]) => receipts.slice(0, namedOnCard)
const silentPast = (ctx: Ctx, warningId: string, step: number) =>
  ctx.db.find(ReceiptEntity, {
    where: { warningId, acknowledgedAt: IsNull(), step: MoreThan(step) },
    order: { unitPath: 'ASC', personId: 'ASC' },
  })
async function bySuperior(ctx: Ctx, superiors: People, receipts: readonly Receipt[]) {
  const superiorsAbove = await superiorsOf(ctx, receipts)
  const under = new Map<string, Receipt[]>(superiors.map((id) => [id, []]))
  for (const receipt of receipts) {
    for (const id of superiorsAbove(receipt)) under.get(id)?.push(receipt)
  }
  return under
}
async function namedOf(ctx: Ctx, receipts: readonly Receipt[]): Promise<Map<string, Silent>> {
  const people = await described(ctx, receipts)
  const phones = await maskedPhonesOf(
    ctx,
    people.map((person) => person.personId),
  )
  return new Map(
    people.map((person) => [
      person.personId,
      { ...person, phone: phones.get(person.personId) ?? '' },
    ]),
  )
}
async function described(ctx: Ctx, receipts: readonly Receipt[]): Promise<Silent[]> {
  const names = await namesOf(
    ctx,
    receipts.map((receipt) => receipt.personId),
  )
  const places = await fullNames(
    ctx,
    receipts.map((receipt) => receipt.unitPath),
  )
  return receipts.map(({ personId, unitPath, postKind }) => ({
    personId,
    name: names.get(personId) ?? '',
    place: places.get(unitPath) ?? '',
    post: postTitle(ctx, postKind) ?? '',
  }))
}

const unitsOnCard = 2
/**
 * The counts of the whole warning and the units where most is still owed, for writer and approver
 * alike.
 */
export async function loadCount(
  ctx: Ctx,
  { warningId }: WarningRef,
  people: People,
): Promise<Map<string, CountFace>> {
  const warning = await store.findWarning(ctx, warningId)
  const face: CountFace = {
    ...said(ctx, warning),
    ...(await sumsOf(ctx, warningId)),
    ...(await arrivals(ctx, warning, warning.unitPath)),
    most: await mostMissing(ctx, warning),
  }
  return new Map(people.map((id) => [id, face]))
}
async function mostMissing(ctx: Ctx, { id, unitPath }: StoredWarning): Promise<CountFace['most']> {
  const counts = await countsAt(ctx, id, unitPath)
  const owing = counts.filter((count) => missingOf(count) > 0)
  const most = byMissing(owing).slice(0, unitsOnCard)
  const units = await unitsByPath(
    ctx,
    most.map((count) => count.unitPath),
  )
  return most.map((count) => ({
    name: units.get(count.unitPath)?.name ?? '',
    missing: missingOf(count),
  }))
}

/**
 * The draft with the people, calls and quota of the moment; once it is decided, with who decided.
 */
export async function loadApproval(
  ctx: Ctx,
  { warningId }: WarningRef,
  people: People,
): Promise<Map<string, ApprovalFace>> {
  const warning = await store.findWarning(ctx, warningId)
  const { draftedBy, approvedBy, endedBy, state } = warning
  const isDraft = state === 'draft'
  const approvers =
    isDraft && people.includes(draftedBy) ? await store.approversOf(ctx, warning) : []
  const asked = approvers.map((member) => member.personId)
  const enderId = state === 'refused' ? endedBy : approvedBy
  const names = await namesOf(ctx, [draftedBy, ...(enderId ? [enderId] : []), ...asked])
  const ender = names.get(enderId ?? '') ?? ''
  const face = {
    ...said(ctx, warning),
    writer: names.get(draftedBy) ?? warning.issuer,
    area: await store.areaWords(ctx, warning),
    asked: asked.map((id) => names.get(id) ?? ''),
    reach: isDraft ? await reachOf(ctx, warning.audience) : null,
  }
  return new Map(
    people.map((id) => [
      id,
      { ...face, mine: id === draftedBy, ender: id === enderId ? '' : ender },
    ]),
  )
}
