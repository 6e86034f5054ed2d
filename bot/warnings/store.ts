import { IsNull } from 'typeorm'
import { Problem } from '../../shared/problem'
import { parentPath } from '../../shared/vocabulary'
import type { Audience, Receipt, WarningRef } from '../../shared/warning'
import { insertAll } from '../core/insert'
import type { Need } from '../core/rows'
import type { Actor, Ctx, HotCtx } from '../core/slice'
import { RecipientEntity } from '../delivery/entities'
import { standing, standings } from '../delivery/standing'
import { answeringFor, approversFor, type Member } from '../org/audience'
import { ReceiptEntity, TallyEntity, WarningEntity, type StoredWarning } from './entities'
import { tally } from './rules'
import { below, oneOf, read } from '../core/sql'

/** What the people warned, and those who stand in or above, were told of a warning. */
export const toldCards = ['warning', 'warning.reminder', 'warning.deputy', 'warning.silent']

/** The rows that an answer touches, for the batch it shares. */
export const needs = ({ personId }: Pick<Actor, 'personId'>, { warningId }: WarningRef): Need[] => [
  [WarningEntity, { id: warningId }],
  [ReceiptEntity, { warningId, personId }],
]
export async function warningByKey(ctx: HotCtx, id: string): Promise<StoredWarning> {
  const warning = await ctx.rows.get(WarningEntity, { id })
  if (!warning) throw new Problem('warning.notFound')
  return warning
}

/** The warning, held until the transaction ends: what is decided next is decided once. */
export const holdWarning = async (ctx: Ctx, id: string): Promise<StoredWarning> =>
  found(await ctx.db.findOne(WarningEntity, { where: { id }, ...ctx.locks.row }))
export const findWarning = async (ctx: Ctx, id: string): Promise<StoredWarning> =>
  found(await ctx.db.findOneBy(WarningEntity, { id }))
function found(warning: StoredWarning | null): StoredWarning {
  if (!warning) throw new Problem('warning.notFound')
  return warning
}
/** The warnings that this one took the place of, and those before them. */
export async function replacedBy(ctx: Ctx, id: string): Promise<string[]> {
  const before = (
    await ctx.db.find(WarningEntity, { where: { replacedBy: id }, select: { id: true } })
  ).map((it) => it.id)
  return [...before, ...(await Promise.all(before.map((one) => replacedBy(ctx, one)))).flat()]
}
export const saveWarning = async (ctx: Ctx, { id, ...rest }: StoredWarning) =>
  void (await ctx.db.update(WarningEntity, { id }, rest))

/** Where a warning lies, for the check of scope: its unit covers all whom it reaches. */
export const placeOf = async (ctx: Ctx, { warningId }: WarningRef) => [
  (await findWarning(ctx, warningId)).unitPath,
]
export const placeOfReceipt = async (
  ctx: Ctx,
  { warningId, personId }: { warningId: string; personId: string },
) => {
  const receipt = await ctx.db.findOneBy(ReceiptEntity, { warningId, personId })
  if (!receipt) throw new Problem('person.notFound')
  return [receipt.unitPath]
}

/** Those who may approve, nearest first, without the writer: if nobody else can at a unit, the units above are asked. */
export async function approversOf(
  ctx: Ctx,
  { unitPath, draftedBy }: Pick<StoredWarning, 'unitPath' | 'draftedBy'>,
): Promise<Member[]> {
  for (let path: string | null = unitPath; path;) {
    const members = await approversFor(ctx, path)
    const others = members.filter((member) => member.personId !== draftedBy)
    if (others.length || !members[0]) return others
    path = parentPath(members[0].unitPath)
  }
  return []
}

/** Is there anybody at all who would be warned? */
export const reachesAnybody = async (ctx: Ctx, { posts, units }: Audience): Promise<boolean> =>
  (
    await answeringFor(
      ctx,
      [
        oneOf('p.kind', posts),
        below('p.unit_path', units),
        { sql: 'coalesce(s.id, h.id) is not null', values: [] },
      ],
      'p.id postId',
      'limit 1',
    )
  ).length > 0

