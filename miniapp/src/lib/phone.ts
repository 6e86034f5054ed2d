import type { Input, Operation, Reply } from '../../../shared/operation'
import { createClient } from '../../../shared/client'
import type { Bridge } from '../platform/bridge'
import { contract as table } from '../../../shared/contract'
import { createDeeds } from './deeds'
import { createDrafts, type ItemRef } from './drafts'
import { createMemory } from './memory'
import { createOutbox, type Job } from './outbox'
import { createSession } from './session'

type Table = typeof table
/** What a person may do in one tap, with or without a network. */
type Deed = {
  [S in keyof Table]: { [K in keyof Table[S] & string]: `${S & string}.${K}` }[keyof Table[S] &
    string]
}[keyof Table]
type OperationOf<N extends Deed> = N extends `${infer S extends keyof Table & string}.${infer K}`
  ? K extends keyof Table[S]
    ? Table[S][K]
    : never
  : never

const skewKey = 'skew'
/** Asked while somebody types: of the moment, and too many to keep. */
const fleeting = new Set(['org.people', 'warnings.reach', 'checklists.preview'])

/** All that stands behind the screens, over one device. */
export function createPhone(bridge: Bridge) {
  const { storage } = bridge
  let skew = Number(storage.read(skewKey) ?? 0)
  /** The service's time, as far as it was heard: phones go wrong by minutes. */
  const now = () => new Date(Date.now() + skew)
  const session = createSession(bridge, hear)
  const memory = createMemory(storage, now)
  const drafts = createDrafts(storage)
  const deeds = createDeeds({ storage, send: session.send, newId: bridge.newId, now })
  /** What was typed is kept until the service has it. */
  const heard = ({ operation, input }: Job) => {
    if (operation === 'checklists.submit') drafts.drop(input as ItemRef)
  }
  const outbox = createOutbox({
    storage,
    photos: bridge.photos,
    send: session.send,
    newId: bridge.newId,
    now,
    heard,
  })
  const named = (name: string) => {
    const [slice, key] = name.split('.') as [keyof Table, never]
    return table[slice][key] as Operation
  }

  const client = createClient(table, async (name, input) => {
    if (!named(name).reads) return deeds.run(name, input)
    const reply = await session.send(name, input)
    if (!fleeting.has(name)) memory.keep(name, input, reply)
    return reply
  })
  /** The same questions, answered by what was seen before; `at` tells when. */
  const recalled = (at: (moment: Date) => void) =>
    createClient(table, (name, input) => {
      const kept = memory.recall(name, input)
      at(kept.at)
      return Promise.resolve(kept.reply)
    })
  /** Does it now or when the network is back; never loses it. */
  function queue<N extends Deed>(
    name: N,
    input: Input<OperationOf<N>>,
    title: string,
    photos: readonly string[] = [],
  ): Job {
    return outbox.add(name, named(name).input.encode(input), title, photos)
  }
  const replyOf = <N extends Deed>(name: N, job: Job) =>
    named(name).reply.decode(job.reply) as Reply<OperationOf<N>>
  function hear(at: Date) {
    const next = at.getTime() - Date.now()
    if (Math.abs(next - skew) < 1_000) return
    skew = next
    storage.write(skewKey, String(skew))
  }
  function start() {
    session.early()
    bridge.onReturn(() => void outbox.flush())
    bridge.every(15, () => void outbox.flush())
    void outbox.flush()
  }
  return {
    bridge,
    client,
    recalled,
    queue,
    replyOf,
    outbox,
    drafts,
    memory,
    now,
    start,
    leave: session.leave,
  }
}
export type Phone = ReturnType<typeof createPhone>
export type Asking = Phone['client']
