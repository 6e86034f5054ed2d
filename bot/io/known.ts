/** Looks up many keys that are asked for one by one, together; remembers what it found for a minute. */
export function createLookup<V>(load: (keys: string[]) => Promise<Map<string, V>>, keepMs = 60_000, most = 200_000) {
  const found = new Map<string, { value: V; until: number }>()
  let asked = new Map<string, ((value: V | null) => void)[]>()
  const flush = async () => {
    const batch = asked
    asked = new Map()
    const values = await load([...batch.keys()]).catch(() => new Map<string, V>())
    for (const [key, waiting] of batch) {
      const value = values.get(key)
      if (value !== undefined) found.set(key, { value, until: Date.now() + keepMs })
      for (const done of waiting) done(value ?? null)
    }
    if (found.size > most) found.clear()
  }
  return {
    clear: () => found.clear(),
    get(key: string): Promise<V | null> {
      const hit = found.get(key)
      if (hit && hit.until > Date.now()) return Promise.resolve(hit.value)
      return new Promise((done) => {
        if (!asked.size) setImmediate(() => void flush())
        asked.set(key, [...(asked.get(key) ?? []), done])
      })
    },
  }
}
