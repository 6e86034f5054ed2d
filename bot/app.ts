import { EventEmitter } from 'node:events'
import type { Server } from 'node:http'
import { join } from 'node:path'
import type { Logger } from 'pino'
import { z } from 'zod'
import type { Env } from '../config/env'
import type { Policy } from '../config/policy'
import { root } from '../config/root'
import { gate } from './core/gate'
import type { Answer, Clock, Inbound, Messenger, Ports, Seal, Sheets } from './core/ports'
import { system, type Ctx, type Io, type Slice } from './core/slice'
import { quotaOf } from './delivery/quota'
import { send } from './delivery/outbox'
import { createExaminer } from './doctor/inService'
import { createBoundary, type Boundary } from './io/boundary'
import { createCalls, type Calls } from './io/calls'
import { systemClock } from './io/clock'
import { openDatabase, type Database } from './io/db'
import { connectDingTalk } from './io/dingtalk'
import { watchFolder } from './io/feed'
import { createFiles } from './io/files'
import { createHealth } from './io/health'
import { serve } from './io/http/mount'
import { createServer } from './io/http/server'
import { createInbox } from './io/inbox'
import { createRunner, type Runner } from './io/jobs'
import { ScheduleEntity } from './io/turns'
import { createLookup } from './io/known'
import { joinMessengers } from './io/messengers'
import { createMetrics, type Metrics } from './io/metrics'
import { createSeal } from './io/seal'
import { createSession } from './io/session'
import { createSheets } from './io/sheets'
import { stuck } from './journal'
import { keeper, reacting } from './journal/keep'
import { react } from './journal/react'
import { actorsOf } from './org/actors'
import { personIdsOf, presentAmong } from './org/people'
import { proveSeal } from './org/proveSeal'
import { hintDirectory } from './org/sync'
import { slices as ourSlices } from './slices'
import { takeFeed } from './warnings/takeFeed'

/**
 * `slices`: what the house is made of, ours if nothing is said. `messengers`: what carries messages
 * beside DingTalk.
 */
export type Overrides = {
  clock: Clock
  policy: Policy
  log: Logger
  slices?: readonly Slice[]
  messengers?: readonly Messenger[]
}
export type App = Awaited<ReturnType<typeof createApp>>
const entitiesOf = (slices: readonly Slice[]) => [
  ...slices.flatMap((slice) => slice.entities),
  ScheduleEntity,
]
export const entities = entitiesOf(ourSlices)

/** What does not fit is told in Chinese. */
z.config(z.locales.zhCN())

/** What everything below is built from. */
type Base = {
  slices: readonly Slice[]
  env: Env
  policy: Policy
  log: Logger
  now: () => Date
  metrics: Metrics
  seal: Seal
  bell: EventEmitter
}
type DingTalk = ReturnType<typeof connectDingTalk>
type Receive = (inbound: Inbound) => Promise<Answer>

/**
 * The one place where the parts meet. `tick` does what is due, `receive` takes what DingTalk sends;
 * `start` does both by itself.
 */
export async function createApp(
  env: Env,
  { clock, policy, log, slices = ourSlices, messengers = [] }: Overrides,
) {
  const base: Base = {
    slices,
    env,
    policy,
    log,
    now: () => clock.now(),
    metrics: createMetrics(),
    seal: createSeal(env.sealKey),
    bell: new EventEmitter(),
  }
  const database = await openDatabase(env.databaseUrl, entitiesOf(slices))
  const dingtalk = dingtalkOf(base)
  const messenger = joinMessengers([dingtalk.messenger, ...messengers])
  const boundary = boundaryOf(base, database, messenger)
  await boundary.transact(proveSeal).catch(async (error: unknown) => {
    await database.close()
    throw error
  })
  const { directory } = dingtalk
  const io = ioOf(base, boundary, { messenger, directory, examiner: examinerOf(base, dingtalk) })

  const calls = callsOf(base, boundary, io)
  const receive = receiverOf(base, boundary, calls, io)
  const runner = runnerOf(base, boundary, io)
  const http = httpOf(base, { boundary, calls, io, dingtalk })

  const listen = () => dingtalk.listen(receive)
  return {
    http,
    tick: runner.tick,
    receive,
    listen,
    start: () => start({ http, env, listen, runner }),
    close: () => close({ http, dingtalk, runner, boundary, database, sheets: io.ports.sheets }),
    io,
    database,
    calls,
    stream: dingtalk.state,
    system,
  }
}

const boundaryOf = (
  { slices, now, policy, seal, bell }: Base,
  database: Database,
  { channels }: Messenger,
) =>
  createBoundary(database, {
    now,
    policy,
    channels,
    seal,
    keep: keeper(slices),
    wake: (worker) => void bell.emit(worker),
  })

const dingtalkOf = ({ env, policy, log, now }: Base) =>
  connectDingTalk({
    ...env.dingtalk,
    publicUrl: env.publicUrl,
    perSecond: policy.delivery.perSecond,
    pressCosts: policy.delivery.pressCosts,
    log,
    now,
  })

const examinerOf = ({ env, policy }: Base, { state, openProbe }: DingTalk) =>
  createExaminer({ env, policy, stream: state, machine: systemClock, openProbe })

