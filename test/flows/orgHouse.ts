import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import mysql from 'mysql2/promise'
import { uuid } from '../../bot/core/ids'
import type { Directory, DirectoryDepartment, DirectoryPerson } from '../../bot/core/ports'
import { system, type Actor, type Io } from '../../bot/core/slice'
import { createBoundary, type Boundary } from '../../bot/io/boundary'
import { openDatabase } from '../../bot/io/db'
import { createSeal } from '../../bot/io/seal'
import { journal } from '../../bot/journal'
import { FactEntity } from '../../bot/journal/entities'
import { keeper } from '../../bot/journal/keep'
import { org } from '../../bot/org'
import { PersonEntity, PostEntity, UnitEntity } from '../../bot/org/entities'
import { loadPolicy } from '../../config/load'
import type { Person, Post, Unit } from '../../shared/org'

export const engines = ['sqlite', ...(process.env['MARIADB_URL'] ? ['mariadb'] : [])] as const
export const policy = loadPolicy()
export const seal = createSeal(Buffer.alloc(32, 7))

/** A corner of the real tree, by short names; 石塘镇 has two villages with grids. */
export const city = '3310'
export const wenling = `${city}/331081`
export const shitang = `${wenling}/331081105`
export const songmen = `${wenling}/331081101`
export const linhai = `${city}/331082`
export const liruo = `${shitang}/331081105229`
export const xinsha = `${shitang}/331081105230`
export const firstGrid = `${liruo}/33108110522901`
export const secondGrid = `${liruo}/33108110522902`
export const units: Unit[] = (
  [
    [city, 'city', '台州市'],
    [wenling, 'county', '温岭市'],
    [linhai, 'county', '临海市'],
    [`${city}/331091`, 'area', '台州湾新区'],
    [shitang, 'township', '石塘镇'],
    [songmen, 'township', '松门镇'],
    [`${linhai}/331082100`, 'township', '杜桥镇'],
    [liruo, 'village', '里箬村'],
    [xinsha, 'village', '新沙村'],
    [`${songmen}/331081101201`, 'village', '新沙村'],
    [`${shitang}/331081105231`, 'village', '石塘村'],
    [firstGrid, 'grid', '第一网格'],
    [secondGrid, 'grid', '第二网格'],
    [`${xinsha}/33108110523001`, 'grid', '第一网格'],
  ] as const
).map(([path, kind, name]) => ({ path, kind, name, endedAt: null }))

/** The slice on a database of its own, with a clock that the test moves and a directory made of lists. */
export async function house(engine: string) {
  const folder = mkdtempSync(join(tmpdir(), 'yjd-org-'))
  const { url, drop } =
    engine === 'mariadb'
      ? await ownDatabase()
      : { url: join(folder, 'test.db'), drop: async () => undefined }
  const database = await openDatabase(url, [...org.entities, ...journal.entities])
  let now = new Date('2026-08-12T06:28:00Z')
  const boundary: Boundary = createBoundary(database, {
    now: () => now,
    policy,
    seal,
    keep: keeper([org]),
  })
  const transact: Io['transact'] = (work, actor = system) => boundary.transact(work, actor)
  const look: Io['look'] = (work, actor = system) => boundary.look(work, actor)
  const directory = new Lists()
  const io = {
    transact,
    look,
    policy,
    ports: { directory, seal },
    cards: new Map(),
  } as unknown as Io
  await transact((ctx) => ctx.db.insert(UnitEntity, units))
  const person = async (name: string, more: Partial<Person> = {}): Promise<string> => {
    const row = {
      id: uuid(),
      name,
      directoryKey: `key-${name}`,
      phoneSealed: null,
      phoneIndex: null,
      leftAt: null,
      syncedAt: null,
      ...more,
    }
    await transact((ctx) => ctx.db.insert(PersonEntity, row))
    return row.id
  }
  const post = async (
    kind: string,
    unitPath: string,
    personId: string | null,
    more: Partial<Post> = {},
  ): Promise<string> => {
    const row = {
      id: uuid(),
      kind,
      unitPath,
      object: '',
      personId,
      deputyId: null,
      since: now,
      until: null,
      verifiedAt: null,
      endedAt: null,
      ...more,
    }
    await transact((ctx) => ctx.db.insert(PostEntity, row))
    return row.id
  }
  const facts = async (kind?: string) =>
    (await look((ctx) => ctx.db.find(FactEntity, { order: { at: 'ASC', kind: 'ASC' } }))).filter(
      (fact) => !kind || fact.kind === kind,
    )
  const close = async () => {
    await database.close()
    await drop()
    rmSync(folder, { recursive: true, force: true })
  }
  return {
    io,
    transact,
    look,
    directory,
    person,
    post,
    facts,
    close,
    policy,
    now: () => now,
    later: (ms: number) => {
      now = new Date(now.getTime() + ms)
    },
  }
}
export type House = Awaited<ReturnType<typeof house>>
export const minutes = 60_000
export const days = 86_400_000
export const phones = (phone: string) => ({
  phoneSealed: seal.close(phone),
  phoneIndex: seal.index(phone),
})
/** Somebody with one post, as the boundary would have loaded them. */
export const actorAt = (
  personId: string,
  kind: string,
  unitPath: string,
  postId = uuid(),
): Actor => ({
  personId,
  name: '',
  posts: [
    { postId, kind, unitPath, roles: policy.posts.posts.find((it) => it.name === kind)!.roles },
  ],
})

/** A directory as lists: department, and who is in it. */
export class Lists implements Directory {
  list: { department: DirectoryDepartment; people: DirectoryPerson[] }[] = []
  /** Breaks off at this department. */
  broken: { at: string; error: Error } | null = null
  codes = new Map<string, string>()
  set(lists: Record<string, (Partial<DirectoryPerson> & { key: string; name: string })[]>) {
    this.list = Object.entries(lists).map(([name, people]) => ({
      department: { key: name, name, parent: null },
      people: people.map((it) => ({
        mobile: null,
        title: '',
        departments: [name],
        active: true,
        ...it,
      })),
    }))
  }
  async *departments() {
    for (const { department } of this.list) yield department
  }
  async *people(key: string) {
    if (this.broken?.at === key) throw this.broken.error
    yield* this.list.find((it) => it.department.key === key)!.people
  }
  async person(key: string) {
    return this.list.flatMap((it) => it.people).find((it) => it.key === key) ?? null
  }
  async identify(code: string) {
    return this.codes.get(code) ?? null
  }
}

async function ownDatabase() {
  const name = `yjd_org_${process.pid}_${Math.random().toString(36).slice(2, 8)}`
  const admin = await mysql.createConnection(process.env['MARIADB_URL']!)
  await admin.query(`create database ${name} character set utf8mb4 collate utf8mb4_bin`)
  const url = new URL(process.env['MARIADB_URL']!)
  url.pathname = name
  return {
    url: url.href,
    drop: async () => {
      await admin.query(`drop database ${name}`)
      await admin.end()
    },
  }
}
