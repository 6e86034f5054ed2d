import type { PostKind } from '../../../config/policy'
import { isSame, mobileOf } from '../rules'
import { kindIn, type Places } from './places'
import type { Row } from './postsPage'
import type { Found, Roster } from './roster'
import { refuse, RowRefused } from './rowRefused'

/** A post as a list wants it. */
export type Seat = {
  kind: string
  unitPath: string
  object: string
  personId: string
  deputyId: string | null
  until: Date | null
}
/** A post as it stands. */
export type Standing = Omit<Seat, 'personId'> & { id: string; personId: string | null }
type Place = Pick<Seat, 'kind' | 'unitPath' | 'object'>
export const seatKey = ({ kind, unitPath, object }: Place) => `${unitPath} ${kind} ${object}`

type Judging = {
  places: Places
  kinds: ReadonlyMap<string, PostKind>
  roster: Roster
  standing: ReadonlyMap<string, Standing>
  mayAppoint: (kind: PostKind, unitPath: string) => boolean
  now: Date
}
type Change = { before: Standing | null; seat: Seat }
export type Judged = {
  changes: Change[]
  taken: number
  refused: { row: number; reason: string }[]
}
/** The seats that rows above have taken. */
type Seen = Map<string, { row: number; seat: Seat }>
const maxObject = 64

/** Row by row: what it changes, or why it cannot be taken. */
export function judge(rows: readonly Row[], given: Judging): Judged {
  const judged: Judged = { changes: [], taken: 0, refused: [] }
  const seen: Seen = new Map()
  for (const row of rows) {
    const change = changeIn(row, given, seen)
    if (change instanceof RowRefused) {
      judged.refused.push({ row: row.row, reason: change.reason })
      continue
    }
    judged.taken++
    if (change) judged.changes.push(change)
  }
  return judged
}

/** Null: the row only says what is so already, or what a row above says. */
function changeIn(row: Row, given: Judging, seen: Seen): Change | null | RowRefused {
  const seat = seatIn(row, given)
  if (seat instanceof RowRefused) return seat
  const key = seatKey(seat)
  const twin = seen.get(key)
  if (twin && isSame(twin.seat, seat)) return null
  if (twin) return refuse(`和第 ${twin.row} 行是同一个岗位，请在“对象”里写清各管什么`)
  seen.set(key, { row: row.row, seat })
  const before = given.standing.get(key) ?? null
  return before && isSame(before, seat) ? null : { before, seat }
}

function seatIn(row: Row, given: Judging): Seat | RowRefused {
  const place = placeIn(row, given)
  if (place instanceof RowRefused) return place
  const before = given.standing.get(seatKey(place))
  const people = peopleIn(row, given.roster)
  if (people instanceof RowRefused) return people
  const until = termIn(row, before?.until ?? null, given.now)
  if (until instanceof RowRefused) return until

  const { holder, deputy } = people
  given.roster.accept(holder)
  if (deputy) given.roster.accept(deputy)
  const deputyId = deputy?.id ?? deputyKept(row, before, holder)
  return { ...place, personId: holder.id, deputyId, until }
}
function placeIn(row: Row, { places, kinds, mayAppoint }: Judging): Place | RowRefused {
  const unit = places.unitIn(row)
  if (unit instanceof RowRefused) return unit
  const kind = kindIn(kinds, row.kind ?? '', unit)
  if (kind instanceof RowRefused) return kind
  if (!mayAppoint(kind, unit.path)) return refuse(`“${kind.title}”只能由系统管理员登记`)
  const object = row.object ?? ''
  if (object.length > maxObject) return refuse(`对象最多 ${maxObject} 个字`)
  return { kind: kind.name, unitPath: unit.path, object }
}

type People = { holder: Found; deputy: Found | null }
function peopleIn(row: Row, roster: Roster): People | RowRefused {
  const holder = roster.find(row.name ?? '', row.phone ?? '')
  if (holder instanceof RowRefused) return holder
  if (!row.deputyName && !row.deputyPhone) return { holder, deputy: null }
  const deputy = roster.find(row.deputyName ?? '', row.deputyPhone ?? '', 'B 角')
  if (deputy instanceof RowRefused) return deputy
  const isOne = holder.id === deputy.id || haveOnePhone(row)
  return isOne ? refuse('AB 角不能是同一个人') : { holder, deputy }
}
/** By what is written, whoever has the number already: the answer must not tell. */
function haveOnePhone({ phone = '', deputyPhone = '' }: Row): boolean {
  const number = mobileOf(phone)
  return number !== null && number === mobileOf(deputyPhone)
}

/**
 * A list without a column for the B角 leaves the one who is there, unless that is the holder now.
 */
function deputyKept(row: Row, before: Standing | undefined, holder: Found): string | null {
  if (row.deputyName !== undefined || !before) return null
  return before.deputyId === holder.id ? null : before.deputyId
}
function termIn(row: Row, before: Date | null, now: Date): Date | null | RowRefused {
  const until = 'until' in row ? row.until : before
  if (until === undefined) return refuse('任期至要写成 2026-12-31 这样')
  const isOver = until !== null && until <= now
  if (isOver && until.getTime() !== before?.getTime()) {
    return refuse('任期已经过了，请写以后的日期')
  }
  return until
}
