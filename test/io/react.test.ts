import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { testPolicy } from '../support/policy'
import { entities } from '../../bot/app'
import { record, type Slice } from '../../bot/core/slice'
import { createBoundary } from '../../bot/io/boundary'
import { openDatabase } from '../../bot/io/db'
import { createSeal } from '../../bot/io/seal'
import { stuck } from '../../bot/journal'
import { ReactionEntity } from '../../bot/journal/entities'
import { keeper } from '../../bot/journal/keep'
import { backOff, react } from '../../bot/journal/react'
import { emptyDatabase, engines } from '../support/world'

const start = new Date('2026-08-12T06:28:00Z')
const secondsAfter = (seconds: number) => new Date(start.getTime() + seconds * 1000)

test.each([
  [0, 1],
  [1, 4],
  [2, 16],
  [3, 64],
  [7, 16_384],
])('after %i failures it waits %i s', (attempts, seconds) => {
  expect(backOff(attempts, start)).toEqual(secondsAfter(seconds))
})
test.each([8, 9])('after %i failures it is given up', (attempts) => {
  expect(backOff(attempts, start)).toBeNull()
})

/** A journal on a database of its own, with one slice that reacts as it is told. */
async function openJournal(engine: (typeof engines)[number]) {
  const folder = mkdtempSync(join(tmpdir(), 'yjd-react-'))
  const { url, drop } = await emptyDatabase(engine, folder)
  const database = await openDatabase(url, entities)
  const clock = { now: start }
  const done: string[] = []
  const failing = new Set<string>()
  const slice: Slice = {
    name: 'reacting',
    entities: [],
    on: {
      'delivery.channelDown': async (_, { data }) => {
        if (failing.has(data.reason)) throw new Error(`no ${data.reason}`)
        done.push(data.reason)
      },
    },
  }
  const { transact, look } = createBoundary(database, {
    now: () => clock.now,
    policy: testPolicy,
    seal: createSeal(Buffer.alloc(32, 2)),
    keep: keeper([slice]),
  })
  return {
    clock,
    done,
    failing,
    happen: (...reasons: string[]) =>
      transact(async (ctx) => {
        for (const reason of reasons) {
          const data = { channel: 'card' as const, reason }
          record(ctx, { kind: 'delivery.channelDown', unitPath: '', data })
        }
      }),
    react: (limit?: number) => react(transact, [slice], limit),
    open: () => look((ctx) => ctx.db.find(ReactionEntity)),
    stuck: () => look(stuck),
    close: async () => {
      await database.close()
      await drop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

describe.each(engines)('reactions on %s', (engine) => {
  let journal: Awaited<ReturnType<typeof openJournal>>
  beforeEach(async () => {
    journal = await openJournal(engine)
  })
  afterEach(() => journal.close())

  test('each is done once', async () => {
    await journal.happen('one', 'two')
    expect(await journal.react()).toBe(2)
    expect(await journal.react()).toBe(0)
    expect(journal.done.sort()).toEqual(['one', 'two'])
    expect(await journal.open()).toEqual([])
  })

  test('so many at once as it is told, the rest the next time', async () => {
    await journal.happen('one', 'two', 'three')
    expect([await journal.react(2), await journal.react(2), await journal.react(2)]).toEqual([
      2, 1, 0,
    ])
  })

  test('one that fails holds up nobody, and waits', async () => {
    journal.failing.add('two')
    await journal.happen('one', 'two', 'three')
    await journal.react()
    expect([...new Set(journal.done)].sort()).toEqual(['one', 'three'])
    expect(await journal.open()).toMatchObject([
      { attempts: 1, nextAt: secondsAfter(1), error: 'Error: no two' },
    ])
  })

  test('it is tried again at its moment and not before', async () => {
    journal.failing.add('one')
    await journal.happen('one')
    await journal.react()
    journal.failing.clear()
    journal.clock.now = new Date(secondsAfter(1).getTime() - 1)
    expect(await journal.react()).toBe(0)
    journal.clock.now = secondsAfter(1)
    expect(await journal.react()).toBe(1)
    expect(journal.done).toEqual(['one'])
    expect(await journal.open()).toEqual([])
  })

  test('it is given up after the ninth try, told as stuck, and never tried again', async () => {
    journal.failing.add('one')
    await journal.happen('one')
    for (let attempt = 0; attempt < 8; attempt++) {
      expect(await journal.stuck()).toBe(0)
      await journal.react()
      const [reaction] = await journal.open()
      expect(reaction).toMatchObject({ attempts: attempt + 1 })
      journal.clock.now = reaction!.nextAt!
    }
    expect(await journal.stuck()).toBe(0)
    await journal.react()
    expect(await journal.open()).toMatchObject([{ attempts: 9, nextAt: null }])
    expect(await journal.stuck()).toBe(1)
    journal.failing.clear()
    journal.clock.now = new Date(journal.clock.now.getTime() + 10 ** 9)
    expect(await journal.react()).toBe(0)
    expect(journal.done).toEqual([])
  })
})
