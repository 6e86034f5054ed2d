import type { PostKind } from '../../config/policy'
import type { Unit } from '../../shared/org'
import { covers, type UnitKind } from '../../shared/vocabulary'
import { uuid } from '../core/ids'
import type { Row } from './postsSheet'
import { formsOf, means, mobileOf, upwards } from './rules'
import { tight } from '../core/text'

/** Why a row cannot be taken, in words for whoever wrote it. */
export class Refused {
  constructor(readonly reason: string) {}
}
const refuse = (reason: string) => new Refused(reason)

const kindWords: Record<UnitKind, string> = {
  city: '市',
  county: '县（市、区）',
  township: '乡镇（街道）',
  area: '功能区',
  village: '村（社区）',
  grid: '网格',
}

/** The units a list may speak of, found by the words in its columns. */
export class Places {
  private readonly names: ReadonlyMap<string, string>
  /** `path form` → the units with this name at or below this path. */
  private readonly byPlace = new Map<string, Unit[]>()
  private readonly known = new Map<string, Unit | Refused>()
  /** `above`: the units over the base, whose names may stand in front. */
  constructor(
    private readonly base: Unit,
    private readonly units: readonly Unit[],
    above: readonly Unit[],
  ) {
    this.names = new Map([...units, ...above].map((unit) => [unit.path, unit.name]))
    for (const unit of units) {
      for (const form of formsOf(tight(unit.name))) {
        for (const path of upwards(unit.path)) {
          const key = `${path} ${form}`
          const there = this.byPlace.get(key)
          if (there) there.push(unit)
          else this.byPlace.set(key, [unit])
        }
      }
    }
  }
  /** Column by column downwards; an empty column leaves out its level. */
  of({ township = '', village = '', grid = '' }: Row): Unit | Refused {
    const steps = [
      [township, ['county', 'township', 'area', 'city']],
      [village, ['village']],
      [grid, ['grid']],
    ] as const
    let at: Unit | Refused = this.base
    for (const [text, kinds] of steps) {
      if (text && !(at instanceof Refused)) at = this.below(at, text, kinds)
    }
    return at
  }
  private below(at: Unit, text: string, kinds: readonly UnitKind[]): Unit | Refused {
    const key = `${at.path} ${kinds[0]} ${text}`
    if (!this.known.has(key)) this.known.set(key, this.search(at, text, kinds))
    return this.known.get(key)!
  }
  private search(at: Unit, text: string, kinds: readonly UnitKind[]): Unit | Refused {
    const fits = (unit: Unit) => kinds.includes(unit.kind) && covers(at.path, unit.path)
    const formed = (this.byPlace.get(`${at.path} ${text}`) ?? []).filter(fits)
    const exact = formed.filter((unit) => unit.name === text)
    const spoken = () =>
      this.units.filter(
        (unit) =>
          fits(unit) &&
          means(
            text,
            upwards(unit.path).map((path) => this.names.get(path) ?? ''),
            true,
          ),
      )
    const found = exact.length ? exact : formed.length ? formed : spoken()
    if (found.length === 1) return found[0]!
    return refuse(
      found.length
        ? `${at.name}有 ${found.length} 个“${text}”，请写全名`
        : `${at.name}没有叫“${text}”的${kinds.includes('township') ? '乡镇（街道）' : kindWords[kinds[0]!]}`,
    )
  }
}

/** Which post a row means; it must be one that stands at such a unit. */
export function kindIn(
  kinds: ReadonlyMap<string, PostKind>,
  text: string,
  unit: Unit,
): PostKind | Refused {
  const kind = kinds.get(text)
  if (!text) return refuse('没有填岗位')
  if (!kind) return refuse(`没有“${text}”这种岗位，请从下拉表里选`)
  return kind.at.includes(unit.kind)
    ? kind
    : refuse(
        `“${kind.title}”要写到${kind.at.map((it) => kindWords[it]).join('或')}，这一行写的是${unit.name}`,
      )
}
/** Title or another way to write it → the post kind. */
export const kindsByTitle = (kinds: readonly PostKind[]) =>
  new Map(
    kinds.flatMap((kind) =>
      [kind.title, ...kind.aliases].map((title) => [tight(title), kind] as const),
    ),
  )

