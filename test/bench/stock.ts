import { copyFileSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import mysql, { type RowDataPacket } from 'mysql2/promise'
import { IsNull, Not } from 'typeorm'
import { entities } from '../../bot/app'
import { uuid } from '../../bot/core/ids'
import { insertAll } from '../../bot/core/insert'
import type { Ctx } from '../../bot/core/slice'
import { ParcelEntity } from '../../bot/delivery/entities'
import { send } from '../../bot/delivery/outbox'
import { createBoundary } from '../../bot/io/boundary'
import { openDatabase } from '../../bot/io/db'
import { createSeal } from '../../bot/io/seal'
import { PostEntity } from '../../bot/org/entities'
import { seedCity } from '../../bot/seed'
import {
  ReceiptEntity,
  TallyEntity,
  WarningEntity,
  type StoredWarning,
} from '../../bot/warnings/entities'
import { receiptsFor, tally } from '../../bot/warnings/rules'
import { cityPath } from '../../config/city/units'
import { loadPolicy } from '../../config/load'
import type { Engine } from './figure'

export const sealKey = Buffer.alloc(32, 2)
export const sessionSecret = Buffer.alloc(32, 1)
/** The warning that everybody in a stock has had and nobody has confirmed. */
export const warningId = uuid()

export type Place = { url: string; drop: () => Promise<void> }
/** A database that copies are made of, so that every round begins with the same rows. */
export type Stock = Place & { engine: Engine; copy: () => Promise<Place> }

/**
 * The demonstration city with so many people; with a warning that went out to all of them, if
 * wanted.
 */
export async function createStock(engine: Engine, people: number, warned: boolean): Promise<Stock> {
  const kind = engine === 'sqlite' ? files() : server(process.env['MARIADB_URL']!)
  const place = await kind.make()
  const database = await openDatabase(place.url, entities)
  const boundary = createBoundary(database, {
    now: () => new Date(),
    policy: loadPolicy(),
    seal: createSeal(Buffer.alloc(32, 2)),
    keep: async () => undefined,
  })
  await seedCity(boundary, createSeal(sealKey), people)
  if (warned) await boundary.transact(warn)
  await database.close()
  return { ...place, engine, copy: () => kind.copy(place.url) }
}

/**
 * A warning as it stands when all its cards have arrived; silence climbs long after the bench is
 * over.
 */
async function warn(ctx: Ctx) {
  const posts = await ctx.db.findBy(PostEntity, { personId: Not(IsNull()) })
  const audience = new Map(
    posts.map((post) => [
      post.personId!,
      { personId: post.personId!, unitPath: post.unitPath, postId: post.id, postKind: post.kind },
    ]),
  )
  const [writer, approver] = [posts[0]!.personId!, posts[1]!.personId!]
  const warning: StoredWarning = {
    id: warningId,
    unitPath: cityPath,
    issuer: '台州市防指',
    state: 'sent',
    kind: 'live',
    hazard: 'typhoon',
    color: 'orange',
    drill: false,
    todo: '危房工棚人员转移',
    deadline: '18:00前',
    text: '',
    audience: { units: [cityPath], posts: ['villageHead'] },
    validUntil: null,
    ladder: [{ afterMinutes: 1_000, act: 'remind' }],
    source: 'app',
    feedId: null,
    replaces: null,
    draftedBy: writer,
    draftedAt: ctx.now,
    approvedBy: approver,
    approvedAt: ctx.now,
    sentAt: ctx.now,
    endedBy: null,
    endedAt: null,
    reason: null,
    replacedBy: null,
    feedRoot: null,
    feedDigest: null,
    counted: 0,
    countedAt: ctx.now,
  }
  const receipts = receiptsFor(warning, [...audience.values()])
  await ctx.db.insert(WarningEntity, warning)
  await insertAll(ctx, ReceiptEntity, receipts)
  await insertAll(
    ctx,
    TallyEntity,
    tally(receipts).map((it) => ({ ...it, warningId })),
  )
  await send(
    ctx,
    { id: warningId, subject: warningId, priority: 10, card: 'warning', params: { warningId } },
    [...audience.keys()],
  )
  await send(
    ctx,
    { subject: warningId, priority: 50, card: 'warning.count', params: { warningId } },
    [writer, approver],
  )
  await ctx.db.update(ParcelEntity, { sentAt: IsNull() }, { sentAt: ctx.now, dueAt: null })
}

function files() {
  const make = async () => {
    const folder = mkdtempSync(join(tmpdir(), 'yjd-bench-'))
    return {
      url: join(folder, 'bench.db'),
      drop: async () => rmSync(folder, { recursive: true, force: true }),
    }
  }
  const copy = async (from: string) => {
    const place = await make()
    copyFileSync(from, place.url)
    return place
  }
  return { make, copy }
}

function server(url: string) {
  const run = async <R>(work: (connection: mysql.Connection) => Promise<R>) => {
    const connection = await mysql.createConnection(url)
    try {
      return await work(connection)
    } finally {
      await connection.end()
    }
  }
  const make = async () => {
    const name = `yjd_bench_${process.pid}_${Math.random().toString(36).slice(2, 8)}`
    await run((it) => it.query(`create database ${name} character set utf8mb4 collate utf8mb4_bin`))
    const address = new URL(url)
    address.pathname = name
    return {
      url: address.href,
      drop: () => run(async (it) => void (await it.query(`drop database ${name}`))),
    }
  }
  const copy = async (from: string) => {
    const place = await make()
    const [source, target] = [from, place.url].map((it) => new URL(it).pathname.slice(1))
    await run(async (it) => {
      const [tables] = await it.query<RowDataPacket[]>(
        'select table_name name from information_schema.tables where table_schema = ?',
        [source],
      )
      for (const { name } of tables) {
        await it.query(`create table ${target}.\`${name}\` like ${source}.\`${name}\``)
        await it.query(`insert into ${target}.\`${name}\` select * from ${source}.\`${name}\``)
      }
    })
    return place
  }
  return { make, copy }
}

/** Looks into a database from outside, while somebody else works in it. */
export async function reader(url: string) {
  if (!/^mysql:/.test(url)) {
    const file = new Sqlite(url, { readonly: true, timeout: 5_000 })
    return {
      rows: async <R>(sql: string, values: unknown[] = []) =>
        file.prepare(sql).all(...values) as R[],
      close: async () => void file.close(),
    }
  }
  const connection = await mysql.createConnection(url)
  return {
    rows: async <R>(sql: string, values: unknown[] = []) =>
      (await connection.query(sql, values))[0] as R[],
    close: () => connection.end(),
  }
}
