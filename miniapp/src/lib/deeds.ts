import { hourMs } from '../../../shared/time'
import { isPassing, type Send } from './session'
import type { Storage } from './store'

type Unsure = Record<string, { id: string; at: string }>
type Options = { storage: Storage; newId: () => string; send: Send; now: () => Date }
const key = 'deeds'

/**
 * What is done while a person waits, such as a task for every village. Where the answer was lost,
 * the same tap within the hour carries the same id, so that it happens once; kept over restarts.
 */
export function createDeeds({ storage, send, newId, now }: Options) {
  const unsure = () => JSON.parse(storage.read(key) ?? '{}') as Unsure
  const isRecent = ({ at }: Unsure[string]) => now().getTime() - Date.parse(at) < hourMs
  const change = (next: (entries: [string, Unsure[string]][]) => [string, Unsure[string]][]) =>
    storage.write(
      key,
      JSON.stringify(
        Object.fromEntries(next(Object.entries(unsure()).filter(([, deed]) => isRecent(deed)))),
      ),
    )

  async function run(name: string, input: unknown): Promise<unknown> {
    const what = `${name} ${JSON.stringify(input)}`
    const before = unsure()[what]
    const deed = before && isRecent(before) ? before : { id: newId(), at: now().toISOString() }
    const settle = () => change((entries) => entries.filter(([other]) => other !== what))
    change((entries) => [...entries, [what, deed]])
    try {
      const reply = await send(name, input, { id: deed.id })
      settle()
      return reply
    } catch (error) {
      if (!isPassing(error)) settle()
      throw error
    }
  }
  return { run }
}
export type Deeds = ReturnType<typeof createDeeds>