/** One of our people as a list may mean them. `near`: with a post here, or with none anywhere. */
export type Somebody = {
  id: string
  name: string
  phoneIndex: string | null
  left: boolean
  near: boolean
}
export type Found = { id: string; joins?: { name: string; phone: string }; gains?: string }

/** Who the rows of a list mean, and whom they bring in: nobody is brought in by a row that is refused. */
export class Roster {
  private readonly byPhone = new Map<string, Somebody[]>()
  private readonly byName = new Map<string, Somebody[]>()
  private readonly byId = new Map<string, Somebody>()
  readonly joining: { id: string; name: string; phone: string }[] = []
  /** People known by name whose phone the list tells. */
  readonly gaining: { id: string; phone: string }[] = []
  constructor(
    people: readonly Somebody[],
    private readonly indexOf: (phone: string) => string,
  ) {
    people.forEach((person) => this.add(person))
  }
  private add(person: Somebody) {
    this.byId.set(person.id, person)
    if (person.phoneIndex) {
      this.byPhone.set(person.phoneIndex, [...(this.byPhone.get(person.phoneIndex) ?? []), person])
    }
    const name = tight(person.name)
    this.byName.set(name, [...(this.byName.get(name) ?? []), person])
  }

  find(name: string, phoneText: string, whose = ''): Found | Refused {
    if (!name) return refuse(`没有填${whose && ` ${whose}`}姓名`)
    if (name.length > 64 || /\d/.test(name)) {
      return refuse(`${whose}姓名“${name.slice(0, 20)}”不像人名`)
    }
    const phone = phoneText ? mobileOf(phoneText) : null
    if (phoneText && !phone) {
      return refuse(`${whose}手机“${phoneText.slice(0, 24)}”不是 11 位号码，一格只写一个`)
    }
    return phone ? this.withPhone(name, phone, whose) : this.without(name, whose)
  }
  private withPhone(name: string, phone: string, whose: string): Found | Refused {
    const phoneIndex = this.indexOf(phone)
    const same = (person: Somebody) => tight(person.name) === tight(name)
    const people = this.byPhone.get(phoneIndex) ?? []
    const here = people.filter((person) => !person.left)
    if (here.length) {
      return here.some(same)
        ? { id: here.find(same)!.id }
        : refuse(`${whose}手机 ${phone} 登记的是别人，请核对姓名和号码`)
    }
    if (people.some(same)) return refuse(`${name}已经不在钉钉组织里，请先让管理员加回来`)
    const known = this.named(name).filter((person) => person.phoneIndex === null)
    if (known.length > 1) {
      return refuse(`有 ${known.length} 个“${name}”还没有手机号，请先在钉钉里补上`)
    }
    return known[0] ? { id: known[0].id, gains: phone } : { id: uuid(), joins: { name, phone } }
  }
  private without(name: string, whose: string): Found | Refused {
    const people = this.named(name)
    if (people.length === 1) return { id: people[0]!.id }
    return refuse(
      people.length
        ? `有 ${people.length} 个“${name}”，请写上${whose}手机`
        : `没有${whose}手机，认不出“${name}”是哪一位`,
    )
  }
  private named = (name: string) =>
    (this.byName.get(tight(name)) ?? []).filter((person) => !person.left && person.near)

  accept({ id, joins, gains }: Found) {
    if (joins) {
      this.joining.push({ id, ...joins })
      this.add({
        id,
        name: joins.name,
        phoneIndex: this.indexOf(joins.phone),
        left: false,
        near: true,
      })
    } else if (gains) {
      this.gaining.push({ id, phone: gains })
      const person = this.byId.get(id)!
      const phoneIndex = this.indexOf(gains)
      person.phoneIndex = phoneIndex
      this.byPhone.set(phoneIndex, [...(this.byPhone.get(phoneIndex) ?? []), person])
    }
  }
}

/** A post as it stands, and as a list wants it. */
export type Seat = {
  kind: string
  unitPath: string
  object: string
  personId: string
  deputyId: string | null
  until: Date | null
}
export type Standing = Omit<Seat, 'personId'> & { id: string; personId: string | null }
export const seatKey = ({ kind, unitPath, object }: Pick<Seat, 'kind' | 'unitPath' | 'object'>) =>
  `${unitPath} ${kind} ${object}`
