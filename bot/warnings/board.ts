import { In } from 'typeorm'
import { Problem } from '../../shared/problem'
import { areOnOneBranch, desks } from '../../shared/vocabulary'
import type { Board, Receipt, WarningRef } from '../../shared/warning'
import { mayReach } from '../core/scope'
import type { Ctx } from '../core/slice'
import { below, oneOf, read, type Condition } from '../core/sql'
import { standing, standingsOf, type Standing } from '../delivery/standing'
import { namesOf } from '../org/people'
import { postTitle } from '../org/postKinds'
import { fullNames, unitsByPath } from '../org/units'
import { arrivals, byMissing, countsAt, lost, missingOf, receiptsWithStanding } from './counts'
import { ReceiptEntity, type StoredWarning } from './entities'
import { messagesThatHold } from './reached'
import { answeredByAnother, listsNames, titleOf } from './rules'
import { findWarning } from './store'

type Place = WarningRef & { unitPath: string }
type BoardPlace = Place & { missing: boolean }
type People = Pick<Board, 'people' | 'more'>
type Person = Board['people'][number]

/** Who answered and who did not, by tree, down to names. */
export async function board(ctx: Ctx, place: BoardPlace): Promise<Board> {
  const { warningId, unitPath } = place
  const warning = await findAt(ctx, place)
  const counts = await countsAt(ctx, warningId, unitPath)
  const children = childrenOf(counts, place)
  const units = await unitsByPath(ctx, [unitPath, ...children.map((child) => child.unitPath)])
  const nameAt = (path: string) => units.get(path)?.name ?? ''
  return {
    warning: { ...warning, title: titleOf(ctx.policy.warnings, warning) },
    unitPath,
    name: nameAt(unitPath),
    total: counts.reduce((sum, count) => sum + count.total, 0),
    acknowledged: counts.reduce((sum, count) => sum + count.acknowledged, 0),
    undelivered: (await arrivals(ctx, warning, unitPath)).undelivered,
    children: children.map((child) => ({ ...child, name: nameAt(child.unitPath) })),
    ...(await peopleAt(ctx, warning, place)),
    at: ctx.now,
  }
}

async function findAt(ctx: Ctx, { warningId, unitPath }: Place): Promise<StoredWarning> {
  const warning = await findWarning(ctx, warningId)
  const isKnown =
    areOnOneBranch(warning.unitPath, unitPath) && (await isKnownAt(ctx, warning, unitPath))
  if (!isKnown) throw new Problem('warning.notFound')
  return warning
}
/** To those at a desk over its unit, and where it has reached people: a draft from above is neither. */
async function isKnownAt(ctx: Ctx, warning: StoredWarning, unitPath: string): Promise<boolean> {
  if (mayReach(ctx.actor, desks, [warning.unitPath])) return true
  return (await countsAt(ctx, warning.id, unitPath)).length > 0
}

type Counts = Awaited<ReturnType<typeof countsAt>>
function childrenOf(counts: Counts, { unitPath, missing }: BoardPlace): Counts {
  if (listsNames(unitPath)) return []
  const children = counts.filter((count) => count.unitPath !== unitPath)
  return byMissing(missing ? children.filter((child) => missingOf(child) > 0) : children)
}

const maxPeople = 200
/** One more than are shown tells that there are more. */
const limit = `limit ${maxPeople + 1}`

/** The people at the unit itself, from the village down all below it too; the silent first. */
async function peopleAt(
  ctx: Ctx,
  warning: StoredWarning,
  { warningId, unitPath, missing }: BoardPlace,
): Promise<People> {
  const where: Condition = listsNames(unitPath)
    ? below('unit_path', [unitPath])
    : { sql: 'unit_path = ?', values: [unitPath] }
  const rows = await read<{ personId: string }>(
    ctx,
    `select person_id personId
    from warning_receipt
    where warning_id = ? and ${where.sql} ${missing ? 'and acknowledged_at is null' : ''}
    order by case when acknowledged_at is null then 0 else 1 end, unit_path, person_id
    ${limit}`,
    [warningId, ...where.values],
  )
  return peopleOf(ctx, warning, rows)
}

/** The people whom what holds now did not reach. */
export async function undelivered(ctx: Ctx, place: Place): Promise<People> {
  const warning = await findAt(ctx, place)
  const { warningId, unitPath } = place
  const range = below('w.unit_path', [unitPath])
  const states = oneOf(standing, lost)
  const now = oneOf('r.message_id', await messagesThatHold(ctx, warning))
  const rows = await read<{ personId: string }>(
    ctx,
    `select w.person_id personId
    from ${receiptsWithStanding}
    where w.warning_id = ? and ${now.sql} and ${range.sql} and ${states.sql}
    order by w.unit_path, w.person_id
    ${limit}`,
    [warningId, ...now.values, ...range.values, ...states.values],
  )
  return peopleOf(ctx, warning, rows)
}

async function peopleOf(
  ctx: Ctx,
  warning: StoredWarning,
  rows: readonly { personId: string }[],
): Promise<People> {
  const shown = rows.slice(0, maxPeople).map((row) => row.personId)
  if (!shown.length) return { people: [], more: false }
  const found = await ctx.db.findBy(ReceiptEntity, {
    warningId: warning.id,
    personId: In(shown),
  })
  const receipts = new Map(found.map((receipt) => [receipt.personId, receipt]))
  const known = await knownOf(ctx, warning, found)
  return {
    people: shown.map((personId) => personOf(ctx, receipts.get(personId)!, known)),
    more: rows.length > maxPeople,
  }
}

type Known = Awaited<ReturnType<typeof knownOf>>
/** The names, the places and how far the message came, for these receipts. */
async function knownOf(ctx: Ctx, warning: StoredWarning, receipts: readonly Receipt[]) {
  const people = receipts.map((receipt) => receipt.personId)
  const own = await standingsOf(ctx, [warning.id], people)
  const last = await standingsOf(ctx, await messagesThatHold(ctx, warning), people)
  return {
    states: new Map([...own, ...last].map((row) => [row.personId, row.state])),
    names: await namesOf(ctx, [...people, ...receipts.flatMap(({ byId }) => byId ?? [])]),
    places: await fullNames(
      ctx,
      receipts.map((receipt) => receipt.unitPath),
    ),
  }
}
function personOf(ctx: Ctx, receipt: Receipt, { states, names, places }: Known): Person {
  const { personId, unitPath, postKind, acknowledgedAt, byId, step } = receipt
  return {
    personId,
    name: names.get(personId) ?? '',
    post: postTitle(ctx, postKind) ?? '',
    unitPath,
    unitName: places.get(unitPath) ?? '',
    acknowledgedAt,
    step,
    by: answeredByAnother(receipt) ? (names.get(byId!) ?? '') : null,
    delivery: deliveryOf(states.get(personId)),
  }
}
function deliveryOf(state: Standing | undefined): Person['delivery'] {
  if (state === undefined || state === 'queued') return 'waiting'
  return state === 'withdrawn' ? 'failed' : state
}
