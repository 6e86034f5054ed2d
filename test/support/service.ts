import { fork, type ChildProcess } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createSession } from '../../bot/io/session'
import type { Standin } from '../../bot/standin'
import type { Env } from '../../config/env'
import type { Policy } from '../../config/policy'
import { root } from '../../config/root'
import { createClient } from '../../shared/client'
import { contract } from '../../shared/contract'
import { Problem, isProblemCode } from '../../shared/problem'

/** What a process is started with. */
export type Orders = { env: Env; delivery: Partial<Policy['delivery']> }
type Told = { loaded?: true; port?: number; failed?: string; line?: string }
export type Service = Awaited<ReturnType<Loaded['start']>>
export type Loaded = ReturnType<typeof loadService>

export const sessionSecret = Buffer.alloc(32, 1)
export const sealKey = Buffer.alloc(32, 2)
export const envFor = (databaseUrl: string, standin: Standin, folder: string): Env => ({
  port: 0,
  standinPort: standin.port,
  dataFolder: folder,
  standin: true,
  databaseUrl,
  sessionSecret,
  sealKey,
  feedFolder: join(folder, 'feed'),
  configFolder: '',
  logLevel: 'warn',
  publicUrl: 'http://127.0.0.1:7400',
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
})

/** A service process that has loaded everything and waits, so that a restart takes no longer than a start. */
export function loadService() {
  const child = fork(join(root, 'test/support/serviceMain.ts'), [], {
    cwd: root,
    execArgv: ['--import', 'tsx'],
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  const folder = mkdtempSync(join(tmpdir(), 'yjd-service-'))
  const ended = new Promise<number | string>((done) =>
    child.once('exit', (code, signal) => {
      rmSync(folder, { recursive: true, force: true })
      done(signal ?? code!)
    }),
  )
  const loaded = told(child, ended, 'loaded')
  loaded.catch(() => undefined)
  /** Starts it on a database, beside a stand-in; resolves when it is ready. */
  async function start(
    databaseUrl: string,
    standin: Standin,
    delivery: Orders['delivery'] = {},
    feedFolder = join(folder, 'feed'),
  ) {
    const log: string[] = []
    const sessions = createSession(sessionSecret)
    await loaded
    child.on('message', ({ line }: Told) => {
      if (line) log.push(line)
    })
    const ready = told(child, ended, 'port')
    child.send({
      env: { ...envFor(databaseUrl, standin, folder), feedFolder },
      delivery: { perSecond: 0, ...delivery },
    } satisfies Orders)
    const port = await ready
    const address = `http://127.0.0.1:${port}`
    /** The typed client of a person, with a session of our own making. */
    const as = (personId: string) =>
      createClient(contract, async (name, input) => {
        const { token } = sessions.open(personId, new Date(standin.clock.now()))
        const answer = await fetch(`${address}/api/${name}`, {
          method: 'POST',
          headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
          body: JSON.stringify(input),
        })
        const body = (await answer.json()) as { code?: string; details?: Record<string, unknown> }
        if (!answer.ok) {
          throw body.code && isProblemCode(body.code)
            ? new Problem(body.code, body.details)
            : new Error(`${name}: ${answer.status}`)
        }
        return body
      })
    return { as, address, log, ended, kill: () => end('SIGKILL'), stop: () => end('SIGTERM') }
  }
  /** How it ended: its exit code, or the signal that ended it. */
  const end = (signal: NodeJS.Signals) => {
    child.kill(signal)
    return ended
  }
  return { start, discard: () => end('SIGKILL') }
}

function told<K extends 'loaded' | 'port'>(
  child: ChildProcess,
  ended: Promise<unknown>,
  what: K,
): Promise<NonNullable<Told[K]>> {
  return new Promise((done, fail) => {
    child.on('message', (it: Told) => {
      if (it[what]) done(it[what])
      if (it.failed) fail(new Error(it.failed))
    })
    void ended.then((how) =>
      fail(new Error(`the service ended (${String(how)}) before it said "${what}"`)),
    )
  })
}
