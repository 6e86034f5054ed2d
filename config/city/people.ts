import type { Post } from '../../shared/org'
import { momentOf } from '../../shared/time'
import { codeOf, parentPath } from '../../shared/vocabulary'
import { type Chair, chairsOf } from './chairs'
import { knownPeople } from './known'
import { cityUnits } from './units'

export type CityPerson = { id: string; name: string; phone: string; directoryKey: string }
export type CityPeople = { people: CityPerson[]; posts: Post[] }

/** The list of posts as it was rolled over before the flood season. */
const since = momentOf('2025-04-15')

/**
 * So many invented people on the posts of the demonstration city, filled from the top; the same for
 * the same numbers.
 * With few people somebody has several posts, as in small townships; nobody stands in at a place
 * where nobody is.
 */
export function cityPeople(count: number, seed = 1, verifiedAt: Date | null = null): CityPeople {
  const people = knownPeople.map(({ id, name, directoryKey }, index) => ({
    id,
    name,
    phone: phoneOf(index),
    directoryKey,
  }))
  const crews = new Crews()
  for (const { id, unitPath, kind } of knownPeople) {
    crews.seat(id, { unitPath, kind, object: '', must: true })
  }
  const gaps = fill(crews, people, count, seed)
  for (const chair of gaps) crews.standIn(chair)
  return { people, posts: postsOf(crews, seed, verifiedAt) }
}

/**
 * Seats somebody new on one chair after the other while there are people; tells the chairs that
 * must be filled and are not.
 */
function fill(crews: Crews, people: CityPerson[], count: number, seed: number): Chair[] {
  const nextName = nameGiver(seed)
  const gaps: Chair[] = []
  for (const chair of chairsOf(cityUnits(), seed)) {
    const isFull = people.length >= count
    if (isFull && !chair.must && chair.object) break
    if (crews.at(chair.unitPath, chair.kind) && !chair.object) continue
    if (!isFull) {
      const person = newPerson(people.length, nextName(), seed)
      people.push(person)
      crews.seat(person.id, chair)
    } else if (chair.must) gaps.push(chair)
  }
  return gaps
}
const newPerson = (index: number, name: string, seed: number): CityPerson => ({
  id: uuidOf(0, seed, index),
  name,
  phone: phoneOf(index),
  directoryKey: `u-${String(index).padStart(5, '0')}`,
})
const postsOf = (crews: Crews, seed: number, verifiedAt: Date | null): Post[] =>
  crews.seated.map(({ chair: { unitPath, kind, object }, personId }, index) => ({
    id: uuidOf(1, seed, index),
    kind,
    unitPath,
    object,
    personId,
    deputyId: crews.deputy(personId, unitPath, kind),
    since,
    until: null,
    verifiedAt,
    endedAt: null,
  }))

/**
 * Who is the B角 of whom: the holder of another post at the same unit, or, in a village, in its
 * grids.
 */
const deputies: Record<string, readonly string[]> = {
  dutyOfficer: ['commandOffice'],
  dutyLeader: ['deputyCommander'],
  commander: ['deputyCommander'],
  townshipCommander: ['townshipDeputyCommander', 'emergencyOfficeHead'],
  emergencyOfficeHead: ['emergencyOfficeClerk', 'townshipDeputyCommander'],
  areaHead: ['areaSafetyHead'],
  villageHead: ['villageEvacuation', 'gridMember'],
  gridMember: ['gridMember'],
}

/** Who sits where, while the city is being filled. */
class Crews {
  readonly seated: { chair: Chair; personId: string }[] = []
  private readonly holders = new Map<string, string>()
  private readonly crews = new Map<string, string[]>()
  private readonly turns = new Map<string, number>()

  at(unitPath: string, kind: string) {
    return this.holders.get(`${unitPath} ${kind}`)
  }

  seat(personId: string, chair: Chair) {
    const place = placeOf(chair.unitPath)
    this.give(chair, personId)
    this.crews.set(place, [...(this.crews.get(place) ?? []), personId])
  }

  /** The people of the place take the open posts in turn, the one who came last first. */
  standIn(chair: Chair) {
    const place = placeOf(chair.unitPath)
    const crew = this.crews.get(place)
    if (!crew) return
    const turn = this.turns.get(place) ?? 0
    this.turns.set(place, turn + 1)
    this.give(chair, crew[crew.length - 1 - (turn % crew.length)]!)
  }

  deputy(personId: string, unitPath: string, kind: string) {
    const places = placesOfDeputy(unitPath, kind)
    const found = (deputies[kind] ?? [])
      .flatMap((other) => places.map((place) => this.at(place, other)))
      .find((other) => other && other !== personId)
    return found ?? null
  }

  private give(chair: Chair, personId: string) {
    this.holders.set(`${chair.unitPath} ${chair.kind}`, personId)
    this.seated.push({ chair, personId })
  }
}

/** Where the deputy of a post is looked for: a village has its grids, a grid its sisters. */
function placesOfDeputy(unitPath: string, kind: string): string[] {
  if (kind === 'villageHead') return [unitPath, ...gridsOf(unitPath)]
  if (kind === 'gridMember') return gridsOf(parentPath(unitPath)!)
  return [unitPath]
}
const gridsOf = (village: string) => [1, 2].map((n) => `${village}/${codeOf(village)}0${n}`)

const villageDepth = 4
/** Grids share the people of their village. */
const placeOf = (path: string) => path.split('/').slice(0, villageDepth).join('/')

/** Numbers that no operator gives out: Chinese mobile numbers never begin with 100. */
const phoneOf = (index: number) => `1000${String(index + 1).padStart(7, '0')}`
const uuidOf = (kind: number, seed: number, index: number) =>
  `0000000${kind}-0000-7000-8${hex(seed % 4096, 3)}-${hex(index + 1, 12)}`
const hex = (value: number, length: number) => value.toString(16).padStart(length, '0')

const surnames = '王陈林李张金叶蒋江朱郑周吴徐潘胡郭赵章黄杨罗郏庄沈丁应谢冯许卢邵季梁余戴'
const firsts = '建国志海春阿小文永秀月玉美丽云明德仁伟学素冬菊爱根金银福招招彩晓家正'
const lasts = '平华军明芬兰英峰林法琴香娟波强斌芳敏燕珍飞龙方勇生新良苗友富江娥珠仙青'

/** Invented names, a third of them with one sign after the surname; the same for the same seed. */
function nameGiver(seed: number): () => string {
  let state = (seed * 2_654_435_761) >>> 0
  const pick = (letters: string) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return letters[Math.floor((state / 2 ** 32) * letters.length)]!
  }
  return () => {
    const surname = pick(surnames)
    const first = pick('单双双') === '单' ? '' : pick(firsts)
    return surname + first + pick(lasts)
  }
}
