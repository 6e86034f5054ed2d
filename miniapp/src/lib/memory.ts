import type { Holder } from './holder'
import { Unreachable } from './refused'
import type { Store } from './store'

type Kept = { at: string; reply: unknown }
const most = 60
const longest = 190_000 // DingTalk keeps 200 × 1024 characters under one key
const listKey = 'seen'

/**
 * What was seen opens without a network, for who saw it: the last answers to what only reads. The
 * oldest goes first, and all of it before anything else that is kept.
 */
export function createMemory(store: Store, holder: Holder, now: () => Date) {
  const list = () => JSON.parse(store.read(listKey) ?? '[]') as string[]
  const keyOf = (name: string, input: unknown) =>
    holder.nameOf(`seen.${name}.${JSON.stringify(input)}`)

  function keep(name: string, input: unknown, reply: unknown) {
    const key = keyOf(name, input)
    const text = JSON.stringify({ at: now().toISOString(), reply } satisfies Kept)
    if (text.length > longest) return
    const isKept = store.offer(key, text)
    const kept = [...list().filter((it) => it !== key), key]
    for (const gone of kept.splice(0, Math.max(0, kept.length - most))) store.remove(gone)
    if (!isKept || !store.offer(listKey, JSON.stringify(kept))) store.remove(key)
  }
  function dropOldest(): boolean {
    const [oldest, ...others] = list()
    if (oldest === undefined) return false
    store.remove(oldest)
    store.remove(listKey)
    return store.offer(listKey, JSON.stringify(others))
  }
  store.sparing(dropOldest)
  /** Throws `Unreachable` for what was never seen. */
  function recall(name: string, input: unknown): { at: Date; reply: unknown } {
    const text = store.read(keyOf(name, input))
    if (text === null) throw new Unreachable()
    const { at, reply } = JSON.parse(text) as Kept
    return { at: new Date(at), reply }
  }
  /** What the present holder has seen is gone from the phone. */
  function forget() {
    const isOwn = (key: string) => key.startsWith(holder.nameOf('seen.'))
    list().filter(isOwn).forEach(store.remove)
    store.write(listKey, JSON.stringify(list().filter((key) => !isOwn(key))))
  }
  return { keep, recall, forget }
}
export type Memory = ReturnType<typeof createMemory>
