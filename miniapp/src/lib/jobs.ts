import type { Holder } from './holder'
import type { Storage } from './store'

/**
 * Something that a person did and that the service has to hear of. `at` is the moment of the tap.
 */
export type Job = {
  id: string
  /** Whose it is; empty: of whoever is known first. */
  owner: string
  operation: string
  input: unknown
  title: string
  at: string
  /** Not yet whole at the service; they follow the words. */
  photos: string[]
  state: 'waiting' | 'photos' | 'sent' | 'refused'
  reply: unknown
  sentAt: string | null
  why: string | null
  code: string | null
}

const listKey = 'outbox'
const remembered = 20

/**
 * The jobs as the phone keeps them, oldest first. They survive restarts; those of others who held
 * the phone wait for them.
 */
export function createJobs(storage: Storage, holder: Pick<Holder, 'id'>) {
  const listeners = new Set<() => void>()
  const keyOf = (id: string) => `outbox.${id}`
  const ids = () => JSON.parse(storage.read(listKey) ?? '[]') as string[]
  const tellAll = () => listeners.forEach((tell) => tell())

  function read(id: string): Job[] {
    const text = storage.read(keyOf(id))
    return text === null ? [] : [JSON.parse(text) as Job]
  }
  const isOwn = ({ owner }: Job) => !owner || owner === holder.id()
  const all = () => ids().flatMap(read).filter(isOwn)
  const ofOthers = () =>
    ids()
      .flatMap(read)
      .filter((job) => !isOwn(job) && isUnsent(job)).length

  function write(job: Job) {
    storage.write(keyOf(job.id), JSON.stringify(job))
    if (!ids().includes(job.id)) storage.write(listKey, JSON.stringify([...ids(), job.id]))
    tellAll()
  }
  function drop(id: string) {
    storage.write(listKey, JSON.stringify(ids().filter((other) => other !== id)))
    storage.remove(keyOf(id))
    tellAll()
  }
  /** The last ones that went through stay to be looked at. */
  function dropOldest() {
    const sent = all().filter((job) => job.state === 'sent')
    for (const { id } of sent.slice(0, Math.max(0, sent.length - remembered))) drop(id)
  }
  function listen(tell: () => void) {
    listeners.add(tell)
    return () => void listeners.delete(tell)
  }
  return { all, ofOthers, write, drop, dropOldest, listen, tellAll }
}
export type Jobs = ReturnType<typeof createJobs>

/** Not yet whole at the service. */
export const isUnsent = ({ state }: Job) => state === 'waiting' || state === 'photos'

/** Handed in, and what is shown does not know of it yet. */
export const isAhead = (job: Job, shown: { revision: number }) =>
  isUnsent(job) ||
  (job.state === 'sent' && (job.reply as { revision: number }).revision > shown.revision)

/** 待传, 已传, or why not. */
export function stateWords({ state, why, photos }: Job): string {
  switch (state) {
    case 'refused':
      return why ?? '没有传上去'
    case 'sent':
      return '已传'
    case 'photos':
      return `文字已传，${photos.length} 张照片待传`
    case 'waiting':
      return '待传'
  }
}
