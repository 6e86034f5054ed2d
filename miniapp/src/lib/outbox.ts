import type { Bridge } from '../platform/bridge'
import { Refused, Unreachable, sentence } from './refused'
import { isPassing, type Send } from './session'

/** Something that a person did and that the service has to hear of. `at` is the moment of the tap. */
export type Job = {
  id: string
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
type Options = {
  storage: Bridge['storage']
  photos: Bridge['photos']
  send: Send
  newId: () => string
  now: () => Date
  heard?: (job: Job) => void
}

const listKey = 'outbox'
const remembered = 20
/** A part of a photo, in characters of base64: four of them are three bytes. */
const part = 240_000

/** Survives restarts; one id per job, so that a repetition does nothing; words before photos; what is refused stays until a human has seen it. */
export function createOutbox({ storage, photos, send, newId, now, heard }: Options) {
  const listeners = new Set<() => void>()
  let flushing: Promise<void> | null = null
  let wanted = false
  const ids = () => JSON.parse(storage.read(listKey) ?? '[]') as string[]
  const read = (id: string) => {
    const text = storage.read(`outbox.${id}`)
    return text === null ? null : (JSON.parse(text) as Job)
  }
  const told = () => listeners.forEach((tell) => tell())
  const jobs = () => ids().flatMap((id) => read(id) ?? [])

  function write(job: Job) {
    storage.write(`outbox.${job.id}`, JSON.stringify(job))
    if (!ids().includes(job.id)) storage.write(listKey, JSON.stringify([...ids(), job.id]))
    told()
  }
  function drop(id: string) {
    storage.write(listKey, JSON.stringify(ids().filter((it) => it !== id)))
    storage.remove(`outbox.${id}`)
    told()
  }
  /** The last ones that went through stay to be looked at. */
  function tidy() {
    const sent = jobs().filter((job) => job.state === 'sent')
    for (const { id } of sent.slice(0, Math.max(0, sent.length - remembered))) drop(id)
  }

  function add(
    operation: string,
    input: unknown,
    title: string,
    withPhotos: readonly string[] = [],
  ): Job {
    const job: Job = {
      id: newId(),
      operation,
      input,
      title,
      at: now().toISOString(),
      photos: [...withPhotos],
      state: 'waiting',
      reply: null,
      sentAt: null,
      why: null,
      code: null,
    }
    write(job)
    void flush()
    return job
  }

  async function sendWords(job: Job) {
    try {
      const reply = await send(job.operation, job.input, job.id)
      const heardOf: Job = {
        ...job,
        reply,
        state: job.photos.length ? 'photos' : 'sent',
        sentAt: now().toISOString(),
        why: null,
      }
      heard?.(heardOf)
      write(heardOf)
    } catch (error) {
      if (isPassing(error)) {
        write({ ...job, why: sentence(error) })
        throw error
      }
      write({
        ...job,
        state: 'refused',
        why: sentence(error),
        code: error instanceof Refused ? error.code : null,
      })
    }
  }
  async function sendPhotos(job: Job) {
    let left = job
    for (const id of job.photos) {
      try {
        await putWhole(id)
      } catch (error) {
        if (isPassing(error)) throw error
        write({
          ...left,
          state: 'refused',
          why: `照片没有传上去：${sentence(error)}`,
          code: 'photo',
        })
        return
      }
      left = { ...left, photos: left.photos.filter((it) => it !== id) }
      write(left)
    }
    write({ ...left, state: 'sent' })
  }
  /** Goes on where the service has it to; a photo that the device lost does not hold up the others. */
  async function putWhole(id: string) {
    const text = await photos.base64(id)
    if (text === null) return
    const size = (text.length / 4) * 3 - (text.endsWith('==') ? 2 : text.endsWith('=') ? 1 : 0)
    for (let from = 0, whole = false; !whole;) {
      const start = (from / 3) * 4
      const reply = (await send('files.put', {
        id,
        from,
        size,
        bytes: text.slice(start, start + part),
      })) as { have: number; whole: boolean }
      const next = Math.floor(reply.have / 3) * 3
      whole = reply.whole
      if (!whole && next <= from) throw new Unreachable()
      from = next
    }
    await photos.forget(id)
  }

  async function tryAll() {
    try {
      for (const job of jobs()) if (job.state === 'waiting') await sendWords(job)
      for (const job of jobs()) if (job.state === 'photos') await sendPhotos(job)
    } catch (error) {
      if (!isPassing(error)) throw error
    }
    tidy()
  }
  /** Tries everything that waits: first all words, then all photos. Ends at the first that finds no network; what came meanwhile is tried too. */
  function flush(): Promise<void> {
    wanted = true
    return (flushing ??= (async () => {
      await null // so that even an empty round ends after it was begun
      while (wanted) {
        wanted = false
        await tryAll()
      }
    })().finally(() => {
      flushing = null
    }))
  }
  const listen = (tell: () => void) => {
    listeners.add(tell)
    return () => void listeners.delete(tell)
  }
  return { add, drop, jobs, flush, listen }
}
export type Outbox = ReturnType<typeof createOutbox>

/** Handed in, and what is shown does not know of it yet. */
export const isAhead = ({ state, reply }: Job, shown: { revision: number }) =>
  state === 'waiting' ||
  state === 'photos' ||
  (state === 'sent' && (reply as { revision: number }).revision > shown.revision)

/** 待传, 已传, or why not. */
export function stateWords({ state, why, photos }: Job): string {
  if (state === 'refused') return why ?? '没有传上去'
  if (state === 'sent') return '已传'
  return state === 'photos' ? `文字已传，${photos.length} 张照片待传` : '待传'
}
