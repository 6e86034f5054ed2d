import type { Worker } from 'node:worker_threads'

/** A thread that says once that it has its code, and then waits for its work. */
export type Ready = { worker: Worker; loaded: Promise<unknown> }
export type Spare = ReturnType<typeof createSpare>

/** One thread is kept that has its code already; given up when nobody wants it for so long. */
export function createSpare(start: () => Worker, minutes: number) {
  let spare: Ready | null = null
  let idle: NodeJS.Timeout | undefined

  function started(): Ready {
    const worker = start()
    const loaded = new Promise((done, fail) => {
      worker.once('message', done)
      worker.on('error', fail)
      worker.once('exit', fail)
    })
    loaded.catch(() => undefined)
    return { worker, loaded }
  }
  /** Nothing waits for a spare: the process may end. */
  function keep() {
    if (spare) return
    const kept = started()
    kept.worker.unref()
    kept.worker.once('exit', () => {
      if (spare === kept) spare = null
    })
    idle = setTimeout(close, minutes * 60_000).unref()
    spare = kept
  }
  function take(): Ready {
    clearTimeout(idle)
    const taken = spare ?? started()
    spare = null
    taken.worker.ref()
    return taken
  }
  async function close() {
    clearTimeout(idle)
    const kept = spare
    spare = null
    await kept?.worker.terminate()
  }
  return { keep, take, close }
}
