import type { Bridge } from '../platform/bridge'
import { Unreachable } from './refused'

type Kept = { at: string; reply: unknown }
const most = 60
const longest = 190_000 // DingTalk keeps 200 × 1024 characters under one key
const listKey = 'seen'

/** What was seen opens without a network: the last answers to what only reads, oldest out first. */
export function createMemory(storage: Bridge['storage'], now: () => Date) {
  const list = () => JSON.parse(storage.read(listKey) ?? '[]') as string[]
  const keyOf = (name: string, input: unknown) => `seen.${name}.${JSON.stringify(input)}`

  function keep(name: string, input: unknown, reply: unknown) {
    const key = keyOf(name, input)
    const text = JSON.stringify({ at: now().toISOString(), reply } satisfies Kept)
    if (text.length > longest) return
    const kept = [...list().filter((it) => it !== key), key]
    for (const gone of kept.splice(0, Math.max(0, kept.length - most))) storage.remove(gone)
    storage.write(key, text)
    storage.write(listKey, JSON.stringify(kept))
  }
  /** Throws `Unreachable` for what was never seen. */
  function recall(name: string, input: unknown): { at: Date; reply: unknown } {
    const text = storage.read(keyOf(name, input))
    if (text === null) throw new Unreachable()
    const { at, reply } = JSON.parse(text) as Kept
    return { at: new Date(at), reply }
  }
  function forget() {
    for (const key of list()) storage.remove(key)
    storage.remove(listKey)
  }
  return { keep, recall, forget }
}
export type Memory = ReturnType<typeof createMemory>
