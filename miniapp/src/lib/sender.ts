import type { Bridge } from '../platform/bridge'
import type { Job, Jobs } from './jobs'
import { ServiceRefused, sentence } from './refused'
import { isPassing, type Send } from './session'
import { putPhoto } from './upload'

type Options = {
  jobs: Jobs
  photos: Bridge['photos']
  send: Send
  now: () => Date
  heard: (job: Job) => void
}

/** Sends what waits: first all words, then all photos. Ends at the first that finds no network. */
export function createSender({ jobs, photos, send, now, heard }: Options) {
  async function sendWords(job: Job) {
    try {
      const reply = await send(job.operation, job.input, { id: job.id, by: job.owner })
      const state = job.photos.length ? 'photos' : 'sent'
      const sent: Job = { ...job, reply, state, sentAt: now().toISOString(), why: null }
      heard(sent)
      jobs.write(sent)
    } catch (error) {
      const why = sentence(error)
      if (isPassing(error)) {
        jobs.write({ ...job, why })
        throw error
      }
      const code = error instanceof ServiceRefused ? error.code : null
      jobs.write({ ...job, state: 'refused', why, code })
    }
  }

  /** One that does not go holds up no others; what is wrong with it is said when they are through. */
  async function sendPhotos(job: Job) {
    const wrong = new Set<string>()
    let left = job
    for (const id of job.photos) {
      try {
        await putPhoto(id, { photos, send: (name, input) => send(name, input, { by: job.owner }) })
        left = { ...left, photos: left.photos.filter((other) => other !== id) }
        jobs.write(left)
      } catch (error) {
        if (isPassing(error)) throw error
        wrong.add(sentence(error))
      }
    }
    if (!wrong.size) return jobs.write({ ...left, state: 'sent' })
    const why = `${left.photos.length} 张照片没有传上去：${[...wrong].join('；')}`
    jobs.write({ ...left, state: 'refused', why, code: 'photo' })
  }

  async function sendAll() {
    try {
      for (const job of jobs.all()) if (job.state === 'waiting') await sendWords(job)
      for (const job of jobs.all()) if (job.state === 'photos') await sendPhotos(job)
    } catch (error) {
      if (!isPassing(error)) throw error
    }
    jobs.dropOldest()
  }
  return { sendAll }
}
