import { useDidShow } from '@tarojs/taro'
import { useCallback, useEffect, useRef, useState } from 'react'
import type { Asking } from '../lib/phone'
import { Unreachable, sentence } from '../lib/refused'
import type { Job } from '../lib/jobs'
import { phone } from '../platform/phone'

/**
 * What a screen shows: the last known content at once, the service's as soon as it comes. `stale`:
 * from when the content is, while it is not fresh.
 */
export type Look<T> = {
  value: T | null
  stale: Date | null
  offline: boolean
  problem: string | null
  again: () => Promise<void>
}
type State<T> = Pick<Look<T>, 'value' | 'stale' | 'offline' | 'problem'>

/**
 * Asks again whenever the page comes to the front, and `every` so many seconds; `key` says what is
 * asked.
 */
export function useLook<T>(key: string, ask: (client: Asking) => Promise<T>, every = 0): Look<T> {
  const [state, setState] = useState<State<T>>({
    value: null,
    stale: null,
    offline: false,
    problem: null,
  })
  const asked = useRef(ask)
  const turn = useRef(0)
  const seen = useRef('')
  const last = useRef(0)
  const underWay = useRef(0)
  asked.current = ask
  const again = useCallback(async () => {
    last.current = Date.now()
    underWay.current++
    const mine = ++turn.current
    const set = (next: (before: State<T>) => State<T>) => {
      if (mine === turn.current) setState(next)
    }
    let oldest: Date | null = null
    if (seen.current !== key) {
      await asked
        .current(
          phone.recalled((at) => {
            if (!oldest || at < oldest) oldest = at
          }),
        )
        .then(
          (value) => set((before) => ({ ...before, value, stale: oldest })),
          () => undefined,
        )
    }
    try {
      const value = await asked.current(phone.client)
      seen.current = key
      set(() => ({ value, stale: null, offline: false, problem: null }))
    } catch (error) {
      set((before) => ({
        ...before,
        offline: error instanceof Unreachable,
        problem: error instanceof Unreachable ? null : sentence(error),
      }))
    } finally {
      underWay.current--
    }
  }, [key])
  useEffect(() => {
    setState({ value: null, stale: null, offline: false, problem: null })
    void again()
  }, [key, again])
  useDidShow(() => {
    if (last.current && Date.now() - last.current > 1_000) void again()
  }) // the first time it is asked for above
  // Who asked again before the answer would never see one where it takes longer than that.
  useEvery(every, () => {
    if (!underWay.current) void again()
  })
  return { ...state, again }
}

/** Does it every so many seconds; 0: never. */
function useEvery(every: number, run: () => void) {
  const latest = useRef(run)
  latest.current = run
  useEffect(() => {
    if (!every) return
    const timer = setInterval(() => latest.current(), every * 1_000)
    return () => clearInterval(timer)
  }, [every])
}

/** What this phone has sent, or still has to send. */
export function useOutbox(): Job[] {
  const [jobs, setJobs] = useState(() => phone.outbox.jobs())
  useEffect(() => phone.outbox.listen(() => setJobs(phone.outbox.jobs())), [])
  return jobs
}

/**
 * One thing that needs the network now: busy while it runs, and a sentence when it came to nothing.
 */
export function useDeed(): {
  busy: boolean
  problem: string | null
  run: (work: () => Promise<unknown>) => Promise<boolean>
  clear: () => void
} {
  const [state, setState] = useState<{ busy: boolean; problem: string | null }>({
    busy: false,
    problem: null,
  })
  const run = useCallback(async (work: () => Promise<unknown>) => {
    setState({ busy: true, problem: null })
    try {
      await work()
      setState({ busy: false, problem: null })
      return true
    } catch (error) {
      setState({ busy: false, problem: sentence(error) })
      return false
    }
  }, [])
  const clear = useCallback(() => setState({ busy: false, problem: null }), [])
  return { ...state, run, clear }
}
