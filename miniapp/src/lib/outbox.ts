import type { Bridge } from '../platform/bridge'
import type { Holder } from './holder'
import { createJobs, type Job } from './jobs'
import { createSender } from './sender'
import type { Send } from './session'
import type { Storage } from './store'

type Options = {
  storage: Storage
  holder: Holder
  photos: Bridge['photos']
  send: Send
  newId: () => string
  now: () => Date
  heard: (job: Job) => void
}
type Deed = Pick<Job, 'operation' | 'input' | 'title'> & { photos: readonly string[] }

/**
 * Survives restarts; one id per job, so that a repetition does nothing; words before photos; what
 * is refused stays until a human has seen it.
 */
export function createOutbox({ storage, holder, photos, send, newId, now, heard }: Options) {
  const jobs = createJobs(storage, holder)
  const { sendAll } = createSender({ jobs, photos, send, now, heard })
  let flushing: Promise<void> | null = null
  let wanted = false

  function add(deed: Deed): Job {
    const job: Job = {
      ...deed,
      id: newId(),
      owner: holder.id(),
      at: now().toISOString(),
      photos: [...deed.photos],
      state: 'waiting',
      reply: null,
      sentAt: null,
      why: null,
      code: null,
    }
    jobs.write(job)
    void flush()
    return job
  }

  /** Tries everything that waits; what came meanwhile is tried too. */
  function flush(): Promise<void> {
    wanted = true
    flushing ??= sendWanted().finally(() => {
      flushing = null
    })
    return flushing
  }
  async function sendWanted() {
    await null // so that even an empty round ends after it was begun
    while (wanted) {
      wanted = false
      await sendAll()
    }
  }
  holder.listen(() => {
    jobs.tellAll()
    void flush()
  })
  return {
    add,
    flush,
    jobs: jobs.all,
    ofOthers: jobs.ofOthers,
    drop: jobs.drop,
    listen: jobs.listen,
  }
}
export type Outbox = ReturnType<typeof createOutbox>
