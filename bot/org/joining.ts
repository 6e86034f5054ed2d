import type { Person } from '../../shared/org'
import { dayOf, daysBefore, hoursAfter, momentOf } from '../../shared/time'
import { groupBy } from '../core/groups'
import type { DirectoryPerson } from '../core/ports'

/** Somebody as the directory has them, with the names of their departments. */
export type Arrival = { person: DirectoryPerson; departments: readonly string[] }
/** Somebody as we have them, with the names of the units where they hold a post. */
export type Known = { person: Person; units: readonly string[] }
type Indexed = Arrival & { phoneIndex: string | null }
type Fits = (arrival: Indexed, known: Known) => boolean

/**
 * Which of our people each arrival is; null: somebody new. First the directory's own key, then the
 * phone with the name, then the phone, then the name on a post of a unit called like the department
 * — all but the first only if nobody else fits, on either side.
 */
export function joinPeople(
  arrivals: readonly Indexed[],
  known: readonly Known[],
): (Person | null)[] {
  const byKey = new Map(known.map(({ person }) => [person.directoryKey, person]))
  const found = arrivals.map((arrival) => byKey.get(arrival.person.key) ?? null)
  for (const fits of [hasPhoneAndName, hasPhone, hasNameAtUnit]) {
    const taken = new Set(found.map((person) => person?.id))
    const open = known.filter(({ person }) => !taken.has(person.id))
    const pairs = arrivals.map((arrival, index) =>
      found[index] ? [] : open.filter((one) => fits(arrival, one)),
    )
    for (const [index, person] of clearPairs(pairs)) found[index] = person
  }
  return found
}
const hasPhone: Fits = ({ phoneIndex }, { person }) =>
  phoneIndex !== null && phoneIndex === person.phoneIndex
/** A number may stand in two lists, once with another name. */
const hasPhoneAndName: Fits = (arrival, known) =>
  hasPhone(arrival, known) && arrival.person.name === known.person.name
const hasNameAtUnit: Fits = ({ person: { name }, phoneIndex, departments }, { person, units }) =>
  name === person.name &&
  person.directoryKey === null &&
  (phoneIndex === null || person.phoneIndex === null) &&
  departments.some((department) => units.includes(department))

/**
 * The arrivals that exactly one of us fits, who fits no other arrival; by their place in the list.
 */
function clearPairs(pairs: readonly (readonly Known[])[]): Map<number, Person> {
  const suitors = groupBy(pairs.flat(), ({ person }) => person.id)
  const clear = new Map<number, Person>()
  for (const [index, [only, ...others]] of pairs.entries()) {
    if (!only || others.length) continue
    if (suitors.get(only.person.id)!.length === 1) clear.set(index, only.person)
  }
  return clear
}

/**
 * A name that two people of one department share tells neither from the other: it does not count
 * there.
 */
export function withClearNames(arrivals: readonly Arrival[]): Arrival[] {
  const places = arrivals.flatMap(({ person, departments }) =>
    departments.map((department) => placeKey(person.name, department)),
  )
  const namesakes = groupBy(places, (place) => place)
  const isClear = (name: string, department: string) =>
    namesakes.get(placeKey(name, department))!.length === 1
  return arrivals.map((arrival) => ({
    ...arrival,
    departments: arrival.departments.filter((it) => isClear(arrival.person.name, it)),
  }))
}
const placeKey = (name: string, department: string) => `${name} ${department}`

/** An address book that suddenly lacks more than a fifth of us is not to be believed. */
export const tooManyLeft = (absent: number, known: number) => absent > known / 5

/**
 * The moment of the last reading (`03:10`, Shanghai), while it is less than an hour ago; null at
 * any other time.
 */
export function readingAt(syncAt: string, now: Date): Date | null {
  const readings = [now, daysBefore(now, 1)].map((at) => momentOf(dayOf(at), syncAt))
  return readings.find((at) => at <= now && now < hoursAfter(at, 1)) ?? null
}
