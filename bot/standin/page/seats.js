import { ask } from './server.js'

const usual = 5
const wantedUsers = () => new URLSearchParams(location.search).get('users')

/**
 * Which people sit here: `?users=` if given, else the seats that the start chose, else the first
 * five of the directory.
 */
export async function loadSeats() {
  const chosen = await ask('seats').catch(() => [])
  const known = new Map(chosen.map((seat) => [seat.userId, seat]))
  const wanted = wantedUsers()
  if (wanted !== null) {
    return wanted
      .split(',')
      .filter(Boolean)
      .map((userId) => known.get(userId) ?? { userId })
  }
  if (chosen.length > 0) return chosen
  return (await findPeople('')).slice(0, usual).map((person) => ({ userId: person.userId }))
}

/** Every phone was put away by hand, which is not the same as nobody being there yet. */
export const isCleared = () => wantedUsers() === ''

/** People by a part of their name, post or id. */
export function findPeople(query) {
  return ask(`users?q=${encodeURIComponent(query)}`)
}

/** Keeps the set in the address, so that a reload or a bookmark brings the same phones. */
export function rememberSeats(seats) {
  const address = new URL(location.href)
  address.searchParams.set('users', seats.map((seat) => seat.userId).join(','))
  history.replaceState(null, '', address.href.replaceAll('%2C', ','))
}