type Judging = {
  places: Places
  kinds: ReadonlyMap<string, PostKind>
  roster: Roster
  standing: ReadonlyMap<string, Standing>
  mayAppoint: (kind: PostKind, unitPath: string) => boolean
  now: Date
}
export type Judged = {
  changes: { before: Standing | null; seat: Seat }[]
  taken: number
  refused: { row: number; reason: string }[]
}

/** Row by row: what it changes, or why it cannot be taken. A row that only says what is so already changes nothing. */
export function judge(rows: readonly Row[], given: Judging): Judged {
  const judged: Judged = { changes: [], taken: 0, refused: [] }
  const seen = new Map<string, { row: number; seat: Seat }>()
  for (const row of rows) {
    const seat = seatIn(row, given)
    const key = seat instanceof Refused ? '' : seatKey(seat)
    const twin = seen.get(key)
    const refusal =
      seat instanceof Refused
        ? seat
        : twin && !isSame(twin.seat, seat)
          ? refuse(`和第 ${twin.row} 行是同一个岗位，请在“对象”里写清各管什么`)
          : null
    if (refusal || seat instanceof Refused) {
      judged.refused.push({ row: row.row, reason: refusal!.reason })
      continue
    }
    judged.taken++
    if (twin) continue
    seen.set(key, { row: row.row, seat })
    const before = given.standing.get(key) ?? null
    if (!before || !isSame(before, seat)) judged.changes.push({ before, seat })
  }
  return judged
}
export const isSame = (
  one: Pick<Standing, 'personId' | 'deputyId' | 'until'>,
  other: Pick<Standing, 'personId' | 'deputyId' | 'until'>,
) =>
  one.personId === other.personId &&
  one.deputyId === other.deputyId &&
  one.until?.getTime() === other.until?.getTime()

function seatIn(row: Row, given: Judging): Seat | Refused {
  const place = placeIn(row, given)
  if (place instanceof Refused) return place
  const before = given.standing.get(seatKey(place))
  const people = peopleIn(row, given.roster)
  if (people instanceof Refused) return people
  const until = termIn(row, before?.until ?? null, given.now)
  if (until instanceof Refused) return until
  const { holder, deputy } = people
  const kept =
    row.deputyName === undefined && before?.deputyId !== holder.id ? before?.deputyId : null
  for (const found of [holder, deputy]) if (found) given.roster.accept(found)
  return { ...place, personId: holder.id, deputyId: deputy?.id ?? kept ?? null, until }
}
function placeIn(
  row: Row,
  { places, kinds, mayAppoint }: Judging,
): Pick<Seat, 'kind' | 'unitPath' | 'object'> | Refused {
  const unit = places.of(row)
  if (unit instanceof Refused) return unit
  const kind = kindIn(kinds, row.kind ?? '', unit)
  const object = row.object ?? ''
  if (kind instanceof Refused) return kind
  if (!mayAppoint(kind, unit.path)) return refuse(`“${kind.title}”只能由系统管理员登记`)
  return object.length > 64
    ? refuse('对象最多 64 个字')
    : { kind: kind.name, unitPath: unit.path, object }
}
function peopleIn(
  { name = '', phone = '', deputyName = '', deputyPhone = '' }: Row,
  roster: Roster,
): { holder: Found; deputy: Found | null } | Refused {
  const holder = roster.find(name, phone)
  if (holder instanceof Refused) return holder
  const deputy = deputyName || deputyPhone ? roster.find(deputyName, deputyPhone, 'B 角') : null
  if (deputy instanceof Refused) return deputy
  const told = deputy && phoneOf(deputy)
  return deputy?.id === holder.id || (told && told === phoneOf(holder))
    ? refuse('AB 角不能是同一个人')
    : { holder, deputy }
}
const phoneOf = ({ joins, gains }: Found) => joins?.phone ?? gains
function termIn(row: Row, before: Date | null, now: Date): Date | null | Refused {
  const until = 'until' in row ? row.until : before
  if (until === undefined) return refuse('任期至要写成 2026-12-31 这样')
  return until && until <= now && until.getTime() !== before?.getTime()
    ? refuse('任期已经过了，请写以后的日期')
    : until
}
