/**
 * `npm start`: the service, and beside it the stand-in for DingTalk where no real organisation is
 * set.
 * Installs what is missing first; ends as the service ends; stops both when told to, the service
 * before the stand-in that it still talks to.
 */
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { giveUp, install, root, say } from './install.mjs'
import { buildPages } from './pages.mjs'

const readyWithin = 120_000
const stopWithin = 30_000
const running = []
let stopping = null

install()
// Before the pages, which are built with the CorpId that stands there.
if (existsSync(join(root, '.env'))) process.loadEnvFile(join(root, '.env'))
buildPages('h5')
const real = Boolean(process.env.DINGTALK_CLIENT_ID)
const service = await port('PORT', 7400)
const standin = real ? null : await port('STANDIN_PORT', 7401)
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => void stop())
if (process.env.npm_lifecycle_event) stopWithNpm()

if (!real) run('The stand-in', 'bot/standin/main.ts', { STANDIN_PORT: String(standin) }, true)
const started = run(
  'The service',
  'bot/main.ts',
  real ? {} : { STANDIN_PORT: String(standin), LOG_LEVEL: process.env.LOG_LEVEL ?? 'warn' },
)
await inTime('The service', started.ready)
say(
  real
    ? `The service is ready: ${process.env.PUBLIC_URL ?? `http://127.0.0.1:${service}`}`
    : `Ready. Open the page of phones: http://127.0.0.1:${standin}`,
)

/** npm passes SIGTERM to its shell only, which then dies without a word to us. */
function stopWithNpm() {
  const parent = process.ppid
  setInterval(() => process.ppid !== parent && void stop(), 300).unref()
}

/** A port from the environment that nobody listens on, checked before anything is started. */
async function port(name, usual) {
  const value = Number(process.env[name] || usual)
  if (!Number.isInteger(value) || value < 1 || value > 65535) {
    giveUp(`${name} must be a number from 1 to 65535, not "${process.env[name]}".`)
  }
  const trouble = await new Promise((resolve) => {
    const probe = createServer()
      .once('error', resolve)
      .listen(value, () => probe.close(() => resolve(null)))
  })
  if (trouble) {
    giveUp(
      `Port ${value} cannot be used (${trouble.code}): stop what listens there, or choose another, for example ${name}=${value + 100} npm start.`,
    )
  }
  return value
}

/** In a process group of its own, so that Ctrl-C reaches it once and in order; tied to us, so that it never outlives us. */
function run(title, file, settings, quiet = false) {
  const child = spawn(process.execPath, ['--import', 'tsx', '--import', './bot/tied.mjs', file], {
    cwd: root,
    detached: true,
    stdio: ['ignore', quiet ? 'ignore' : 'inherit', 'inherit', 'ipc'],
    env: { ...process.env, ...settings },
  })
  const ended = new Promise((resolve) =>
    child.once('exit', (code, signal) => resolve({ code, signal })),
  )
  running.push({ title, child, ended })
  const ready = new Promise((resolve) =>
    child.on('message', (message) => message === 'ready' && resolve()),
  )
  void ended.then(({ code, signal }) => {
    if (stopping) return
    process.stderr.write(`${title} stopped by itself (${signal ?? `code ${code}`}).\n`)
    void stop(code || 1)
  })
  return { ready }
}

/** Goes on when it is ready; never, when we are stopping meanwhile. */
async function inTime(title, ready) {
  const late = setTimeout(() => {
    process.stderr.write(`${title} was not ready within ${readyWithin / 1000} s.\n`)
    void stop(1)
  }, readyWithin)
  await ready
  clearTimeout(late)
  if (stopping) await new Promise(() => undefined)
}

/** The last started goes first. The exit code is the service's, or that of whoever stopped by itself. */
function stop(code) {
  stopping ??= (async () => {
    let last = 0
    for (const { title, child, ended } of running.reverse()) {
      child.kill('SIGTERM')
      const patience = setTimeout(() => {
        process.stderr.write(`${title} did not stop within ${stopWithin / 1000} s and was ended.\n`)
        child.kill('SIGKILL')
      }, stopWithin)
      const { code: own, signal } = await ended
      clearTimeout(patience)
      if (signal !== 'SIGTERM') last ||= own ?? 1
    }
    process.exit(code ?? last)
  })()
  return stopping
}
