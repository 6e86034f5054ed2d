import { Problem } from '../../shared/problem'
import { covers } from '../../shared/vocabulary'
import type { WarningDraft } from '../../shared/warning'
import { uuid } from '../core/ids'
import { record, type Ctx } from '../core/slice'
import { send } from '../delivery/outbox'
import { fullName, unitsByPath } from '../org/units'
import { WarningEntity, type StoredWarning } from './entities'
import * as rules from './rules'
import * as store from './store'
import { peopleAmong, subjectOf } from './tell'

/** Where a draft came from. */
export type Origin = Pick<
  StoredWarning,
  'source' | 'issuer' | 'draftedBy' | 'feedId' | 'feedRoot' | 'feedDigest'
>

/** A draft from the app, where it may take the place of one that is out. */
export async function draft(ctx: Ctx, input: WarningDraft): Promise<StoredWarning> {
  if (input.replaces) await checkReplaced(ctx, input.replaces, input.unitPath)
  return writeDraft(ctx, input, await originHere(ctx, 'app', input.unitPath))
}
async function checkReplaced(ctx: Ctx, warningId: string, unitPath: string) {
  const before = await store.findWarning(ctx, warningId)
  if (!covers(unitPath, before.unitPath)) throw new Problem('warning.notFound')
  if (before.state === 'lifted') throw new Problem('warning.lifted')
  if (before.state !== 'sent') throw new Problem('warning.notSent')
}

/** Written by the caller, for the caller's unit. */
export async function originHere(
  ctx: Ctx,
  source: 'app' | 'chat',
  unitPath: string,
): Promise<Origin> {
  return {
    source,
    issuer: await issuerOf(ctx, unitPath),
    draftedBy: ctx.actor.personId,
    feedId: null,
    feedRoot: null,
    feedDigest: null,
  }
}

/** 「温岭市防指」 where there is such a body, else the unit itself. */
export async function issuerOf(ctx: Ctx, unitPath: string): Promise<string> {
  const unit = (await unitsByPath(ctx, [unitPath])).get(unitPath)
  if (!unit) throw new Problem('unit.notFound', { name: unitPath })
  const hasHeadquarters = ['city', 'county', 'township'].includes(unit.kind)
  return hasHeadquarters ? `${unit.name}防指` : fullName(ctx, unitPath)
}

const untouched = {
  state: 'draft',
  ladder: [],
  approvedBy: null,
  approvedAt: null,
  sentAt: null,
  endedBy: null,
  endedAt: null,
  reason: null,
  replacedBy: null,
  counted: null,
  countedAt: null,
} satisfies Partial<StoredWarning>

/** Writes the draft and asks those who may approve it; the writer sees whom. */
export async function writeDraft(
  ctx: Ctx,
  input: WarningDraft,
  origin: Origin,
): Promise<StoredWarning> {
  rules.checkText(ctx.policy, input, input.unitPath)
  rules.checkExpiry(input, ctx.now)
  await checkUnits(ctx, [input.unitPath, ...input.audience.units])

  const warning: StoredWarning = {
    ...input,
    ...origin,
    ...untouched,
    id: uuid(ctx.now.getTime()),
    draftedAt: ctx.now,
  }
  await ctx.db.insert(WarningEntity, warning)
  record(ctx, {
    kind: 'warning.drafted',
    unitPath: warning.unitPath,
    data: { warningId: warning.id, source: warning.source },
  })
  await askApproval(ctx, warning)
  return warning
}
async function checkUnits(ctx: Ctx, paths: readonly string[]) {
  const units = await unitsByPath(ctx, paths)
  const unknown = paths.find((path) => !units.has(path))
  if (unknown) throw new Problem('unit.notFound', { name: unknown })
}
async function askApproval(ctx: Ctx, warning: StoredWarning) {
  const approvers = await store.approversOf(ctx, warning)
  const asked = [...approvers.map((member) => member.personId), ...peopleAmong(warning.draftedBy)]
  if (!asked.length) return
  await send(
    ctx,
    {
      ...subjectOf(warning),
      card: 'warning.approval',
      params: { warningId: warning.id },
      priority: ctx.policy.delivery.priorities.approval,
    },
    asked,
  )
}
