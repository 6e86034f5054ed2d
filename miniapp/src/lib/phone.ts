import type { Input, Operation, Reply } from '../../../shared/operation'
import { createClient } from '../../../shared/client'
import type { Bridge } from '../platform/bridge'
import { contract as table } from '../../../shared/contract'
import { createClock } from './clock'
import { createDeeds, type Deeds } from './deeds'
import { createDrafts, type ItemRef } from './drafts'
import { createHolder, type Holder } from './holder'
import type { Job } from './jobs'
import { createMemory, type Memory } from './memory'
import { createOutbox, type Outbox } from './outbox'
import { createSession, type Send, type Session } from './session'
import { createStore } from './store'

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

/** Asked while somebody types: of the moment, and too many to keep. */
const fleeting = new Set(['org.people', 'warnings.reach', 'checklists.preview'])

function operationOf(name: string): Operation {
  const [slice, key] = name.split('.') as [keyof Table, never]
  return table[slice][key]
}

type Sources = { send: Send; memory: Memory; deeds: Deeds; holder: Holder }
/** The contract as functions, over the network and from memory. */
function createAsking({ send, memory, deeds, holder }: Sources) {
  const client = createClient(table, async (name, input) => {
    if (!operationOf(name).reads) return deeds.run(name, input)
    const asker = holder.id()
    const reply = await send(name, input)
    const isOwn = !asker || asker === holder.id()
    if (isOwn && !fleeting.has(name)) memory.keep(name, input, reply)
    return reply
  })
  /** The same questions, answered by what was seen before; `at` tells when. */
  const recalled = (at: (moment: Date) => void) =>
    createClient(table, (name, input) => {
      const kept = memory.recall(name, input)
      at(kept.at)
      return Promise.resolve(kept.reply)
    })
  return { client, recalled }
}

/** All that stands behind the screens, over one device. */
export function createPhone(bridge: Bridge) {
  const store = createStore(bridge.storage)
  const holder = createHolder(store)
  const { own } = holder
  const { now, hear } = createClock(store)
  const session = createSession(bridge, { storage: store, holder, hear })
  const memory = createMemory(store, holder, now)
  const drafts = createDrafts(own)
  const deeds = createDeeds({ storage: own, send: session.send, newId: bridge.newId, now })
  /** What was typed is kept until the service has it. */
  function heard({ operation, input }: Job) {
    if (operation === 'checklists.submit') drafts.drop(input as ItemRef)
  }
  const outbox = createOutbox({
    storage: store,
    holder,
    photos: bridge.photos,
    send: session.send,
    newId: bridge.newId,
    now,
    heard,
  })

  const { client, recalled } = createAsking({ send: session.send, memory, deeds, holder })
  /** Does it now or when the network is back; never loses it. */
  function queue<N extends Deed>(
    name: N,
    input: Input<OperationOf<N>>,
    title: string,
    photos: readonly string[] = [],
  ): Job {
    return outbox.add({
      operation: name,
      input: operationOf(name).input.encode(input),
      title,
      photos,
    })
  }
  const replyOf = <N extends Deed>(name: N, job: Job) =>
    operationOf(name).reply.decode(job.reply) as Reply<OperationOf<N>>
  return {
    bridge,
    client,
    recalled,
    queue,
    replyOf,
    outbox,
    drafts,
    memory,
    store,
    own,
    now,
    start: () => start({ bridge, holder, session, outbox }),
    leave: session.leave,
    logIn: session.enter,
    logOut: () => logOut({ session, memory }),
    isOut: session.isOut,
  }
}
export type Phone = ReturnType<typeof createPhone>

/** 退出登录: what was only seen goes, what was typed or done waits for whoever it is of. */
async function logOut({ session, memory }: { session: Session; memory: Memory }) {
  await session.end()
  memory.forget()
  session.goOut()
}

type Parts = { bridge: Bridge; holder: Holder; session: Session; outbox: Outbox }
/** From the opening of the app on: who holds it is found out, and what waits is sent. */
function start({ bridge, holder, session, outbox }: Parts) {
  session.early()
  // From now on the screens show what is of the holder before.
  holder.listen((before) => {
    if (before) bridge.restart()
  })
  bridge.onReturn(() => void outbox.flush())
  bridge.every(15, () => void outbox.flush())
  void outbox.flush()
}
export type Asking = Phone['client']
