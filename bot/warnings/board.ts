import { In, type FindOptionsWhere } from 'typeorm'
import { Problem } from '../../shared/problem'
import { covers } from '../../shared/vocabulary'
import type { Audience, Board, Preflight, Receipt, WarningRef } from '../../shared/warning'
import type { Ctx } from '../core/slice'
import { quotaOf } from '../delivery/quota'
import { costOf } from '../delivery/outbox'
import { standing, standings, standingsOf, type Standing } from '../delivery/standing'
import {
  addressesOf,
  fullNames,
  namesOf,
  resolveAudience,
  unitsByPath,
  vacantPosts,
} from '../org/store'
import { ReceiptEntity, WarningEntity, type StoredWarning } from './entities'
import { childWidth, listsNames, titleOf } from './rules'
import { findWarning } from './store'
import { below, oneOf, read } from '../core/sql'

type Row = { unitPath: string; total: number; acknowledged: number }
const page = 200
/** Who may watch the board. */
export const watchers = ['duty', 'office', 'approver', 'leader', 'admin'] as const

/** Counts at a unit by its children; what is counted at the unit itself comes under its own path. */
export async function countsAt(ctx: Ctx, warningId: string, unitPath: string): Promise<Row[]> {
  const range = below('unit_path', [unitPath])
  const rows = await read<Row>(
    ctx,
    `select substr(unit_path, 1, ?) unitPath, sum(total) total, sum(acknowledged) acknowledged from warning_tally
    where warning_id = ? and ${range.sql} group by substr(unit_path, 1, ?) order by 1`,
    [childWidth(unitPath), warningId, ...range.values, childWidth(unitPath)],
  )
  return rows.map((row) => ({
    unitPath: row.unitPath,
    total: Number(row.total),
    acknowledged: Number(row.acknowledged),
  }))
}
export const missingOf = ({ total, acknowledged }: Row) => total - acknowledged
export const mostMissing = (rows: readonly Row[]) =>
  [...rows].sort(
    (one, other) => missingOf(other) - missingOf(one) || (one.unitPath < other.unitPath ? -1 : 1),
  )
const total = (rows: readonly Row[], key: 'total' | 'acknowledged') =>
  rows.reduce((sum, row) => sum + row[key], 0)

async function findAt(ctx: Ctx, warningId: string, unitPath: string): Promise<StoredWarning> {
  const warning = await findWarning(ctx, warningId)
  if (!covers(warning.unitPath, unitPath) && !covers(unitPath, warning.unitPath)) {
    throw new Problem('warning.notFound')
  }
  return warning
}
/** Who answered and who did not, by tree, down to names. */
export async function boardOf(
  ctx: Ctx,
  { warningId, unitPath, missing }: WarningRef & { unitPath: string; missing: boolean },
): Promise<Board> {
  const warning = await findAt(ctx, warningId, unitPath)
  const counts = await countsAt(ctx, warningId, unitPath)
  const { people, more } = await peopleAt(ctx, warningId, unitPath, missing)
  const children = listsNames(unitPath)
    ? []
    : mostMissing(
        counts.filter((row) => row.unitPath !== unitPath && (!missing || missingOf(row) > 0)),
      )
  const units = await unitsByPath(ctx, [unitPath, ...children.map((row) => row.unitPath)])
  return {
    warning: { ...warning, title: titleOf(ctx.policy.warnings, warning) },
    unitPath,
    name: units.get(unitPath)?.name ?? '',
    total: total(counts, 'total'),
    acknowledged: total(counts, 'acknowledged'),
    undelivered: (await arrivals(ctx, warningId, unitPath)).undelivered,
    children: children.map((row) => ({ ...row, name: units.get(row.unitPath)?.name ?? '' })),
    people,
    more,
    at: ctx.now,
  }
}

