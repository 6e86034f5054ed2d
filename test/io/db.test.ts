import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { entities } from '../../bot/app'
import { uuid } from '../../bot/core/ids'
import { SeenEntity, closedReply } from '../../bot/core/seen'
import { openDatabase, lockFault } from '../../bot/io/db'
import { MeterEntity } from '../../bot/delivery/entities'
import { FactEntity } from '../../bot/journal/entities'
import { bytesOf, heads } from '../rules/orgSheet'
import { openTown, shitang, wenling, type Town } from '../support/town'
import { emptyDatabase, engines } from '../support/world'

test.each([
  ['SQLITE_BUSY', 'is in use by another process'],
  ['SQLITE_LOCKED_SHAREDCACHE', 'is in use by another process'],
  ['SQLITE_FULL', 'the disk is full'],
  ['SQLITE_CANTOPEN', 'cannot be opened (SQLITE_CANTOPEN)'],
  ['SQLITE_READONLY', 'cannot be opened (SQLITE_READONLY)'],
  ['ENOSPC', 'cannot be opened (ENOSPC)'],
])('a database that answers %s %s', (code, words) => {
  expect(lockFault(code)).toContain(words)
})

describe.each(engines)('a database on %s', (engine) => {
  let folder: string
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'yjd-db-'))
  })
  afterEach(() => rmSync(folder, { recursive: true, force: true }))

  test('that ended a transaction by itself commits and rolls back the next ones', async () => {
    const { url, drop } = await emptyDatabase(engine, folder)
    const database = await openDatabase(url, entities)
    const add = (month: string, after: (db: Db) => Promise<unknown> = () => Promise.resolve()) =>
      database.unit(async ({ db }) => {
        await db.insert(MeterEntity, { month, name: 'api', used: 1 })
        await after(db)
      })
    type Db = Parameters<Parameters<typeof database.unit>[0]>[0]['db']
    const fail = () => Promise.reject(new Error('the disk is full'))
    await expect(add('2026-01', (db) => db.query('rollback').then(fail))).rejects.toThrow('full')
    await add('2026-02')
    await expect(add('2026-03', fail)).rejects.toThrow('full')
    await add('2026-04')
    const stored = await database.read.find(MeterEntity, { order: { month: 'ASC' } })
    expect(stored.map((row) => row.month)).toEqual(['2026-02', '2026-04'])
    await database.close()
    await drop()
  })
})

test('a lock that cannot be opened is told as what it is', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'yjd-db-'))
  mkdirSync(join(folder, 'a.db.lock'))
  const opening = openDatabase(join(folder, 'a.db'), entities)
  await expect(opening).rejects.toThrow(/cannot be opened \(SQLITE_CANTOPEN/)
  rmSync(folder, { recursive: true, force: true })
})

describe.each(engines)('what is longer than 64 kB, on %s', (engine) => {
  let town: Town
  beforeAll(async () => {
    town = await openTown(engine)
  })
  afterAll(() => town.close())

  test('is an honest task of sixty questions', async () => {
    const fields = Array.from({ length: 60 }, (_, n) => ({
      kind: 'choice' as const,
      id: `q${n}`,
      label: `第 ${n} 题：${'看'.repeat(40)}`,
      required: true,
      options: Array.from({ length: 14 }, (__, o) => ({ id: `o${o}`, label: '选'.repeat(38) })),
    }))
    const issued = await town.as('lin').checklists.issue({
      units: [shitang],
      kinds: ['township'],
      post: 'emergencyOfficeHead',
      title: '很长的任务',
      dueAt: new Date('2026-08-20T10:00:00Z'),
      fields,
    })
    expect(issued).toMatchObject({ units: 1 })
    const [row] = await town.rows<{ body: string }>(
      'select body from checklist_question where template = ?',
      [issued.template],
    )
    expect(row!.body.length).toBeGreaterThan(37_000)
    expect((JSON.parse(row!.body) as { fields: unknown[] }).fields).toHaveLength(60)
  })

  test('is the reply to a list with many refused rows, and could be kept for a copy', async () => {
    const rows = Array.from({ length: 1_500 }, (_, n) => [
      '石塘镇',
      `无此村${n}`,
      '',
      '村级主要负责人',
      '',
      '谁',
      `1380001${String(n).padStart(4, '0')}`,
      '',
      '',
      '',
    ])
    const good = ['石塘镇', '里箬村', '第一网格', '网格员', '', '王阿芬', '13900001111', '', '', '']
    const file = (await bytesOf([heads, good, ...rows])).toString('base64')
    const take = () => town.as('ying', 'long').org.importPosts({ unitPath: shitang, file })
    const first = await take()
    expect([first.taken, first.refused.length]).toEqual([1, 1_500])
    expect(await take()).toEqual(first)
    await town.app.io.transact((ctx) =>
      ctx.db.insert(SeenEntity, {
        messageId: 'long',
        at: ctx.now,
        reply: closedReply(ctx.seal, first),
      }),
    )
    const [seen] = await town.rows<{ n: number | string }>('select max(length(reply)) n from seen')
    expect(Number(seen!.n)).toBeGreaterThan(65_535)
  })

  test('is refused with a sentence where it is more than a statement takes', async () => {
    const fact = (length: number) =>
      town.app.io.transact((ctx) =>
        ctx.db.insert(FactEntity, {
          id: uuid(),
          kind: 'org.imported',
          unitPath: wenling,
          actorId: 'system',
          at: ctx.now,
          data: { text: '长'.repeat(length / 3) },
        }),
      )
    await fact(11_999_000)
    await expect(fact(12_000_000)).rejects.toMatchObject({ code: 'input.tooLarge' })
  })
})
