import type { Storage } from './store'

const skewKey = 'skew'
/** A smaller difference is the way of the answer through the network. */
const tolerance = 1_000

/** The service's time, as far as it was heard: phones go wrong by minutes. */
export function createClock(storage: Storage) {
  let skew = Number(storage.read(skewKey) ?? 0)
  const now = () => new Date(Date.now() + skew)

  function hear(at: Date) {
    const next = at.getTime() - Date.now()
    if (Math.abs(next - skew) < tolerance) return
    skew = next
    storage.write(skewKey, String(skew))
  }
  return { now, hear }
}
