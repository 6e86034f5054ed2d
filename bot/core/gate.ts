/** Lets so many through at once, in the order in which they came. */
export type Gate = <R>(work: () => Promise<R>) => Promise<R>
export function gate(width: number): Gate {
  const waiting: (() => void)[] = []
  let free = width
  return async (work) => {
    if (free) free--
    else await new Promise<void>((go) => waiting.push(go))
    try {
      return await work()
    } finally {
      const next = waiting.shift()
      if (next) next()
      else free++
    }
  }
}