/** What doors and workers may use: transactions, and the ports in between. */
function ioOf(
  { slices, env, policy, seal }: Base,
  boundary: Boundary,
  outside: Pick<Ports, 'messenger' | 'directory' | 'examiner'>,
): Io {
  const ports: Ports = {
    ...outside,
    seal,
    session: createSession(env.sessionSecret),
    files: createFiles(join(env.dataFolder, 'files')),
    sheets: createSheets(),
  }
  return {
    transact: boundary.transact,
    look: boundary.look,
    ports,
    calling: gate(policy.delivery.parallel),
    policy,
    cards: new Map(slices.flatMap((slice) => Object.entries(slice.cards ?? {}))),
  }
}

/** Who calls is read anew for every call: rights that were taken away, and whoever left, are gone. */
function callsOf({ slices, policy }: Base, boundary: Boundary, io: Io): Calls {
  const routes = slices.flatMap((slice) => slice.routes ?? [])
  const actors = createLookup((keys) => boundary.look((ctx) => actorsOf(ctx, keys)), 0)
  const present = createLookup((keys) => boundary.look((ctx) => presentAmong(ctx, keys)), 0)
  const isHere = async (personId: string) => (await present.get(personId)) !== null
  const bounds = policy.guard.bodies
  return createCalls({ routes, boundary, io, actorOf: actors.get, isHere, bounds })
}

/** Takes what DingTalk sends: presses, words, and hints that somebody has come or gone. */
function receiverOf(
  { slices, policy, log, metrics }: Base,
  boundary: Boundary,
  calls: Calls,
  io: Io,
): Receive {
  const people = createLookup((keys) => boundary.look((ctx) => personIdsOf(ctx, keys)))

  async function hint(keys: readonly string[]) {
    await hintDirectory(io, [...keys])
    people.clear()
  }
  function say(ctx: Ctx, personId: string, words: string, replyTo: string) {
    const priority = policy.delivery.priorities.reply
    const message = {
      subject: 'chat',
      priority,
      channel: 'reply',
      words,
      params: { replyTo },
    } as const
    return send(ctx, message, [personId])
  }
  const inbox = createInbox({
    slices,
    calls,
    boundary,
    log,
    personIdOf: people.get,
    say,
    hint,
  })
  return function receive(inbound) {
    const isPress = inbound.kind === 'press'
    const name = isPress ? inbound.operation : inbound.kind
    return metrics.time(name, isPress ? 'press' : 'chat', () => inbox(inbound))
  }
}

/**
 * Everything that runs by the clock: what slices declare, reactions to facts, the watched folder.
 */
function runnerOf({ slices, env, log, now, bell }: Base, { transact }: Boundary, io: Io): Runner {
  const reactions = {
    name: reacting,
    every: 250,
    run: async () => (await react(transact, slices)) > 0,
  }
  const takeFile = (bytes: Buffer) =>
    transact((ctx) => takeFeed(ctx, { file: bytes.toString('base64') }))
  const feed = { name: 'io.feed', every: 2_000, run: watchFolder(env.feedFolder, takeFile, log) }
  return createRunner({ slices, io, log, bell, now, react: reactions, also: [feed] })
}

function httpOf(
  { slices, env, policy, log, metrics, now }: Base,
  {
    boundary,
    calls,
    io,
    dingtalk,
  }: {
    boundary: Boundary
    calls: Calls
    io: Io
    dingtalk: DingTalk
  },
): Server {
  const health = createHealth({
    slices,
    look: boundary.look,
    stream: dingtalk.state,
    metrics,
    quotaOf,
    stuck,
    now,
  })
  const app = { folder: join(root, 'miniapp/dist/h5'), frames: framesOf(env) }
  const routes = slices.flatMap((slice) => slice.routes ?? [])
  const doors = slices.flatMap((slice) => slice.doors ?? [])
  const { guard } = policy
  const { proxies } = env
  const koa = serve({ routes, doors, calls, io, log, metrics, now, health, app, guard, proxies })
  return createServer(koa.callback(), guard.bodies)
}

/** The stand-in's page shows the phone pages in its phones; with a real organisation nobody may. */
const framesOf = ({ standin, standinPort }: Env) =>
  standin ? ['127.0.0.1', 'localhost'].map((host) => `http://${host}:${standinPort}`) : []

type Started = { http: Server; env: Env; listen: () => Promise<unknown>; runner: Runner }
async function start({ http, env: { port, host }, listen, runner }: Started) {
  await new Promise<void>((done, fail) => {
    http.once('error', fail)
    http.listen({ port, ...(host && { host }) }, done)
  })
  await listen()
  runner.start()
}

type Closed = {
  http: Server
  dingtalk: DingTalk
  runner: Runner
  boundary: Boundary
  database: Database
  sheets: Sheets
}
/** Takes nothing new, finishes what it holds, then lets go of the database. */
async function close({ http, dingtalk, runner, boundary, database, sheets }: Closed) {
  const closed = new Promise((done) => http.close(done))
  http.closeIdleConnections()
  await dingtalk.close()
  await runner.stop()
  await boundary.idle()
  http.closeAllConnections()
  await closed.catch(() => undefined)
  await sheets.close()
  await database.close()
}
