import type { PostKind } from '../../../config/policy'
import { isSame, mobileOf } from '../rules'
import { covers } from '../../../shared/vocabulary'
import type { Kinds } from './kinds'
import type { Places } from './places'
import { spotOf, type Remark, type Row, type Spot } from './rows'
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
  kinds: Kinds
  roster: Roster
  standing: ReadonlyMap<string, Standing>
  mayAppoint: (kind: PostKind, unitPath: string) => boolean
  now: Date
}
type Change = { before: Standing | null; seat: Seat }
/** A row that says that nobody holds the post. */
export type Vacancy = Spot & { title: string; unitPath: string; object: string }
export type Judged = {
  changes: Change[]
  taken: number
  refused: (Spot & { reason: string })[]
  remarks: Remark[]
  vacancies: Vacancy[]
}
/** The seats that rows above have taken. */
export type Taken = Spot & { seat: Seat }
export type Seen = { get(key: string): Taken | undefined; set(key: string, taken: Taken): void }
const maxObject = 64

/** Row by row: what it changes, or why it cannot be taken. What rows take is added to `seen`. */
export function judge(
  rows: readonly Row[],
  given: Judging,
  seen: Seen = new Map<string, Taken>(),
): Judged {
  const judged: Judged = { changes: [], taken: 0, refused: [], remarks: [], vacancies: [] }
  for (const row of rows) {
    const place = placeIn(row, given)
    if (!(place instanceof RowRefused) && isVacancy(row)) {
      enterVacancy(row, place, given, judged)
      continue
    }
    const change = place instanceof RowRefused ? place : changeIn(row, place, given, seen)
    if (change instanceof RowRefused) {
      judged.refused.push({ ...spotOf(row), reason: change.reason })
      continue
    }
    judged.taken++
    if (change) judged.changes.push(change)
    const remarks = [row.hidden && hiddenWords, blankBelow(row, place as Place, given)]
    for (const remark of remarks) if (remark) judged.remarks.push({ ...spotOf(row), remark })
  }
  return judged
}

const hiddenWords = '这一行是隐藏的，或被筛选掉了，也导入了'
/**
 * A village that is written once for several rows, and not merged: who can stand at either level is
 * seated at the upper one.
 */
function blankBelow(row: Row, place: Place, { kinds, places }: Judging): string | null {
  const left = row.above?.find(({ level }) => row.places.every((one) => one.level !== level))
  if (!left || !kinds.standsAt(place.kind, left.level)) return null
  const unit = places.unitIn(row)
  const deeper = places.unitIn({ ...row, places: row.above! })
  if (unit instanceof RowRefused || deeper instanceof RowRefused) return null
  if (deeper.path === unit.path || !covers(unit.path, deeper.path)) return null
  return `这一行没有写${deeper.name}，按${unit.name}导入了；要是也在${deeper.name}，请写上`
}

const isVacancy = ({ name, phone, deputyName, deputyPhone }: Row) =>
  !name && !phone && !deputyName && !deputyPhone
/** Nobody is sent away by a row that names nobody: it may have been forgotten. */
function enterVacancy(row: Row, place: Place, { kinds, places, standing }: Judging, to: Judged) {
  const unit = places.unitIn(row)
  const kind = unit instanceof RowRefused ? unit : kinds.kindOf(row, unit)
  if (kind instanceof RowRefused) return
  const { unitPath, object } = place
  to.vacancies.push({ ...spotOf(row), title: kind.title, unitPath, object })
  if (standing.get(seatKey(place))?.personId) {
    to.remarks.push({
      ...spotOf(row),
      remark: '名单里空缺，系统里还有人，没有改；要免去请在岗位里办',
    })
  }
}

/** Null: the row only says what is so already, or what a row above says. */
function changeIn(row: Row, place: Place, given: Judging, seen: Seen): Change | null | RowRefused {
  const seat = seatIn(row, place, given)
  if (seat instanceof RowRefused) return seat
  const key = seatKey(seat)
  const twin = seen.get(key)
  if (twin && isSame(twin.seat, seat)) return null
  if (twin) return refuse(`和${whereIs(twin, row)}是同一个岗位，请在“对象”里写清各管什么`)
  seen.set(key, { ...spotOf(row), seat })
  const before = given.standing.get(key) ?? null
  return before && isSame(before, seat) ? null : { before, seat }
}

const whereIs = (one: Spot, { sheet }: Spot) =>
  `${one.sheet === sheet ? '' : `“${one.sheet}”`}第 ${one.row} 行`

function seatIn(row: Row, place: Place, given: Judging): Seat | RowRefused {
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
  if (row.unreadable) return refuse(row.unreadable)
  const unit = places.unitIn(row)
  if (unit instanceof RowRefused) return unit
  const kind = kinds.kindOf(row, unit)
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
