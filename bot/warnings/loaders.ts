import { In, IsNull, MoreThan } from 'typeorm'
import type { Receipt, WarningRef } from '../../shared/warning'
import type { Ctx } from '../core/slice'
import { PersonEntity, PostEntity } from '../org/entities'
import { fullName, fullNames, unitsByPath } from '../org/units'
import { namesOf } from '../org/people'
import { standInsOf, superiorsOf } from '../org/audience'
import { maskedPhonesOf } from '../org/phone'
import { arrivals, countsAt, missingOf, mostMissing, postTitle, preflightOf } from './board'
import type {
  ApprovalFace,
  CountFace,
  DeputyFace,
  Said,
  Silent,
  SilentFace,
  WarningFace,
} from './cards'
import { ReceiptEntity, type StoredWarning } from './entities'
import { isOpen } from './rules'
import * as store from './store'

type People = readonly string[]
type Rung = WarningRef & { step: number }
const said = (ctx: Ctx, warning: StoredWarning): Said => ({
  warning,
  policy: ctx.policy,
  now: ctx.now,
})

/** For one person rows by key only: a press is answered through this on the hot way. Of many, whoever has not answered sees the same as all on the same rung. */
export async function loadWarning(
  ctx: Ctx,
  { warningId }: WarningRef,
  people: People,
): Promise<Map<string, WarningFace>> {
  const warning = await store.warningByKey(ctx, warningId)
  const successor =
    (warning.replacedBy && (await store.warningByKey(ctx, warning.replacedBy))) || null
  const faceOf = (receipt: WarningFace['receipt'], by: string | null = null): WarningFace => ({
    ...said(ctx, warning),
    receipt,
    by,
    successor: successor?.color ?? null,
  })
  const silent =
    people.length > 1 ? await store.silentAmong(ctx, warningId, people) : new Map<string, number>()
  const rungs = new Map(
    [...new Set(silent.values())].map((step) => [step, faceOf({ step, acknowledgedAt: null })]),
  )
  const rest = people.filter((id) => !silent.has(id))
  await ctx.rows.load(rest.map((personId) => [ReceiptEntity, { warningId, personId }] as const))
  const receipts = (
    await Promise.all(rest.map((personId) => ctx.rows.get(ReceiptEntity, { warningId, personId })))
  ).filter((it) => it !== null)
  const others = [
    ...new Set(receipts.flatMap((it) => (it.byId && it.byId !== it.personId ? [it.byId] : []))),
  ]
  await ctx.rows.load(others.map((id) => [PersonEntity, { id }] as const))
  const names = new Map<string, string>()
  for (const id of others) names.set(id, (await ctx.rows.get(PersonEntity, { id }))?.name ?? '')
  const faces = new Map(
    receipts.map((receipt) => [receipt.personId, faceOf(receipt, names.get(receipt.byId ?? ''))]),
  )
  for (const [personId, step] of silent) faces.set(personId, rungs.get(step)!)
  return faces
}

/** Whoever has answered by the time it leaves hears nothing. */
export async function loadReminder(ctx: Ctx, { warningId, step }: Rung, people: People) {
  const warning = await store.findWarning(ctx, warningId)
  if (!isOpen(warning, ctx.now)) return new Map<string, never>()
  const silent = await ctx.db.findBy(ReceiptEntity, {
    warningId,
    personId: In([...people]),
    acknowledgedAt: IsNull(),
  })
  return new Map(silent.map(({ personId }) => [personId, { ...said(ctx, warning), step }]))
}

/** For whom each B角 still stands in. After a press (`personId`) the card is shown in any case, with what came of it. */
export async function loadDeputy(
  ctx: Ctx,
  { warningId, personId }: WarningRef & { personId?: string },
  people: People,
): Promise<Map<string, DeputyFace>> {
  const warning = await store.findWarning(ctx, warningId)
  const faces = new Map<string, DeputyFace>()
  const posts = await ctx.db.findBy(PostEntity, { deputyId: In([...people]), endedAt: IsNull() })
  const held = posts.flatMap((post) => post.personId ?? [])
  const waits = { warningId, acknowledgedAt: IsNull() }
  const receipts = posts.length
    ? await ctx.db.find(ReceiptEntity, {
        where: [
          { ...waits, postId: In(posts.map((post) => post.id)) },
          { ...waits, personId: In(held) },
        ],
        order: { unitPath: 'ASC', personId: 'ASC' },
      })
    : []
  const standIns = await standInsOf(ctx, receipts)
  const silent = await described(ctx, receipts)
  const done = personId ? await ctx.db.findOneBy(ReceiptEntity, { warningId, personId }) : null
  const name = personId ? ((await namesOf(ctx, [personId])).get(personId) ?? '') : ''
  for (const deputy of people) {
    const waiting = isOpen(warning, ctx.now)
      ? silent.filter((it) => standIns.get(it.personId)?.includes(deputy))
      : []
    const face = {
      ...said(ctx, warning),
      waiting,
      done: done?.acknowledgedAt
        ? { name, at: done.acknowledgedAt, mine: done.byId === deputy }
        : null,
    }
    if (waiting.length || personId || warning.state === 'lifted') faces.set(deputy, face)
  }
  return faces
}

