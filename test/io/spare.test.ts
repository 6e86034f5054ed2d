import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import { createSpare } from '../../bot/io/spare'

/** A thread that says that it is there, and answers to its work. */
const code = `
  const { parentPort } = require('node:worker_threads')
  parentPort.postMessage('ready')
  parentPort.once('message', (work) => parentPort.postMessage(work + work))
`
function spares(minutes = 10) {
  const started: Worker[] = []
  const spare = createSpare(() => {
    const worker = new Worker(code, { eval: true })
    started.push(worker)
    return worker
  }, minutes)
  return { spare, started }
}
async function work({ worker, loaded }: ReturnType<ReturnType<typeof spares>['spare']['take']>) {
  await loaded
  const answered = once(worker, 'message')
  worker.postMessage('a')
  const [answer] = (await answered) as [string]
  await worker.terminate()
  return answer
}

test('who comes first waits for a thread, who comes next finds one', async () => {
  const { spare, started } = spares()
  expect(await work(spare.take())).toBe('aa')
  spare.keep()
  spare.keep()
  expect(started).toHaveLength(2)
  const next = spare.take()
  expect(next.worker).toBe(started[1])
  expect(await work(next)).toBe('aa')
  expect(await work(spare.take())).toBe('aa')
  expect(started).toHaveLength(3)
})

test('a spare that has ended by itself is not given out', async () => {
  const { spare, started } = spares()
  spare.keep()
  await started[0]!.terminate()
  expect(await work(spare.take())).toBe('aa')
  expect(started).toHaveLength(2)
})

test.each<[string, number, (spare: ReturnType<typeof spares>['spare']) => Promise<void>]>([
  ['that nobody wants', 0.0001, async () => undefined],
  ['of a service that stops', 10, (spare) => spare.close()],
])('a spare %s is ended', async (_, minutes, stop) => {
  const { spare, started } = spares(minutes)
  spare.keep()
  const ended = once(started[0]!, 'exit')
  await stop(spare)
  await ended
  expect(await work(spare.take())).toBe('aa')
  expect(started).toHaveLength(2)
})
