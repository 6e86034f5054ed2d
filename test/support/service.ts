import { fork, type ChildProcess } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createSession } from '../../bot/io/session'
import type { Standin } from '../../bot/standin'
import type { Env } from '../../config/env'
import type { Policy } from '../../config/policy'
import { root } from '../../config/root'
import { clientWith } from './client'
import { envFor, sessionSecret } from './env'

/** What a process is started with. */
export type Orders = { env: Env; delivery: Partial<Policy['delivery']> }
type Told = { loaded?: true; port?: number; failed?: string; line?: string }
export type Service = Awaited<ReturnType<Loaded['start']>>
export type Loaded = ReturnType<typeof loadService>

/**
 * A service process that has loaded everything and waits, so that a restart takes no longer than a
 * start.
 */
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
      clientWith(
        () => address,
        () => sessions.open(personId, new Date(standin.clock.now())).token,
      )
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
