import { mkdtempSync, rmSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pino from 'pino'
import { createApp, type App, type Overrides } from '../../bot/app'
import { createStandin, type StandinOptions } from '../../bot/standin'
import type { Env } from '../../config/env'
import { testPolicy } from './policy'
import type { Policy } from '../../config/policy'
import { callOperation, clientOf, clientWith, tellStandin } from './client'
import { emptyDatabase, type Engine } from './database'
import { envFor } from './env'
import { until } from './eventually'
import { patience } from './patience'

export { emptyDatabase, engines, type Engine } from './database'
export { eventually, until } from './eventually'

/** A summer afternoon, 14:28. */
export const summer = '2026-08-12T06:28:00Z'
const silent = pino({ level: 'silent' })

export type World = Awaited<ReturnType<typeof openWorld>>
export type WorldOptions = {
  policy?: (policy: Policy) => Policy
  standin?: StandinOptions
  /** Where the clock stands at first. */
  at?: string
  /** Whether the service takes what DingTalk pushes. */
  listen?: boolean
  /** A database that is there already, and stays. */
  databaseUrl?: string
  log?: pino.Logger
  /** Slices and messengers of the test's own. */
  house?: Pick<Overrides, 'slices' | 'messengers'>
}
/** So much time, all of it added up. */
export type Span = { days?: number; hours?: number; minutes?: number; seconds?: number }

/**
 * A whole service and a whole DingTalk of their own, on an empty database, under a clock that
 * stands:
 * only `pass` and `moveTo` take it on. Populations (a town, the city) are laid upon it.
 */
export async function openWorld(engine: Engine, options: WorldOptions = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'yjd-'))
  const database = await databaseFor(engine, folder, options.databaseUrl)
  const standin = await openStandin(options)
  const now = () => new Date(standin.clock.now())
  const service = await serviceIn(envFor(database.url, standin, folder), now, options)
  const tell = <R>(path: string, input: unknown) => tellStandin<R>(standin.url, path, input)
  const clients = clientsOf(service.address, tell)

  /**
   * Whatever is due now is done, and so is what that made due; what DingTalk pushed is
   * acknowledged.
   */
  async function settled() {
    if (!service.isUp()) return
    do {
      await until(() => standin.world.stream.unanswered === 0, 'what was pushed is acknowledged')
    } while (await service.app().tick())
  }
  async function moveTo(moment: string | Date) {
    standin.clock.move({ now: new Date(moment).getTime() })
    await settled()
  }
  /** Time goes by, and everything that has fallen due by its end is done. */
  async function pass(span: Span) {
    standin.clock.move({ addMs: msOf(span) })
    await settled()
  }
  async function close() {
    await service.stop()
    await standin.close()
    await database.drop()
    rmSync(folder, { recursive: true, force: true })
  }
  return {
    ...clients,
    get app() {
      return service.app()
    },
    get address() {
      return service.address()
    },
    standin,
    admin: tell,
    /** An operation called by hand. */
    post: (name: string, input: unknown, headers: Record<string, string> = {}) =>
      callOperation(service.address(), name, input, headers),
    rows: <R = Record<string, unknown>>(sql: string, values: unknown[] = []): Promise<R[]> =>
      service.app().database.read.query(sql, values),
    /** What stands in somebody's chat, oldest first. */
    chat: (userId: string) => standin.state(userId).users[0]!.chats,
    now,
    pass,
    moveTo,
    settled,
    isUp: service.isUp,
    stop: service.stop,
    start: service.start,
    close,
    folder,
    databaseUrl: database.url,
  }
}

export const msOf = ({ days = 0, hours = 0, minutes = 0, seconds = 0 }: Span) =>
  (((days * 24 + hours) * 60 + minutes) * 60 + seconds) * 1_000

async function databaseFor(engine: Engine, folder: string, url: string | undefined) {
  return url ? { url, drop: async () => undefined } : emptyDatabase(engine, folder)
}

const openStandin = ({ at = summer, standin }: WorldOptions) =>
  createStandin({
    stoppedAt: Date.parse(at),
    pressWaitMs: patience, // that the service is slow here is the machine's fault
    eventWaitMs: patience,
    ...standin,
    faults: { noLimits: true, strictCards: true, ...standin?.faults },
  })

/**
 * The service in this process. It does nothing by itself but answer; it can be stopped and started
 * again.
 */
async function serviceIn(
  env: Env,
  now: () => Date,
  { policy = (given) => given, listen = true, log = silent, house }: WorldOptions,
) {
  let app: App
  let address = '' // stays known while the service is away
  let isUp = false
  async function start() {
    app = await createApp(env, {
      clock: { now },
      policy: policy(unhurried(testPolicy)),
      log,
      ...house,
    })
    await new Promise<void>((done) => app.http.listen(0, '127.0.0.1', done))
    address = `http://127.0.0.1:${(app.http.address() as AddressInfo).port}`
    if (listen) await app.listen()
    isUp = true
  }
  async function stop() {
    if (!isUp) return
    isUp = false
    await app.close()
  }
  await start()
  return {
    app: () => app,
    isUp: () => isUp,
    address: () => address,
    start,
    stop,
  }
}

/** Nobody waits for the pace of calls where the clock stands. */
const unhurried = (policy: Policy): Policy => ({
  ...policy,
  delivery: { ...policy.delivery, perSecond: 0 },
})

type Tell = <R>(path: string, input: unknown) => Promise<R>
function clientsOf(address: () => string, tell: Tell) {
  const codeOf = async (userId: string) =>
    (await tell<{ code: string }>('authCode', { userId })).code
  const clients = new Map<string, ReturnType<typeof clientOf>>()
  /** The typed client of somebody of the directory; `key`: the idempotency key of all that it asks. */
  function as(userId: string, key?: string) {
    const name = `${userId} ${key ?? ''}`
    const headers = key ? { 'idempotency-key': key } : {}
    const client = clients.get(name) ?? clientOf(address, () => codeOf(userId), headers)
    clients.set(name, client)
    return client
  }
  return { as, anyone: clientWith(address) }
}
