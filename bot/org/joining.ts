import type { Person } from '../../shared/org'
import type { DirectoryPerson } from '../core/ports'

/** Somebody as the directory has them, with the names of their departments. */
export type Arrival = { person: DirectoryPerson; departments: readonly string[] }
/** Somebody as we have them, with the names of the units where they hold a post. */
export type Known = { person: Person; units: readonly string[] }
type Indexed = Arrival & { phoneIndex: string | null }

/**
 * Which of our people each arrival is; null: somebody new. First the directory's own key, then the phone, then the name
 * on a post of a unit called like the department — the last two only if nobody else fits, on either side.
 */
export function joinPeople(
  arrivals: readonly Indexed[],
  known: readonly Known[],
): (Person | null)[] {
  const byKey = new Map(known.map(({ person }) => [person.directoryKey, person]))
  const taken = new Set(arrivals.map((it) => byKey.get(it.person.key)?.id))
  const found = arrivals.map((it) => byKey.get(it.person.key) ?? null)
  const pass = (fits: (arrival: Indexed, known: Known) => boolean) => {
    const open = known.filter(({ person }) => !taken.has(person.id))
    const pairs = arrivals.map((arrival, index) =>
      found[index] ? [] : open.filter((it) => fits(arrival, it)),
    )
    const suitors = new Map<string, number>()
    for (const { person } of pairs.flat()) suitors.set(person.id, (suitors.get(person.id) ?? 0) + 1)
    for (const [index, fitting] of pairs.entries()) {
      const only = fitting.length === 1 ? fitting[0]!.person : null
      if (only && suitors.get(only.id) === 1) {
        found[index] = only
        taken.add(only.id)
      }
    }
  }
  pass(
    (arrival, { person }) =>
      arrival.phoneIndex !== null && arrival.phoneIndex === person.phoneIndex,
  )
  pass(
    (arrival, { person, units }) =>
      arrival.person.name === person.name &&
      person.directoryKey === null &&
      (arrival.phoneIndex === null || person.phoneIndex === null) &&
      arrival.departments.some((name) => units.includes(name)),
  )
  return found
}

/** A name that two people of one department share tells neither from the other: it does not count there. */
export function withClearNames(arrivals: readonly Arrival[]): Arrival[] {
  const times = new Map<string, number>()
  const places = (it: Arrival) =>
    it.departments.map((department) => `${it.person.name} ${department}`)
  for (const place of arrivals.flatMap(places)) times.set(place, (times.get(place) ?? 0) + 1)
  return arrivals.map((it) => ({
    ...it,
    departments: it.departments.filter(
      (department) => times.get(`${it.person.name} ${department}`) === 1,
    ),
  }))
}

/** An address book that suddenly lacks more than a fifth of us is not to be believed. */
export const tooManyLeft = (absent: number, known: number) => absent > known / 5

const hour = 3_600_000
const day = 24 * hour
const shanghai = 8 * hour
/** The moment of today's reading (`03:10`, Shanghai), while it is less than an hour ago; null at any other time. */
export function readingAt(syncAt: string, now: Date): Date | null {
  const [hours, minutes] = syncAt.split(':').map(Number) as [number, number]
  const ago = (((now.getTime() + shanghai - hours * hour - minutes * 60_000) % day) + day) % day
  return ago < hour ? new Date(now.getTime() - ago) : null
}
