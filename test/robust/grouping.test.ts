import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { entities } from '../../bot/app'
import { openDatabase, type Database } from '../../bot/io/db'
import { ReceiptEntity, TallyEntity } from '../../bot/warnings/entities'
import { emptyDatabase, engines, type Engine } from '../support/world'
import {
  at,
  boundaryOf,
  lifted,
  open,
  people,
  request,
  reset,
  specs,
  stateOf,
  told,
  unitPath,
  unknown,
} from './grouping.support'

const seeds = Number(process.env['SEEDS'] ?? 25)
/**
 * All kinds of requests equally often: biased to the first ones, a list would hold nothing else.
 */
const uniform = { numRuns: seeds, plugins: [fc.unbiased()] }

describe.each(engines)('requests committed together on %s', (engine: Engine) => {
  const folder = mkdtempSync(join(tmpdir(), 'yjd-grouping-'))
  let database: Database
  let drop: () => Promise<void>
  beforeAll(async () => {
    const empty = await emptyDatabase(engine, folder)
    drop = empty.drop
    database = await openDatabase(empty.url, entities)
  })
  afterAll(async () => {
    await database.close()
    await drop()
    rmSync(folder, { recursive: true })
  })

  test(`the same answers and the same end as one at a time, ${seeds} times`, async () => {
    const boundary = boundaryOf(database, 1)
    const varieties: number[] = []
    await fc.assert(
      fc.asyncProperty(specs(40), async (list) => {
        await reset(boundary)
        const serial: string[] = []
        for (const spec of list) serial.push(await told(boundary.alone(request(spec))))
        const expected = await stateOf(database)
        await reset(boundary)
        const grouped = await Promise.all(list.map((spec) => told(boundary.hot(request(spec)))))
        expect(grouped).toEqual(serial)
        expect(await stateOf(database)).toEqual(expected)
        varieties.push(new Set(serial).size)
      }),
      uniform,
    )
    expect(Math.min(...varieties)).toBeGreaterThan(3)
  })

  test('rows whose keys differ in every part are read, changed, counted and written together', async () => {
    const boundary = boundaryOf(database, 1)
    const key = (warningId: string, personId: string) => ({ warningId, personId })
    const [one, other, third] = people as [string, string, string]
    await reset(boundary)
    await boundary.transact(async ({ rows }) => {
      await rows.load([
        [ReceiptEntity, key(open, one)],
        [ReceiptEntity, key(lifted, other)],
        [ReceiptEntity, key(open, third)],
        [ReceiptEntity, key(unknown, one)],
      ])
      expect(await rows.get(ReceiptEntity, key(lifted, other))).toMatchObject({
        ...key(lifted, other),
        dueAt: at,
        acknowledgedAt: null,
      })
      expect(await rows.get(ReceiptEntity, key(unknown, one))).toBeNull()
      for (const it of [key(open, one), key(lifted, other)]) {
        rows.patch(ReceiptEntity, it, { acknowledgedAt: at, dueAt: null })
      }
      for (const warningId of [open, lifted, lifted]) {
        rows.add(TallyEntity, { warningId, unitPath }, 'acknowledged')
      }
      rows.put(ReceiptEntity, key(open, third), {
        ...(await rows.get(ReceiptEntity, key(open, third)))!,
        step: 7,
      })
      rows.put(ReceiptEntity, key(unknown, one), {
        ...(await rows.get(ReceiptEntity, key(open, third)))!,
        ...key(unknown, one),
      })
    })
    const receipts = await boundary.look((ctx) => ctx.db.find(ReceiptEntity))
    const of = (warningId: string, personId: string) =>
      receipts.find((it) => it.warningId === warningId && it.personId === personId)
    expect(
      receipts.filter((it) => it.acknowledgedAt).map((it) => [it.warningId, it.personId, it.dueAt]),
    ).toEqual(
      expect.arrayContaining([
        [open, one, null],
        [lifted, other, null],
      ]),
    )
    expect(receipts.filter((it) => it.acknowledgedAt)).toHaveLength(2)
    expect([
      receipts.length,
      of(open, third)?.step,
      of(unknown, one)?.step,
      of(open, other)?.step,
    ]).toEqual([11, 7, 7, 0])
    expect((await stateOf(database)).tallies.map((row) => row['acknowledged'])).toEqual([1, 2])
  })

  if (engine === 'mariadb') {
    test(`in four lanes every answer counts once, ${seeds} times`, async () => {
      const boundary = boundaryOf(database, 4)
      await fc.assert(
        fc.asyncProperty(specs(60), async (list) => {
          await reset(boundary)
          const answers = await Promise.all(list.map((spec) => told(boundary.hot(request(spec)))))
          const isDone = (_: unknown, index: number) => answers[index]!.startsWith('{')
          const done = list.filter(isDone)
          const { receipts, tallies, recipients, seen, facts, reactions } = await stateOf(database)
          const acknowledged = receipts.filter((row) => row['acknowledged_at'])
          const persons = acknowledged.map((row) => row['person_id'])
          const confirmed = new Set(done.map((spec) => spec.personId))
          expect(persons).toEqual([...confirmed].sort())
          expect(facts.map((row) => row['actor_id'])).toEqual(persons)
          expect(reactions).toHaveLength(acknowledged.length)
          expect(recipients.filter((row) => row['state'] === 'read')).toHaveLength(
            acknowledged.length,
          )
          expect(tallies.map((row) => row['acknowledged'])).toEqual([acknowledged.length, 0])
          const ids = new Set(
            done.flatMap((spec) => (spec.messageId ? [`${spec.personId}:${spec.messageId}`] : [])),
          )
          expect(seen.map((row) => row['message_id'])).toEqual([...ids].sort())
        }),
        uniform,
      )
    })
  }
})
