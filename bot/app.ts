import { EventEmitter } from 'node:events'
import { createServer } from 'node:http'
import { join } from 'node:path'
import type { Logger } from 'pino'
import { z } from 'zod'
import type { Env } from '../config/env'
import type { Policy } from '../config/policy'
import { root } from '../config/root'
import { gate } from './core/gate'
import type { Answer, Clock, Inbound, Messenger, Ports } from './core/ports'
import { system, type Io, type Slice } from './core/slice'
import { quotaOf } from './delivery/quota'
import { send } from './delivery/outbox'
import { createBoundary } from './io/boundary'
import { createCalls } from './io/calls'
import { openDatabase } from './io/db'
import { connectDingTalk } from './io/dingtalk'
import { watchFolder } from './io/feed'
import { createFiles } from './io/files'
import { createHealth } from './io/health'
import { serve } from './io/http/mount'
import { createInbox } from './io/inbox'
import { createRunner, ScheduleEntity } from './io/jobs'
import { createLookup } from './io/known'
import { joinMessengers } from './io/messengers'
import { createMetrics } from './io/metrics'
import { createSeal } from './io/seal'
import { createSession } from './io/session'
import { stuck } from './journal'
import { keeper, reacting } from './journal/keep'
import { react } from './journal/react'
import { actorsOf, personIdsOf } from './org/store'
import { hintDirectory } from './org/sync'
import { slices as ourSlices } from './slices'
import { takeFeed } from './warnings/actions'

/** `slices`: what the house is made of, ours if nothing is said. `messengers`: what carries messages beside DingTalk. */
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

/** The stand-in's page shows the phone pages in its phones; with a real organisation nobody may. */
const framesOf = ({ standin, standinPort }: Env) =>
  standin ? ['127.0.0.1', 'localhost'].map((host) => `http://${host}:${standinPort}`) : []

/** What does not fit is told in Chinese. */
z.config(z.locales.zhCN())

/** The one place where the parts meet. `tick` does what is due, `receive` takes what DingTalk sends; `start` does both by itself. */
export async function createApp(
  env: Env,
  { clock, policy, log, slices = ourSlices, messengers = [] }: Overrides,
) {
  const now = () => clock.now()
  const metrics = createMetrics()
  const database = await openDatabase(env.databaseUrl, entitiesOf(slices))
  const bell = new EventEmitter()
  const seal = createSeal(env.sealKey)
  const dingtalk = connectDingTalk({
    ...env.dingtalk,
    publicUrl: env.publicUrl,
    perSecond: policy.delivery.perSecond,
    log,
    now,
  })
  const messenger = joinMessengers([dingtalk.messenger, ...messengers])
  const boundary = createBoundary(database, {
    now,
    policy,
    channels: messenger.channels,
    seal,
    keep: keeper(slices),
    wake: (worker) => void bell.emit(worker),
  })
  const ports: Ports = {
    messenger,
    directory: dingtalk.directory,
    seal,
    session: createSession(env.sessionSecret),
    files: createFiles(join(env.dataFolder, 'files')),
  }
  const io: Io = {
    transact: boundary.transact,
    look: boundary.look,
    ports,
    calling: gate(policy.delivery.parallel),
    policy,
    cards: new Map(slices.flatMap((slice) => Object.entries(slice.cards ?? {}))),
  }
  const routes = slices.flatMap((slice) => slice.routes ?? [])
  const doors = slices.flatMap((slice) => slice.doors ?? [])
  const actors = createLookup((keys) => boundary.look((ctx) => actorsOf(ctx, keys)), 0)
  const calls = createCalls({ routes, boundary, actorOf: actors.get })
  const people = createLookup((keys) => boundary.look((ctx) => personIdsOf(ctx, keys)))
  const inbox = createInbox({
    slices,
    calls,
    boundary,
    log,
    personIdOf: people.get,
    say: (ctx, personId, words, replyTo) =>
      send(
        ctx,
        {
          subject: 'chat',
          priority: policy.delivery.priorities.reply,
          channel: 'reply',
          words,
          params: { replyTo },
        },
        [personId],
      ),
    hint: async (keys) => {
      await hintDirectory(io, [...keys])
      people.clear()
    },
  })
  const receive = (inbound: Inbound): Promise<Answer> =>
    metrics.time(
      inbound.kind === 'press' ? inbound.operation : inbound.kind,
      inbound.kind === 'press' ? 'press' : 'chat',
      () => inbox(inbound),
    )
  const feed = watchFolder(
    env.feedFolder,
    (bytes) => boundary.transact((ctx) => takeFeed(ctx, { file: bytes.toString('base64') })),
    log,
  )
  const reactions = {
    name: reacting,
    every: 250,
    run: async () => (await react(boundary.transact, slices)) > 0,
  }
  const runner = createRunner({
    slices,
    io,
    log,
    bell,
    now,
    react: reactions,
    also: [{ name: 'io.feed', every: 2_000, run: feed }],
  })
  const health = createHealth({
    slices,
    look: boundary.look,
    stream: dingtalk.state,
    metrics,
    quotaOf,
    stuck,
    now,
  })
  const http = createServer(
    serve({
      routes,
      doors,
      calls,
      io,
      log,
      metrics,
      now,
      health,
      app: { folder: join(root, 'miniapp/dist/h5'), frames: framesOf(env) },
    }).callback(),
  )
  http.keepAliveTimeout = 75_000 // longer than a proxy in front keeps an idle line (60 s): it must not meet one that we have just closed

  const start = async () => {
    await new Promise<void>((done, fail) => {
      http.once('error', fail)
      http.listen(env.port, done)
    })
    await dingtalk.listen(receive)
    runner.start()
  }
  /** Takes nothing new, finishes what it holds, then lets go of the database. */
  const close = async () => {
    const closed = new Promise((done) => http.close(done))
    http.closeIdleConnections()
    await dingtalk.close()
    await runner.stop()
    await boundary.idle()
    http.closeAllConnections()
    await closed.catch(() => undefined)
    await database.close()
  }
  return {
    http,
    tick: runner.tick,
    receive,
    listen: () => dingtalk.listen(receive),
    start,
    close,
    io,
    database,
    calls,
    stream: dingtalk.state,
    system,
  }
}