const lost = ['failed', 'unknown', 'withdrawn'] as const
/** How many cards are known to have left for good, and how many did not arrive. */
export async function arrivals(ctx: Ctx, warningId: string, unitPath: string) {
  const range = below('w.unit_path', [unitPath])
  const rows = await read<{ state: Standing; n: number }>(
    ctx,
    `select ${standing} state, count(*) n from warning_receipt w join (${standings}) on r.message_id = w.warning_id and r.person_id = w.person_id
    where w.warning_id = ? and ${range.sql} group by 1`,
    [warningId, ...range.values],
  )
  const count = (states: readonly string[]) =>
    rows.filter((row) => states.includes(row.state)).reduce((sum, row) => sum + Number(row.n), 0)
  return { delivered: count(['sent', 'delivered', 'read']), undelivered: count(lost) }
}

/** The people at the unit itself, from the village down all below it too; the silent first. */
async function peopleAt(
  ctx: Ctx,
  warningId: string,
  unitPath: string,
  missing: boolean,
): Promise<Pick<Board, 'people' | 'more'>> {
  const range = listsNames(unitPath)
    ? below('unit_path', [unitPath])
    : { sql: 'unit_path = ?', values: [unitPath] }
  return peopleOf(
    ctx,
    warningId,
    await read<{ personId: string }>(
      ctx,
      `select person_id personId from warning_receipt where warning_id = ? and ${range.sql} ${missing ? 'and acknowledged_at is null' : ''}
    order by case when acknowledged_at is null then 0 else 1 end, unit_path, person_id limit ${page + 1}`,
      [warningId, ...range.values],
    ),
  )
}
/** The people whom no message reached and who have not answered by another way. */
export async function undeliveredAt(
  ctx: Ctx,
  { warningId, unitPath }: WarningRef & { unitPath: string },
): Promise<Pick<Board, 'people' | 'more'>> {
  await findAt(ctx, warningId, unitPath)
  const range = below('w.unit_path', [unitPath])
  const states = oneOf(standing, lost)
  return peopleOf(
    ctx,
    warningId,
    await read<{ personId: string }>(
      ctx,
      `select w.person_id personId from warning_receipt w join (${standings}) on r.message_id = w.warning_id and r.person_id = w.person_id
    where w.warning_id = ? and ${range.sql} and ${states.sql} order by w.unit_path, w.person_id limit ${page + 1}`,
      [warningId, ...range.values, ...states.values],
    ),
  )
}
async function peopleOf(
  ctx: Ctx,
  warningId: string,
  ids: readonly { personId: string }[],
): Promise<Pick<Board, 'people' | 'more'>> {
  const shown = ids.slice(0, page).map((row) => row.personId)
  const these: FindOptionsWhere<Receipt> = { warningId, personId: In(shown) }
  if (!shown.length) return { people: [], more: false }
  const receipts = new Map(
    (await ctx.db.findBy(ReceiptEntity, these)).map((it) => [it.personId, it]),
  )
  const states = new Map(
    (await standingsOf(ctx, [warningId], shown)).map((it) => [it.personId, it.state]),
  )
  const names = await namesOf(
    ctx,
    [...receipts.values()].flatMap((it) => [it.personId, ...(it.byId ? [it.byId] : [])]),
  )
  const places = await fullNames(
    ctx,
    [...receipts.values()].map((it) => it.unitPath),
  )
  return {
    more: ids.length > page,
    people: shown
      .map((id) => receipts.get(id)!)
      .map(({ personId, unitPath: at, postKind, acknowledgedAt, byId, step }) => ({
        personId,
        name: names.get(personId) ?? '',
        post: postTitle(ctx, postKind),
        unitPath: at,
        unitName: places.get(at) ?? '',
        acknowledgedAt,
        step,
        by: byId && byId !== personId ? (names.get(byId) ?? '') : null,
        delivery: deliveryOf(states.get(personId)),
      })),
  }
}
export const postTitle = (ctx: Ctx, kind: string) =>
  ctx.policy.posts.posts.find((post) => post.name === kind)?.title ?? ''
const deliveryOf = (state: Standing | undefined) =>
  state === undefined || state === 'queued' ? 'waiting' : state === 'withdrawn' ? 'failed' : state

