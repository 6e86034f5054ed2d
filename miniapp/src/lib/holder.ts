import type { Storage } from './store'

const holderKey = 'holder'

/**
 * Who holds this phone, as the last log-in told; empty while nobody is known. What a person keeps
 * here lies under the own name: the next who holds the phone does not see it, and does not send it.
 */
export function createHolder(storage: Storage) {
  const listeners = new Set<(before: string) => void>()
  let personId = storage.read(holderKey) ?? ''
  const nameOf = (key: string) => (personId ? `${personId}.${key}` : key)

  function become(next: string) {
    const before = personId
    if (next === before) return
    personId = next
    storage.write(holderKey, next)
    listeners.forEach((tell) => tell(before))
  }
  const own: Storage = {
    read: (key) => storage.read(nameOf(key)),
    write: (key, text) => storage.write(nameOf(key), text),
    remove: (key) => storage.remove(nameOf(key)),
  }
  return {
    id: () => personId,
    become,
    own,
    nameOf,
    listen: (tell: (before: string) => void) => void listeners.add(tell),
  }
}
export type Holder = ReturnType<typeof createHolder>
