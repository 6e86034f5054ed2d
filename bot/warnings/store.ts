import { In, IsNull } from 'typeorm'
import { Problem } from '../../shared/problem'
import { covers, parentPath } from '../../shared/vocabulary'
import type { Audience, Receipt, WarningRef } from '../../shared/warning'
import { insertAll } from '../core/insert'
import type { Need } from '../core/rows'
import type { Actor, Ctx, HotCtx } from '../core/slice'
import { below, oneOf, read } from '../core/sql'
import { RecipientEntity } from '../delivery/entities'
import { standing, standings, type Standing } from '../delivery/standing'
import { answeringFor, approversFor } from '../org/audience'
import { namesOf } from '../org/people'
import { type Member } from '../org/rules'
import { fullName } from '../org/units'
import { ReceiptEntity, TallyEntity, WarningEntity, type StoredWarning } from './entities'
import { tally } from './rules'

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
  const rows = await ctx.db.find(WarningEntity, {
    where: { replacedBy: id },
    select: { id: true },
  })
  const before = rows.map((row) => row.id)
  const earlier = await Promise.all(before.map((one) => replacedBy(ctx, one)))
  return [...before, ...earlier.flat()]
}
/**
 * What a warning takes the place of when it goes out: the one it names, and of the feed whatever
 * else of its chain is out within its area.
 */
export async function overtakenBy(
  ctx: Ctx,
  { id, replaces, feedRoot, unitPath }: StoredWarning,
): Promise<string[]> {
  if (!replaces || !feedRoot) return replaces ? [replaces] : []
  const chain = await ctx.db.findBy(WarningEntity, {
    feedRoot,
    state: 'sent',
    replacedBy: IsNull(),
  })
  const others = chain.filter((other) => other.id !== id && covers(unitPath, other.unitPath))
  return [...new Set([replaces, ...others.map((other) => other.id)])]
}
export const saveWarning = async (ctx: Ctx, { id, ...rest }: StoredWarning) =>
  void (await ctx.db.update(WarningEntity, { id }, rest))

/**
 * Those who may approve, nearest first, without the writer: if nobody else can at a unit, the units
 * above are asked.
 */
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

/** Two of those who may be asked to approve it. */
export async function approversNamed(
  ctx: Ctx,
  warning: Pick<StoredWarning, 'unitPath' | 'draftedBy'>,
): Promise<string[]> {
  const approvers = await approversOf(ctx, warning)
  const names = await namesOf(
    ctx,
    approvers.map((member) => member.personId),
  )
  return [...names.values()].slice(0, 2)
}

/** Is there anybody at all who would be warned? */
export async function reachesAnybody(ctx: Ctx, { posts, units }: Audience): Promise<boolean> {
  const answering = await answeringFor(
    ctx,
    [
      oneOf('p.kind', posts),
      below('p.unit_path', units),
      { sql: 'coalesce(s.id, h.id) is not null', values: [] },
    ],
    'p.id postId',
    'limit 1',
  )
  return answering.length > 0
}
/** 「温岭市等 3 处」 */
export async function areaWords(ctx: Ctx, { audience: { units } }: StoredWarning): Promise<string> {
  const name = await fullName(ctx, units[0]!)
  return units.length > 1 ? `${name}等 ${units.length} 处` : name
}

export async function insertReceipts(ctx: Ctx, warningId: string, receipts: readonly Receipt[]) {
  await insertAll(ctx, ReceiptEntity, receipts)
  await insertAll(
    ctx,
    TallyEntity,
    tally(receipts).map((count) => ({ warningId, ...count })),
  )
}
/**
 * Who of these has not answered, and on which rung: two columns of one range,
 * because it is asked of ten thousand, whose calls are packed by id.
 */
export async function silentAmong(
  ctx: Ctx,
  warningId: string,
  people: readonly string[],
): Promise<Map<string, number>> {
  const sorted = [...people].sort()
  const asked = new Set(people)
  const rows = await read<{ personId: string; step: number }>(
    ctx,
    `select person_id personId, step
    from warning_receipt
    where warning_id = ? and person_id between ? and ? and acknowledged_at is null`,
    [warningId, sorted[0], sorted.at(-1)],
  )
  const silent = rows.filter((row) => asked.has(row.personId))
  return new Map(silent.map((row) => [row.personId, row.step]))
}
export const holdReceipt = (ctx: Ctx, warningId: string, personId: string) =>
  ctx.db.findOne(ReceiptEntity, { where: { warningId, personId }, ...ctx.locks.row })
/**
 * The same as an answer on the hot way leaves, written at once, for those who look at it in the
 * same transaction.
 */
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
    `select w.id
    from warning_receipt r
    join warning w on w.id = r.warning_id
    where r.person_id = ?
      and r.acknowledged_at is null
      and w.state = 'sent'
      and w.replaced_by is null
      and (w.valid_until is null or w.valid_until > ?)
    order by w.sent_at desc, w.id desc`,
    [personId, ctx.now.getTime()],
  )
  return rows.map((row) => row.id)
}

const seen: readonly Standing[] = ['sent', 'delivered', 'read', 'unknown']
/** Exactly those who may have seen it. */
export async function reachedBy(ctx: Ctx, messageIds: readonly string[]): Promise<string[]> {
  const these = oneOf('r.message_id', messageIds)
  const states = oneOf(standing, seen)
  const rows = await read<{ id: string }>(
    ctx,
    `select distinct r.person_id id
    from ${standings}
    where ${states.sql} and ${these.sql}`,
    [...states.values, ...these.values],
  )
  return rows.map((row) => row.id)
}

/** All that came of the files of the national feed with these numbers, and what followed. Held. */
export const holdChain = (ctx: Ctx, numbers: readonly string[]) =>
  ctx.db.find(WarningEntity, {
    where: [{ feedRoot: In([...numbers]) }, { feedId: In([...numbers]) }],
    order: { draftedAt: 'ASC', id: 'ASC' },
    ...ctx.locks.row,
  })
