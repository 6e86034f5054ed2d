import { EventEmitter, once } from 'node:events'

/** Resolves after so long; rejects when it is called off. */
export type Later = (ms: number, calledOff?: AbortSignal) => Promise<unknown>
export type Ear<T> = ReturnType<typeof createEar<T>>

/** Far more than one administrator does: the door is open to strangers too. */
const mostHeard = 1_000

/** Keeps what is heard, and waits for what somebody is asked to do. */
export function createEar<T>(later: Later) {
  const heard: T[] = []
  const bell = new EventEmitter()

  function hear(one: T) {
    if (heard.length >= mostHeard) return
    heard.push(one)
    bell.emit('heard')
  }

  /**
   * Asks, then waits until `look` finds something in all that was heard, also before: whoever sees
   * a card presses it at once. Null when the time is over.
   */
  async function wait<R>(
    within: number,
    ask: () => unknown,
    look: (all: readonly T[]) => R | undefined,
  ): Promise<R | null> {
    await ask()
    const found = new AbortController()
    let isLate = false
    void later(within, found.signal).then(
      () => {
        isLate = true
        bell.emit('heard')
      },
      () => undefined,
    )
    try {
      for (;;) {
        const result = look(heard)
        if (result !== undefined || isLate) return result ?? null
        await once(bell, 'heard')
      }
    } finally {
      found.abort()
    }
  }

  return { hear, wait }
}