export async function insertReceipts(ctx: Ctx, warningId: string, receipts: readonly Receipt[]) {
  await insertAll(ctx, ReceiptEntity, receipts)
  await insertAll(
    ctx,
    TallyEntity,
    tally(receipts).map((count) => ({ warningId, ...count })),
  )
}
/** Who of these has not answered, and on which rung: two columns of one range, because it is asked of ten thousand, whose calls are packed by id. */
export async function silentAmong(
  ctx: Ctx,
  warningId: string,
  people: readonly string[],
): Promise<Map<string, number>> {
  const sorted = [...people].sort()
  const asked = new Set(people)
  const rows = await ctx.db.query<{ personId: string; step: number }[]>(
    'select person_id personId, step from warning_receipt where warning_id = ? and person_id between ? and ? and acknowledged_at is null',
    [warningId, sorted[0], sorted.at(-1)],
  )
  return new Map(
    rows.filter((row) => asked.has(row.personId)).map(({ personId, step }) => [personId, step]),
  )
}
export const holdReceipt = (ctx: Ctx, warningId: string, personId: string) =>
  ctx.db.findOne(ReceiptEntity, { where: { warningId, personId }, ...ctx.locks.row })
/** The same as an answer on the hot way leaves, written at once, for those who look at it in the same transaction. */
export async function saveAnswer(ctx: Ctx, { warningId, personId, ...rest }: Receipt) {
  await ctx.db.update(ReceiptEntity, { warningId, personId }, rest)
  await ctx.db.update(
    TallyEntity,
    { warningId, unitPath: rest.unitPath },
    { acknowledged: () => 'acknowledged + 1' },
  )
  await ctx.db.update(RecipientEntity, { messageId: warningId, personId }, { state: 'read' })
}
/** Nobody is pressed for an answer any more. */
export const stopLadder = (ctx: Ctx, warningId: string) =>
  ctx.db.update(ReceiptEntity, { warningId, acknowledgedAt: IsNull() }, { dueAt: null })

/** What somebody has not answered yet, newest first. */
export async function openFor(ctx: Ctx, personId: string): Promise<string[]> {
  const rows = await read<{ id: string }>(
    ctx,
    `select w.id from warning_receipt r join warning w on w.id = r.warning_id
    where r.person_id = ? and r.acknowledged_at is null and w.state = 'sent' and w.replaced_by is null and (w.valid_until is null or w.valid_until > ?)
    order by w.sent_at desc, w.id desc`,
    [personId, ctx.now.getTime()],
  )
  return rows.map((row) => row.id)
}

/** How many were warned and how many have answered, in all. */
export async function sums(ctx: Ctx, warningId: string) {
  const [row] = await read<{ total: number | null; acknowledged: number | null }>(
    ctx,
    'select sum(total) total, sum(acknowledged) acknowledged from warning_tally where warning_id = ?',
    [warningId],
  )
  return { total: Number(row?.total ?? 0), acknowledged: Number(row?.acknowledged ?? 0) }
}

/** Exactly those who may have seen it. */
export async function reachedBy(ctx: Ctx, messageIds: readonly string[]): Promise<string[]> {
  const these = oneOf('r.message_id', messageIds)
  const rows = await read<{ id: string }>(
    ctx,
    `select distinct r.person_id id from ${standings} where ${standing} in ('sent', 'delivered', 'read', 'unknown') and ${these.sql}`,
    these.values,
  )
  return rows.map((row) => row.id)
}

/** All that came of one warning of the national feed: the first file and what followed it. Held. */
export const holdChain = (ctx: Ctx, root: string) =>
  ctx.db.find(WarningEntity, {
    where: [{ feedRoot: root }, { feedId: root }],
    order: { draftedAt: 'ASC', id: 'ASC' },
    ...ctx.locks.row,
  })