/** The silent people under each superior, who have come past the rung. A card that hangs there already (`shown`) says it too when there is nobody left. */
export async function loadSilent(
  ctx: Ctx,
  { warningId, step, shown: hangs }: Rung & { shown?: boolean },
  people: People,
): Promise<Map<string, SilentFace>> {
  const warning = await store.findWarning(ctx, warningId)
  if (warning.state === 'lifted') {
    return new Map(people.map((id) => [id, { ...said(ctx, warning), count: 0, silent: [] }]))
  }
  const receipts = isOpen(warning, ctx.now)
    ? await ctx.db.find(ReceiptEntity, {
        where: { warningId, acknowledgedAt: IsNull(), step: MoreThan(step) },
        order: { unitPath: 'ASC', personId: 'ASC' },
      })
    : []
  const superiors = await superiorsOf(ctx, receipts)
  const under = new Map<string, Receipt[]>(people.map((id) => [id, []]))
  for (const receipt of receipts) {
    for (const id of superiors(receipt)) under.get(id)?.push(receipt)
  }
  const shown = await described(
    ctx,
    [...under.values()].flatMap((list) => list.slice(0, 3)),
  )
  const phones = await maskedPhonesOf(
    ctx,
    shown.map((it) => it.personId),
  )
  const named = new Map(
    shown.map((it) => [it.personId, { ...it, phone: phones.get(it.personId) ?? '' }]),
  )
  return new Map(
    [...under]
      .filter(([, list]) => hangs || list.length)
      .map(([id, list]) => [
        id,
        {
          ...said(ctx, warning),
          count: list.length,
          silent: list.slice(0, 3).map((it) => named.get(it.personId)!),
        },
      ]),
  )
}
async function described(ctx: Ctx, receipts: readonly Receipt[]): Promise<Silent[]> {
  const names = await namesOf(
    ctx,
    receipts.map((it) => it.personId),
  )
  const places = await fullNames(
    ctx,
    receipts.map((it) => it.unitPath),
  )
  return receipts.map(({ personId, unitPath, postKind }) => ({
    personId,
    name: names.get(personId) ?? '',
    place: places.get(unitPath) ?? '',
    post: postTitle(ctx, postKind),
  }))
}

/** What is still owed, for writer and approver alike. */
export async function loadCount(
  ctx: Ctx,
  { warningId }: WarningRef,
  people: People,
): Promise<Map<string, CountFace>> {
  const warning = await store.findWarning(ctx, warningId)
  const counts = await countsAt(ctx, warningId, warning.unitPath)
  const most = mostMissing(counts.filter((row) => missingOf(row) > 0)).slice(0, 2)
  const units = await unitsByPath(
    ctx,
    most.map((row) => row.unitPath),
  )
  const face: CountFace = {
    ...said(ctx, warning),
    ...(await store.sums(ctx, warningId)),
    ...(await arrivals(ctx, warningId, warning.unitPath)),
    most: most.map((row) => ({
      name: units.get(row.unitPath)?.name ?? '',
      missing: missingOf(row),
    })),
  }
  return new Map(people.map((id) => [id, face]))
}

/** The draft with the numbers of the moment; once it is out, with those it went out with. */
export async function loadApproval(
  ctx: Ctx,
  { warningId }: WarningRef,
  people: People,
): Promise<Map<string, ApprovalFace>> {
  const warning = await store.findWarning(ctx, warningId)
  const { draftedBy, approvedBy, endedBy, state } = warning
  const asked =
    state === 'draft' && people.includes(draftedBy)
      ? (await store.approversOf(ctx, warning)).map((it) => it.personId)
      : []
  const enderId = state === 'refused' ? endedBy : approvedBy
  const names = await namesOf(ctx, [draftedBy, ...(enderId ? [enderId] : []), ...asked])
  const face = {
    ...said(ctx, warning),
    writer: names.get(draftedBy) ?? warning.issuer,
    ender: names.get(enderId ?? '') ?? '',
    area: await areaWords(ctx, warning),
    asked: asked.map((id) => names.get(id) ?? ''),
    reach: state === 'draft' ? await preflightOf(ctx, warning.audience) : null,
  }
  return new Map(
    people.map((id) => [
      id,
      { ...face, mine: id === draftedBy, ender: id === enderId ? '' : face.ender },
    ]),
  )
}
export async function areaWords(ctx: Ctx, { audience: { units } }: StoredWarning): Promise<string> {
  const name = await fullName(ctx, units[0]!)
  return units.length > 1 ? `${name}等 ${units.length} 处` : name
}