/** Warnings of a unit: its own, those of units below, and those from above that reach into it. */
export async function listWarnings(
  ctx: Ctx,
  { unitPath, drill }: { unitPath: string; drill: boolean },
): Promise<(StoredWarning & { title: string })[]> {
  const own = below('w.unit_path', [unitPath])
  const reached = below('t.unit_path', [unitPath])
  const rows = await read<{ id: string }>(
    ctx,
    `select w.id from warning w where w.drill = ? and (${own.sql} or exists (select 1 from warning_tally t where t.warning_id = w.id and ${reached.sql}))
    order by w.drafted_at desc, w.id desc limit 100`,
    [drill ? 1 : 0, ...own.values, ...reached.values],
  )
  const warnings = new Map(
    (await ctx.db.findBy(WarningEntity, { id: In(rows.map((row) => row.id)) })).map((it) => [
      it.id,
      it,
    ]),
  )
  return rows.map((row) => {
    const warning = warnings.get(row.id)!
    return { ...warning, title: titleOf(ctx.policy.warnings, warning) }
  })
}

/** 还差谁, in words: the newest open warning that reaches the caller's own area. */
export async function missingWords(ctx: Ctx) {
  const own = ctx.actor.posts
    .filter((post) => watchers.some((role) => post.roles.includes(role)))
    .map((post) => post.unitPath)
    .sort((one, other) => one.length - other.length)
  for (const unitPath of [...new Set(own)]) {
    const range = below('t.unit_path', [unitPath])
    const [newest] = await read<{ id: string }>(
      ctx,
      `select w.id from warning w where w.state = 'sent' and w.replaced_by is null and (w.valid_until is null or w.valid_until > ?)
      and exists (select 1 from warning_tally t where t.warning_id = w.id and ${range.sql}) order by w.sent_at desc, w.id desc limit 1`,
      [ctx.now.getTime(), ...range.values],
    )
    if (newest) return wordsOf(ctx, await findWarning(ctx, newest.id), unitPath)
  }
  return { title: null, missing: 0, rows: [] }
}
async function wordsOf(ctx: Ctx, warning: StoredWarning, unitPath: string) {
  const board = await boardOf(ctx, { warningId: warning.id, unitPath, missing: true })
  const people = board.people.map((it) => `${it.unitName} ${it.name}，${it.post}`)
  const children = board.children.map((it) => `${it.name} ${missingOf(it)} 人`)
  return {
    title: `${warning.drill ? '【演练】' : ''}${board.warning.title}`,
    missing: board.total - board.acknowledged,
    rows: [...children, ...people].slice(0, 3),
  }
}

const shownNames = 20
/** Before the button is pressed: how many, in how many calls and seconds, what the month has left, and who cannot be reached. */
export async function preflightOf(
  ctx: Ctx,
  audience: Audience,
): Promise<Omit<Preflight, 'approvers' | 'ladder'>> {
  const members = await resolveAudience(ctx, audience)
  const { api } = await quotaOf(ctx)
  const addresses = await addressesOf(
    ctx,
    members.map((it) => it.personId),
  )
  const lostOnes = members.filter((it) => !addresses.has(it.personId))
  const named = lostOnes.slice(0, shownNames)
  const names = await namesOf(
    ctx,
    named.map((it) => it.personId),
  )
  const places = await fullNames(
    ctx,
    named.map((it) => it.unitPath),
  )
  const byPost = new Map<string, number>()
  for (const { postKind } of members) byPost.set(postKind, (byPost.get(postKind) ?? 0) + 1)
  return {
    people: members.length,
    ...costOf(ctx, members.length),
    quotaLeft: Math.max(0, api.limit - api.used),
    byPost: [...byPost]
      .sort(([, one], [, other]) => other - one)
      .map(([kind, people]) => ({ post: postTitle(ctx, kind), people })),
    unreachable: named.map((it) => ({
      name: names.get(it.personId) ?? '',
      unitName: places.get(it.unitPath) ?? '',
      why: '没有钉钉账号',
    })),
    unreachableCount: lostOnes.length,
    vacant: await vacantPosts(ctx, audience),
  }
}
