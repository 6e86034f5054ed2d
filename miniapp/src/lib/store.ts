import type { Bridge } from '../platform/bridge'

export type Storage = Bridge['storage']

/**
 * A phone may be full: what is only remembered goes for what was typed or done. Where there is no
 * room even then, that is held until the app is closed, and `isFull` says so at once.
 */
export function createStore(storage: Storage) {
  const held = new Map<string, string>()
  const listeners = new Set<(isFull: boolean) => void>()
  let spare = () => false
  const isFull = () => held.size > 0

  function isWritten(key: string, text: string): boolean {
    try {
      storage.write(key, text)
      return true
    } catch {
      return false
    }
  }
  /** Says whether there was room; nothing is held. */
  function offer(key: string, text: string): boolean {
    while (!isWritten(key, text)) if (!spare()) return false
    return true
  }
  function change(hold: () => void) {
    const before = isFull()
    hold()
    if (isFull() !== before) listeners.forEach((tell) => tell(isFull()))
  }
  return {
    read: (key: string) => held.get(key) ?? storage.read(key),
    write(key: string, text: string) {
      const isKept = offer(key, text)
      change(() => void (isKept ? held.delete(key) : held.set(key, text)))
    },
    remove(key: string) {
      storage.remove(key)
      change(() => void held.delete(key))
    },
    offer,
    /** `give` makes some room; false when it has nothing left to give. */
    sparing(give: () => boolean) {
      spare = give
    },
    isFull,
    listen(tell: (isFull: boolean) => void) {
      listeners.add(tell)
      return () => void listeners.delete(tell)
    },
  }
}
export type Store = ReturnType<typeof createStore>
