import { useRef, useState } from 'react'
import { phone } from '../platform/phone'

/** What a page is being written on, kept on the phone until it is handed over: a wrong tap, or the end of the app, loses nothing. */
export function usePaper<P extends object>(key: string, blank: P) {
  const { storage } = phone.bridge
  const [paper, setPaper] = useState<P>(() => { const text = storage.read(key); return text === null ? blank : { ...blank, ...JSON.parse(text) as P } }), pen = useRef(paper)
  const change = (part: Partial<P>) => {
    pen.current = { ...pen.current, ...part }
    storage.write(key, JSON.stringify(pen.current))
    setPaper(pen.current)
  }
  return { paper, change, drop: () => storage.remove(key) }
}
