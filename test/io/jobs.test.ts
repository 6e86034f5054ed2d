import { EventEmitter } from 'node:events'
import pino from 'pino'
import type { Io, Slice } from '../../bot/core/slice'
import { createRunner } from '../../bot/io/jobs'
import { until } from '../support/eventually'

test('a worker that rests is woken when there is something for it, in all its lanes, and lets go at the end', async () => {
  const bell = new EventEmitter()
  const hour = 3_600_000
  let runs = 0
  const slice: Slice = {
    name: 'mail',
    entities: [],
    workers: [
      { name: 'mail.send', lanes: 2, every: hour, run: () => Promise.resolve(void runs++) },
    ],
  }
  const runner = createRunner({
    slices: [slice],
    io: {} as Io,
    react: { name: 'react', every: hour, run: () => Promise.resolve(false) },
    log: pino({ level: 'silent' }),
    bell,
    now: () => new Date(),
  })
  runner.start()
  await until(() => runs === 2 && bell.listenerCount('mail.send') === 2)
  bell.emit('something.else')
  bell.emit('mail.send')
  await until(() => bell.listenerCount('mail.send') === 2 && runs === 4)
  await runner.stop()
  expect([runs, bell.eventNames()]).toEqual([4, []])
})
