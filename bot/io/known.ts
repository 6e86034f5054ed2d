import { addToGroup } from '../core/groups'
import { ticksNow } from '../core/wall'

type Waiting<V> = { done: (value: V | null) => void; fail: (error: unknown) => void }

/**
 * Looks up many keys that are asked for one by one, together; remembers what it found for a minute,
 * or not at all.
 */
export function createLookup<V>(
  load: (keys: string[]) => Promise<Map<string, V>>,
  keepMs = 60_000,
  maxKept = 200_000,
) {
  const found = new Map<string, { value: V; until: number }>()
  let asked = new Map<string, Waiting<V>[]>()

  async function flush() {
    const batch = asked
    asked = new Map()
    try {
      answer(batch, await load([...batch.keys()]))
    } catch (error) {
      for (const { fail } of [...batch.values()].flat()) fail(error)
    }
  }
  function answer(batch: ReadonlyMap<string, readonly Waiting<V>[]>, values: Map<string, V>) {
    for (const [key, waiting] of batch) {
      const value = values.get(key)
      if (value !== undefined && keepMs) found.set(key, { value, until: ticksNow() + keepMs })
      for (const { done } of waiting) done(value ?? null)
    }
    if (found.size > maxKept) found.clear()
  }
  function get(key: string): Promise<V | null> {
    const hit = found.get(key)
    if (hit && hit.until > ticksNow()) return Promise.resolve(hit.value)
    return new Promise((done, fail) => {
      if (!asked.size) setImmediate(() => void flush())
      addToGroup(asked, key, { done, fail })
    })
  }
  return { get, clear: () => found.clear() }
}
