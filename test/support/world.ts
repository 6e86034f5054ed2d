import { mkdtempSync, rmSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import mysql from 'mysql2/promise'
import pino from 'pino'
import { createApp, type Overrides } from '../../bot/app'
import { createStandin, type StandinOptions } from '../../bot/standin'
import { loadPolicy } from '../../config/load'
import type { Policy } from '../../config/policy'
import { createClient } from '../../shared/client'
import { contract } from '../../shared/contract'
import { Problem, isProblemCode } from '../../shared/problem'
import { patience } from './patience'

/** SQLite always; MariaDB where the runner found or started one. */
export const engines = ['sqlite', ...(process.env['MARIADB_URL'] ? ['mariadb'] : [])] as const
export type Engine = (typeof engines)[number]
export type World = Awaited<ReturnType<typeof world>>

type Options = {
  policy?: (policy: Policy) => Policy
  standin?: StandinOptions
  at?: string
  listen?: boolean
  databaseUrl?: string
  log?: pino.Logger
  /** Slices and messengers of the test's own. */
  house?: Pick<Overrides, 'slices' | 'messengers'>
}

/** An empty database of its own on an engine. */
export async function emptyDatabase(engine: Engine, folder: string) {
  if (engine === 'sqlite') return { url: join(folder, 'test.db'), drop: async () => undefined }
  const name = `yjd_t${process.pid}_${Math.random().toString(36).slice(2, 8)}`
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

/** A whole service and a whole DingTalk of their own, on an empty database, at a moment that only the test moves on. */
export async function world(
  engine: Engine,
  {
    policy = (it) => it,
    standin: standinOptions,
    at = '2026-08-12T06:28:00Z',
    listen = true,
    databaseUrl,
    log = pino({ level: 'silent' }),
    house,
  }: Options = {},
) {
  const folder = mkdtempSync(join(tmpdir(), 'yjd-'))
  const database = databaseUrl
    ? { url: databaseUrl, drop: async () => undefined }
    : await emptyDatabase(engine, folder)
  const standin = await createStandin({
    ...standinOptions,
    faults: { noLimits: true, ...standinOptions?.faults },
  })
  standin.clock.move({ now: Date.parse(at) })
  const unhurried = (it: Policy): Policy => ({ ...it, delivery: { ...it.delivery, perSecond: 0 } })
  const env = {
    port: 0,
    standinPort: standin.port,
    dataFolder: folder,
    standin: true,
    databaseUrl: database.url,
    dingtalk: {
      clientId: 'dingstandin',
      clientSecret: 'standin-secret',
      robotCode: 'dingstandin',
      agentId: 1001,
      templateId: 'standin-card.schema',
      corpId: 'dingcorp',
      apiBase: standin.url,
      oapiBase: standin.url,
    },
    sessionSecret: Buffer.alloc(32, 1),
    sealKey: Buffer.alloc(32, 2),
    feedFolder: join(folder, 'feed'),
    configFolder: '',
    logLevel: 'silent' as const,
    publicUrl: 'http://127.0.0.1:7400',
  }
  const app = await createApp(env, {
    clock: { now: () => new Date(standin.clock.now()) },
    policy: policy(unhurried(loadPolicy())),
    log,
    ...house,
  })
  await new Promise<void>((done) => app.http.listen(0, '127.0.0.1', done))
  if (listen) await app.listen()
  const address = `http://127.0.0.1:${(app.http.address() as AddressInfo).port}`

  const post = async (name: string, input: unknown, headers: Record<string, string> = {}) => {
    const answer = await fetch(`${address}/api/${name}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(input),
    })
    const body = (await answer.json()) as { code?: string; details?: Record<string, unknown> }
    if (!answer.ok) {
      throw body.code && isProblemCode(body.code)
        ? new Problem(body.code, body.details)
        : new Error(`${name}: ${answer.status} ${JSON.stringify(body)}`)
    }
    return body
  }
  const admin = async <R>(path: string, body: unknown): Promise<R> =>
    (
      await fetch(`${standin.url}/_admin/${path}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      })
    ).json() as Promise<R>
  const tokens = new Map<string, string>()
  /** The typed client of somebody of the directory, logged in by a one-time code; again when the session is over. */
  const as = (userId: string, key?: string) =>
    createClient(contract, async (name, input) => {
      const logIn = async () => {
        const { code } = await admin<{ code: string }>('authCode', { userId })
        tokens.set(
          userId,
          ((await post('session.open', { authCode: code })) as { token: string }).token,
        )
      }
      const send = () =>
        post(name, input, {
          authorization: `Bearer ${tokens.get(userId)!}`,
          ...(key && { 'idempotency-key': key }),
        })
      if (!tokens.has(userId)) await logIn()
      return send().catch(async (error: unknown) => {
        if (!(error instanceof Problem) || error.code !== 'access.unknown') throw error
        await logIn()
        return send()
      })
    })
  const anyone = createClient(contract, (name, input) => post(name, input))
  const rows = <R = Record<string, unknown>>(sql: string, values: unknown[] = []): Promise<R[]> =>
    app.database.read.query(sql, values)
  /** Time goes by, and everything that falls due in it is done. */
  const later = async (minutes: number) => {
    standin.clock.move({ addMs: minutes * 60_000 })
    await app.tick()
  }
  const chat = (userId: string) => standin.state(userId).users[0]!.chats
  const close = async () => {
    await app.close()
    await standin.close()
    await database.drop()
    rmSync(folder, { recursive: true, force: true })
  }
  return {
    app,
    standin,
    as,
    anyone,
    admin,
    post,
    rows,
    later,
    tick: app.tick,
    chat,
    close,
    address,
    folder,
    now: () => new Date(standin.clock.now()),
    databaseUrl: database.url,
  }
}

/** Waits until something is so; fails with words after a while. */
export async function until(what: string, is: () => unknown) {
  const end = Date.now() + patience
  while (!(await is())) {
    if (Date.now() > end) throw new Error(`waited ${patience / 1000} s for: ${what}`)
    await new Promise((done) => setTimeout(done, 10))
  }
}
