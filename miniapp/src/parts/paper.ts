import { useRef, useState } from 'react'
import { phone } from '../platform/phone'

/**
 * What is under the pen, kept at every change. A change starts from what is there by then: some
 * come long after their button was pressed.
 */
export function usePen<T>(
  first: () => T,
  keep: (now: T) => void,
): [T, (next: (now: T) => T) => void] {
  const [shown, setShown] = useState(first)
  const now = useRef(shown)
  return [
    shown,
    (next) => {
      now.current = next(now.current)
      keep(now.current)
      setShown(() => now.current)
    },
  ]
}

/**
 * What a page is being written on, kept on the phone until it is handed over: a wrong tap, or the
 * end of the app, loses nothing.
 */
export function usePaper<P extends object>(key: string, blank: P) {
  const storage = phone.own
  const [paper, write] = usePen<P>(
    () => {
      const text = storage.read(key)
      return text === null ? blank : { ...blank, ...(JSON.parse(text) as P) }
    },
    (now) => storage.write(key, JSON.stringify(now)),
  )
  return {
    paper,
    change: (part: Partial<P>) => write((now) => ({ ...now, ...part })),
    drop: () => storage.remove(key),
  }
}
